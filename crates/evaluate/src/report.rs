//! Figures of sets, and how they are shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::words::WordScore;
use crate::{Confidence, Figure, MetaTally, PageOutcome, PageTypes, Share, confidence, page_types};

/// Keys of the JSON report that are no sets.
pub(crate) const RESERVED_NAMES: [&str; 6] =
    ["meta", "worst", "confidence", "page_types", "comparison", "peers"];

/// The figures of all sets, in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// One for each gold set.
    pub sets: Vec<SetReport>,
}

/// The figures of one set.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SetReport {
    /// The set's name: its file's, without endings.
    pub name: String,
    all: Tally,
    /// By type of page, for the pages that have one.
    types: BTreeMap<String, Tally>,
    /// Title, authors and date.
    pub meta: MetaTally,
    /// The pages with the lowest F1, lowest first; as many as were asked for.
    pub worst: Vec<PageScore>,
    /// Every page, in the order of the file.
    pub pages: Vec<PageFigures>,
}

/// What is kept of every page, for figures that sums do not give.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PageFigures {
    /// The page.
    pub id: String,
    /// Its site, if the gold names one.
    pub site: Option<String>,
    /// The kind of page, as the gold has it.
    pub page_type: Option<String>,
    /// The F1 of its words; `None` if they were not compared.
    pub f1: Option<f64>,
    /// What the prediction says of the kind of page.
    pub predicted_type: Option<String>,
    /// The prediction's confidence.
    pub confidence: Option<f32>,
}

/// The word figures of one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PageScore {
    /// The page.
    pub id: String,
    /// Share of the predicted words that are in the gold.
    pub precision: f64,
    /// Share of the gold's words that were predicted.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Words predicted.
    pub predicted_words: u64,
    /// Words of the gold.
    pub gold_words: u64,
}

/// Sums over pages, from which the figures are taken. A figure is `None` where there is nothing to take it
/// of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pages: u64,
    scored: u64,
    empty_gold: u64,
    empty_predictions: u64,
    precision: f64,
    recall: f64,
    f1: f64,
    with: Share,
    without: Share,
}

impl Tally {
    fn add(&mut self, page: &PageOutcome) {
        self.pages += 1;
        self.empty_predictions += u64::from(page.empty_prediction);
        self.empty_gold += u64::from(page.empty_gold);
        if let Some(WordScore { precision, recall, f1, .. }) = page.words {
            self.scored += 1;
            self.precision += precision;
            self.recall += recall;
            self.f1 += f1;
        }
        for (sum, share) in [(&mut self.with, page.with), (&mut self.without, page.without)] {
            sum.found += share.found;
            sum.all += share.all;
        }
    }

    /// All pages.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// The pages whose words were compared.
    pub fn scored(&self) -> u64 {
        self.scored
    }

    /// The pages whose gold text has no words.
    pub fn empty_gold(&self) -> u64 {
        self.empty_gold
    }

    /// The pages for which no text was predicted, right or wrong.
    pub fn empty_predictions(&self) -> u64 {
        self.empty_predictions
    }

    /// Mean precision of the scored pages' words.
    pub fn precision(&self) -> Option<f64> {
        self.mean(self.precision)
    }

    /// Mean recall of the scored pages' words.
    pub fn recall(&self) -> Option<f64> {
        self.mean(self.recall)
    }

    /// Mean F1 of the scored pages' words.
    pub fn f1(&self) -> Option<f64> {
        self.mean(self.f1)
    }

    /// Share of the snippets that belong to the articles and were found.
    pub fn with_share(&self) -> Option<f64> {
        share(self.with)
    }

    /// Share of the snippets that do not belong to the articles and were found all the same.
    pub fn without_share(&self) -> Option<f64> {
        share(self.without)
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.scored > 0).then(|| sum / self.scored as f64)
    }

    fn columns(&self) -> [(&'static str, Option<f64>); 5] {
        [
            ("precision", self.precision()),
            ("recall", self.recall()),
            ("f1", self.f1()),
            ("with", self.with_share()),
            ("without", self.without_share()),
        ]
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut figures = Map::new();
        figures.insert("pages".into(), json!(self.pages));
        figures.insert("scored".into(), json!(self.scored));
        figures.insert("empty_gold".into(), json!(self.empty_gold));
        figures.insert("empty_predictions".into(), json!(self.empty_predictions));
        for (name, figure) in self.columns() {
            figures.insert(name.into(), json!(figure));
        }
        Value::Object(figures)
    }
}

fn share(share: Share) -> Option<f64> {
    (share.all > 0).then(|| share.found as f64 / share.all as f64)
}

impl SetReport {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            all: Tally::default(),
            types: BTreeMap::new(),
            meta: MetaTally::default(),
            worst: Vec::new(),
            pages: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, page: PageOutcome, worst: usize) {
        self.all.add(&page);
        if let Some(page_type) = &page.page_type {
            self.types.entry(page_type.clone()).or_default().add(&page);
        }
        self.meta.title.add(page.title);
        self.meta.authors.add(page.authors);
        self.meta.date.add(page.date);
        self.pages.push(PageFigures {
            id: page.id.clone(),
            site: page.site,
            page_type: page.page_type,
            f1: page.words.map(|score| score.f1),
            predicted_type: page.predicted_type,
            confidence: page.confidence,
        });
        if let Some(WordScore { precision, recall, f1, predicted_words, gold_words }) = page.words {
            // Behind those that are as bad: of equal pages the earlier ones are listed.
            let place = self.worst.partition_point(|other| other.f1 <= f1);
            if place < worst {
                self.worst.truncate(worst - 1);
                let score = PageScore { id: page.id, precision, recall, f1, predicted_words, gold_words };
                self.worst.insert(place, score);
            }
        }
    }

    /// The figures over all pages of the set.
    pub fn all(&self) -> &Tally {
        &self.all
    }

    /// The figures by type of page, in the order of the types' names. Empty where all pages are of one type.
    pub fn types(&self) -> impl Iterator<Item = (&str, &Tally)> {
        let one = self.types.len() == 1 && self.types.values().all(|tally| tally.pages == self.all.pages);
        self.types.iter().filter(move |_| !one).map(|(name, tally)| (name.as_str(), tally))
    }

    /// The figures of one type of page, also where all pages are of it.
    pub fn of_type(&self, page_type: &str) -> Option<&Tally> {
        self.types.get(page_type)
    }

    /// How confidence and F1 go together; `None` if no page has both.
    pub fn confidence(&self) -> Option<Confidence> {
        Confidence::of(&self.pages)
    }

    /// How the predicted types of pages agree with the gold's; `None` if the two have no name in common.
    pub fn page_types(&self) -> Option<PageTypes> {
        PageTypes::of(&self.pages)
    }

    /// One figure by its name; `None` where there is nothing to take it of.
    pub fn figure(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::Precision => self.all.precision(),
            Figure::Recall => self.all.recall(),
            Figure::F1 => self.all.f1(),
            Figure::With => self.all.with_share(),
            Figure::Without => self.all.without_share(),
            Figure::Title => self.meta.title.right_share(),
            Figure::Authors => self.meta.authors.right_share(),
            Figure::Date => self.meta.date.right_share(),
        }
    }
}

impl Report {
    /// The figures of a set, by its name.
    pub fn set(&self, name: &str) -> Option<&SetReport> {
        self.sets.iter().find(|set| set.name == name)
    }

    /// A table for people: a row for each set and each type of page in it, then title, authors and date, then
    /// types of pages and confidence if the predictions have them, then the worst pages if they were asked
    /// for. Every line ends with a newline.
    pub fn to_table(&self) -> String {
        let mut table = format!("{:<30}{:>6}{:>6}", "set", "pages", "empty");
        for (name, _) in Tally::default().columns() {
            pad(&mut table, name);
        }
        table.push('\n');
        for set in &self.sets {
            push_row(&mut table, &set.name, &set.all);
            for (page_type, tally) in set.types() {
                push_row(&mut table, &format!("  {page_type}"), tally);
            }
        }
        self.push_meta(&mut table);
        page_types::push_tables(&mut table, &self.with_each(SetReport::page_types));
        confidence::push_tables(&mut table, &self.with_each(SetReport::confidence));
        self.push_worst(&mut table);
        table
    }

    fn push_meta(&self, table: &mut String) {
        let rows: Vec<_> = (self.sets.iter())
            .flat_map(|set| set.meta.fields().map(|(field, tally)| (set.name.as_str(), field, tally)))
            .filter_map(|(set, field, tally)| Some((set, field, tally, tally.right_share()?)))
            .collect();
        if rows.is_empty() {
            return;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "\n{:<30}{:<9}{:>6}{:>7}{:>7}{:>9}{:>9}",
            "set", "field", "pages", "right", "wrong", "missing", "right %"
        );
        for (set, field, tally, right) in rows {
            let (pages, percent) = (tally.pages(), 100.0 * right);
            let _ = writeln!(
                table,
                "{set:<30}{field:<9}{pages:>6}{:>7}{:>7}{:>9}{percent:>8.1}%",
                tally.right, tally.wrong, tally.missing
            );
        }
    }

    fn push_worst(&self, table: &mut String) {
        for set in self.sets.iter().filter(|set| !set.worst.is_empty()) {
            let _ = writeln!(
                table,
                "\n{:<42}{:>10}{:>10}{:>10}{:>10}{:>10}",
                format!("worst of {}", set.name),
                "precision",
                "recall",
                "f1",
                "words",
                "gold"
            );
            for page in &set.worst {
                let _ = writeln!(
                    table,
                    "{:<42}{:>10.4}{:>10.4}{:>10.4}{:>10}{:>10}",
                    page.id, page.precision, page.recall, page.f1, page.predicted_words, page.gold_words
                );
            }
        }
    }

    /// One JSON object: `{SET: {"all": {figures}, TYPE: {figures}, …}, …, "meta": {SET: {"title": {"right",
    /// "wrong", "missing"}, "authors": …, "date": …}, …}}`, `"page_types"` and `"confidence"` by set where
    /// there are any, and `"worst": {SET: [pages]}` where worst pages were asked for. Figures are numbers or
    /// null, `with` and `without` shares like the rest.
    pub fn to_json(&self) -> Value {
        let mut report = Map::new();
        for set in &self.sets {
            let mut rows = Map::new();
            rows.insert("all".into(), set.all.to_json());
            for (page_type, tally) in set.types() {
                rows.insert(page_type.into(), tally.to_json());
            }
            report.insert(set.name.clone(), Value::Object(rows));
        }
        report.insert("meta".into(), self.by_set(|set| json!(set.meta)));
        let page_types = self.with_each(SetReport::page_types);
        if !page_types.is_empty() {
            report.insert("page_types".into(), by_name(&page_types));
        }
        let confidence = self.with_each(SetReport::confidence);
        if !confidence.is_empty() {
            report.insert("confidence".into(), by_name(&confidence));
        }
        if self.sets.iter().any(|set| !set.worst.is_empty()) {
            report.insert("worst".into(), self.by_set(|set| json!(set.worst)));
        }
        Value::Object(report)
    }

    /// The sets that have a figure, and the figure.
    fn with_each<T>(&self, figure: impl Fn(&SetReport) -> Option<T>) -> Vec<(&str, T)> {
        self.sets.iter().filter_map(|set| Some((set.name.as_str(), figure(set)?))).collect()
    }

    fn by_set(&self, value: impl Fn(&SetReport) -> Value) -> Value {
        Value::Object(self.sets.iter().map(|set| (set.name.clone(), value(set))).collect())
    }
}

fn by_name<T: Serialize>(values: &[(&str, T)]) -> Value {
    Value::Object(values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect())
}

fn push_row(table: &mut String, name: &str, tally: &Tally) {
    let _ = write!(table, "{name:<30}{:>6}{:>6}", tally.pages, tally.empty_predictions);
    for (_, figure) in tally.columns() {
        pad(table, &cell(figure));
    }
    table.push('\n');
}

/// A figure in a table.
pub(crate) fn cell(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.4}"))
}

fn pad(table: &mut String, cell: &str) {
    let _ = write!(table, "{cell:>10}");
}
