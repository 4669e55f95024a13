//! The normal form of a text: what is left when only its words and numbers count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use wide::u8x16;

/// The version of the rules behind [`normal_form`]; hashes of different versions can't be compared.
pub const NORMAL_FORM_VERSION: u32 = 1;

/// The words and numbers of a text, in lower case, parted by single blanks. Version 1:
///
/// 1. Characters without width are dropped: soft hyphens, joiners, zero-width spaces, directional marks,
///    variation selectors, byte order marks. What they stood between is glued.
/// 2. Unicode NFKC, then lower case character by character, then NFKC again; `ς` becomes `σ`. So composed and
///    decomposed letters, ligatures, wide and narrow forms, superscript digits and case are the same.
/// 3. Letters, numbers and combining marks stay. **Everything else** (white space, punctuation, symbols,
///    controls) **parts words**: a run of it becomes one blank, and none at the ends. So `don’t`, `don't` and
///    `don t` are the same, and so are `foo—bar`, `foo - bar` and `foo bar`; but `foobar`, which glues words,
///    is another text, and `1.5` is not `15`. A mark that has nothing to stand on goes with the punctuation.
///
/// Numbers stay as they are: pages that report weather, matches or prices often differ in nothing else.
///
/// The form of a form is itself. A text of punctuation alone has an empty form, so texts too short to tell
/// apart should be sorted out before. Time and memory are those of the text's length.
///
/// Which characters are letters and numbers, and their lower case, is as the standard library knows it
/// (`char::UNICODE_VERSION`, 17 at the time of writing), marks and normalization as the crate
/// `unicode-normalization` does (18). Unicode never changes the normalization of a character once assigned, so a
/// build with later tables gives other forms, if at all, only for texts with characters that were new.
pub fn normal_form(text: &str) -> String {
    let mut form = Vec::with_capacity(text.len() + 1);
    write_normal_form(text, &mut form);
    if form.last() == Some(&b' ') {
        form.pop();
    }
    // Only whole characters were written.
    String::from_utf8_lossy(&form).into_owned()
}

/// Where a form is written to, as UTF-8.
pub(crate) trait Sink {
    /// The bytes to append to; called for every piece, so that a sink can empty it now and then.
    fn buffer(&mut self) -> &mut Vec<u8>;
}

impl Sink for Vec<u8> {
    fn buffer(&mut self) -> &mut Vec<u8> {
        self
    }
}

/// Bytes of a text without other than ASCII that are written at a time.
const PIECE_BYTES: usize = 8 << 10;

/// Writes the form, and a blank behind it if the text does not end in a word.
///
/// A blank neither composes nor reorders with what is beside it, so what is between two can be taken by itself;
/// and most of it needs no tables.
pub(crate) fn write_normal_form(text: &str, sink: &mut impl Sink) {
    let mut writer = WordWriter { sink, in_word: false };
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = ascii_bytes(rest.as_bytes());
        let (plain, behind) = if ascii == rest.len() {
            (rest, "")
        } else {
            // What precedes a mark without a blank between them belongs to it.
            let last = rest[..ascii].rfind(|c: char| c.is_ascii_whitespace());
            rest.split_at(last.map_or(0, |last| last + 1))
        };
        plain.as_bytes().chunks(PIECE_BYTES).for_each(|piece| writer.write_ascii(piece));
        let (run, behind) =
            behind.split_at(behind.find(|c: char| c.is_ascii_whitespace()).unwrap_or(behind.len()));
        writer.write_run(run);
        rest = behind;
    }
}

/// Bytes looked at in one step.
const STEP: usize = 16;

/// How many bytes at the beginning are ASCII.
fn ascii_bytes(text: &[u8]) -> usize {
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

/// Writes words, and a blank behind each as soon as it has ended.
struct WordWriter<'a, S> {
    sink: &'a mut S,
    in_word: bool,
}

/// ASCII in lower case, with blanks for what parts words; and, bit by bit, where these blanks are.
#[inline]
fn ascii_form(step: [u8; STEP]) -> ([u8; STEP], u32) {
    let splat = u8x16::splat;
    let step = u8x16::new(step);
    let within = |bytes: u8x16, first: u8, last: u8| {
        let bytes = bytes - splat(first);
        bytes.min(splat(last - first)).simd_eq(bytes)
    };
    let lower = step | splat(0x20);
    let letter = within(lower, b'a', b'z');
    let word = letter | within(step, b'0', b'9');
    let form = word.bitselect(letter.bitselect(lower, step), splat(b' '));
    (form.to_array(), !word.to_bitmask() & 0xffff)
}

impl<S: Sink> WordWriter<'_, S> {
    fn write_ascii(&mut self, piece: &[u8]) {
        let buffer = self.sink.buffer();
        let mut end = buffer.len();
        buffer.resize(end + piece.len() + STEP, 0);
        let mut in_word = self.in_word;
        let mut write = |step: [u8; STEP], bytes: usize| {
            let (form, blanks) = ascii_form(step);
            // Blanks behind blanks do not count. Each form is written whole, from where the last one ended to count: in
            // most steps all of it does, and a copy of known length is cheap.
            let mut useless = blanks & (blanks << 1 | u32::from(!in_word)) & ((1 << bytes) - 1);
            let mut twice = [0; 2 * STEP];
            twice[..STEP].copy_from_slice(&form);
            let mut from = 0;
            loop {
                buffer[end..end + STEP].copy_from_slice(&twice[from..from + STEP]);
                let to = (useless.trailing_zeros() as usize).min(bytes);
                end += to - from;
                if to == bytes {
                    break;
                }
                from = to + 1;
                useless &= useless - 1;
            }
            in_word = blanks >> (bytes - 1) & 1 == 0;
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

    /// What stands between two blanks, and is not all ASCII.
    fn write_run(&mut self, run: &str) {
        if run.chars().all(is_simple) {
            run.chars().for_each(|c| self.write_simple(c));
        } else {
            (run.chars().filter(|&c| !has_no_width(c)).nfkc().flat_map(char::to_lowercase).nfkc())
                .for_each(|c| self.write(if c == 'ς' { 'σ' } else { c }));
        }
    }

    /// For characters that are simple: no marks are among them.
    fn write_simple(&mut self, c: char) {
        if is_lower_letter(c) {
            self.push_letter(c);
        } else if c.is_alphanumeric() {
            // One character each, by the definition of simple ones.
            c.to_lowercase().for_each(|lower| self.push_letter(lower));
        } else {
            self.end_word();
        }
    }

    /// For any character that is in lower case and composed.
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

/// Characters of which the long way would make the same as the short one: those that NFKC leaves alone, that are one
/// character in lower case and compose with nothing beside them unless a mark or a jamo follows, which are not
/// simple; and punctuation of which NFKC makes other punctuation. A test holds every one of them against the
/// long way.
fn is_simple(c: char) -> bool {
    is_lower_letter(c)
        || matches!(c,
        '\0'..='\x7f'
        // Latin-1 punctuation and symbols.
        | '\u{a0}'..='§' | '©' | '«' | '¬' | '®' | '°' | '±' | '¶' | '·' | '»' | '¿'
        // Latin-1 letters; Latin Extended-A without those that NFKC takes apart (ĲĳĿŀŉſ) and without İ, of
        // which lower case makes two; Vietnamese.
        | 'À'..='ÿ' | 'Ā'..='į' | 'ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ạ'..='ỹ'
        // Spaces, quotes, dashes and the like.
        | '\u{2002}'..='\u{200a}' | '‐'..='—' | '‘'..='‟' | '†'..='…' | '‹' | '›' | '\u{202f}' | '€'
        // Greek without final sigma, Cyrillic.
        | 'Ά' | 'Έ'..='Ί' | 'Ό' | 'Ύ'..='Ρ' | 'Σ'..='ρ' | 'σ'..='ώ' | 'Ѐ'..='џ'
        // Spaces and punctuation of East Asia, wide ones among them.
        | '\u{3000}'..='〃' | '〈'..='】' | '・' | '！'..='／' | '：'..='＠' | '［'..='］' | '｛'..='･')
}

/// The simple ones among the letters that are their own lower case: small ones of Latin, Greek and Cyrillic, and
/// those of Hebrew, Arabic, kana, Han and Hangul.
fn is_lower_letter(c: char) -> bool {
    matches!(c,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'ά'..='ρ' | 'σ'..='ώ' | 'а'..='џ'
        | 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fa5}'
        | '가'..='힣')
}

/// Unicode's default ignorable characters, as far as texts have them.
fn has_no_width(c: char) -> bool {
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

    /// The rules as they are written, without a shortcut.
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
    fn words_and_numbers_are_what_counts() {
        check("", "");
        check(" \t…—!? ", "");
        check("  The Ferry's\r\nlate\u{a0}– again! ", "the ferry s late again");
        check("foo—bar foo - bar foo/bar", "foo bar foo bar foo bar");
        check("It rose 1.5 % to 1,500.", "it rose 1 5 to 1 500");
    }

    #[test]
    fn renderers_do_not_matter() {
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
    fn other_texts_stay_other() {
        let differ = |a: &str, b: &str| assert_ne!(normal_form(a), normal_form(b));
        differ("1.5", "15");
        differ("foo bar", "foobar");
        differ("Sunny, 21 °C", "Sunny, 23 °C");
        differ("schön", "schon");
        differ("हिन्दी", "हनद");
        differ("が", "か");
    }

    #[test]
    fn every_character_comes_out_as_by_the_slow_path() {
        // Behind the third plane, nothing but tags and private use.
        for c in ('\0'..='\u{323af}').chain('\u{e0000}'..='\u{e0fff}') {
            for text in [format!("{c}"), format!("{c}\u{301}"), format!("가{c}")] {
                let form = normal_form(&text);
                assert_eq!(form, slow_form(&text), "{text:?} {:x}", c as u32);
                assert_eq!(form, normal_form(&form), "{text:?} {:x}", c as u32);
            }
        }
    }

    #[test]
    fn simple_characters_are_simple() {
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
        fn composition_does_not_matter(text in any_text()) {
            prop_assert_eq!(normal_form(&text), normal_form(&text.nfc().collect::<String>()));
            prop_assert_eq!(normal_form(&text), normal_form(&text.nfd().collect::<String>()));
        }

        #[test]
        fn white_space_does_not_matter(words in proptest::collection::vec("\\w{1,8}", 0..10)) {
            let spaced = format!("\u{a0}{}\n", words.join("\n \u{3000}"));
            prop_assert_eq!(normal_form(&words.join(" ")), normal_form(&spaced));
        }
    }
}
