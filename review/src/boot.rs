//! Starts the app: reads what was chosen before, makes what outlives every page, mounts the shell.

use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::live::{open_record, session, worklist};
use crate::shell::App;
use crate::{browser, router, settings};

/// Puts the app into the page. A panic brings up the crash screen of `index.html`.
pub fn start() {
    browser::report_panics();
    mount_to_body(|| {
        settings::provide_settings();
        ui::provide_toasts();
        let router = router::provide_router();
        let session = session::provide_session();
        let worklist = worklist::provide_worklist(router, session);
        open_record::provide_open_record(router, session);
        session.ask();
        worklist.keep_fresh();
        view! { <App/> }
    });
}
