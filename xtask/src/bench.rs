//! `bench` and `pictures`: programs of the package `e2e` that drive a real browser against a real,
//! optimised server. They report; neither fails because something was slow.

use crate::shell::{Outcome, Program};
use crate::{dist, run, setup};

/// Measures and prints.
pub(crate) fn bench() -> Outcome {
    e2e("bench")
}

/// Makes docs/images anew.
pub(crate) fn pictures() -> Outcome {
    e2e("pictures")
}

fn e2e(binary: &str) -> Outcome {
    setup::setup(true)?;
    dist::build_both(false)?;
    let server = run::build_server("release")?;
    Program::new("cargo")
        .args(["run", "--locked", "--package", "e2e", "--bin", binary])
        .env("XUNTIAN_SERVER", server)
        .run()
}
