//! The normal form of a text: what is left when only its words and numbers count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
///    `don t` are the same, and so are `foo—bar`, `foo - bar` and `foo bar`; but `foobar`, which glues words, is
///    another text, and `1.5` is not `15`. A mark that has nothing to stand on goes with the punctuation.
///
/// Numbers stay as they are: pages that report weather, matches or prices often differ in nothing else.
///
/// The form of a form is itself. A text of punctuation alone has an empty form, so texts too short to tell apart
/// should be sorted out before. Letters, marks and lower case are those of Unicode 17 and normalization is that of
/// Unicode 18 as built (`char::UNICODE_VERSION`, `unicode_normalization::UNICODE_VERSION`); Unicode's stability
/// rules keep normalization of assigned characters, so later versions can change forms only of texts with
/// characters that were not assigned in these.
pub fn normal_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    write_normal_form(text, &mut form);
    form
}

/// Where a form is written to.
pub(crate) trait Sink {
    /// The string to append to; called for every word, so that a sink can empty it now and then.
    fn buffer(&mut self) -> &mut String;
}

impl Sink for String {
    fn buffer(&mut self) -> &mut String {
        self
    }
}

pub(crate) fn write_normal_form(text: &str, sink: &mut impl Sink) {
    let mut writer = WordWriter { sink, word_before: false, in_word: false };
    // A blank neither composes nor reorders with what is beside it, so what is between two can be taken by
    // itself; and most of it needs no tables.
    for run in text.split(|c: char| c.is_ascii_whitespace()) {
        if run.is_ascii() {
            writer.write_ascii(run);
        } else if run.chars().all(is_simple) {
            run.chars().for_each(|c| writer.write_char(lower_of_simple(c)));
        } else {
            (run.chars().filter(|&c| !has_no_width(c)).nfkc().flat_map(char::to_lowercase).nfkc())
                .for_each(|c| writer.write_char(if c == 'ς' { 'σ' } else { c }));
        }
        writer.in_word = false;
    }
}

/// Writes words with single blanks between them.
struct WordWriter<'a, S> {
    sink: &'a mut S,
    /// Whether a word was written: the next one needs a blank before it.
    word_before: bool,
    in_word: bool,
}

impl<S: Sink> WordWriter<'_, S> {
    fn write_ascii(&mut self, run: &str) {
        let buffer = self.sink.buffer();
        for byte in run.bytes() {
            if !byte.is_ascii_alphanumeric() {
                self.in_word = false;
                continue;
            }
            if !self.in_word {
                if self.word_before {
                    buffer.push(' ');
                }
                (self.in_word, self.word_before) = (true, true);
            }
            buffer.push(char::from(byte.to_ascii_lowercase()));
        }
    }

    fn write_char(&mut self, c: char) {
        let starts_word = c.is_alphanumeric() && !is_combining_mark(c);
        if !self.in_word {
            if !starts_word {
                return;
            }
            let buffer = self.sink.buffer();
            if self.word_before {
                buffer.push(' ');
            }
            (self.in_word, self.word_before) = (true, true);
            buffer.push(c);
        } else if starts_word || is_combining_mark(c) {
            self.sink.buffer().push(c);
        } else {
            self.in_word = false;
        }
    }
}

/// Characters that NFKC leaves alone and that compose with nothing before or behind them, unless a mark or a
/// jamo follows, which are not simple; lower case maps them to one character of the same sort. A test holds every
/// one of them against the slow path.
fn is_simple(c: char) -> bool {
    matches!(c,
        '\0'..='\x7f'
        // Latin-1 letters, but for nothing; Latin Extended-A without ĲĳĿŀŉ ſ and İ, whose lower case is two.
        | 'À'..='ÿ' | 'Ā'..='į' | 'ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž'
        // Quotes, dashes and the like.
        | '«' | '»' | '‐' | '‒'..='—' | '‘'..='‟' | '•'
        // Greek letters without final sigma; Cyrillic; Hebrew and Arabic letters; Han; kana; Hangul syllables.
        | 'Ά' | 'Έ'..='Ί' | 'Ό' | 'Ύ'..='Ρ' | 'Σ'..='ρ' | 'σ'..='ώ'
        | 'Ѐ'..='џ' | 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي'
        | '、'..='。' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fa5}' | '가'..='힣')
}

fn lower_of_simple(c: char) -> char {
    // One character each; see `is_simple`.
    c.to_lowercase().next().unwrap_or(c)
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
            assert_eq!(c.to_lowercase().count(), 1, "{c:?}");
            assert!(!has_no_width(c) && !is_combining_mark(c) && c != 'ς', "{c:?}");
            assert!(
                unicode_normalization::is_nfkc_quick(std::iter::once(c))
                    == unicode_normalization::IsNormalized::Yes,
                "{c:?}"
            );
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let char = prop_oneof![
            4 => "[a-zA-Z0-9 .,\n]",
            2 => "[À-ÿĀ-žΑ-ωЀ-џ’“”–—]",
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
            prop_assert_eq!(normal_form(&words.join(" ")), normal_form(&format!("\u{a0}{}\n", words.join("\n \u{3000}"))));
        }
    }
}
