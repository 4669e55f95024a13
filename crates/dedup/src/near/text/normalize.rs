//! NFKC for a whole text, mostly without tables. Case stays, because names are recognized by it.

use unicode_normalization::UnicodeNormalization;

use crate::normal_form::{ascii_bytes, has_no_width, is_lower_letter, is_simple};

/// Appends the text in NFKC, without characters that have no width.
///
/// Runs of [simple](is_simple) characters are copied. The other characters are normalized together with the simple
/// character before them, which is the only one that they can compose with. Simple punctuation that NFKC would map
/// to other punctuation stays, except for wide forms.
pub(in crate::near) fn write_normalized(text: &str, out: &mut String) {
    let mut copied = 0;
    let mut at = 0;
    // Where the last simple character begins that is not copied yet.
    let mut last = 0;
    while let Some(first) = text.as_bytes().get(at) {
        if first.is_ascii() {
            at += ascii_bytes(&text.as_bytes()[at..]);
            last = at - 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let after = at + c.len_utf8();
        if is_lower_letter(c) {
            last = at;
        } else if let Some(narrow) = narrow_form(c) {
            out.push_str(&text[copied..at]);
            out.push(narrow);
            (copied, last) = (after, after);
        } else if is_simple(c) {
            last = at;
        } else {
            let end = text[at..].find(is_simple).map_or(text.len(), |simple| at + simple);
            out.push_str(&text[copied..last]);
            out.extend(text[last..end].chars().filter(|&c| !has_no_width(c)).nfkc());
            (copied, last, at) = (end, end, end);
            continue;
        }
        at = after;
    }
    out.push_str(&text[copied..]);
}

/// The ASCII punctuation for its wide form.
fn narrow_form(c: char) -> Option<char> {
    let wide = matches!(c, '！'..='／' | '：'..='＠');
    char::from_u32((c as u32).wrapping_sub('！' as u32 - '!' as u32)).filter(|_| wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normalized(text: &str) -> String {
        let mut out = String::new();
        write_normalized(text, &mut out);
        out
    }

    #[test]
    fn letters_digits_and_separators_become_plain() {
        let check = |text: &str, expected: &str| assert_eq!(normalized(text), expected, "{text:?}");
        check("", "");
        check("Plain.", "Plain.");
        check("１２，３４５．５０！", "12,345.50!");
        check("co\u{ad}operate e\u{301}t e\u{ad}\u{301}", "cooperate ét é");
        check("ﬁn Ｔｏｋｙｏ", "fin Tokyo");
        check("ｶﾞは\u{3099}", "ガば");
        check("！\u{301}x", "!\u{301}x");
    }

    /// What counts of a text: letters, numbers and marks.
    fn content(text: impl Iterator<Item = char>) -> String {
        text.filter(|&c| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn the_content_is_that_of_nfkc(
            text in "([a-zA-Z0-9 .,’—…é\u{a0}]|[\u{300}-\u{305}\u{ad}\u{200b}]|[Ά-ωЀ-џ]|[ァ-ヿ！-～｡-ﾟ一-丐]|[\u{1100}-\u{1175}가-갛]|\\PC){0,30}",
        ) {
            let expected = content(text.chars().filter(|&c| !has_no_width(c)).nfkc());
            prop_assert_eq!(content(normalized(&text).chars()), expected);
        }
    }
}
