//! Any page gives an article, which has a verdict for each block, and text if a block is kept.
#![no_main]

use dechaff_extract::{Extractor, Options, PageContext, Form};
use libfuzzer_sys::fuzz_target;

/// An extractor that makes every kind of output.
fn extractor() -> Extractor {
    let mut options = Options::default();
    options.markdown = true;
    options.include_comments = true;
    Extractor::new(options)
}

fuzz_target!(|data: &[u8]| {
    let extractor = extractor();
    let context = PageContext::new().form(Form::Html).url("https://a.example/2024/05/03/x");
    let article = extractor.extract(data, &context);
    assert_eq!(article.verdicts.len(), article.document.blocks().len());
    assert_eq!(article.text.is_empty(), article.kept_blocks().next().is_none());
});
