//! The journeys. Each has a server, a data folder and a browser profile of its own, and none depends
//! on another; at most two run at a time, because a browser wants a core.
//!
//! A test is called `<file>::<journey>::<engine>`, so that one engine's can be asked for by its name.

/// A test of a journey for each of these engines.
macro_rules! in_engines {
    ($journey:ident: $($engine:ident)*) => {
        mod $journey {$(
            #[tokio::test]
            async fn $engine() {
                let _turn = crate::turn().await;
                let engine = e2e::harness::engine::Engine::named(stringify!($engine));
                super::$journey(engine).await;
            }
        )*}
    };
}

mod demo;
mod english;
mod enrolment;
mod killed_browser;
mod killed_server;
mod left_page;
mod practice;
mod private;
mod restored_server;
mod review_states;
mod screens;
mod storage;
mod two_tabs;
mod unfit;
mod update;
mod whole;

use tokio::sync::{Semaphore, SemaphorePermit};

static TURNS: Semaphore = Semaphore::const_new(2);

/// Waits for its turn; keep what it gives until the journey ends.
async fn turn() -> SemaphorePermit<'static> {
    match TURNS.acquire().await {
        Ok(permit) => permit,
        Err(closed) => panic!("nobody closes this: {closed}"),
    }
}
