//! The words of a page's URL, which are often those of its headline.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::text_map::TextSet;

/// Digits of a number that is an id and not a word.
const MIN_DIGITS_OF_ID: usize = 5;

/// The words of the segment of a URL's path that has the most words: `/2024/ferry-returns-to-island.html`.
#[derive(Clone, Debug, Default)]
pub(super) struct Address {
    pub(super) words: TextSet<String>,
}

impl Address {
    pub(super) fn new(url: Option<&str>) -> Self {
        let Some(url) = url.and_then(|url| Url::parse(url.trim()).ok()) else { return Self::default() };
        let path = percent_decode_str(url.path()).decode_utf8_lossy();
        let segments = path.split('/').map(segment_words);
        // The last one of several.
        let words =
            segments.fold(vec![], |best, next| if next.len() >= best.len().max(1) { next } else { best });
        Self { words: words.into_iter().collect() }
    }

    /// How many of the address's words a text has, and how many words the text has.
    pub(super) fn common(&self, text: &str) -> (usize, usize) {
        let mut found = TextSet::default();
        let mut count = 0;
        each_word(text, |plain, german| {
            count += 1;
            for word in [plain, german] {
                if let Some(word) = self.words.get(word) {
                    found.insert(word.as_str());
                    break;
                }
            }
        });
        (found.len(), count)
    }

    /// The share of the address's words that a text has.
    pub(super) fn share_in(&self, text: &str) -> f32 {
        self.common(text).0 as f32 / self.words.len().max(1) as f32
    }
}

/// The words of a segment without the ending of a file and without ids.
fn segment_words(segment: &str) -> Vec<String> {
    let segment = match segment.rsplit_once('.') {
        Some((name, ending)) if ending.len() <= 5 && !ending.contains(['-', '_']) => name,
        _ => segment,
    };
    let mut words = vec![];
    each_word(segment, |word, _| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if digits < MIN_DIGITS_OF_ID {
            words.push(word.to_owned());
        }
    });
    words
}

/// Passes the words of a text in lower case, as addresses write them: without accents, and with `ae` for `ä`.
fn each_word(text: &str, mut each: impl FnMut(&str, &str)) {
    let (mut plain, mut german) = (String::new(), String::new());
    for c in text.chars().chain([' ']) {
        if matches!(c, '\'' | '’') {
            continue;
        }
        if !c.is_alphanumeric() {
            if !plain.is_empty() {
                each(&plain, &german);
            }
            plain.clear();
            german.clear();
            continue;
        }
        for c in c.to_lowercase() {
            let (base, second) = without_accent(c);
            plain.push(base);
            german.push(base);
            german.extend(second);
            if c == 'ß' {
                plain.push('s');
            }
        }
    }
}

/// A Latin letter without its accent, and the letter that German and Danish addresses write after it.
fn without_accent(c: char) -> (char, Option<char>) {
    match c {
        'ä' | 'æ' => ('a', Some('e')),
        'ö' | 'ø' | 'œ' => ('o', Some('e')),
        'ü' => ('u', Some('e')),
        'ß' => ('s', Some('s')),
        'å' => ('a', Some('a')),
        'à' | 'á' | 'â' | 'ã' | 'ă' | 'ą' => ('a', None),
        'ç' | 'č' | 'ć' => ('c', None),
        'ď' | 'đ' => ('d', None),
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' | 'ė' => ('e', None),
        'ğ' => ('g', None),
        'ì' | 'í' | 'î' | 'ï' | 'ı' => ('i', None),
        'ł' | 'ľ' => ('l', None),
        'ñ' | 'ň' | 'ń' => ('n', None),
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' => ('o', None),
        'ř' => ('r', None),
        'š' | 'ş' | 'ś' | 'ș' => ('s', None),
        'ť' | 'ţ' | 'ț' => ('t', None),
        'ù' | 'ú' | 'û' | 'ű' | 'ů' => ('u', None),
        'ý' | 'ÿ' => ('y', None),
        'ž' | 'ź' | 'ż' => ('z', None),
        _ => (c, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_by_words() {
        for (url, text, share) in [
            ("https://example.com/2024/ferry-returns-to-island.html", "The ferry returns to its island", 1.0),
            ("https://example.com/travel/die-faehre-faehrt-86412975", "Die Fähre fährt", 1.0),
            ("https://example.com/elu-a-l-hotel", "Élu à Paris", 0.5),
            ("https://example.com/%E6%B8%A1%E8%BD%AE", "渡轮", 1.0),
            ("https://example.com/", "Example", 0.0),
        ] {
            assert_eq!(Address::new(Some(url)).share_in(text), share, "{url}");
        }
        assert!(Address::new(None).words.is_empty());
    }
}
