//! The figures of whole sets, compared with those of the scorer that published figures come from: a Python program with
//! the definitions of the WCXB benchmark. Its output for these sets is stored in `figures/`.

#![allow(clippy::unwrap_used, reason = "a failing helper is a failing test")]

use std::path::PathBuf;

use dechaff_evaluate::{
    EvaluateError, EvaluateOptions, Floors, Prediction, Predictions, Report, WordRule, evaluate,
};
use serde_json::{Value, json};

/// A set with page types, an empty gold, scripts without spaces, combining marks, and missing fields.
const TOWN: &str = r#"
{"id": "t1", "html": "<p>x", "page_type": "article", "gold": {"text": "The old harbour bridge reopens on Monday. Traders on the quay don't expect the crowds back before June.", "with": ["harbour  bridge reopens", "before\nJune"], "without": ["Sign in", "Cookies"], "title": "Harbour bridge reopens after a winter of repairs", "authors": ["Ada Berg", "Noor Haddad"], "date": "2024-03-09"}}
{"id": "t2", "html": "<p>x", "page_type": "article", "gold": {"text": "東京の天気は晴れ、気温は21度です。", "with": ["気温は21度"], "without": ["ログイン"], "title": "今日の天気", "authors": null, "date": "2024-03-10"}}
{"id": "t3", "html": "<p>x", "page_type": "listing", "gold": {"text": "", "with": [], "without": ["Read more"], "title": "", "authors": [], "date": null}}
{"id": "t4", "html": "<p>x", "page_type": "listing", "gold": {"text": " — ", "with": [], "without": [], "title": "All stories", "authors": null, "date": null}}
{"id": "t5", "html": "<p>x", "page_type": null, "gold": {"text": "हिन्दी में समाचार। Ο ΔΡΟΜΟΣ άνοιξε. อากาศดี", "with": ["समाचार"], "without": [], "title": null, "authors": ["Παύλος Ρ."], "date": "2024-03-11"}}
{"id": "t6", "page": "x", "page_type": "forum", "gold": {"text": "Has anyone mended a 1920s winch? I_have one.", "with": ["mended a"], "without": [], "title": "Winch", "authors": ["old_sailor"], "date": "2024-03-12"}}
"#;

/// A set of one page type, without texts.
const SNIPPETS: &str = r#"
{"id": "s1", "html": "<p>x", "page_type": "article", "gold": {"text": null, "with": ["rain until Friday"], "without": ["Subscribe"], "title": "Rain", "authors": null, "date": null}}

{"id": "s2", "html": "<p>x", "page_type": "article", "gold": {"text": null, "with": ["snow", "ice"], "without": [], "title": "Snow", "authors": ["Ada Berg"], "date": "2023-12-01"}}
"#;

const PREDICTIONS: &str = r#"
{"id": "t1", "text": "Sign in\nThe old harbour bridge\u00a0reopens on Monday. Traders on the quay don’t expect the the crowds back before June.", "title": "Harbour bridge reopens after a winter of repairs – The Quay", "authors": ["Noor Haddad"], "date": "2024-03-09T08:00:00+01:00"}
{"id": "t2", "text": "東京の天気は晴れ。ログイン 気温は21度です", "title": "今日の天気予報", "authors": ["x"], "date": "2024-03-09"}
{"id": "t3", "text": "\u001c\n", "title": "anything", "authors": null, "date": "2024-01-01"}
{"id": "t4", "text": "Read more", "title": "ALL STORIES", "authors": null, "date": null}
{"id": "t5", "text": "हिन्दी समाचार ο δρομος อากาศ", "title": null, "authors": ["ΠΑΎΛΟΣ Ρ"], "date": " "}
{"id": "s1", "text": "More rain until  Friday. Subscribe!", "title": "Snow", "authors": [], "date": null}
{"id": "s2", "text": "Snow and ice", "title": null, "authors": "Ada Berg", "date": "2023-12-01 10:00"}
"#;

struct Sets {
    folder: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl Sets {
    fn write(sets: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = sets
            .iter()
            .map(|(name, lines)| {
                let path = folder.path().join(name);
                let bytes = match name.ends_with(".zst") {
                    true => zstd::encode_all(lines.as_bytes(), 3).unwrap(),
                    false => lines.as_bytes().to_vec(),
                };
                std::fs::write(&path, bytes).unwrap();
                path
            })
            .collect();
        Self { folder, paths }
    }

    fn town() -> Self {
        Self::write(&[("town.jsonl", TOWN), ("snippets.jsonl.zst", SNIPPETS)])
    }

    fn predictions(&self) -> Predictions {
        let path = self.folder.path().join("predictions.jsonl");
        std::fs::write(&path, PREDICTIONS).unwrap();
        Predictions::read(&path).unwrap()
    }

    fn evaluate(&self, options: EvaluateOptions) -> Report {
        let predictions = self.predictions();
        evaluate(&self.paths, &|page| predictions.get(&page.id), options).unwrap()
    }
}

/// Asserts that two JSON values are the same, including the order of keys. Numbers may differ by the rounding of sums.
fn assert_same(found: &Value, expected: &Value, path: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(found), keys(expected), "{path}");
            expected
                .iter()
                .for_each(|(key, value)| assert_same(&found[key], value, &format!("{path}.{key}")));
        }
        (Value::Number(found), Value::Number(expected)) if expected.is_f64() => {
            let difference = found.as_f64().unwrap() - expected.as_f64().unwrap();
            assert!(difference.abs() < 1e-12, "{path}: {found}, not {expected}");
        }
        _ => assert_eq!(found, expected, "{path}"),
    }
}

fn options_with_worst(worst: usize) -> EvaluateOptions {
    let mut options = EvaluateOptions::default();
    options.worst = worst;
    options
}

fn check(found: &Value, expected: &str) {
    assert_same(found, &serde_json::from_str(expected).unwrap(), "");
}

#[test]
fn figures_are_those_of_the_python_scorer() {
    check(&Sets::town().evaluate(EvaluateOptions::default()).to_json(), include_str!("figures/default.json"));
}

#[test]
fn figures_with_options_are_those_of_the_python_scorer() {
    let mut options = EvaluateOptions::default();
    options.skip_empty = true;
    options.words = WordRule::Plain;
    check(&Sets::town().evaluate(options).to_json(), include_str!("figures/skip-empty-plain.json"));
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let many: String = (0..300).map(|n| TOWN.replace(r#""id": "t"#, &format!(r#""id": "{n}-t"#))).collect();
    let sets = Sets::write(&[("many.jsonl", &many)]);
    let report = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = options_with_worst(7);
        let clean = |page: &dechaff_evaluate::GoldPage| {
            Prediction::from_text(format!("the {}", &page.gold.text.as_deref().unwrap_or_default()))
        };
        pool.install(|| evaluate(&sets.paths, &clean, options)).unwrap()
    };
    let one = report(1);
    assert_eq!(one, report(4));
    assert_eq!(one.sets[0].all().pages(), 1800);
    assert_eq!(one.sets[0].worst.len(), 7);
}

#[test]
fn the_worst_pages_are_listed_lowest_first() {
    let report = Sets::town().evaluate(options_with_worst(3));
    let ids: Vec<_> = report.sets[0].worst.iter().map(|page| page.id.as_str()).collect();
    assert_eq!(ids, ["t4", "t6", "t5"]);
    assert!(report.sets[1].worst.is_empty(), "no texts, no words");
    let json = report.to_json();
    assert_eq!(
        json["worst"]["town"][1],
        json!({
            "id": "t6", "precision": 0.0, "recall": 0.0, "f1": 0.0, "predicted_words": 0, "gold_words": 8
        })
    );
}

#[test]
fn the_table_has_the_scorers_columns() {
    let table = Sets::town().evaluate(options_with_worst(1)).to_table();
    let expected = include_str!("figures/table.txt");
    assert_eq!(table, expected, "\n{table}");
}

#[test]
fn missed_floors_are_named() {
    let sets = Sets::town();
    let path = sets.folder.path().join("floors.json");
    std::fs::write(
        &path,
        r#"{"town": {"f1": 0.99, "recall": 0.1, "with": 0.6, "without": 0.3, "title": 0.75},
            "snippets": {"f1": 0.5, "without": 1.0}, "absent": {"date": 0.5}}"#,
    )
    .unwrap();
    let misses = sets.evaluate(EvaluateOptions::default()).check(&Floors::read(&path).unwrap());
    let messages: Vec<String> = misses.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "absent: date was not measured, should be at least 0.5000",
            "snippets: f1 was not measured, should be at least 0.5000",
            "town: f1 is 0.6126, should be at least 0.9900",
            "town: without is 0.5000, should be at most 0.3000",
        ]
    );
}

#[test]
fn misspelt_floors_are_refused() {
    let sets = Sets::town();
    let path = sets.folder.path().join("floors.json");
    std::fs::write(&path, r#"{"town": {"F1": 0.99}}"#).unwrap();
    let error = Floors::read(&path).unwrap_err().to_string();
    assert!(error.contains("floors.json") && error.contains("F1"), "{error}");
}

#[test]
fn set_names_are_unique() {
    let sets = Sets::write(&[("town.jsonl", TOWN), ("town.jsonl.zst", TOWN), ("meta.jsonl", TOWN)]);
    let clean = |_: &dechaff_evaluate::GoldPage| Prediction::default();
    for paths in [&sets.paths[..2], &sets.paths[2..]] {
        let error = evaluate(paths, &clean, EvaluateOptions::default()).unwrap_err();
        assert!(matches!(error, EvaluateError::SetName { .. }), "{error}");
    }
}

#[test]
fn a_bad_line_ends_the_evaluation() {
    let sets = Sets::write(&[("town.jsonl", &format!("{TOWN}{{\"id\": 7}}\n"))]);
    let error = evaluate(&sets.paths, &|_| Prediction::default(), EvaluateOptions::default()).unwrap_err();
    assert!(matches!(error, EvaluateError::Line { line: 8, .. }), "{error}");
    assert!(error.to_string().contains("town.jsonl, line 8"), "{error}");
}

/// A cleaner that returns the gold must be right in everything, or else the set contradicts itself.
#[test]
fn the_small_gold_set_agrees_with_itself() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/gold-small.jsonl"));
    let clean = |page: &dechaff_evaluate::GoldPage| Prediction {
        text: page.gold.text.clone(),
        title: page.gold.title.clone(),
        authors: page.gold.authors.clone().unwrap_or_default(),
        date: page.gold.date.clone(),
        ..Prediction::default()
    };
    let report = evaluate(&[path], &clean, EvaluateOptions::default()).unwrap();
    let set = &report.sets[0];
    assert!(set.all().pages() > 0);
    assert_eq!(set.all().f1(), Some(1.0), "\n{}", report.to_table());
    assert_eq!(set.all().with_share().unwrap_or(1.0), 1.0, "\n{}", report.to_table());
    assert_eq!(set.all().without_share().unwrap_or(0.0), 0.0, "\n{}", report.to_table());
    for field in [set.metadata.title, set.metadata.authors, set.metadata.date] {
        assert_eq!(field.right, field.pages());
    }
}
