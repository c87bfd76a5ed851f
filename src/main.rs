//! The field app's entry. Everything else is in the library, so that models test natively.

fn main() {
    xuntian::start();
}
