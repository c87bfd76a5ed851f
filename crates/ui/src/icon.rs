//! The one set of icons: drawn on 24 x 24 with a line of 1.9, in the colour of the text. An icon
//! never stands without a word: beside it, or as the accessible name of its button.

use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Taking a photo.
    Camera,
    /// Several photos, from the gallery.
    Gallery,
    /// A walked way.
    Walk,
    /// Records.
    List,
    /// A map.
    Map,
    /// Tasks.
    Task,
    /// The person.
    Me,
    /// Settings.
    Gear,
    /// The way back.
    Back,
    /// The way on.
    Forward,
    /// Home, and 建房.
    House,
    /// 取土.
    Dig,
    /// 硬化.
    Slab,
    /// 采矿.
    Mine,
    /// 倒土.
    Dump,
    /// 挖塘.
    Pond,
    /// Everything else.
    More,
    /// Kept on this phone only.
    Lock,
    /// Figures.
    Chart,
    /// Units and people.
    Tree,
    /// A position.
    Pin,
    /// Done.
    Check,
    /// Add.
    Plus,
    /// Close.
    Close,
    /// Take away.
    Trash,
    /// Once more.
    Retry,
    /// Something needs the person.
    Alert,
    /// An explanation.
    Info,
    /// On its way to the server.
    Upload,
    /// A receipt.
    Receipt,
    /// Waiting.
    Clock,
    /// Hand on to another app.
    Share,
    /// A text message.
    Message,
    /// Narrow a list down.
    Filter,
    /// Look for something.
    Search,
    /// Light of the camera.
    Torch,
    /// Write.
    Pen,
    /// Store of the phone.
    Store,
    /// Day and night.
    Sun,
    /// Language.
    Globe,
    /// Size of the text.
    Letters,
    /// Checked and in order.
    Shield,
    /// Print.
    Print,
}

impl Icon {
    /// The icon as a picture; assistive technology does not hear it.
    pub fn view(self) -> AnyView {
        view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=self.paths()></svg> }.into_any()
    }

    fn paths(self) -> &'static str {
        match self {
            Self::Camera => {
                r#"<path d="M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13.500" r="3.600"/>"#
            }
            Self::Gallery => {
                r#"<path d="M4 5h16v14H4z"/><path d="m4 16 5-5 4 4 3-3 4 4"/><circle cx="15.500" cy="9" r="1.400"/>"#
            }
            Self::Walk => {
                r#"<path d="M5 20c2.500-1 2.500-4 5-5s3 2 5.500 1 2-5 3.500-7"/><circle cx="19" cy="6" r="2.400"/><circle cx="5" cy="20" r="1.300"/>"#
            }
            Self::List => {
                r#"<path d="M8 6h12M8 12h12M8 18h12"/><circle cx="4" cy="6" r=".8"/><circle cx="4" cy="12" r=".8"/><circle cx="4" cy="18" r=".8"/>"#
            }
            Self::Map => {
                r#"<path d="M9 4 3 6.500V20l6-2.500 6 2.500 6-2.500V4l-6 2.500z"/><path d="M9 4v13.500M15 6.500V20"/>"#
            }
            Self::Task => r#"<path d="M5 4h14v16H5z"/><path d="m9 12 2 2 4-4.500"/>"#,
            Self::Me => {
                r#"<circle cx="12" cy="8" r="3.600"/><path d="M5 20c.6-4 3.400-6 7-6s6.400 2 7 6"/>"#
            }
            Self::Gear => {
                r#"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.200 2.200M16.200 16.200l2.200 2.200M18.400 5.600l-2.200 2.200M7.800 16.200l-2.200 2.200"/>"#
            }
            Self::Back => r#"<path d="m14.500 5-7 7 7 7"/>"#,
            Self::Forward => r#"<path d="m9.500 5 7 7-7 7"/>"#,
            Self::House => r#"<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>"#,
            Self::Dig => r#"<path d="M4 20h16M6 20c0-4 2-6 6-6s6 2 6 6M12 14V5l4 3"/>"#,
            Self::Slab => r#"<path d="m3 14 9-5 9 5-9 5zM3 14v3l9 5 9-5v-3"/>"#,
            Self::Mine => r#"<path d="M4 20 9 8l4 6 3-4 4 10z"/>"#,
            Self::Dump => r#"<path d="M3 18h18M5 18l5-8 4 5 2-2 3 5"/>"#,
            Self::Pond => {
                r#"<path d="M3 9c3 0 3 2 6 2s3-2 6-2 3 2 6 2M3 15c3 0 3 2 6 2s3-2 6-2 3 2 6 2"/>"#
            }
            Self::More => {
                r#"<circle cx="6" cy="12" r="1.300"/><circle cx="12" cy="12" r="1.300"/><circle cx="18" cy="12" r="1.300"/>"#
            }
            Self::Lock => r#"<path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3"/>"#,
            Self::Chart => r#"<path d="M4 20V4M4 20h16M8 16v-5M12.500 16V8M17 16v-8.500"/>"#,
            Self::Tree => {
                r#"<path d="M12 4v5M6 20v-4h12v4M12 9v7"/><circle cx="12" cy="4" r="1.800"/>"#
            }
            Self::Pin => {
                r#"<path d="M12 21c-4.500-4.600-6.500-8-6.500-10.700a6.500 6.500 0 0 1 13 0C18.500 13 16.500 16.400 12 21z"/><circle cx="12" cy="10.300" r="2.300"/>"#
            }
            Self::Check => r#"<path d="m5 12.500 4.700 4.700L19.500 7"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Close => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Self::Trash => {
                r#"<path d="M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10.500 11v5.500M13.500 11v5.500"/>"#
            }
            Self::Retry => {
                r#"<path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 3.500v4h-4"/>"#
            }
            Self::Alert => {
                r#"<path d="M12 4 2.800 20h18.400zM12 10v4.500"/><circle cx="12" cy="17.200" r=".6"/>"#
            }
            Self::Info => {
                r#"<circle cx="12" cy="12" r="8.700"/><path d="M12 11v5.500"/><circle cx="12" cy="7.900" r=".6"/>"#
            }
            Self::Upload => {
                r#"<path d="M12 15V4M7.500 8.500 12 4l4.500 4.500M4.500 14v5.500h15V14"/>"#
            }
            Self::Receipt => r#"<path d="M6 3.500h12v17l-3-2-3 2-3-2-3 2zM9 8.500h6M9 12.500h6"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.300l3.500 2"/>"#,
            Self::Share => {
                r#"<circle cx="6" cy="12" r="2.300"/><circle cx="17.500" cy="6" r="2.300"/><circle cx="17.500" cy="18" r="2.300"/><path d="m8.100 11 7.300-4M8.100 13l7.300 4"/>"#
            }
            Self::Message => {
                r#"<path d="M4 5h16v11.500h-8L7.500 20v-3.500H4zM8 9.500h8M8 12.700h5"/>"#
            }
            Self::Filter => r#"<path d="M4 6h16M7 12h10M10 18h4"/>"#,
            Self::Search => r#"<circle cx="10.500" cy="10.500" r="6"/><path d="m15 15 5 5"/>"#,
            Self::Torch => r#"<path d="M13 3 5.500 13.500H11L10 21l8-11h-5.500z"/>"#,
            Self::Pen => r#"<path d="m4.500 19.500 1-4L16 5l3 3L8.500 18.500zM14 7l3 3"/>"#,
            Self::Store => {
                r#"<path d="M5 4h14v16H5zM5 9.300h14M5 14.600h14M8 6.700h2M8 12h2M8 17.300h2"/>"#
            }
            Self::Sun => {
                r#"<circle cx="12" cy="12" r="4"/><path d="M12 3v1.800M12 19.200V21M3 12h1.800M19.200 12H21M5.600 5.600l1.300 1.300M17.100 17.100l1.300 1.300M18.400 5.600l-1.300 1.300M6.900 17.100l-1.300 1.300"/>"#
            }
            Self::Globe => {
                r#"<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c3 3 3.400 5.600 3.400 8.500S15 17.500 12 20.500c-3-3-3.400-5.600-3.400-8.500S9 6.500 12 3.500z"/>"#
            }
            Self::Letters => {
                r#"<path d="M3 18 8 6l5 12M4.700 14h6.600M14.500 18l3.200-8 3.300 8M15.600 15.400h4.300"/>"#
            }
            Self::Shield => {
                r#"<path d="M12 3.500 5 6v5.500c0 4.200 2.700 7.300 7 9 4.300-1.700 7-4.800 7-9V6zM9 12l2.200 2.200L15.200 10"/>"#
            }
            Self::Print => r#"<path d="M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.500h10V20H7z"/>"#,
        }
    }
}
