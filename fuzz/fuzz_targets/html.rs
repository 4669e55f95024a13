//! Any page gives an article, which has a verdict for each block, and text if a block is kept.
#![no_main]

use dechaff_extract::{Extractor, Facts, Form};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let extractor = Extractor::builder().markdown(true).comments(true).build();
    let facts = Facts { form: Form::Html, url: Some("https://a.example/2024/05/03/x"), ..Facts::default() };
    let article = extractor.extract(data, &facts);
    assert_eq!(article.verdicts.len(), article.document.blocks().len());
    assert_eq!(article.text.is_empty(), article.kept_blocks().next().is_none());
});
