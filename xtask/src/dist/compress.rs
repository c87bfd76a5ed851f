//! `.br` and `.gz` siblings, made once here at the highest level so that the server compresses
//! nothing while it serves.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::wasm;
use crate::shell::{self, Outcome};

const TEXTS: [&str; 8] = [
    ".html",
    ".js",
    ".css",
    ".wasm",
    ".svg",
    ".webmanifest",
    ".json",
    ".txt",
];

/// Adds the siblings of every file that gains by it.
pub(crate) fn siblings(staging: &Path) -> Outcome {
    for file in shell::files_below(staging)? {
        if !TEXTS.iter().any(|ending| file.ends_with(ending)) {
            continue;
        }
        let bytes = shell::read_bytes(&staging.join(&file))?;
        for (ending, packed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            if packed.len() < bytes.len() {
                shell::write(&staging.join(format!("{file}.{ending}")), packed)?;
            }
        }
    }
    Ok(())
}

/// One stream. What is unlike what came before begins a block of its own.
fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut packer = brotli::CompressorWriter::with_params(Vec::new(), 1 << 16, &params);
    let mut from = 0;
    for to in long_sections(bytes).into_iter().chain([bytes.len()]) {
        let begun = if from == 0 { Ok(()) } else { packer.flush() };
        begun
            .and_then(|()| packer.write_all(&bytes[from..to]))
            .map_err(|error| format!("brotli: {error}"))?;
        from = to;
    }
    Ok(packer.into_inner())
}

/// Where the code and the data of a wasm begin: the sections that are long (WebAssembly core
/// specification, 5.5.2). Empty for anything else.
fn long_sections(bytes: &[u8]) -> Vec<usize> {
    let all = wasm::sections(bytes).unwrap_or_default().into_iter();
    let long = all.filter(|section| [wasm::CODE, wasm::DATA].contains(&section.id));
    long.map(|section| section.begins).collect()
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type section of 200 bytes, code of one, data of two.
    fn wasm() -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        bytes.extend([1, 0xc8, 0x01]);
        bytes.extend([7; 200]);
        bytes.extend([10, 1, 9, 11, 2, 8, 8]);
        bytes
    }

    #[test]
    fn code_and_data_of_a_wasm_begin_blocks() {
        assert_eq!(long_sections(&wasm()), [211, 214]);
        for other in [&b""[..], b"\0asm", b"<!doctype html>"] {
            assert!(long_sections(other).is_empty());
        }
        let cut_off = &wasm()[..9];
        assert!(long_sections(cut_off).is_empty());
    }

    #[test]
    fn what_was_packed_is_what_comes_out() {
        for bytes in [wasm(), vec![0; 100_000], b"text".to_vec()] {
            let mut back = Vec::new();
            let mut packed = &brotli(&bytes).unwrap()[..];
            brotli::BrotliDecompress(&mut packed, &mut back).unwrap();
            assert_eq!(back, bytes);
        }
    }
}
