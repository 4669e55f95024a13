//! Declared languages: from tags and locales to primary tags.

/// The primary subtag in lower case (`de` of `de_AT`); `None` for what is no tag.
pub(super) fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';', ' ', '.']).next()?;
    let valid = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let lower = primary.to_ascii_lowercase();
    (valid && !matches!(lower.as_str(), "und" | "mul" | "xx" | "zxx")).then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (tag, expected) in [
            ("de-AT", Some("de")),
            ("EN_us", Some("en")),
            ("pt, en", Some("pt")),
            ("zh-Hant-TW", Some("zh")),
            ("English", None),
            ("x", None),
            ("und", None),
            ("", None),
        ] {
            assert_eq!(primary(tag).as_deref(), expected, "{tag}");
        }
    }
}
