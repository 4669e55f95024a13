//! Model files: the built-in one is whole and named, and no damage to one gets further than an error.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::sync::Arc;

use dechaff_extract::{Detector, Extractor, Facts, Favor, LearnedDetector, Model, ModelError};
use proptest::prelude::*;

const FILE: &[u8] = include_bytes!("../models/html.model");

const PAGE: &str = "<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Ferry returns</h1>
    <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the harbour said.</p>
    <p>It had been away for a year, since a whale slept in the shipping lane and nobody liked to wake it.</p>
    <ul><li>Adults pay four crowns</li><li>Whales pay nothing</li></ul></article>
    <footer>© Harbour News. All rights reserved.</footer>";

#[test]
fn the_built_in_model_is_whole_small_and_says_where_it_came_from() {
    let model = Model::read(FILE).unwrap();
    assert!(FILE.len() < 600_000, "{} bytes", FILE.len());
    let header = model.header();
    assert_eq!(*header, *Model::built_in().header());
    assert!(header.trained_on.iter().all(|set| set.licence != "unknown" && set.pages > 0));
    // Sets whose licence forbids it are only measured.
    assert!(
        header.trained_on.iter().all(|set| !set.name.starts_with("newsml") && !set.name.starts_with("sites"))
    );
    assert!(header.scores.contains_key("wcxb-dev"));
}

#[test]
fn models_and_favours_are_the_users_choice() {
    let words = |detector: LearnedDetector| {
        let extractor = Extractor::builder().html_detector(Box::new(detector)).build();
        extractor.extract(PAGE.as_bytes(), &Facts::default()).words
    };
    let even = words(LearnedDetector::default());
    assert!(words(LearnedDetector::default().favor(Favor::Precision)) <= even);
    assert!(words(LearnedDetector::default().favor(Favor::Recall)) >= even);
    assert!(even >= 30);
    let other = LearnedDetector::new(Arc::new(Model::empty()));
    assert_ne!(other.version(), LearnedDetector::default().version());
}

#[test]
fn confidence_and_types_are_shares() {
    let article = dechaff_extract::extract(PAGE, None);
    assert!((0.5..=1.0).contains(&article.confidence), "{}", article.confidence);
    let types = article.types.unwrap();
    assert!((types.scores().iter().sum::<f32>() - 1.0).abs() < 1e-5);
    assert_eq!(article.page_type, types.likeliest());
    // A page without anything on it has no confidence to give.
    assert_eq!(dechaff_extract::extract("<html><body></body></html>", None).confidence, 0.0);
}

#[test]
fn what_is_no_model_is_named() {
    assert!(matches!(Model::read(b"PK\x03\x04"), Err(ModelError::NotAModel)));
    assert!(matches!(Model::read(b"dechaff model 1\n{}\n"), Err(ModelError::Header(_))));
    assert!(
        matches!(Model::read(&FILE[..FILE.len() - 1]), Err(ModelError::Damaged(table)) if table == "confidence")
    );
    let renamed = String::from_utf8_lossy(&FILE[..2000]).replacen("\"log_words\"", "\"log_wards\"", 1);
    let mut bytes = renamed.into_bytes();
    bytes.extend_from_slice(&FILE[bytes.len()..]);
    let error = Model::read(&bytes).unwrap_err().to_string();
    assert!(error.contains("log_wards") && error.contains("log_words"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_models_are_refused_or_work(place in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = FILE.to_vec();
        *place.get_mut(&mut bytes) = byte;
        prop_assert!(Model::read(&bytes[..cut.index(bytes.len())]).is_err());
        if let Ok(model) = Model::read(&bytes) {
            let extractor = Extractor::builder().html_detector(Box::new(LearnedDetector::new(Arc::new(model)))).build();
            let article = extractor.extract(PAGE.as_bytes(), &Facts::default());
            prop_assert!(article.confidence.is_finite());
        }
    }
}
