//! The arguments for and against a verdict, from detectors that weigh features.

use dechaff_extract::{
    Argument, Detection, Detector, Document, Extractor, Form, Label, PageContext, Verdict,
};

/// Keeps every block, and gives its length as an argument for or against it.
struct ByLength(&'static str);

impl Detector for ByLength {
    fn detect(&self, document: &Document) -> Detection {
        let verdict = Verdict { label: Label::MainContent, score: 0.9, reason: "weighed" };
        Detection::new(vec![verdict; document.blocks().len()])
    }

    fn arguments(&self, document: &Document) -> Vec<Vec<Argument>> {
        let argument =
            |words: u32| Argument { feature: self.0, value: words as f32, weight: words as f32 - 3.0 };
        document.blocks().iter().map(|block| vec![argument(block.words)]).collect()
    }

    fn version(&self) -> String {
        format!("{}-1", self.0)
    }
}

#[test]
fn arguments_come_from_the_detector_that_labelled_the_page() {
    let extractor = Extractor::builder()
        .html_detector(Box::new(ByLength("html_words")))
        .text_detector(Box::new(ByLength("text_words")))
        .build();
    for (form, page, feature) in [
        (Form::Html, "<p>A ferry sails.<p>It is a small ferry.", "html_words"),
        (Form::Text, "A ferry sails.\n\nIt is a small ferry.", "text_words"),
    ] {
        let article = extractor.extract(page.as_bytes(), &PageContext::new().form(form));
        let expected = [
            [Argument { feature, value: 3.0, weight: 0.0 }],
            [Argument { feature, value: 5.0, weight: 2.0 }],
        ];
        assert_eq!(extractor.arguments(&article), expected);
    }
}

#[test]
fn the_learned_detector_has_arguments_for_both_forms() {
    let extractor = Extractor::default();
    for (form, page) in [(Form::Html, "<p>A ferry sails."), (Form::Text, "A ferry sails.")] {
        let article = extractor.extract(page.as_bytes(), &PageContext::new().form(form));
        let arguments = extractor.arguments(&article);
        assert_eq!(arguments.len(), 1);
        assert!(arguments[0].iter().any(|a| a.feature == "log_words" && a.value > 0.0), "{form:?}");
    }
}

#[test]
fn a_story_that_data_names_has_no_arguments() {
    let extractor = Extractor::builder().html_detector(Box::new(ByLength("html_words"))).build();
    let body = "The ferry sailed at dawn, and nobody on the quay waved to it. ".repeat(9);
    let data = serde_json::json!({ "headline": "The ferry sailed at dawn", "articleBody": body });
    let page = format!(
        "<title>The ferry sailed at dawn</title><script type=application/ld+json>{data}</script><p>Loading"
    );
    let article = extractor.extract(page.as_bytes(), &PageContext::new());
    assert!(article.from_data.is_some() && article.words > 100);
    assert!(extractor.arguments(&article).is_empty() && extractor.base_log_odds(&article).is_empty());
}
