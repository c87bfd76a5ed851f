//! The list of `ui` in a page: a row whose item stays is the row that it was, with all that it holds.
//!
//! A row shows its key and the number of rows that were built before it: `a0` is the first of all.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::task::tick;
use ui::reactive::{Item, State, list, part, text};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, HtmlElement};

type Keys = Vec<&'static str>;

struct Page {
    element: HtmlElement,
    app: App,
    _owner: Owner,
    _mounted: UnmountHandle<AnyViewState>,
}

#[derive(Clone, Copy)]
struct App {
    keys: State<Keys>,
    is_shown: State<bool>,
    /// What every row follows.
    mark: State<&'static str>,
    built: State<usize>,
    gone: State<usize>,
}

impl App {
    fn view(self) -> AnyView {
        let item = move |key| Item::new(key, move || self.row(key));
        let rows = move || self.keys.get().into_iter().map(item).collect();
        let shown = part(move || self.is_shown.get().then(|| list(rows)));
        view! { <i>"("</i>{shown}<i>")"</i> }.into_any()
    }

    fn row(self, key: &str) -> AnyView {
        let number = self.built.get_untracked();
        self.built.set(number + 1);
        on_cleanup(move || self.gone.update(|gone| *gone += 1));
        let name = format!("{key}{number}");
        view! { <button>{name}{text(move || self.mark.get())}</button>" " }.into_any()
    }
}

impl Page {
    fn with(keys: &[&'static str]) -> Self {
        let element = document().create_element("div").unwrap();
        let element: HtmlElement = element.unchecked_into();
        document().body().unwrap().append_child(&element).unwrap();
        let owner = Owner::new();
        let app = owner.with(|| App {
            keys: State::new(keys.to_vec()),
            is_shown: State::new(true),
            mark: State::new(""),
            built: State::new(0),
            gone: State::new(0),
        });
        Self {
            _mounted: mount_to(element.clone(), move || app.view()),
            element,
            app,
            _owner: owner,
        }
    }

    async fn change(&self, keys: &[&'static str]) -> String {
        self.app.keys.set(keys.to_vec());
        tick().await;
        self.rows()
    }

    fn rows(&self) -> String {
        let text = self.element.text_content().unwrap();
        let rows = text
            .strip_prefix('(')
            .and_then(|text| text.strip_suffix(')'));
        rows.expect("the list stays between what is around it")
            .trim_end()
            .to_owned()
    }

    fn button(&self, at: usize) -> HtmlElement {
        let buttons = self.element.get_elements_by_tag_name("button");
        buttons
            .item(u32::try_from(at).unwrap())
            .unwrap()
            .unchecked_into()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.element.remove();
    }
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

#[wasm_bindgen_test]
async fn rows_come_go_and_move_while_the_others_stay() {
    let page = Page::with(&["a", "b", "c"]);
    assert_eq!(page.rows(), "a0 b1 c2");
    assert_eq!(page.change(&["c", "x", "a"]).await, "c2 x3 a0");
    assert_eq!(page.app.gone.get_untracked(), 1);
    assert_eq!(page.change(&["x", "a", "c"]).await, "x3 a0 c2");
    assert_eq!(page.change(&[]).await, "");
    assert_eq!(page.app.gone.get_untracked(), 4);
    assert_eq!(page.change(&["a", "b"]).await, "a4 b5");
}

#[wasm_bindgen_test]
async fn of_two_items_with_one_key_each_has_its_row() {
    let page = Page::with(&["a", "b", "a"]);
    assert_eq!(page.rows(), "a0 b1 a2");
    assert_eq!(page.change(&["b", "a", "a"]).await, "b1 a0 a2");
    assert_eq!(page.change(&["a"]).await, "a0");
    assert_eq!(page.change(&["a", "a", "a"]).await, "a0 a3 a4");
}

/// All lists of up to three items of three keys, each after each.
#[wasm_bindgen_test]
async fn any_list_becomes_any_other() {
    let mut lists: Vec<Keys> = vec![vec![]];
    for length in 0..3 {
        let shorter = lists.iter().filter(|list| list.len() == length).cloned();
        let longer =
            shorter.flat_map(|list| ["a", "b", "c"].map(|key| [&list[..], &[key]].concat()));
        lists.extend(longer.collect::<Vec<_>>());
    }
    assert_eq!(lists.len(), 40);
    for first in &lists {
        for second in &lists {
            let page = Page::with(first);
            let before = page.rows();
            let after = page.change(second).await;
            let keys: String = after.chars().filter(char::is_ascii_alphabetic).collect();
            assert_eq!(keys, second.concat(), "{before} -> {after}");
            for key in ["a", "b", "c"] {
                let of_key = |rows: &str| {
                    rows.split_whitespace()
                        .filter(|row| row.starts_with(key))
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                };
                let (were, are) = (of_key(&before), of_key(&after));
                let kept = are.iter().filter(|row| were.contains(row)).count();
                assert_eq!(kept, were.len().min(are.len()), "{before} -> {after}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_focus_stays_where_it_is_while_others_come_go_and_pass() {
    let page = Page::with(&["a", "b", "c"]);
    page.button(1).focus().unwrap();
    for keys in [
        &["c", "a", "b"][..],
        &["x", "b", "y"],
        &["b"],
        &["z", "b", "a"],
    ] {
        page.change(keys).await;
        let focused = document().active_element().unwrap().text_content().unwrap();
        assert_eq!(focused, "b1", "after {keys:?}");
    }
}

#[wasm_bindgen_test]
async fn what_a_row_follows_it_follows_until_it_goes() {
    let page = Page::with(&["a", "b"]);
    page.change(&["b", "c", "a"]).await;
    page.app.mark.set("!");
    tick().await;
    assert_eq!(page.rows(), "b1! c2! a0!");
}

#[wasm_bindgen_test]
async fn a_list_that_goes_takes_its_rows_along() {
    let page = Page::with(&["a", "b"]);
    page.app.is_shown.set(false);
    tick().await;
    assert_eq!(page.rows(), "");
    assert_eq!(page.app.gone.get_untracked(), 2);
    page.app.is_shown.set(true);
    tick().await;
    assert_eq!(page.change(&["b", "a"]).await, "b3 a2");
}
