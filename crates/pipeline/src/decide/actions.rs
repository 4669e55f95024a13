//! What happens to copies, by kind.

use std::fmt;
use std::str::FromStr;

/// What happens to a page that is a copy of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateAction {
    /// It is written to the duplicates, and not to the articles.
    Drop,
    /// It is written to the articles, with `duplicate_of`, `duplicate_kind` and `similarity`.
    Tag,
    /// Copies of this kind are not looked for.
    Off,
}

/// What happens to copies of each kind. Of several kinds that apply to a page, one that drops it decides, then the URL, the
/// same text, and the similar text, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DuplicateActions {
    /// For pages with the same URL.
    pub url: DuplicateAction,
    /// For pages with the same text.
    pub exact: DuplicateAction,
    /// For pages with nearly the same text.
    pub near: DuplicateAction,
    /// For pages whose text is a small part of another's. They are no copies, and are never dropped.
    pub contained: DuplicateAction,
}

impl Default for DuplicateActions {
    /// One URL with two texts is a corrected article or a live page, and both may be wanted. Near copies take more than a
    /// kilobyte of memory for each kept page.
    fn default() -> Self {
        Self {
            url: DuplicateAction::Off,
            exact: DuplicateAction::Drop,
            near: DuplicateAction::Off,
            contained: DuplicateAction::Off,
        }
    }
}

impl DuplicateActions {
    /// Whether texts are compared by sketches.
    pub(crate) fn needs_sketches(self) -> bool {
        self.near != DuplicateAction::Off || self.contained != DuplicateAction::Off
    }
}

impl fmt::Display for DuplicateAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Drop => "drop",
            Self::Tag => "tag",
            Self::Off => "off",
        })
    }
}

impl fmt::Display for DuplicateActions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "url={},exact={},near={},contained={}", self.url, self.exact, self.near, self.contained)
    }
}

impl FromStr for DuplicateActions {
    type Err = String;

    /// Parses a list such as `exact=drop,url=tag`. Kinds that are not in it keep their defaults.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut actions = Self::default();
        for part in text.split(',') {
            let expected = || format!("{part:?}: expected KIND=ACTION, such as exact=drop");
            let (kind, action) = part.trim().split_once('=').ok_or_else(expected)?;
            let action = match action.trim() {
                "drop" => DuplicateAction::Drop,
                "tag" => DuplicateAction::Tag,
                "off" => DuplicateAction::Off,
                other => return Err(format!("{other:?}: expected drop, tag or off")),
            };
            match kind.trim() {
                "url" => actions.url = action,
                "exact" => actions.exact = action,
                "near" => actions.near = action,
                "contained" if action == DuplicateAction::Drop => {
                    return Err(
                        "a text inside a longer one is no copy: expected contained=tag or off".to_owned()
                    );
                }
                "contained" => actions.contained = action,
                other => return Err(format!("{other:?}: expected url, exact, near or contained")),
            }
        }
        Ok(actions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_parsed_and_shown() {
        let parse = |text: &str| text.parse::<DuplicateActions>().map(|actions| actions.to_string());
        assert_eq!(parse("exact=tag").as_deref(), Ok("url=off,exact=tag,near=off,contained=off"));
        assert_eq!(
            parse("exact=off, url=drop,near=tag").as_deref(),
            Ok("url=drop,exact=off,near=tag,contained=off")
        );
        assert_eq!(parse("contained=tag").as_deref(), Ok("url=off,exact=drop,near=off,contained=tag"));
        for wrong in ["", "exact", "exact=keep", "text=drop", "contained=drop"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
