//! Tells cargo that a release binary holds both apps: a new build of them makes a new binary. A
//! debug build reads the folders when it runs, and must not be made again because of them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_inside = std::env::var_os("CARGO_FEATURE_EMBED").is_some()
        && std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_inside {
        println!("cargo:rerun-if-changed=../../dist");
        println!("cargo:rerun-if-changed=../../review/dist");
    }
    println!("cargo:rerun-if-changed=migrations");
}
