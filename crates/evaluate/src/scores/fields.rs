//! Scores of title, authors and date: right, wrong or missing.

use super::words::{self, WordRule};
use crate::gold::Gold;
use crate::predictions::Prediction;

/// Least F1 of the words of a right title or list of authors. In a headline of usual length, this accepts a surplus
/// "By" or the site's name, but not another headline.
const LEAST_F1: f64 = 0.8;
/// The characters of a day, `YYYY-MM-DD`.
const DAY_CHARS: usize = 10;

/// The outcome for a field that the gold has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldOutcome {
    /// The prediction agrees with the gold.
    Right,
    /// The prediction has another value.
    Wrong,
    /// The prediction has no value.
    Missing,
}

pub(crate) fn compare_title(prediction: &Prediction, gold: &Gold) -> Option<FieldOutcome> {
    let gold = gold.title.as_deref().filter(|title| !title.is_empty())?;
    Some(compare_words(prediction.title.as_deref().unwrap_or_default(), gold))
}

/// Whether a text is the gold title or nearly so.
pub(crate) fn is_right_title(text: &str, gold: &str) -> bool {
    compare_words(text, gold) == FieldOutcome::Right
}

pub(crate) fn compare_authors(prediction: &Prediction, gold: &Gold) -> Option<FieldOutcome> {
    let gold = gold.authors.as_deref().filter(|authors| !authors.is_empty())?;
    Some(compare_words(&prediction.authors.join(" "), &gold.join(" ")))
}

pub(crate) fn compare_date(prediction: &Prediction, gold: &Gold) -> Option<FieldOutcome> {
    let gold = gold.date.as_deref().filter(|date| !date.is_empty())?;
    let given = prediction.date.as_deref().unwrap_or_default().trim_matches(words::is_space);
    let day = given.char_indices().nth(DAY_CHARS).map_or(given, |(end, _)| &given[..end]);
    Some(match day {
        "" => FieldOutcome::Missing,
        day if day == gold => FieldOutcome::Right,
        _ => FieldOutcome::Wrong,
    })
}

fn compare_words(given: &str, gold: &str) -> FieldOutcome {
    if words::is_blank(given) {
        FieldOutcome::Missing
    } else if words::word_score(given, gold, WordRule::Counted).f1 >= LEAST_F1 {
        FieldOutcome::Right
    } else {
        FieldOutcome::Wrong
    }
}

/// How often a field was right, wrong and missing, over the pages whose gold has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FieldTally {
    /// Pages with the right value. Title and authors: the F1 of the words, several authors joined, is at least 0.8.
    /// Date: the same day.
    pub right: u64,
    /// Pages with another value.
    pub wrong: u64,
    /// Pages without a value.
    pub missing: u64,
}

impl FieldTally {
    pub(crate) fn add(&mut self, outcome: Option<FieldOutcome>) {
        match outcome {
            Some(FieldOutcome::Right) => self.right += 1,
            Some(FieldOutcome::Wrong) => self.wrong += 1,
            Some(FieldOutcome::Missing) => self.missing += 1,
            None => {}
        }
    }

    /// The number of pages whose gold has the field.
    pub fn pages(&self) -> u64 {
        self.right + self.wrong + self.missing
    }

    /// The share of these pages with the right value; `None` if there are no such pages.
    pub fn right_share(&self) -> Option<f64> {
        (self.pages() > 0).then(|| self.right as f64 / self.pages() as f64)
    }
}

/// The figures of a set for title, authors and date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct MetadataTally {
    /// The title.
    pub title: FieldTally,
    /// The authors.
    pub authors: FieldTally,
    /// The day of publication.
    pub date: FieldTally,
}

impl MetadataTally {
    /// The fields and their names, in the order of the tables.
    pub(crate) fn fields(&self) -> [(&'static str, FieldTally); 3] {
        [("title", self.title), ("authors", self.authors), ("date", self.date)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold() -> Gold {
        Gold {
            title: Some("Harbour bridge reopens after a winter of repairs".into()),
            authors: Some(vec!["Ada Berg".into(), "Noor Haddad".into()]),
            date: Some("2024-03-09".into()),
            ..Gold::default()
        }
    }

    #[test]
    fn titles_may_differ_slightly() {
        let check = |given: &str, expected| {
            let prediction = Prediction { title: Some(given.into()), ..Prediction::default() };
            assert_eq!(compare_title(&prediction, &gold()), Some(expected), "{given}");
        };
        check("Harbour Bridge reopens after a winter of repairs | The Quay", FieldOutcome::Right);
        check("The Quay: all the news of the harbour", FieldOutcome::Wrong);
        check("\u{a0}\n", FieldOutcome::Missing);
        check("—", FieldOutcome::Wrong);
    }

    #[test]
    fn authors_are_compared_as_one_text() {
        let check = |given: &[&str], expected| {
            let authors = given.iter().map(|&name| name.to_owned()).collect();
            let prediction = Prediction { authors, ..Prediction::default() };
            assert_eq!(compare_authors(&prediction, &gold()), Some(expected), "{given:?}");
        };
        check(&["Noor Haddad", "ADA BERG"], FieldOutcome::Right);
        check(&["Ada Berg"], FieldOutcome::Wrong);
        check(&[], FieldOutcome::Missing);
    }

    #[test]
    fn dates_are_compared_by_day() {
        let check = |given: Option<&str>, expected| {
            let prediction = Prediction { date: given.map(str::to_owned), ..Prediction::default() };
            assert_eq!(compare_date(&prediction, &gold()), Some(expected), "{given:?}");
        };
        check(Some("2024-03-09T23:50:00+01:00"), FieldOutcome::Right);
        check(Some("2024-03-0９"), FieldOutcome::Wrong);
        check(Some(" "), FieldOutcome::Missing);
        check(None, FieldOutcome::Missing);
    }

    #[test]
    fn a_field_that_the_gold_lacks_is_not_evaluated() {
        let prediction = Prediction { title: Some("Anything".into()), ..Prediction::default() };
        let empty = Gold { title: Some(String::new()), authors: Some(Vec::new()), ..Gold::default() };
        assert_eq!(compare_title(&prediction, &empty), None);
        assert_eq!(compare_authors(&prediction, &empty), None);
        assert_eq!(compare_date(&prediction, &empty), None);
    }
}
