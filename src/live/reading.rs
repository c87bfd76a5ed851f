//! What the store says, as a signal that is read again after every change.

use engine::ports::LocalBoxFuture;
use ui::{State, effect, task};

/// Reads now, and again whenever what `follow` reads has changed. `None` until the first answer; a
/// read that fails leaves what was known. It ends with the page that made it, and a read that was
/// overtaken by the next one is given up, so that an older answer never follows a newer one.
pub fn reading<T: Send + Sync + 'static, F>(
    follow: impl Fn() -> F + 'static,
    read: impl Fn() -> LocalBoxFuture<'static, Option<T>> + 'static,
) -> State<Option<T>> {
    let value = State::new(None);
    repeat(Box::new(move || {
        follow();
        let answer = read();
        Box::pin(async move {
            if let Some(answer) = answer.await {
                value.set(Some(answer));
            }
        })
    }));
    value
}

/// Not generic, so that it is compiled once and not for every kind of answer.
fn repeat(work: Box<dyn Fn() -> LocalBoxFuture<'static, ()>>) {
    effect(move || task(work()));
}
