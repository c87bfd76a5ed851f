//! Unpredictable bytes of the browser.

use engine::ports::Random;

/// `crypto.getRandomValues`, which every context has, also an insecure one.
#[derive(Debug, Clone, Copy, Default)]
pub struct CryptoRandom;

impl Random for CryptoRandom {
    fn id_bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        let filled = crate::js::scope()
            .crypto()
            .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
        // No browser of the floor lacks it. Should one, an id must still differ from the last one.
        if !filled {
            bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
        }
        bytes
    }
}
