//! In which order the functions of a wasm stand: each beside one that is like it.
//!
//! Brotli looks at what came just before; copies of one generic function, far apart, cost it two
//! percent more. wasm-opt moves functions by their names, so here each gets its place for a name.

use std::collections::{BTreeSet, HashMap};

use crate::dist::wasm::{CODE, CUSTOM, IMPORTS, Reader, sections};
use crate::shell::Outcome;

/// How many bytes are one feature of a function.
const FEATURE: usize = 6;
/// What more functions have than these tells nothing about any of them.
const COMMON: usize = 100;

/// The part of the section `name` that holds the names of functions (ibidem, 7.4.1).
const FUNCTION_NAMES: u8 = 1;

/// A wasm without names, with the place of each function for its name.
pub(super) fn named_by_place(wasm: &[u8]) -> Outcome<Vec<u8>> {
    names(wasm)
        .map(|names| [wasm, &names].concat())
        .ok_or_else(|| "a wasm of another shape than expected".to_owned())
}

/// The section `name`; `None`: the wasm is cut off, or imports something else than functions.
fn names(wasm: &[u8]) -> Option<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for section in sections(wasm)? {
        match section.id {
            IMPORTS => imported = imported_functions(section.content)?,
            CODE => bodies = items(section.content)?,
            _ => {}
        }
    }
    let mut places = number(bodies.len());
    let mut place_of = vec![0; bodies.len()];
    for (place, &function) in by_likeness(&bodies).iter().enumerate() {
        place_of[function] = place;
    }
    for (function, place) in place_of.iter().enumerate() {
        places.extend(number(imported + function));
        places.extend(vector(format!("{place:06}").as_bytes()));
    }
    let content = [vector(b"name"), section(FUNCTION_NAMES, &places)].concat();
    Some(section(CUSTOM, &content))
}

/// Each after the one that has most in common with it among those that are left.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let features: Vec<BTreeSet<&[u8]>> = bodies
        .iter()
        .map(|body| body.windows(FEATURE).collect())
        .collect();
    let mut having: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, features) in features.iter().enumerate() {
        for feature in features {
            having.entry(feature).or_default().push(function);
        }
    }
    having.retain(|_, functions| functions.len() <= COMMON);

    let mut order = Vec::with_capacity(bodies.len());
    let mut is_left = vec![true; bodies.len()];
    let mut next = (!bodies.is_empty()).then_some(0);
    while let Some(function) = next {
        order.push(function);
        is_left[function] = false;
        let mut in_common = vec![0_u32; bodies.len()];
        let known = features[function]
            .iter()
            .filter_map(|feature| having.get(feature));
        for &like in known.flatten() {
            in_common[like] += 1;
        }
        // Of several the first.
        let left = (0..bodies.len())
            .rev()
            .filter(|&function| is_left[function]);
        next = left.max_by_key(|&function| in_common[function]);
    }
    order
}

fn imported_functions(content: &[u8]) -> Option<usize> {
    const FUNCTION: u8 = 0;
    let mut reader = Reader(content);
    let count = reader.number()?;
    for _ in 0..count {
        let _module = reader.vector()?;
        let _name = reader.vector()?;
        let _type = (reader.byte()? == FUNCTION).then(|| reader.number())??;
    }
    Some(count)
}

/// A vector of vectors of bytes, as the code is one.
fn items(content: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = Reader(content);
    let count = reader.number()?;
    (0..count).map(|_| reader.vector()).collect()
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id][..], &vector(content)].concat()
}

fn vector(bytes: &[u8]) -> Vec<u8> {
    [&number(bytes.len())[..], bytes].concat()
}

fn number(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::wasm::HEADER;

    const LIKE: [&[u8]; 4] = [
        b"one body here",
        b"another text",
        b"two body hers",
        b"an other text",
    ];

    #[test]
    fn what_has_more_in_common_stands_side_by_side() {
        assert_eq!(by_likeness(&LIKE), [0, 2, 1, 3]);
        assert!(by_likeness(&[]).is_empty());
        assert_eq!(by_likeness(&[b"", b"", b"short"]), [0, 1, 2]);
    }

    #[test]
    fn what_all_have_tells_nothing() {
        let common = vec![&b"common"[..]; COMMON + 1];
        assert_eq!(by_likeness(&common), (0..=COMMON).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 30] {
            assert_eq!(Reader(&number(value)).number(), Some(value));
        }
        assert_eq!(Reader(&[0x80]).number(), None);
        assert_eq!(Reader(&[0x80; 6]).number(), None);
    }

    /// Of one imported function, and of as many as there are bodies.
    fn wasm(kind: u8) -> Vec<u8> {
        let import = [&[1][..], &vector(b"a"), &vector(b"b"), &[kind, 0]].concat();
        let bodies = LIKE.map(vector).concat();
        let code = [number(LIKE.len()), bodies].concat();
        [HEADER, &section(IMPORTS, &import), &section(CODE, &code)].concat()
    }

    #[test]
    fn every_function_has_its_place_for_a_name_after_those_that_are_imported() {
        let named = named_by_place(&wasm(0)).unwrap();
        let names = named.strip_prefix(&wasm(0)[..]).unwrap();
        let expected =
            b"\x04name\x01\x21\x04\x01\x06000000\x02\x06000002\x03\x06000001\x04\x06000003";
        assert_eq!(names, section(CUSTOM, expected));
    }

    #[test]
    fn a_wasm_of_another_shape_is_an_error() {
        let whole = wasm(0);
        for wasm in [&b""[..], b"\0asm", &whole[..whole.len() - 1], &wasm(2)] {
            assert!(named_by_place(wasm).is_err());
        }
    }
}
