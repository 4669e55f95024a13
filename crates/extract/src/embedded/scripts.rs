//! The scripts of a page that hold data.

use std::borrow::Cow;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use memchr::memmem;

use crate::embedded::DataForm;
use crate::embedded::flight;

/// Minimum bytes of a script that can hold a story.
const MIN_SCRIPT_BYTES: usize = 300;

/// Every page with such a script contains one of these strings.
const MARKERS: [&str; 8] =
    ["articleBody", "__next_f", "/json", "__NUXT", "window.__", "={\"", "= {\"", "JSON.parse("];

/// Whether a page may have a script that holds a story. It costs a few searches, and saves parsing the page again.
pub(crate) fn may_hold_story(page: &str) -> bool {
    MARKERS.iter().any(|marker| memmem::find(page.as_bytes(), marker.as_bytes()).is_some())
}

/// The scripts of a page that hold data, in order.
pub(crate) fn data_scripts(tree: &Tree) -> impl Iterator<Item = (DataForm, &str)> {
    tree.find_all(Tag::Script).filter_map(|script| {
        let text = tree.first_child(script).and_then(|child| tree.text(child))?;
        let form = form(tree, script, text)?;
        // Chunks may be of any length.
        (form == DataForm::NextFlight || text.len() >= MIN_SCRIPT_BYTES).then_some((form, text))
    })
}

/// How scripts assign an object to a variable. Others are code.
const ASSIGNMENTS: [&str; 4] = ["={\"", "= {\"", "JSON.parse(", "window.__"];

fn form(tree: &Tree, script: NodeId, text: &str) -> Option<DataForm> {
    let media_type = tree.attribute(script, AttributeName::Type).unwrap_or_default();
    let id = tree.attribute(script, AttributeName::Id).unwrap_or_default();
    let contains = |name: &str| memmem::find(text.as_bytes(), name.as_bytes()).is_some();
    if media_type.contains("ld+json") {
        contains("articleBody").then_some(DataForm::JsonLd)
    } else if id == "__NEXT_DATA__" {
        Some(DataForm::NextData)
    } else if flight::has_chunk(text) {
        Some(DataForm::NextFlight)
    } else if id == "__NUXT_DATA__" || contains("__NUXT__") {
        Some(DataForm::Nuxt)
    } else if media_type.contains("json") || ASSIGNMENTS.iter().any(|assignment| contains(assignment)) {
        Some(DataForm::State)
    } else {
        None
    }
}

/// The text of a script without the escapes of Angular, which writes `&q;` for a quotation mark.
pub(crate) fn without_escapes(script: &str) -> Cow<'_, str> {
    if !script.contains("&q;") {
        return Cow::Borrowed(script);
    }
    let mut text = script.to_owned();
    for (escape, character) in [("&q;", "\""), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&")] {
        text = text.replace(escape, character);
    }
    Cow::Owned(text)
}
