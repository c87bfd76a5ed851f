//! The ports in memory: for the tests of the use cases, and the first to pass the store's contract.

mod store;
mod world;

pub use store::MemoryPhoneStore;
pub use world::{FixedRandom, ManualClock, MemoryVault};

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::MemoryPhoneStore;

    macro_rules! tests {
        ($($name:ident)*) => {$(
            #[test]
            fn $name() {
                futures::executor::block_on(crate::contract::$name(Rc::new(MemoryPhoneStore::default())));
            }
        )*};
    }
    crate::for_each_contract_test!(tests);
}
