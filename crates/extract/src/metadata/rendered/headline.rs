//! The headline of a rendered page: scores the lines that may be it.
//!
//! The scores were set by hand. They only rank the lines of a page, so their ratios matter, not their size.

use std::sync::LazyLock;

use super::bylines::{begins_with_time_stamp, is_date_line};
use super::{MAX_LINE, RenderedPage, breadcrumbs, trim_bullets};
use crate::lexicon;
use crate::metadata::authors;
use crate::metadata::dates::{self, DayMonthOrder};
use crate::metadata::title::SiteNames;
use crate::metadata::word_lists;
use crate::unicode::words::fold;

const MAX_TITLE: usize = 300;

/// Minimum score of a headline. A line that scores less is not taken as the title.
const MIN_SCORE: i32 = 4;

/// A Markdown heading, or a title after a label (`Reading:`).
const MARKED: i32 = 40;

/// The end of a breadcrumb, if it is long enough to be a title, and if it is not.
const END_OF_BREADCRUMB: i32 = 6;
const END_OF_SHORT_BREADCRUMB: i32 = -10;

/// Each repetition of a line in the head of the page, of at most [`MAX_REPEATS`].
const REPETITION: i32 = 14;
const MAX_REPEATS: usize = 3;

/// A line that occurs twice in a row: a button and its label.
const DOUBLED: i32 = -12;

/// A line that the first line of the page, its `<title>`, begins with.
const START_OF_FIRST_LINE: i32 = 24;

/// A line that has the words of the URL: the score of one that has them all, and the least share of them that counts.
const WORDS_OF_URL: f32 = 24.0;
const MIN_SHARE_OF_URL: f32 = 0.6;
const MIN_WORDS_OF_URL: usize = 3;

/// A line that is long enough for a headline, and one that is not.
const LONG: i32 = 4;
const SHORT: i32 = -4;

/// A line that ends like a sentence, that begins like an item of a list, and that has more than [`MANY_BYTES`].
const SENTENCE: i32 = -10;
const LIST_ITEM: i32 = -14;
const TOO_LONG: i32 = -6;
const MANY_BYTES: usize = 160;

/// The first line of the article, and a later one.
const FIRST_OF_ARTICLE: i32 = 6;
const INSIDE_ARTICLE: i32 = -20;

/// The line right above the article, and how much less each line of substance between makes it.
const ABOVE_ARTICLE: i32 = 16;
const LINE_BETWEEN: i32 = -3;

/// More lines of substance than this between a headline and the article are not counted.
const MAX_BETWEEN: i32 = 6;

/// Letters of a headline of Chinese, Japanese, Korean or Thai, and of one next to a date line or a credit.
const MIN_WIDE_LETTERS: usize = 6;
const MIN_WIDE_LETTERS_BESIDE_DATE: usize = 3;

/// A line has a key for comparisons if it has this many words and bytes, or this many bytes of a script without spaces.
const MIN_WORDS: usize = 4;
const MIN_KEY_BYTES: usize = 16;
const MIN_KEY_BYTES_WITHOUT_SPACES: usize = 24;

/// Labels that a title follows.
static TITLE_LABELS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| word_lists::entries(lexicon::PAGE_LABELS, "titles").collect());

/// A line that may be the headline.
pub(super) struct Headline<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
    score: i32,
}

/// What the other lines of the page and its URL say, to compare lines with.
struct Echoes {
    /// The lines of the head of the page, as [`long_key`].
    keys: Vec<String>,
    /// The first line of the page, folded.
    first_line: String,
    /// Words of the URL.
    url_words: Vec<String>,
}

impl<'a> RenderedPage<'a> {
    /// The line with the highest score. What counts: it is a Markdown heading; the page repeats it (in a breadcrumb, in its
    /// first line, after `Reading:`); the URL has its words; it is the last line of substance before the article.
    pub(super) fn headline(&self, site: &SiteNames) -> Option<Headline<'a>> {
        let echoes = Echoes {
            keys: self.lines[self.head.clone()].iter().map(|l| long_key(trim_bullets(l))).collect(),
            first_line: fold(self.line(0)),
            url_words: self.context.url.as_ref().map(|url| url_words(url.path())).unwrap_or_default(),
        };
        // Lines of substance between a line and the article.
        let mut between = 0;
        let mut best: Option<Headline<'a>> = None;
        for at in self.head.clone().rev() {
            let line = self.line(at);
            if let Some((text, score)) = self.score_line(at, &echoes, between) {
                let leads = score >= MIN_SCORE && best.as_ref().is_none_or(|b| score > b.score);
                if leads && !is_credit(text) && !site.is_site(text) {
                    best = Some(Headline { text, line: at, score });
                }
            }
            if at < self.start && between < MAX_BETWEEN && !is_label_line(line) {
                between += 1;
            }
        }
        best.or_else(|| self.first_line_title(site))
    }

    /// The title in a line and its score, or `None` if the line cannot be the headline. `between` lines of substance
    /// separate it from the article.
    fn score_line(&self, at: usize, echoes: &Echoes, between: i32) -> Option<(&'a str, i32)> {
        let line = self.line(at);
        let marked = marked_title(line);
        let text = marked.map_or(trim_bullets(line), |m| m.0);
        if !(is_headline_like(text) || is_short_headline(text) && self.is_above_story(at)) {
            return None;
        }
        let key = match marked {
            None => echoes.keys[at - self.head.start].clone(),
            Some(_) => long_key(text),
        };
        let mut score = marked.map_or(0, |m| m.1) + self.position_score(at, line, text, &key, between);
        if !key.is_empty() {
            score += self.repetition_score(at, text, &key, echoes);
        }
        if echoes.url_words.len() >= MIN_WORDS_OF_URL {
            let key = if key.is_empty() { fold(text) } else { key };
            score += url_score(&echoes.url_words, &key);
        }
        Some((text, score))
    }

    /// Whether a date line or a credit is next to a line, or the line is the first of the page and its story follows.
    fn is_above_story(&self, at: usize) -> bool {
        let is_dated = |line: &str| is_date_line(line) || begins_with_time_stamp(line);
        is_credit(trim_bullets(self.line(at + 1)))
            || at + 1 == self.start && (at == 0 || is_dated(trim_bullets(self.line(at - 1))))
    }

    /// The score of how often the page repeats a line: in its head, and at the start of its first line.
    fn repetition_score(&self, at: usize, text: &str, key: &str, echoes: &Echoes) -> i32 {
        let repeats = echoes.keys.iter().filter(|k| k.ends_with(key)).count();
        let mut score = REPETITION * (repeats.min(MAX_REPEATS) as i32 - 1).max(0);
        let is_same = |other: Option<usize>| other.is_some_and(|o| trim_bullets(self.line(o)) == text);
        if repeats == 2 && (is_same(Some(at + 1)) || is_same(at.checked_sub(1))) {
            score += DOUBLED;
        }
        if at > 0 && echoes.first_line.starts_with(key) {
            score += START_OF_FIRST_LINE;
        }
        score
    }

    /// The score of a line's form and of its position, with `between` lines of substance before the article.
    fn position_score(&self, at: usize, line: &str, text: &str, key: &str, between: i32) -> i32 {
        if self.end == 0 {
            return 0;
        }
        let points = |holds: bool, score: i32| if holds { score } else { 0 };
        let is_long = !key.is_empty() || text.split_whitespace().count() >= MIN_WORDS;
        let form = if is_long { LONG } else { SHORT }
            + points(text.ends_with(['.', '。', ':', ',', ';', '…']), SENTENCE)
            + points(line.starts_with(['•', '*', '+', '-', '·', '[']), LIST_ITEM)
            + points(text.len() > MANY_BYTES, TOO_LONG);
        match at.checked_sub(self.start) {
            Some(0) => form + FIRST_OF_ARTICLE,
            Some(_) => form + INSIDE_ARTICLE,
            None => form + (ABOVE_ARTICLE + LINE_BETWEEN * between).max(0),
        }
    }

    /// The title in the first line, which in a WET file is the `<title>` of the page, if a site name follows it.
    fn first_line_title(&self, site: &SiteNames) -> Option<Headline<'a>> {
        let line = self.line(0);
        let first = line.split(" | ").next().unwrap_or(line);
        let cut = first.len() < line.len() && line.len() <= MAX_TITLE;
        (cut && is_headline_like(first) && !site.is_site(first)).then_some(Headline {
            text: first,
            line: 0,
            score: 0,
        })
    }
}

/// Whether a line is a date, a byline or another credit, and therefore not a headline.
fn is_credit(line: &str) -> bool {
    is_date_line(line)
        || begins_with_time_stamp(line)
        || authors::after_byline(line).is_some()
        || authors::credits_other_work(line)
}

/// Whether a line is a label, a byline or a date, as lines between a headline and its article are.
fn is_label_line(line: &str) -> bool {
    line.split_whitespace().count() <= 2
        || line.len() <= MAX_LINE
            && (authors::after_byline(line).is_some() || dates::find(line, DayMonthOrder::DayFirst).is_some())
}

/// A line folded for comparisons, or nothing if the line is so short that a repetition may be accidental.
fn long_key(line: &str) -> String {
    let key = if line.len() <= MAX_TITLE { fold(line) } else { String::new() };
    let long = line.split_whitespace().count() >= MIN_WORDS && key.len() >= MIN_KEY_BYTES
        || key.chars().any(|c| c as u32 >= 0x2E80) && key.len() >= MIN_KEY_BYTES_WITHOUT_SPACES;
    if long { key } else { String::new() }
}

/// The words of the segment of a URL's path that has the most words: `/2024/ferry-returns-to-island.html`.
fn url_words(path: &str) -> Vec<String> {
    let longest = path.split('/').max_by_key(|s| s.matches(['-', '_']).count()).unwrap_or("");
    let words =
        longest.split(['-', '_', '.']).filter(|w| w.len() > 2 && w.bytes().all(|b| b.is_ascii_alphabetic()));
    words.filter(|w| !matches!(*w, "html" | "htm" | "php")).map(str::to_ascii_lowercase).collect()
}

/// The score of a line, folded, for the words that it shares with the URL.
fn url_score(url_words: &[String], key: &str) -> i32 {
    let letters: usize = url_words.iter().map(String::len).sum();
    // The line is too short to have most of the words.
    if url_words.len() < MIN_WORDS_OF_URL || key.len() * 2 < letters {
        return 0;
    }
    let common = url_words.iter().filter(|w| key.contains(w.as_str())).count();
    let share = common as f32 / url_words.len() as f32;
    if common >= MIN_WORDS_OF_URL && share >= MIN_SHARE_OF_URL { (share * WORDS_OF_URL) as i32 } else { 0 }
}

/// The title in `# Title`, in `Reading: Title` or at the end of a breadcrumb, and the score of that mark.
fn marked_title(line: &str) -> Option<(&str, i32)> {
    if let Some(heading) = line.strip_prefix("# ") {
        return Some((heading.trim(), MARKED));
    }
    if let Some(rest) = TITLE_LABELS.iter().find_map(|l| line.strip_prefix(l)) {
        return Some((rest.trim(), MARKED));
    }
    let last = breadcrumbs(line)?.last().copied()?;
    Some((last, if long_key(last).is_empty() { END_OF_SHORT_BREADCRUMB } else { END_OF_BREADCRUMB }))
}

/// Whether a line can be a headline: it has a few words at least, mostly letters, and is not a URL or a copyright line.
fn is_headline_like(line: &str) -> bool {
    if line.len() < 4 || line.len() > MAX_TITLE || line.contains('©') || line.contains("://") {
        return false;
    }
    let (mut letters, mut all) = (0, 0);
    for c in line.chars() {
        all += 1;
        letters += usize::from(c.is_alphabetic());
    }
    let words = line.split_whitespace().count();
    wide_letters(line) >= MIN_WIDE_LETTERS
        || letters * 2 >= all && letters >= 4 && words >= 2
        || letters >= 14
}

/// Whether a line can be a short headline of Chinese, Japanese, Korean or Thai. Menus have such lines too.
fn is_short_headline(line: &str) -> bool {
    line.len() <= MAX_TITLE
        && wide_letters(line) >= MIN_WIDE_LETTERS_BESIDE_DATE
        && !line.contains(['©', ':', '：'])
}

/// Letters of scripts whose words have few of them.
fn wide_letters(line: &str) -> usize {
    line.chars().filter(|c| matches!(*c as u32, 0xE00..=0xEFF | 0x2E80..=0x9FFF | 0xAC00..=0xD7A3)).count()
}
