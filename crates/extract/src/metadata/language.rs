//! Declared languages: reads the primary language of tags and locales.

/// The primary subtag in lower case (`de` of `de_AT`), or `None` if the text is not a tag or names no single language.
pub(super) fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';', ' ', '.']).next()?;
    let valid = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let lower = primary.to_ascii_lowercase();
    (valid && !matches!(lower.as_str(), "und" | "mul" | "xx" | "zxx")).then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_locales() {
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
            assert_eq!(primary_subtag(tag).as_deref(), expected, "{tag}");
        }
    }
}
