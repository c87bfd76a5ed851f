//! The field app's entry.

use leptos::prelude::*;

fn main() {
    mount_to_body(|| view! { <p>"巡田"</p> });
}
