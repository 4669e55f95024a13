//! Mojibake: UTF-8 that was read as Windows-1252 and written as UTF-8 again, such as `Ã¤` for `ä`, `â€™` for `’` and
//! `Ð¿Ñ€` for `пр`.

/// Undoes a double encoding. Returns `None` if the text shows none.
///
/// The text is converted back into the bytes that it was misread from. If these are valid UTF-8 and the result is
/// plausible, the result is returned. If the text as a whole can't be converted, because some of it was never misread,
/// the same is tried line by line, and lines that can't be converted stay as they are.
///
/// Ordinary text is safe. A letter such as `É` can be followed by a sign such as `»` in it, so such pairs alone are not
/// evidence; it takes a pair that occurs in no language. Text that lost some of its bytes can't be repaired and stays as
/// it is. Takes time proportional to the length.
///
/// ```
/// use dechaff_html::fix_mojibake;
/// assert_eq!(fix_mojibake("KÃ¶lnâ€™s CafÃ©").as_deref(), Some("Köln’s Café"));
/// assert_eq!(fix_mojibake("Köln’s Café"), None);
/// assert_eq!(fix_mojibake("CAFÉ »"), None);
/// ```
#[must_use]
pub fn fix_mojibake(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    if let Some(fixed) = fix_whole(text) {
        return Some(fixed);
    }
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match fix_whole(line) {
            Some(fixed) => {
                changed = true;
                out.push_str(&fixed);
            }
            None => out.push_str(line),
        }
    }
    changed.then_some(out)
}

/// Number of unsure characters that one sure character makes credible.
const MAX_UNSURE_PER_SURE: usize = 3;

/// Converts the whole text, or returns `None`.
fn fix_whole(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(windows_1252_byte).collect::<Option<_>>()?;
    let fixed = String::from_utf8(bytes).ok()?;
    let evidence = Evidence::weigh(text, &fixed)?;
    // One sure pair makes a few unsure ones credible. If most are unsure, they are a coincidence.
    let enough = evidence.sure > 0 && evidence.unsure <= MAX_UNSURE_PER_SURE * evidence.sure;
    (enough && suspicious_pairs(&fixed) < suspicious_pairs(text)).then_some(fixed)
}

/// The byte that Windows-1252 reads as this character. The five bytes that Windows-1252 leaves undefined and all C1
/// controls are read as the characters with the same numbers.
fn windows_1252_byte(character: char) -> Option<u8> {
    /// The characters of 0x80 to 0x9f; zero if undefined.
    const UPPER: [u16; 32] = [
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0, 0x017e, 0x0178,
    ];
    let code = u32::from(character);
    if code < 0x100 {
        return Some(code as u8);
    }
    UPPER.iter().position(|&upper| u32::from(upper) == code).map(|at| 0x80 + at as u8)
}

/// The evidence for a double encoding.
struct Evidence {
    /// Number of characters whose misread form occurs in no language.
    sure: usize,
    /// Number of characters whose misread form might be a letter followed by a sign.
    unsure: usize,
}

impl Evidence {
    /// Weighs each character of `fixed` against the characters of `text` that it replaces. Returns `None` if one of them is
    /// not plausible.
    fn weigh(text: &str, fixed: &str) -> Option<Evidence> {
        let misread: Vec<char> = text.chars().collect();
        let mut evidence = Evidence { sure: 0, unsure: 0 };
        let mut at = 0usize;
        for character in fixed.chars() {
            let length = character.len_utf8();
            if length > 1 {
                if !is_plausible(character) {
                    return None;
                }
                let before = at.checked_sub(1).and_then(|before| misread.get(before)).copied();
                let after = misread.get(at + length).copied();
                if may_be_meant(before, &misread[at..at + length], after) {
                    evidence.unsure += 1;
                } else {
                    evidence.sure += 1;
                }
            }
            at += length;
        }
        Some(evidence)
    }
}

/// Whether the misread form of one character may be a letter at a word's end followed by signs: `É»`, `à…`.
fn may_be_meant(before: Option<char>, misread: &[char], after: Option<char>) -> bool {
    let [lead, signs @ ..] = misread else { return false };
    let signs_end_words = signs.iter().all(|sign| {
        matches!(
            sign,
            '\u{a0}'
                | '»'
                | '«'
                | '”'
                | '“'
                | '’'
                | '‘'
                | '›'
                | '‹'
                | '„'
                | '‚'
                | '…'
                | '–'
                | '—'
                | '•'
                | '™'
                | '®'
                | '©'
                | '°'
                | 'º'
                | 'ª'
                | '·'
                | '´'
                | '¿'
                | '¡'
                | '†'
                | '‡'
                | '§'
                | '¹'
                | '²'
                | '³'
        )
    });
    // An upper-case letter does not end a word in lower case.
    let case_breaks = lead.is_uppercase() && before.is_some_and(char::is_lowercase);
    // These signs join words: `MALMÖ–LUND`.
    let joins = matches!(signs, ['–' | '—' | '’' | '‘' | '·' | '•' | '…' | '\u{a0}']);
    signs_end_words && !case_breaks && (joins || !after.is_some_and(char::is_alphanumeric))
}

/// Whether a character occurs in texts. This rules out most coincidences.
fn is_plausible(character: char) -> bool {
    match u32::from(character) {
        // C1 controls; IPA letters and modifiers that belong to no language; private characters.
        0x80..=0x9f | 0x250..=0x258 | 0x25a..=0x2bb | 0x2bd..=0x2ff | 0xe000..=0xf8ff => false,
        // From Latin Extended-B, only the letters of Romanian, Vietnamese, Azerbaijani, Pinyin and Croatian.
        0x180..=0x24f => {
            matches!(u32::from(character), 0x18f | 0x192 | 0x1a0 | 0x1a1 | 0x1af | 0x1b0 | 0x1c4..=0x1dc | 0x218..=0x21b)
        }
        // Cyrillic letters of old manuscripts and of small languages of the Arctic.
        0x460..=0x489 | 0x500..=0x52f => false,
        0xfff0..=0xfffb | 0xfffe | 0xffff => false,
        code => code < 0xe_0000,
    }
}

/// The number of pairs in which a character that could start a misread sequence is followed by one that could continue
/// it.
fn suspicious_pairs(text: &str) -> usize {
    let lead = |c: char| ('\u{c2}'..='\u{f4}').contains(&c);
    let continues = |c: char| !c.is_ascii() && windows_1252_byte(c).is_some_and(|byte| byte & 0xc0 == 0x80);
    let pairs = text.chars().zip(text.chars().skip(1));
    pairs.filter(|&(first, second)| lead(first) && continues(second)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(text: &str) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn a_double_encoding_is_undone() {
        for text in [
            "ä",
            "Zürich",
            "it’s – “so”",
            "привет",
            "naïve café",
            "MÜNCHEN",
            "日本語",
            "😀",
            "5 €",
            "voilà",
            "Ελλάδα",
        ] {
            let text = format!("{text} é");
            assert_eq!(fix_mojibake(&misread(&text)).as_deref(), Some(&*text), "{}", misread(&text));
        }
        assert_eq!(fix_mojibake("Ã¤").as_deref(), Some("ä"));
        assert_eq!(fix_mojibake("â€™").as_deref(), Some("’"));
        assert_eq!(fix_mojibake("Ð¿Ñ€").as_deref(), Some("пр"));
    }

    #[test]
    fn text_misread_as_latin_1_is_repaired_too() {
        let latin: String = "it’s Köln".bytes().map(char::from).collect();
        assert_eq!(fix_mojibake(&latin).as_deref(), Some("it’s Köln"));
    }

    #[test]
    fn mixed_text_is_repaired_line_by_line() {
        let text = "Straße und Größe\nStraÃŸe und GrÃ¶ÃŸe\nŽižkov\n";
        assert_eq!(fix_mojibake(text).as_deref(), Some("Straße und Größe\nStraße und Größe\nŽižkov\n"));
    }

    #[test]
    fn letters_followed_by_signs_are_left_alone() {
        for text in [
            "CAFÉ\u{a0}!",
            "GÅ PÅ»",
            "AMANHÃ…",
            "voilà…”",
            "LA SEÑORÍA™",
            "Ä–Ö–Ü",
            "10°C, É. Zola",
            "SÃO PAULO",
            "IRMÃ\u{a0}MARIA",
            "ÄÖÜ äöü ß §",
            "MALMÖ–LUND",
            "Â",
        ] {
            assert_eq!(fix_mojibake(text), None, "{text}");
        }
    }

    #[test]
    fn text_that_lost_bytes_is_left_alone() {
        // The no-break space was lost.
        assert_eq!(fix_mojibake("voilÃ  tout, dÃ©jÃ "), None);
    }
}
