//! What the engine that runs the tests lacks, said once: a test asks here, and where something is
//! lacking it says what our adapter makes of that.

/// What there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Engine {
    /// A camera, or the drawing that stands in for one.
    pub(crate) has_camera: bool,
    /// `navigator.storage` with its methods.
    pub(crate) tells_room: bool,
}

const WHOLE: Engine = Engine {
    has_camera: true,
    tells_room: true,
};

/// WebKitGTK as its driver starts it by itself. Safari has both.
const WEBKIT_GTK: Engine = Engine {
    has_camera: false,
    tells_room: false,
};

/// The engine of this page.
pub(crate) fn engine() -> Engine {
    let agent = web::platform::platform_text();
    // Chromium calls itself by all names.
    let is_webkit = agent.contains("AppleWebKit") && !agent.contains("Chrome");
    if is_webkit { WEBKIT_GTK } else { WHOLE }
}
