//! Words and marks: counting over text of any script.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// What a text holds, as counted in one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) words: u32,
    pub(crate) marks: u32,
    pub(crate) digits: u32,
    pub(crate) capitals: u32,
    pub(crate) sentences: u32,
    pub(crate) commas: u32,
    pub(crate) stop_words: u32,
    pub(crate) terminated: bool,
}

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
pub(crate) fn is_terminal(c: char) -> bool {
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

/// Counts words and marks of a text.
pub(crate) fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let mut word_start = None;
    let mut pending_terminal = false;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            if is_digit(c) {
                counts.digits += 1;
            }
            if stands_alone(c) {
                end_word(text, &mut word_start, at, &mut counts);
                counts.words += 1;
            } else if word_start.is_none() {
                word_start = Some(at);
                counts.words += 1;
                counts.capitals += u32::from(c.is_uppercase());
            }
            // A mark inside a word or number ends no sentence, unless the script has no spaces.
            counts.sentences += u32::from(pending_terminal && stands_alone(c));
            pending_terminal = false;
            continue;
        }
        if c == '\'' || c == '’' || joins(c) {
            continue;
        }
        end_word(text, &mut word_start, at, &mut counts);
        if c.is_whitespace() {
            counts.sentences += u32::from(pending_terminal);
            pending_terminal = false;
            continue;
        }
        counts.marks += 1;
        if is_terminal(c) {
            pending_terminal = true;
        } else if is_comma(c) {
            counts.commas += 1;
        } else if !closes(c) {
            pending_terminal = false;
        }
    }
    end_word(text, &mut word_start, text.len(), &mut counts);
    counts.sentences += u32::from(pending_terminal);
    counts.terminated = text
        .chars()
        .rev()
        .find(|c| !closes(*c) && !c.is_whitespace())
        .is_some_and(|c| is_terminal(c) || matches!(c, ':' | '：'));
    counts
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric())
}

/// Combining marks and joiners stand inside words.
fn joins(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05bd}' | '\u{0610}'..='\u{061a}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{093c}' | '\u{094d}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

fn end_word(text: &str, start: &mut Option<usize>, end: usize, counts: &mut Counts) {
    if let Some(from) = start.take() {
        counts.stop_words += u32::from(is_stop_word(&text[from..end]));
    }
}

/// Function words, one list for all languages: what tells prose from labels needs no language.
fn is_stop_word(word: &str) -> bool {
    // The longest entry has 14 bytes.
    if word.len() > 14 {
        return false;
    }
    static LIST: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let list = LIST.get_or_init(|| {
        include_str!("../lexicon/stop_words.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect()
    });
    if word.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        return list.contains(word.to_lowercase().as_str());
    }
    list.contains(word)
}

/// Number of words, as [`Block::words`](crate::Block::words) counts them.
pub(crate) fn count_words(text: &str) -> u32 {
    let mut words = 0;
    let mut inside = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            let alone = stands_alone(c);
            words += u32::from(alone || !inside);
            inside = !alone;
        } else if !(c == '\'' || c == '’' || joins(c)) {
            inside = false;
        }
    }
    words
}

/// Letters and digits alone, in lower case: what makes two lines say the same.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: u32, sentences: u32, terminated: bool) {
        let counts = count(text);
        assert_eq!(
            (counts.words, counts.sentences, counts.terminated),
            (words, sentences, terminated),
            "{text}"
        );
        assert_eq!(count_words(text), words, "{text}");
    }

    #[test]
    fn words_and_sentences() {
        check("It cost 3.50 euros. “Really?” he said", 8, 2, false);
        check("Don't panic!", 2, 1, true);
        check("記者は言った。そして去った。", 12, 2, true);
        check("Home | News | Sport", 3, 0, false);
        check("هل هذا صحيح؟", 3, 1, true);
        check("", 0, 0, false);
    }
}
