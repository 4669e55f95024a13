//! Model files, and what users can choose about the learned detector. The built-in model is complete and has a header, and a
//! damaged model causes an error at most.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::sync::Arc;

use dechaff_extract::{
    Detector, Extractor, Favor, Form, LearnedDetector, Model, ModelError, Options, PageContext, PageForm,
};
use proptest::prelude::*;

const FILE: &[u8] = include_bytes!("../models/html.model");
const TEXT_FILE: &[u8] = include_bytes!("../models/text.model");

const PAGE: &str = "<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Ferry returns</h1>
    <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the harbour said.</p>
    <p>It had been away for a year, since a whale slept in the shipping lane and nobody liked to wake it.</p>
    <ul><li>Adults pay four crowns</li><li>Whales pay nothing</li></ul></article>
    <footer>© Harbour News. All rights reserved.</footer>";

#[test]
fn the_built_in_models_are_complete_and_small_and_name_their_origin() {
    for (form, file, largest, measured) in [
        (PageForm::Html, FILE, 600_000, "wcxb-dev"),
        (PageForm::Text, TEXT_FILE, 450_000, "wcxb-dev.resiliparse"),
    ] {
        let model = Model::read(file).unwrap();
        assert!(file.len() < largest, "{form}: {} bytes", file.len());
        let header = model.header();
        assert_eq!(header.form, form);
        assert_eq!(*header, *Model::built_in(form).header());
        assert!(header.trained_on.iter().all(|set| set.licence != "unknown" && set.pages > 0), "{form}");
        // Sets whose licence forbids training are used for evaluation only.
        let measured_only = |name: &str| name.starts_with("newsml") || name.starts_with("sites");
        assert!(header.trained_on.iter().all(|set| !measured_only(&set.name)), "{form}");
        assert!(header.scores.contains_key(measured), "{form}");
    }
}

#[test]
fn a_detector_decides_pages_of_the_other_form_by_the_built_in_model() {
    for (form, page) in [(Form::Html, MIXED_PAGE), (Form::Text, MIXED_TEXT)] {
        let text = |model_form| {
            let detector = || Box::new(LearnedDetector::new(Model::built_in(model_form)));
            let extractor = Extractor::builder().html_detector(detector()).text_detector(detector()).build();
            extractor.extract(page.as_bytes(), &PageContext::new().form(form)).text
        };
        let built_in = Extractor::default().extract(page.as_bytes(), &PageContext::new().form(form)).text;
        assert!(!built_in.is_empty());
        assert_eq!(text(PageForm::Html), built_in);
        assert_eq!(text(PageForm::Text), built_in);
    }
}

/// A page with blocks of all degrees of likelihood: an article, readers' comments and leads of other stories.
const MIXED_PAGE: &str = "<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Ferry returns</h1>
    <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the harbour said.</p>
    <p>It had been away for a year, since a whale slept in the shipping lane and nobody liked to wake it.</p>
    <ul><li>Adults pay four crowns</li><li>Whales pay nothing</li></ul></article>
    <section><h2>What readers say</h2>
    <p>Nobody asked the whale, but it seems to have moved on in good spirits, writes Ada from the quay.</p>
    <p>I will be on the first ferry.</p></section>
    <div><h3>More from the harbour</h3>
    <p>Harbour fees rise in spring, and the fishermen are not amused by the new tariff.</p>
    <p>The lighthouse gets a new coat of paint.</p></div>
    <footer><p>The Harbour News has been printed on the island since 1921 and is read by gulls and people alike.</p>
    © Harbour News. All rights reserved.</footer>";

/// The same page as rendered text.
const MIXED_TEXT: &str = "Home\nNews\nSport\nWeather\n\nFerry returns\n\n\
    The ferry to the island sails again from Monday, twice a day and three times on Sundays, the harbour said.\n\n\
    It had been away for a year, since a whale slept in the shipping lane and nobody liked to wake it.\n\n\
    Adults pay four crowns, and whales pay nothing if they come before noon.\n\nWhat readers say\n\n\
    Nobody asked the whale, but it seems to have moved on in good spirits, writes Ada from the quay.\n\n\
    I will be on the first ferry.\n\nMore from the harbour\n\n\
    Harbour fees rise in spring, and the fishermen are not amused by the new tariff.\n\n\
    The lighthouse gets a new coat of paint.\n\n\
    The Harbour News has been printed on the island since 1921 and is read by gulls and people alike.\n\n\
    © Harbour News. All rights reserved.\n";

#[test]
fn precision_keeps_fewer_words_and_recall_more() {
    for (form, page) in [(Form::Html, MIXED_PAGE), (Form::Text, MIXED_TEXT)] {
        let words = |favor| {
            let mut options = Options::default();
            options.favor = favor;
            Extractor::new(options).extract(page.as_bytes(), &PageContext::new().form(form)).words
        };
        let [precision, neither, recall] = [Favor::Precision, Favor::Neither, Favor::Recall].map(words);
        assert!(precision <= neither, "{form:?}: {precision} words are more than {neither}");
        assert!(neither <= recall, "{form:?}: {recall} words are fewer than {neither}");
        assert!(precision < recall, "{form:?}: {precision} words are not fewer than {recall}");
        // Even precision keeps the article.
        assert!(precision >= 38, "{form:?}: {precision} words");
    }
}

#[test]
fn the_version_names_the_model() {
    let empty = LearnedDetector::new(Arc::new(Model::empty()));
    assert_ne!(empty.version(), LearnedDetector::default().version());
    assert!(empty.version().starts_with("learned-1 empty 0 "), "{}", empty.version());
}

#[test]
fn confidence_and_type_scores_are_probabilities() {
    let article = dechaff_extract::extract(PAGE, None);
    assert!((0.5..=1.0).contains(&article.confidence), "{}", article.confidence);
    let types = article.types.unwrap();
    assert!((types.scores().iter().sum::<f32>() - 1.0).abs() < 1e-5);
    assert_eq!(article.page_type, types.best());
    // An empty page has a confidence of 0.
    assert_eq!(dechaff_extract::extract("<html><body></body></html>", None).confidence, 0.0);
}

#[test]
fn errors_say_what_is_wrong_with_a_model() {
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
    fn damaged_models_are_refused_or_work(position in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = FILE.to_vec();
        *position.get_mut(&mut bytes) = byte;
        prop_assert!(Model::read(&bytes[..cut.index(bytes.len())]).is_err());
        if let Ok(model) = Model::read(&bytes) {
            let extractor = Extractor::builder().model(Arc::new(model)).build();
            let article = extractor.extract(PAGE.as_bytes(), &PageContext::new());
            prop_assert!(article.confidence.is_finite());
        }
    }
}
