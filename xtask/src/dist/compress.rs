//! `.br` and `.gz` siblings, made once here at the highest level so that the server compresses
//! nothing while it serves.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::shell::{self, Outcome};

const TEXTS: [&str; 7] = [
    ".html",
    ".js",
    ".css",
    ".wasm",
    ".svg",
    ".webmanifest",
    ".json",
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

fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip: {error}"))
}
