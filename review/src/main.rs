//! The review app's entry.

use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <p>"巡田"</p> });
}
