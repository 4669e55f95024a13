//! Payloads that list each value once and refer to it by its index: `[{"title":1},"A title"]`, as Nuxt 3 and SvelteKit
//! write them.

use crate::embedded::values::{ValueId, ValueKind, Values};

/// How deep values may nest.
const MAX_DEPTH: u8 = 64;

/// How many times as long as its list the text of a payload may become. Values that are referred to many times repeat.
const MAX_GROWTH: usize = 4;

/// The value that a payload describes, as JSON. `None` if a script is not such a payload.
pub(crate) fn unflatten(script: &str) -> Option<String> {
    if !script.trim_start().starts_with('[') {
        return None;
    }
    let mut values = Values::default();
    let root = values.read(script)?;
    let list = values.children(root).next()?;
    let items: Vec<ValueId> = values.children(list).collect();
    let budget = MAX_GROWTH * script.len();
    let mut writer = Unflattener { values: &values, items, json: String::new(), budget };
    writer.push_item(0, MAX_DEPTH);
    Some(writer.json)
}

struct Unflattener<'v> {
    values: &'v Values,
    items: Vec<ValueId>,
    json: String,
    /// Maximum bytes of `json`.
    budget: usize,
}

impl Unflattener<'_> {
    fn push_item(&mut self, index: usize, depth: u8) {
        let Some(&item) = self.items.get(index).filter(|_| depth > 0 && self.json.len() < self.budget) else {
            self.json.push_str("null");
            return;
        };
        match self.values.kind(item) {
            ValueKind::String => self.push_string(self.values.string(item)),
            ValueKind::Number => self.json.push_str(self.values.string(item)),
            ValueKind::Array => {
                self.json.push('[');
                self.push_children(item, depth);
                self.json.push(']');
            }
            ValueKind::Object => {
                self.json.push('{');
                self.push_children(item, depth);
                self.json.push('}');
            }
        }
    }

    /// Appends the items that the numbers in an array or object refer to. Names of types are strings, and left out.
    fn push_children(&mut self, item: ValueId, depth: u8) {
        for child in self.values.children(item) {
            let Ok(index) = self.values.string(child).parse() else { continue };
            if self.values.kind(item) == ValueKind::Object {
                self.push_string(self.values.key(child));
                self.json.push(':');
            }
            self.push_item(index, depth - 1);
            self.json.push(',');
        }
    }

    fn push_string(&mut self, text: &str) {
        self.json.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_become_values() {
        let source = r#"[["Reactive",1],{"post":2,"tags":4},{"title":3,"self":2},"Rain",[3,5],7]"#;
        let json = unflatten(source).unwrap();
        assert!(json.starts_with(r#"[{"post":{"title":"Rain","self":{"title":"Rain","#), "{json}");
        assert!(json.len() <= MAX_GROWTH * source.len() + 200 && json.contains("null"), "{json}");
        assert_eq!(unflatten("window.__NUXT__=(function(){return [1]})()"), None);
    }
}
