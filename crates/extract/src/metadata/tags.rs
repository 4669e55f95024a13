//! Keywords of a page: each once.

use super::normalize;

/// Adds a keyword, unless it is empty or known in any case. The first spelling wins.
pub(super) fn add(tags: &mut Vec<String>, tag: &str, limit: usize) {
    let tag = normalize::plain(tag);
    let lower = tag.to_lowercase();
    if !tag.is_empty() && tags.len() < limit && !tags.iter().any(|known| known.to_lowercase() == lower) {
        tags.push(tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_make_another_tag() {
        let mut tags = Vec::new();
        for tag in ["Lighthouse", "lighthouse", "ΦΆΡΟΣ", "φάρος", "Маяк", "МАЯК", "Harbour", "", "Été", "été"]
        {
            add(&mut tags, tag, 10);
        }
        assert_eq!(tags, ["Lighthouse", "ΦΆΡΟΣ", "Маяк", "Harbour", "Été"]);
    }
}
