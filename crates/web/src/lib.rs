//! The browser, behind the engine's ports and a few values of our own.
//!
//! Everything works in a page and in a worker (`globalThis`) except what needs a document: camera,
//! picture, compass, platform. Whatever JavaScript hands over is turned into our types here, and no
//! public function takes or returns a `JsValue`. What is started returns a handle whose `Drop`
//! stops it. Modules in reading order: the ports, what a page senses, what a page shows.

mod canvas;
mod image_header;
mod js;
mod listener;

pub mod clock;
pub mod idb;
pub mod locks;
pub mod random;
pub mod timer;
pub mod transport;
pub mod vault;

pub mod channel;
pub mod compass;
pub mod connectivity;
pub mod locator;
pub mod service_worker;
pub mod settings;
pub mod storage;

pub mod camera;
pub mod crash;
pub mod picture;
pub mod platform;

pub use listener::Listener;
