//! What every journey stands on. In reading order: small things of the operating system, the server,
//! other builds of the apps in it, the proxy in front of it, the fake camera, the engines, the browser, a page of it, what is kept in it, axe, and one journey's world of all that.

pub mod axe;
pub mod browser;
pub mod builds;
pub mod camera;
pub mod devices;
pub mod engine;
pub mod files;
pub mod frames;
pub mod page;
pub mod process;
pub mod proxy;
pub mod requests;
pub mod server;
pub mod store;
pub mod world;
