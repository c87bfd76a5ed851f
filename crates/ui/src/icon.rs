//! The one set of icons: drawn on 24 x 24 with a line of 1.9, in the colour of the text. An icon
//! never stands without a word: beside it, or as the accessible name of its button.

use leptos::prelude::*;

/// An icon: what is drawn. No enum, so that an app carries only the drawings that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

#[expect(
    non_upper_case_globals,
    reason = "to those who show one they are the members of a set"
)]
impl Icon {
    /// Taking a photo.
    pub const Camera: Self = Self(
        r#"<path d="M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13.5" r="3.6"/>"#,
    );
    /// Several photos, from the gallery.
    pub const Gallery: Self = Self(
        r#"<path d="M4 5h16v14H4z"/><path d="m4 16 5-5 4 4 3-3 4 4"/><circle cx="15.5" cy="9" r="1.4"/>"#,
    );
    /// A walked way.
    pub const Walk: Self = Self(
        r#"<path d="M5 20c2.5-1 2.5-4 5-5s3 2 5.5 1 2-5 3.5-7"/><circle cx="19" cy="6" r="2.4"/><circle cx="5" cy="20" r="1.3"/>"#,
    );
    /// Records.
    pub const List: Self = Self(
        r#"<path d="M8 6h12M8 12h12M8 18h12"/><circle cx="4" cy="6" r=".8"/><circle cx="4" cy="12" r=".8"/><circle cx="4" cy="18" r=".8"/>"#,
    );
    /// A map.
    pub const Map: Self = Self(
        r#"<path d="M9 4 3 6.5V20l6-2.5 6 2.5 6-2.5V4l-6 2.5z"/><path d="M9 4v13.5M15 6.5V20"/>"#,
    );
    /// Tasks.
    pub const Task: Self = Self(r#"<path d="M5 4h14v16H5z"/><path d="m9 12 2 2 4-4.5"/>"#);
    /// The person.
    pub const Me: Self =
        Self(r#"<circle cx="12" cy="8" r="3.6"/><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6"/>"#);
    /// Settings.
    pub const Gear: Self = Self(
        r#"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>"#,
    );
    /// The way back.
    pub const Back: Self = Self(r#"<path d="m14.5 5-7 7 7 7"/>"#);
    /// The way on.
    pub const Forward: Self = Self(r#"<path d="m9.5 5 7 7-7 7"/>"#);
    /// Home, and 建房.
    pub const House: Self = Self(r#"<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>"#);
    /// 取土.
    pub const Dig: Self = Self(r#"<path d="M4 20h16M6 20c0-4 2-6 6-6s6 2 6 6M12 14V5l4 3"/>"#);
    /// 硬化.
    pub const Slab: Self = Self(r#"<path d="m3 14 9-5 9 5-9 5zM3 14v3l9 5 9-5v-3"/>"#);
    /// 采矿.
    pub const Mine: Self = Self(r#"<path d="M4 20 9 8l4 6 3-4 4 10z"/>"#);
    /// 倒土.
    pub const Dump: Self = Self(r#"<path d="M3 18h18M5 18l5-8 4 5 2-2 3 5"/>"#);
    /// 挖塘.
    pub const Pond: Self =
        Self(r#"<path d="M3 9c3 0 3 2 6 2s3-2 6-2 3 2 6 2M3 15c3 0 3 2 6 2s3-2 6-2 3 2 6 2"/>"#);
    /// Everything else.
    pub const More: Self = Self(
        r#"<circle cx="6" cy="12" r="1.3"/><circle cx="12" cy="12" r="1.3"/><circle cx="18" cy="12" r="1.3"/>"#,
    );
    /// Kept on this phone only.
    pub const Lock: Self = Self(r#"<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>"#);
    /// Figures.
    pub const Chart: Self = Self(r#"<path d="M4 20V4M4 20h16M8 16v-5M12.5 16V8M17 16v-8.5"/>"#);
    /// Units and people.
    pub const Tree: Self =
        Self(r#"<path d="M12 4v5M6 20v-4h12v4M12 9v7"/><circle cx="12" cy="4" r="1.8"/>"#);
    /// A position.
    pub const Pin: Self = Self(
        r#"<path d="M12 21c-4.5-4.6-6.5-8-6.5-10.7a6.5 6.5 0 0 1 13 0C18.5 13 16.5 16.4 12 21z"/><circle cx="12" cy="10.3" r="2.3"/>"#,
    );
    /// Done.
    pub const Check: Self = Self(r#"<path d="m5 12.5 4.7 4.7L19.5 7"/>"#);
    /// Add.
    pub const Plus: Self = Self(r#"<path d="M12 5v14M5 12h14"/>"#);
    /// Close.
    pub const Close: Self = Self(r#"<path d="m6 6 12 12M18 6 6 18"/>"#);
    /// Take away.
    pub const Trash: Self =
        Self(r#"<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"/>"#);
    /// Once more.
    pub const Retry: Self = Self(r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4"/>"#);
    /// Something needs the person.
    pub const Alert: Self =
        Self(r#"<path d="M12 4 2.8 20h18.4zM12 10v4.5"/><circle cx="12" cy="17.2" r=".6"/>"#);
    /// An explanation.
    pub const Info: Self = Self(
        r#"<circle cx="12" cy="12" r="8.7"/><path d="M12 11v5.5"/><circle cx="12" cy="7.9" r=".6"/>"#,
    );
    /// On its way to the server.
    pub const Upload: Self = Self(r#"<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 14v5.5h15V14"/>"#);
    /// A receipt.
    pub const Receipt: Self =
        Self(r#"<path d="M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9 8.5h6M9 12.5h6"/>"#);
    /// Waiting.
    pub const Clock: Self = Self(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>"#);
    /// Hand on to another app.
    pub const Share: Self = Self(
        r#"<circle cx="6" cy="12" r="2.3"/><circle cx="17.5" cy="6" r="2.3"/><circle cx="17.5" cy="18" r="2.3"/><path d="m8.1 11 7.3-4M8.1 13l7.3 4"/>"#,
    );
    /// A text message.
    pub const Message: Self =
        Self(r#"<path d="M4 5h16v11.5h-8L7.5 20v-3.5H4zM8 9.5h8M8 12.7h5"/>"#);
    /// Narrow a list down.
    pub const Filter: Self = Self(r#"<path d="M4 6h16M7 12h10M10 18h4"/>"#);
    /// Look for something.
    pub const Search: Self = Self(r#"<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>"#);
    /// Light of the camera.
    pub const Torch: Self = Self(r#"<path d="M13 3 5.5 13.5H11L10 21l8-11h-5.5z"/>"#);
    /// Write.
    pub const Pen: Self = Self(r#"<path d="m4.5 19.5 1-4L16 5l3 3L8.5 18.5zM14 7l3 3"/>"#);
    /// Store of the phone.
    pub const Store: Self =
        Self(r#"<path d="M5 4h14v16H5zM5 9.3h14M5 14.6h14M8 6.7h2M8 12h2M8 17.3h2"/>"#);
    /// Day and night.
    pub const Sun: Self = Self(
        r#"<circle cx="12" cy="12" r="4"/><path d="M12 3v1.8M12 19.2V21M3 12h1.8M19.2 12H21M5.6 5.6l1.3 1.3M17.1 17.1l1.3 1.3M18.4 5.6l-1.3 1.3M6.9 17.1l-1.3 1.3"/>"#,
    );
    /// Language.
    pub const Globe: Self = Self(
        r#"<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3.4 5.6 3.4 8.5S15 17.5 12 20.5c-3-3-3.4-5.6-3.4-8.5S9 6.5 12 3.5z"/>"#,
    );
    /// Size of the text.
    pub const Letters: Self =
        Self(r#"<path d="M3 18 8 6l5 12M4.7 14h6.6M14.5 18l3.2-8 3.3 8M15.6 15.4h4.3"/>"#);
    /// Checked and in order.
    pub const Shield: Self = Self(
        r#"<path d="M12 3.5 5 6v5.5c0 4.2 2.7 7.3 7 9 4.3-1.7 7-4.8 7-9V6zM9 12l2.2 2.2L15.2 10"/>"#,
    );
    /// Print.
    pub const Print: Self = Self(r#"<path d="M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.5h10V20H7z"/>"#);
}

impl Icon {
    /// The icon as a picture; assistive technology does not hear it.
    pub fn view(self) -> AnyView {
        view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=self.0></svg> }.into_any()
    }
}
