//! What a character is to words, sentences and names: a look into one table, for the scripts that most pages are in.
//!
//! The standard library searches its tables for every question; text that is not ASCII asks some for each character.

use std::sync::LazyLock;

/// What a character is, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kind(u16);

impl Kind {
    /// A letter or number.
    pub(crate) const ALPHANUMERIC: Self = Self(1 << 0);
    /// A digit or other number.
    pub(crate) const NUMERIC: Self = Self(1 << 1);
    /// A capital letter.
    pub(crate) const UPPER: Self = Self(1 << 2);
    /// White space.
    pub(crate) const SPACE: Self = Self(1 << 3);
    /// A word of its own, in scripts written without spaces.
    pub(crate) const ALONE: Self = Self(1 << 4);
    /// Goes on with the word before it.
    pub(crate) const GOES_ON: Self = Self(1 << 5);
    /// A mark inside of words: an apostrophe, a combining mark, a joiner.
    pub(crate) const JOINS: Self = Self(1 << 6);
    /// Ends a sentence.
    pub(crate) const TERMINAL: Self = Self(1 << 7);
    /// A comma or semicolon.
    pub(crate) const COMMA: Self = Self(1 << 8);
    /// Closes what a sentence stands in.
    pub(crate) const CLOSES: Self = Self(1 << 9);

    /// What a character is.
    #[inline]
    pub(crate) fn of(c: char) -> Self {
        match TABLE.get(c as usize) {
            Some(known) => known.kind,
            None if is_common_ideograph(c) => Self::ALPHANUMERIC.and(Self::ALONE),
            None if matches!(c, '가'..='힣') => Self::ALPHANUMERIC.and(Self::GOES_ON),
            None => Self::look_up(c),
        }
    }

    /// Whether it is any of these.
    #[inline]
    pub(crate) fn is(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// These and those.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[cold]
    fn look_up(c: char) -> Self {
        let joins = c == '\'' || c == '’' || joins(c);
        let goes_on = joins || (c.is_alphanumeric() && !stands_alone(c));
        [
            (c.is_alphanumeric(), Self::ALPHANUMERIC),
            (c.is_numeric(), Self::NUMERIC),
            (c.is_uppercase(), Self::UPPER),
            (c.is_whitespace(), Self::SPACE),
            (stands_alone(c), Self::ALONE),
            (goes_on, Self::GOES_ON),
            (joins, Self::JOINS),
            (is_terminal(c), Self::TERMINAL),
            (is_comma(c), Self::COMMA),
            (closes(c), Self::CLOSES),
        ]
        .into_iter()
        .fold(Self::default(), |kind, (is, bit)| if is { kind.and(bit) } else { kind })
    }
}

/// Hands on the characters that the lower case of one consists of: as [`char::to_lowercase`].
#[inline]
pub(crate) fn each_lower(c: char, mut each: impl FnMut(char)) {
    match TABLE.get(c as usize).and_then(|known| char::from_u32(known.lower.into())) {
        Some(lower) if lower != SEVERAL => each(lower),
        _ if is_common_ideograph(c) => each(c),
        _ => c.to_lowercase().for_each(each),
    }
}

/// What is known of a character.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    kind: Kind,
    /// Its lower case, or [`SEVERAL`].
    lower: u16,
}

/// In place of a lower case of more than one character, which none is that has such a lower case.
const SEVERAL: char = '\0';

/// From here on stand the scripts of East Asia, whose characters are too many to keep and come in large ranges.
const END: usize = 0x3000;

static TABLE: LazyLock<Box<[Known; END]>> = LazyLock::new(|| {
    let known = |code: usize| {
        let c = char::from_u32(code as u32).unwrap_or_default();
        let mut lower = c.to_lowercase();
        let lower = match (lower.next(), lower.next()) {
            (Some(lower), None) => u16::try_from(u32::from(lower)).unwrap_or_default(),
            _ => SEVERAL as u16,
        };
        Known { kind: Kind::look_up(c), lower }
    };
    Box::new(std::array::from_fn(known))
});

/// Whether a character is a word of its own: scripts written without spaces.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'
        | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Marks that end a sentence, in all scripts that have one.
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

fn closes(c: char) -> bool {
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

/// Combining marks and joiners stand inside words.
fn joins(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05bd}' | '\u{0610}'..='\u{061a}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{093c}' | '\u{094d}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Most of the characters that stand alone, without a look at all of them.
fn is_common_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_ways_say_what_the_slow_one_does() {
        for c in '\0'..=char::MAX {
            assert_eq!(Kind::of(c), Kind::look_up(c), "{c:?}");
            let mut lower = String::new();
            each_lower(c, |c| lower.push(c));
            assert_eq!(lower, c.to_lowercase().to_string(), "{c:?}");
            // `words` leaves so much room.
            assert!(2 * lower.len() <= 3 * c.len_utf8(), "{c:?}");
        }
    }
}
