//! The review app's entry.

fn main() {
    review::start();
}
