//! A list of which items come, go and move while the others stay.
//!
//! Leptos' own has more, keys of any type and rows that are moved as little as can be, and costs three
//! kilobytes of a first visit more. tests/browser has the tests: they need a page.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::{Rndr, types};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

use super::part;

/// One of a [`list`].
pub struct Item {
    key: String,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Item {
    /// What is seen of something, and what tells it from the others of the list: as long as that is
    /// there, the item stays as it was built.
    pub fn new(key: impl ToString, view: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self {
            key: key.to_string(),
            view: Box::new(view),
        }
    }
}

/// A list of which items come, go and move while the others stay.
///
/// A row that stays where it is among the others is not touched, so that it keeps the focus; one that
/// is moved behind another loses it. Of two items with one key each has its row.
pub fn list(items: impl Fn() -> Vec<Item> + Send + 'static) -> AnyView {
    shared_list(Box::new(items))
}

fn shared_list(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    // Not the owner of the part: that forgets everything below whenever the items change.
    let owner = Owner::current().unwrap_or_default();
    part(move || {
        let (owner, items) = (owner.clone(), items());
        Some(List { owner, items }.into_any())
    })
}

struct List {
    owner: Owner,
    items: Vec<Item>,
}

struct Rows {
    rows: Vec<Row>,
    /// What the last row stands before.
    end: types::Placeholder,
}

struct Row {
    key: String,
    // Goes before its owner, as what is below goes before what is above.
    view: AnyViewState,
    #[expect(dead_code, reason = "lives as long as the row")]
    owner: Owner,
}

impl Row {
    fn of(item: Item, list: &Owner) -> Self {
        let owner = list.child();
        let view = owner.with(|| (item.view)().build());
        Self {
            key: item.key,
            view,
            owner,
        }
    }
}

impl Render for List {
    type State = Rows;

    fn build(self) -> Rows {
        let row = |item| Row::of(item, &self.owner);
        Rows {
            rows: self.items.into_iter().map(row).collect(),
            end: Rndr::create_placeholder(),
        }
    }

    fn rebuild(self, state: &mut Rows) {
        let mut former: Vec<_> = state.rows.drain(..).map(Some).collect();
        let mut places = Vec::with_capacity(self.items.len());
        for item in self.items {
            let has_key = |row: &Option<Row>| row.as_ref().is_some_and(|row| row.key == item.key);
            let place = former.iter().position(has_key);
            let kept = place.and_then(|place| former[place].take());
            let row = kept.unwrap_or_else(|| Row::of(item, &self.owner));
            state.rows.push(row);
            places.push(place);
        }
        for mut gone in former.into_iter().flatten() {
            gone.view.unmount();
        }
        state.put_in_order(&places);
    }
}

impl Rows {
    /// Given where each row stood before. From the end: it stays if it stood before all that stay.
    fn put_in_order(&mut self, places: &[Option<usize>]) {
        let mut before = usize::MAX;
        for (at, place) in places.iter().enumerate().rev() {
            match place {
                Some(place) if *place < before => before = *place,
                _ => self.put_before_next(at),
            }
        }
    }

    fn put_before_next(&mut self, at: usize) {
        let (rows, next) = self.rows.split_at_mut(at + 1);
        let row = &mut rows[at].view;
        if !next.iter().any(|next| next.view.insert_before_this(row)) {
            self.end.insert_before_this(row);
        }
    }
}

impl Mountable for Rows {
    fn unmount(&mut self) {
        for row in &mut self.rows {
            row.view.unmount();
        }
        self.end.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        for row in &mut self.rows {
            row.view.mount(parent, marker);
        }
        self.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let rows = &mut self.rows.iter();
        rows.any(|row| row.view.insert_before_this(child)) || self.end.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        self.rows
            .iter()
            .flat_map(|row| row.view.elements())
            .collect()
    }
}

no_attrs!(List);

/// What every view says of itself as HTML: no app of ours is built by a server.
impl RenderHtml for List {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Rows {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
