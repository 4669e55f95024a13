//! Title, authors and date: right, wrong or missing.

use crate::words::{self, WordRule};
use crate::{Gold, Prediction};

/// A title or a list of authors is right if the F1 of its words is at least this: "By" or a site's name too
/// many in a headline of usual length is let pass, another headline is not.
const ENOUGH: f64 = 0.8;

/// What became of a field that the gold has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Title and authors: word F1 with the gold is at least 0.8, several authors being joined. Date: the same
    /// day.
    Right,
    /// Something was given, but not that.
    Wrong,
    /// Nothing was given.
    Missing,
}

pub(crate) fn of_title(prediction: &Prediction, gold: &Gold) -> Option<Verdict> {
    let gold = gold.title.as_deref().filter(|title| !title.is_empty())?;
    Some(by_words(prediction.title.as_deref().unwrap_or_default(), gold))
}

pub(crate) fn of_authors(prediction: &Prediction, gold: &Gold) -> Option<Verdict> {
    let gold = gold.authors.as_deref().filter(|authors| !authors.is_empty())?;
    Some(by_words(&prediction.authors.join(" "), &gold.join(" ")))
}

pub(crate) fn of_date(prediction: &Prediction, gold: &Gold) -> Option<Verdict> {
    let gold = gold.date.as_deref().filter(|date| !date.is_empty())?;
    let given = prediction.date.as_deref().unwrap_or_default().trim_matches(words::is_space);
    let day = given.char_indices().nth(10).map_or(given, |(end, _)| &given[..end]);
    Some(match day {
        "" => Verdict::Missing,
        day if day == gold => Verdict::Right,
        _ => Verdict::Wrong,
    })
}

fn by_words(given: &str, gold: &str) -> Verdict {
    if words::is_blank(given) {
        Verdict::Missing
    } else if words::word_score(given, gold, WordRule::Counted).f1 >= ENOUGH {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}

/// How often a field was right, wrong and missing, of the pages whose gold has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct FieldTally {
    /// See [`Verdict::Right`].
    pub right: u64,
    /// See [`Verdict::Wrong`].
    pub wrong: u64,
    /// See [`Verdict::Missing`].
    pub missing: u64,
}

impl FieldTally {
    pub(crate) fn add(&mut self, verdict: Option<Verdict>) {
        match verdict {
            Some(Verdict::Right) => self.right += 1,
            Some(Verdict::Wrong) => self.wrong += 1,
            Some(Verdict::Missing) => self.missing += 1,
            None => {}
        }
    }

    /// The pages whose gold has the field.
    pub fn pages(&self) -> u64 {
        self.right + self.wrong + self.missing
    }

    /// The share of them where it was right; `None` if there are none.
    pub fn right_share(&self) -> Option<f64> {
        (self.pages() > 0).then(|| self.right as f64 / self.pages() as f64)
    }
}

/// The figures of title, authors and date of a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct MetaTally {
    /// Of the title.
    pub title: FieldTally,
    /// Of the authors.
    pub authors: FieldTally,
    /// Of the day of publication.
    pub date: FieldTally,
}

impl MetaTally {
    /// The fields by name, in the order of the tables.
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
    fn titles_may_differ_by_a_little() {
        let check = |given: &str, expected| {
            let prediction = Prediction { title: Some(given.into()), ..Prediction::default() };
            assert_eq!(of_title(&prediction, &gold()), Some(expected), "{given}");
        };
        check("Harbour Bridge reopens after a winter of repairs | The Quay", Verdict::Right);
        check("The Quay: all the news of the harbour", Verdict::Wrong);
        check("\u{a0}\n", Verdict::Missing);
        check("—", Verdict::Wrong);
    }

    #[test]
    fn authors_are_joined() {
        let check = |given: &[&str], expected| {
            let authors = given.iter().map(|&name| name.to_owned()).collect();
            let prediction = Prediction { authors, ..Prediction::default() };
            assert_eq!(of_authors(&prediction, &gold()), Some(expected), "{given:?}");
        };
        check(&["Noor Haddad", "ADA BERG"], Verdict::Right);
        check(&["Ada Berg"], Verdict::Wrong);
        check(&[], Verdict::Missing);
    }

    #[test]
    fn dates_are_right_by_the_day() {
        let check = |given: Option<&str>, expected| {
            let prediction = Prediction { date: given.map(str::to_owned), ..Prediction::default() };
            assert_eq!(of_date(&prediction, &gold()), Some(expected), "{given:?}");
        };
        check(Some("2024-03-09T23:50:00+01:00"), Verdict::Right);
        check(Some("2024-03-0９"), Verdict::Wrong);
        check(Some(" "), Verdict::Missing);
        check(None, Verdict::Missing);
    }

    #[test]
    fn a_gold_without_a_field_says_nothing() {
        let prediction = Prediction { title: Some("Anything".into()), ..Prediction::default() };
        let empty = Gold { title: Some(String::new()), authors: Some(Vec::new()), ..Gold::default() };
        assert_eq!(of_title(&prediction, &empty), None);
        assert_eq!(of_authors(&prediction, &empty), None);
        assert_eq!(of_date(&prediction, &empty), None);
    }
}
