//! Objects that a cache keeps apart: `{"__ref": "Paragraph:12"}` refers to the object under the key `Paragraph:12`, as in
//! the state of Apollo.

use crate::embedded::values::{ValueId, ValueKind, Values};
use crate::text_map::{TextMap, TextSet};

const REFERENCE_KEY: &str = "__ref";

/// The objects of a page that are referred to.
#[derive(Debug, Default)]
pub(crate) struct References {
    by_name: TextMap<String, ValueId>,
}

impl References {
    pub(crate) fn new(values: &Values) -> Self {
        let is_reference = |&id: &ValueId| values.key(id) == REFERENCE_KEY;
        let names: TextSet<&str> = values.ids().filter(is_reference).map(|id| values.string(id)).collect();
        if names.is_empty() {
            return Self::default();
        }
        let is_target =
            |&id: &ValueId| values.kind(id) == ValueKind::Object && names.contains(values.key(id));
        let targets = values.ids().filter(is_target).map(|id| (values.key(id).to_owned(), id));
        Self { by_name: targets.collect() }
    }

    /// The object that an object refers to; `None` if it is not a reference.
    pub(crate) fn target(&self, values: &Values, object: ValueId) -> Option<ValueId> {
        if self.by_name.is_empty() {
            return None;
        }
        let name = values.get(object, REFERENCE_KEY)?;
        self.by_name.get(values.string(name)).copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}
