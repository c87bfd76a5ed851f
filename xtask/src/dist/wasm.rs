//! Reads the binary format of a wasm as far as the build needs it: its sections, numbers and vectors
//! (WebAssembly core specification, 5).

pub(super) const HEADER: &[u8] = b"\0asm\x01\0\0\0";
/// The ids of sections (5.5.2).
pub(super) const CUSTOM: u8 = 0;
pub(super) const IMPORTS: u8 = 2;
pub(super) const CODE: u8 = 10;
pub(super) const DATA: u8 = 11;

/// A section.
pub(super) struct Section<'a> {
    pub(super) id: u8,
    /// Where it begins, in bytes from the beginning of the wasm.
    pub(super) begins: usize,
    pub(super) content: &'a [u8],
}

/// The sections in their order; `None`: cut off, or no wasm.
pub(super) fn sections(wasm: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut reader = Reader(wasm.strip_prefix(HEADER)?);
    let mut sections = Vec::new();
    loop {
        let begins = wasm.len() - reader.0.len();
        let Some(id) = reader.byte() else {
            return Some(sections);
        };
        let content = reader.vector()?;
        sections.push(Section {
            id,
            begins,
            content,
        });
    }
}

/// What is left to be read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// LEB128: seven bits a byte, the lowest first.
    pub(super) fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// As many bytes as the number before them says.
    pub(super) fn vector(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (vector, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(vector)
    }
}
