//! The words of a site's own buttons and form labels, in some twenty-five languages.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lexicon;
use crate::unicode::characters::is_unspaced;
use crate::unicode::words;

/// How many words may follow what a button says: `Print this page`.
const MAX_WORDS_AFTER: usize = 2;
/// The same in characters, for scripts without spaces.
const MAX_CHARACTERS_AFTER: usize = 4;

static BUTTONS: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| lexicon::entries(lexicon::BUTTONS).map(|(_, entry)| words::fold(entry)).collect());

/// Whether the text of a control is that of a site's button or form label.
pub(crate) fn is_button_text(text: &str) -> bool {
    let mut folded = String::new();
    let mut rest = text.split_whitespace();
    while let Some(word) = rest.next() {
        folded.push_str(&words::fold(word));
        let is_near_end = rest.clone().nth(MAX_WORDS_AFTER).is_none();
        if is_near_end && BUTTONS.contains(&folded) {
            return true;
        }
    }
    if !folded.starts_with(is_unspaced) {
        return false;
    }
    let ends = folded.char_indices().map(|(at, _)| at).rev().take(MAX_CHARACTERS_AFTER);
    ends.into_iter().any(|end| BUTTONS.contains(&folded[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_in_many_languages() {
        for text in [
            "Share",
            "Print this page",
            "Load more…",
            "In den Warenkorb",
            "S’abonner",
            "Поделиться",
            "分享到微信",
            "ログイン",
            "더보기",
        ] {
            assert!(is_button_text(text), "{text}");
        }
    }

    #[test]
    fn questions_and_things_are_not_buttons() {
        for text in
            ["Can I print the ticket at home?", "500 g Mehl", "two dry blankets", "如何取消订单？", "Salt"]
        {
            assert!(!is_button_text(text), "{text}");
        }
    }
}
