//! Character classes for words, sentences and names, read from one table for the scripts that most pages use.
//!
//! The standard library searches its own tables once for each property, and text outside ASCII needs several
//! properties of each character.

use std::sync::LazyLock;

/// The properties of a character, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CharacterClass(u16);

impl CharacterClass {
    /// A letter or number.
    pub(crate) const ALPHANUMERIC: Self = Self(1 << 0);
    /// A digit or other number.
    pub(crate) const NUMERIC: Self = Self(1 << 1);
    /// A capital letter.
    pub(crate) const UPPERCASE: Self = Self(1 << 2);
    /// White space.
    pub(crate) const WHITE_SPACE: Self = Self(1 << 3);
    /// Belongs to a script written without spaces, so that it counts as a word.
    pub(crate) const UNSPACED: Self = Self(1 << 4);
    /// Continues the word before it.
    pub(crate) const CONTINUES_WORD: Self = Self(1 << 5);
    /// A mark inside words: an apostrophe, a combining mark, a joiner.
    pub(crate) const JOINER: Self = Self(1 << 6);
    /// Ends a sentence.
    pub(crate) const TERMINAL: Self = Self(1 << 7);
    /// A comma or semicolon.
    pub(crate) const COMMA: Self = Self(1 << 8);
    /// Closes a quotation, a parenthesis or emphasis, and so may follow the end of a sentence.
    pub(crate) const CLOSING: Self = Self(1 << 9);

    /// The class of a character.
    #[inline]
    pub(crate) fn from_char(c: char) -> Self {
        match TABLE.get(c as usize) {
            Some(known) => known.class,
            None if is_common_ideograph(c) => Self::ALPHANUMERIC.union(Self::UNSPACED),
            None if is_hangul(c) => Self::ALPHANUMERIC.union(Self::CONTINUES_WORD),
            None => Self::look_up(c),
        }
    }

    /// Whether any bit is set in both.
    #[inline]
    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits of both.
    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[cold]
    fn look_up(c: char) -> Self {
        let joins = c == '\'' || c == '’' || is_inner_mark(c);
        let continues = joins || (c.is_alphanumeric() && !is_unspaced(c));
        [
            (c.is_alphanumeric(), Self::ALPHANUMERIC),
            (c.is_numeric(), Self::NUMERIC),
            (c.is_uppercase(), Self::UPPERCASE),
            (c.is_whitespace(), Self::WHITE_SPACE),
            (is_unspaced(c), Self::UNSPACED),
            (continues, Self::CONTINUES_WORD),
            (joins, Self::JOINER),
            (is_terminal(c), Self::TERMINAL),
            (is_comma(c), Self::COMMA),
            (is_closing(c), Self::CLOSING),
        ]
        .into_iter()
        .fold(Self::default(), |class, (is, bit)| if is { class.union(bit) } else { class })
    }
}

/// Passes each character of `c` in lower case to `each`, as [`char::to_lowercase`] yields them.
#[inline]
pub(crate) fn each_lower(c: char, mut each: impl FnMut(char)) {
    match TABLE.get(c as usize).and_then(|known| char::from_u32(known.lower.into())) {
        Some(lower) if lower != NO_SINGLE_LOWER => each(lower),
        _ if is_common_ideograph(c) => each(c),
        _ => c.to_lowercase().for_each(each),
    }
}

/// A character's entry in the table.
#[derive(Clone, Copy, Debug, Default)]
struct CharacterEntry {
    class: CharacterClass,
    /// Its lower case, or [`NO_SINGLE_LOWER`].
    lower: u16,
}

/// Replaces lower-case forms that are longer than one character or lie outside the Basic Multilingual Plane. Nothing
/// but U+0000 itself has it as its lower case, and [`char::to_lowercase`] handles that one too.
const NO_SINGLE_LOWER: char = '\0';

/// The end of the table. East Asian scripts begin here; they have too many characters to store, but in large ranges.
const TABLE_END: usize = 0x3000;

static TABLE: LazyLock<Box<[CharacterEntry; TABLE_END]>> = LazyLock::new(|| {
    let entry = |code: usize| {
        let c = char::from_u32(code as u32).unwrap_or_default();
        let mut lower = c.to_lowercase();
        let lower = match (lower.next(), lower.next()) {
            (Some(lower), None) => u16::try_from(u32::from(lower)).unwrap_or_default(),
            _ => NO_SINGLE_LOWER as u16,
        };
        CharacterEntry { class: CharacterClass::look_up(c), lower }
    };
    Box::new(std::array::from_fn(entry))
});

/// Whether a character belongs to a script written without spaces. Each such character counts as a word.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'
        | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a syllable of Hangul. Korean is written with spaces, and joins endings to its words.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// Punctuation that ends a sentence, in every script that has some.
fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '．'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '።'
            | '။'
            | '។'
    )
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | '،' | '՝' | '፣' | ';' | '；' | '؛')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '«'
            | '“'
            | '‘'
            | '›'
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '】'
            | '*'
            | '_'
    )
}

/// Combining marks and joiners, which occur inside words.
fn is_inner_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05bd}' | '\u{0610}'..='\u{061a}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{093c}' | '\u{094d}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Most characters of unspaced scripts, found without testing all ranges of [`is_unspaced`].
fn is_common_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ')
}

/// The largest index up to `at` that is a character boundary of `text`.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_standard_library_for_every_character() {
        for c in '\0'..=char::MAX {
            assert_eq!(CharacterClass::from_char(c), CharacterClass::look_up(c), "{c:?}");
            let mut lower = String::new();
            each_lower(c, |c| lower.push(c));
            assert_eq!(lower, c.to_lowercase().to_string(), "{c:?}");
            // `words` sizes a buffer by this.
            assert!(2 * lower.len() <= 3 * c.len_utf8(), "{c:?}");
        }
    }

    #[test]
    fn boundaries_are_rounded_down_to_a_character() {
        let found: Vec<usize> = (0..=5).map(|at| floor_boundary("aé霧", at)).collect();
        assert_eq!(found, [0, 1, 1, 3, 3, 3]);
        assert_eq!((floor_boundary("aé霧", 6), floor_boundary("aé霧", 99)), (6, 6));
    }
}
