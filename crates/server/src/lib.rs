//! The self-hosted server: both apps, the API, SQLite and a folder of photos.

pub mod store;
