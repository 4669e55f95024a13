//! The normal form of a text, in which only words and numbers count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use wide::u8x16;

/// The version of the rules of [`normal_form()`]. Hashes of different versions cannot be compared.
pub const NORMAL_FORM_VERSION: u32 = 1;

/// Returns the words and numbers of a text, in lower case, separated by single spaces. The rules of version 1:
///
/// 1. Characters without width are dropped: soft hyphens, joiners, zero-width spaces, directional marks, variation
///    selectors, byte order marks. The characters around them become adjacent.
/// 2. Unicode NFKC, then lower case character by character, then NFKC again; `ς` becomes `σ`. This makes composed
///    and decomposed letters, ligatures, wide and narrow forms, superscript digits, and upper and lower case equal.
/// 3. Letters, numbers and combining marks stay. **Everything else** (white space, punctuation, symbols, controls)
///    **separates words**: a run of it becomes one space, or nothing at the ends of the text. `don’t`, `don't` and
///    `don t` are equal, and so are `foo—bar`, `foo - bar` and `foo bar`. But `foobar` is a different text, and `1.5`
///    is not `15`. A combining mark without a base character counts as punctuation.
///
/// Numbers stay as they are, because pages with weather reports, match reports or prices often differ in nothing else.
///
/// The normal form of a normal form is itself. A text of punctuation alone has an empty normal form; texts that are too
/// short to be distinguished should be removed before. Time and memory are proportional to the length of the text.
///
/// Letters, numbers and lower case follow the standard library (`char::UNICODE_VERSION`, 17 at the time of writing);
/// combining marks and normalization follow the crate `unicode-normalization` (18). Unicode never changes the
/// normalization of an assigned character. A build with later tables can give other normal forms only for texts with
/// characters that were new.
pub fn normal_form(text: &str) -> String {
    let mut form = Vec::with_capacity(text.len() + 1);
    write_normal_form(text, &mut form);
    if form.last() == Some(&b' ') {
        form.pop();
    }
    // Only whole characters were written.
    String::from_utf8_lossy(&form).into_owned()
}

/// The destination of a normal form, as UTF-8.
pub(crate) trait NormalFormSink {
    /// The buffer to append to. It is requested for every piece, so that the sink can empty it from time to time.
    fn buffer(&mut self) -> &mut Vec<u8>;
}

impl NormalFormSink for Vec<u8> {
    fn buffer(&mut self) -> &mut Vec<u8> {
        self
    }
}

/// Bytes of ASCII text that are written at a time.
const PIECE_BYTES: usize = 8 << 10;

/// Writes the normal form, followed by a space if the text does not end in a word.
///
/// White space neither composes nor reorders with adjacent characters. Therefore the text between two white-space
/// characters can be normalized by itself, and most of it needs no tables.
pub(crate) fn write_normal_form(text: &str, sink: &mut impl NormalFormSink) {
    let mut writer = WordWriter { sink, in_word: false };
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = ascii_bytes(rest.as_bytes());
        let (plain, after) = if ascii == rest.len() {
            (rest, "")
        } else {
            // The characters right before a combining mark belong to it, so the run starts after the last space.
            let last = rest[..ascii].rfind(|c: char| c.is_ascii_whitespace());
            rest.split_at(last.map_or(0, |last| last + 1))
        };
        plain.as_bytes().chunks(PIECE_BYTES).for_each(|piece| writer.write_ascii(piece));
        let (run, after) =
            after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len()));
        writer.write_run(run);
        rest = after;
    }
}

/// Bytes that are processed in one step.
pub(crate) const STEP: usize = 16;

/// The number of leading ASCII bytes.
pub(crate) fn ascii_bytes(text: &[u8]) -> usize {
    let (steps, rest) = text.as_chunks::<STEP>();
    for (number, step) in steps.iter().enumerate() {
        let other = u8x16::new(*step).to_bitmask();
        if other != 0 {
            return number * STEP + other.trailing_zeros() as usize;
        }
    }
    let other = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
    steps.len() * STEP + other
}

/// Writes words, and a space after each as soon as the word has ended.
struct WordWriter<'a, S> {
    sink: &'a mut S,
    in_word: bool,
}

/// Marks the bytes from `first` to `last`.
#[inline]
fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let bytes = bytes - u8x16::splat(first);
    bytes.min(u8x16::splat(last - first)).simd_eq(bytes)
}

/// The number of leading ASCII letters.
#[inline]
pub(crate) fn ascii_letters(step: [u8; STEP]) -> usize {
    let lower = u8x16::new(step) | u8x16::splat(0x20);
    within(lower, b'a', b'z').to_bitmask().trailing_ones() as usize
}

/// Maps ASCII to lower case, and everything that separates words to a space. Also returns a bit mask of these spaces.
#[inline]
fn ascii_form(step: [u8; STEP]) -> ([u8; STEP], u32) {
    let splat = u8x16::splat;
    let step = u8x16::new(step);
    let lower = step | splat(0x20);
    let letter = within(lower, b'a', b'z');
    let word = letter | within(step, b'0', b'9');
    let form = word.bitselect(letter.bitselect(lower, step), splat(b' '));
    (form.to_array(), !word.to_bitmask() & 0xffff)
}

impl<S: NormalFormSink> WordWriter<'_, S> {
    fn write_ascii(&mut self, piece: &[u8]) {
        let buffer = self.sink.buffer();
        let mut end = buffer.len();
        buffer.resize(end + piece.len() + STEP, 0);
        let mut in_word = self.in_word;
        let mut write = |step: [u8; STEP], bytes: usize| {
            let (form, spaces) = ascii_form(step);
            // A space after a space is redundant. Each time, all 16 bytes are copied to the end of what is valid so
            // far, because in most steps all of them are valid, and a copy of fixed length is cheap.
            let mut redundant = spaces & (spaces << 1 | u32::from(!in_word)) & ((1 << bytes) - 1);
            let mut padded = [0; 2 * STEP];
            padded[..STEP].copy_from_slice(&form);
            let mut from = 0;
            loop {
                buffer[end..end + STEP].copy_from_slice(&padded[from..from + STEP]);
                let to = (redundant.trailing_zeros() as usize).min(bytes);
                end += to - from;
                if to == bytes {
                    break;
                }
                from = to + 1;
                redundant &= redundant - 1;
            }
            in_word = spaces >> (bytes - 1) & 1 == 0;
        };
        let (steps, rest) = piece.as_chunks::<STEP>();
        steps.iter().for_each(|step| write(*step, STEP));
        if !rest.is_empty() {
            let mut step = [0; STEP];
            step[..rest.len()].copy_from_slice(rest);
            write(step, rest.len());
        }
        buffer.truncate(end);
        self.in_word = in_word;
    }

    /// Writes the text between two white-space characters, if it is not all ASCII.
    fn write_run(&mut self, run: &str) {
        if run.chars().all(is_simple) {
            run.chars().for_each(|c| self.write_simple(c));
        } else {
            (run.chars().filter(|&c| !has_no_width(c)).nfkc().flat_map(char::to_lowercase).nfkc())
                .for_each(|c| self.write(if c == 'ς' { 'σ' } else { c }));
        }
    }

    /// Writes a simple character, which is never a combining mark.
    fn write_simple(&mut self, c: char) {
        if is_lower_letter(c) {
            self.push_letter(c);
        } else if c.is_alphanumeric() {
            // One character each, by the definition of `is_simple`.
            c.to_lowercase().for_each(|lower| self.push_letter(lower));
        } else {
            self.end_word();
        }
    }

    /// Writes any character that is in lower case and composed.
    fn write(&mut self, c: char) {
        if is_combining_mark(c) {
            if self.in_word {
                self.push_letter(c);
            }
        } else if c.is_alphanumeric() {
            self.push_letter(c);
        } else {
            self.end_word();
        }
    }

    fn push_letter(&mut self, c: char) {
        self.in_word = true;
        self.sink.buffer().extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.sink.buffer().push(b' ');
        }
        self.in_word = false;
    }
}

/// Whether the fast path gives the same result for a character as full normalization.
///
/// These are the characters that NFKC does not change, that have a lower case of one character, and that compose only
/// with a combining mark or a jamo after them (which are not simple themselves). Punctuation that NFKC maps to other
/// punctuation is simple as well. A test compares every simple character with full normalization.
pub(crate) fn is_simple(c: char) -> bool {
    is_lower_letter(c)
        || matches!(c,
        '\0'..='\x7f'
        // Latin-1 punctuation and symbols.
        | '\u{a0}'..='§' | '©' | '«' | '¬' | '®' | '°' | '±' | '¶' | '·' | '»' | '¿'
        // Latin-1 letters; Latin Extended-A except for the ones that NFKC decomposes (ĲĳĿŀŉſ) and for İ, whose
        // lower case has two characters; Vietnamese.
        | 'À'..='ÿ' | 'Ā'..='į' | 'ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ạ'..='ỹ'
        // Spaces, quotes, dashes and similar.
        | '\u{2002}'..='\u{200a}' | '‐'..='—' | '‘'..='‟' | '†'..='…' | '‹' | '›' | '\u{202f}' | '€'
        // Greek without final sigma, Cyrillic.
        | 'Ά' | 'Έ'..='Ί' | 'Ό' | 'Ύ'..='Ρ' | 'Σ'..='ρ' | 'σ'..='ώ' | 'Ѐ'..='џ'
        // East Asian spaces and punctuation, including wide forms.
        | '\u{3000}'..='〃' | '〈'..='】' | '・' | '！'..='／' | '：'..='＠' | '［'..='］' | '｛'..='･')
}

/// Whether a character is a simple letter that is its own lower case: small letters of Latin, Greek and Cyrillic, and
/// letters of Hebrew, Arabic, kana, Han and Hangul.
pub(crate) fn is_lower_letter(c: char) -> bool {
    matches!(c,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'ά'..='ρ' | 'σ'..='ώ' | 'а'..='џ'
        | 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fa5}'
        | '가'..='힣')
}

/// Whether a character is one of Unicode's default ignorable characters that occur in texts.
pub(crate) fn has_no_width(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rules as documented, without a fast path.
    fn slow_form(text: &str) -> String {
        let folded: String = (text.chars().filter(|&c| !has_no_width(c)).nfkc())
            .flat_map(char::to_lowercase)
            .nfkc()
            .map(|c| if c == 'ς' { 'σ' } else { c })
            .collect();
        folded
            .split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c)))
            .map(|word| word.trim_start_matches(is_combining_mark))
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(normal_form(text), expected, "{text:?}");
        assert_eq!(slow_form(text), expected, "{text:?}");
    }

    #[test]
    fn only_words_and_numbers_count() {
        check("", "");
        check(" \t…—!? ", "");
        check("  The Ferry's\r\nlate\u{a0}– again! ", "the ferry s late again");
        check("foo—bar foo - bar foo/bar", "foo bar foo bar foo bar");
        check("It rose 1.5 % to 1,500.", "it rose 1 5 to 1 500");
    }

    #[test]
    fn differences_between_renderers_do_not_count() {
        let same = |a: &str, b: &str| assert_eq!(normal_form(a), normal_form(b));
        same("“Don’t,” he said", "\"Don't\", he said");
        same("caf\u{e9} d\u{fc}nn", "cafe\u{301} du\u{308}nn");
        same("Donau\u{ad}dampf\u{200b}schiff", "Donaudampfschiff");
        same("10\u{202f}000\u{a0}km", "10 000 km");
        same("ﬁnal ＡＢＣ ｶﾞ x² ™", "final abc ガ x2 tm");
        same("ΟΔΟΣ ΟΔΟΣ.", "οδος οδοσ");
        same("👍\u{fe0f} yes", "yes");
        same("don´t", "don't");
        same("\u{feff}Title", "title");
    }

    #[test]
    fn different_texts_stay_different() {
        let differ = |a: &str, b: &str| assert_ne!(normal_form(a), normal_form(b));
        differ("1.5", "15");
        differ("foo bar", "foobar");
        differ("Sunny, 21 °C", "Sunny, 23 °C");
        differ("schön", "schon");
        differ("हिन्दी", "हनद");
        differ("が", "か");
    }

    #[test]
    fn every_character_has_the_same_form_on_the_slow_path() {
        // After the third plane, there are only tags and private use.
        for c in ('\0'..='\u{323af}').chain('\u{e0000}'..='\u{e0fff}') {
            for text in [format!("{c}"), format!("{c}\u{301}"), format!("가{c}")] {
                let form = normal_form(&text);
                assert_eq!(form, slow_form(&text), "{text:?} {:x}", c as u32);
                assert_eq!(form, normal_form(&form), "{text:?} {:x}", c as u32);
            }
        }
    }

    #[test]
    fn simple_characters_need_no_tables() {
        for c in ('\0'..=char::MAX).filter(|&c| is_simple(c)) {
            assert!(!has_no_width(c) && !is_combining_mark(c) && c != 'ς', "{c:?}");
            let composed: String = std::iter::once(c).nfkc().collect();
            if composed != c.to_string() {
                assert!(!c.is_alphanumeric() && !composed.contains(char::is_alphanumeric), "{c:?}");
                assert!(!composed.contains(is_combining_mark), "{c:?}");
            }
            if is_lower_letter(c) {
                assert!(c.is_alphanumeric(), "{c:?}");
                assert_eq!(c.to_lowercase().to_string(), c.to_string());
            }
            assert_eq!(c.to_lowercase().count(), 1, "{c:?}");
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let char = prop_oneof![
            4 => "[a-zA-Z0-9 .,\n]",
            2 => "[\u{a0}-ÿĀ-žΑ-ωЀ-џẠ-ỹ’“”–—…\u{2000}-\u{2011}]",
            2 => "[\u{3000}-〜ァ-ヿ一-丐！-～｡-ﾟא-תء-ي]",
            2 => "[\u{300}-\u{36f}\u{ad}\u{200b}-\u{200d}\u{1160}-\u{1175}\u{1100}-\u{1112}\u{3099}か-ご가-갛]",
            2 => "\\PC",
            1 => any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(char, 0..40).prop_map(|chars| chars.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn fast_and_slow_agree_and_forms_are_stable(text in any_text()) {
            let form = normal_form(&text);
            prop_assert_eq!(&form, &slow_form(&text));
            prop_assert_eq!(&normal_form(&form), &form);
        }

        #[test]
        fn composition_does_not_count(text in any_text()) {
            prop_assert_eq!(normal_form(&text), normal_form(&text.nfc().collect::<String>()));
            prop_assert_eq!(normal_form(&text), normal_form(&text.nfd().collect::<String>()));
        }

        #[test]
        fn the_amount_of_white_space_does_not_count(words in proptest::collection::vec("\\w{1,8}", 0..10)) {
            let spaced = format!("\u{a0}{}\n", words.join("\n \u{3000}"));
            prop_assert_eq!(normal_form(&words.join(" ")), normal_form(&spaced));
        }
    }
}
