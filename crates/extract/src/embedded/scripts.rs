//! The scripts of a page that hold data.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use memchr::memmem;

use crate::embedded::DataForm;
use crate::embedded::flight;

/// Minimum bytes of a script that can hold a story.
const MIN_SCRIPT_BYTES: usize = 300;

/// What the text of every page contains that has such a script.
const MARKERS: [&str; 6] = ["articleBody", "__next_f", "application/json", "__NUXT", "_STATE__", "window.__"];

/// Whether a page may have a script that holds a story. This is cheap, and false for most pages.
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
    } else if media_type.contains("json") || contains("window.__") || contains("_STATE__") {
        Some(DataForm::State)
    } else {
        None
    }
}
