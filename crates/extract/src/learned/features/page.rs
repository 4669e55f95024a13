//! The page as a whole: numbers that are the same in the rows of all blocks.

use dechaff_html::Tag;

use super::matrix::flag;
use super::{Feature, FeatureContext, feature};
use crate::classes;
use crate::document::block::{Block, BlockKind, context};
use crate::document::prose::{self, BlockSum, log, share};
use crate::document::signals::PageSignals;

/// A column: its name, what it means, and its value.
type Column = (&'static str, &'static str, fn(&PageTotals<'_>) -> f32);

/// The columns. Models check their names and order.
const COLUMNS: [Column; 37] = [
    ("page_words", "Words of the page, as a logarithm", |p| log(p.all.words)),
    ("page_blocks", "Blocks, as a logarithm", |p| log(p.all.blocks)),
    ("page_link_density", "Share of the words in links, 0 to 1", |p| p.all.link_density()),
    ("page_prose", "Share of the words in running text, 0 to 1", |p| p.share_of_words(p.all.prose)),
    ("page_prose_words", "Words of running text, as a logarithm", |p| log(p.all.prose)),
    ("page_mean_prose", "Words per block of running text", |p| share(p.all.prose, p.prose_blocks)),
    ("page_stop_share", "Share of function words, 0 to 1", |p| p.share_of_words(p.all.stop_words)),
    ("page_headings", "Headings, as a logarithm", |p| log(p.all.headings)),
    ("page_list", "Share of the words in list items, 0 to 1", |p| p.share_of_words(p.words_in.lists)),
    ("page_cells", "Share of the words in data tables, 0 to 1", |p| p.share_of_words(p.words_in.cells)),
    ("page_code", "Share of the words in preformatted text, 0 to 1", |p| p.share_of_words(p.words_in.code)),
    ("page_article", "Share of the words inside article elements, 0 to 1", |p| {
        p.share_of_words(p.words_in.article)
    }),
    ("page_articles", "Article elements that hold text, as a logarithm", |p| log(p.articles)),
    ("page_main", "Share of the words inside main elements, 0 to 1", |p| p.share_of_words(p.words_in.main)),
    ("page_comments", "Share of the running text in elements named comments, 0 to 1", |p| {
        share(p.comment_prose, p.all.prose)
    }),
    ("page_noscript", "Share of the words in noscript, 0 to 1", |p| p.share_of_words(p.words_in.noscript)),
    ("page_hidden", "Share of the words in hidden elements, 0 to 1", |p| p.share_of_words(p.words_in.hidden)),
    ("page_currency", "Blocks with a currency sign, as a logarithm", |p| log(p.with_currency)),
    ("page_dates", "Blocks with a year and at most 12 words, as a logarithm", |p| log(p.with_year)),
    ("page_prices", "Share of the words in elements named prices or carts, 0 to 1", |p| {
        p.share_of_words(p.words_in.prices)
    }),
    ("page_blocks_per_container", "Blocks per container that has any", |p| share(p.all.blocks, p.containers)),
    ("page_images", "Images, as a logarithm", |p| log(p.images)),
    ("declared", "Page type in a meta tag, 0 (none) to 6 (entity)", |p| f32::from(p.signals.meta_type as u8)),
    ("linked", "Page type in JSON-LD, 0 (none, or scripts were stripped) to 6 (entity)", |p| {
        f32::from(p.signals.json_ld_type as u8)
    }),
    ("url_segments", "Segments of the URL's path", |p| f32::from(p.signals.url_shape.segments)),
    ("url_words", "Words of its last segment", |p| f32::from(p.signals.url_shape.words)),
    ("url_digits", "Digits of the path", |p| f32::from(p.signals.url_shape.digits)),
    ("url_dated", "1 if the path has a year", |p| flag(p.signals.url_shape.dated)),
    ("url_query", "1 if the URL has a query", |p| flag(p.signals.url_shape.query)),
    ("url_slash", "1 if it ends with a slash", |p| flag(p.signals.url_shape.slash)),
    ("url_forum", "1 if it has a word of forums", |p| p.url_kind(0)),
    ("url_product", "1 if it has a word of shops", |p| p.url_kind(1)),
    ("url_collection", "1 if it has a word of categories", |p| p.url_kind(2)),
    ("url_docs", "1 if it has a word of documentation", |p| p.url_kind(3)),
    ("url_article", "1 if it has a word of news and blogs", |p| p.url_kind(4)),
    ("url_service", "1 if it has a word of companies", |p| p.url_kind(5)),
    ("url_review", "1 if it has a word of reviews and recipes", |p| p.url_kind(6)),
];

/// Names and meanings of the columns.
pub(super) fn features() -> Vec<Feature> {
    COLUMNS.iter().map(|&(name, about, _)| feature(name, about)).collect()
}

/// The values of the columns for a page.
pub(super) fn values(context: &FeatureContext<'_>) -> Vec<f32> {
    let totals = PageTotals::new(context);
    COLUMNS.iter().map(|(.., value)| value(&totals)).collect()
}

/// Counts over the whole page.
struct PageTotals<'d> {
    signals: &'d PageSignals,
    all: BlockSum,
    words_in: WordsIn,
    prose_blocks: u32,
    /// Words of running text in comments.
    comment_prose: u32,
    /// Blocks with a currency sign.
    with_currency: u32,
    /// Short blocks with a year.
    with_year: u32,
    /// `article` elements with text.
    articles: u32,
    /// Containers with blocks.
    containers: u32,
    images: u32,
}

/// Words of the page in some kinds of blocks and elements.
#[derive(Default)]
struct WordsIn {
    lists: u32,
    cells: u32,
    code: u32,
    article: u32,
    main: u32,
    noscript: u32,
    hidden: u32,
    prices: u32,
}

/// `article` elements with fewer words do not count. The model was trained with this limit.
const MIN_ARTICLE_WORDS: u32 = 10;

impl<'d> PageTotals<'d> {
    fn new(page: &FeatureContext<'d>) -> Self {
        let document = page.document;
        let with_text = document.containers.iter().filter(|c| !c.blocks.is_empty());
        let articles = with_text
            .clone()
            .filter(|c| c.tag == Tag::Article && page.sums.range(&c.blocks).words >= MIN_ARTICLE_WORDS)
            .count();
        let mut totals = Self {
            signals: document.signals(),
            all: page.sums.all(),
            words_in: WordsIn::default(),
            prose_blocks: page.prose_blocks,
            comment_prose: 0,
            with_currency: 0,
            with_year: 0,
            articles: articles as u32,
            containers: with_text.count() as u32,
            images: document.pictures,
        };
        for block in &document.blocks {
            totals.add(block, document.block_text(block));
        }
        totals
    }

    fn add(&mut self, block: &Block, text: &str) {
        self.words_in.add(block);
        // Prices and dates are in short blocks, and a text without digits has no year.
        self.with_currency += u32::from(block.words < 30 && has_currency(text));
        self.with_year += u32::from(block.words <= 12 && block.digits >= 4 && has_digits_of_year(text));
        if prose::is_prose(block) && block.class_groups & classes::COMMENTS != 0 {
            self.comment_prose += prose::plain_words(block);
        }
    }

    fn share_of_words(&self, words: u32) -> f32 {
        share(words, self.all.words)
    }

    /// Whether a bit of the URL's kinds is set, as 1 or 0.
    fn url_kind(&self, bit: u32) -> f32 {
        f32::from(self.signals.url_shape.kinds >> bit & 1)
    }
}

impl WordsIn {
    fn add(&mut self, block: &Block) {
        match block.kind {
            BlockKind::ListItem { .. } => self.lists += block.words,
            BlockKind::Cell { .. } => self.cells += block.words,
            BlockKind::Code => self.code += block.words,
            _ => {}
        }
        let words_if = |condition: bool| if condition { block.words } else { 0 };
        self.article += words_if(block.is_in(context::ARTICLE));
        self.main += words_if(block.is_in(context::MAIN));
        self.noscript += words_if(block.is_in(context::NOSCRIPT));
        self.hidden += words_if(block.is_in(context::HIDDEN));
        self.prices += words_if(block.class_groups & classes::PRICE != 0);
    }
}

/// Whether a text of less than 200 bytes has a currency sign.
fn has_currency(text: &str) -> bool {
    // The first bytes of the signs. Few texts have any of them.
    let may_have = || text.bytes().fold(false, |found, byte| found | matches!(byte, b'$' | 0xc2 | 0xe2));
    text.len() < 200 && may_have() && text.contains(['$', '€', '£', '¥', '₹'])
}

/// Whether a text has `19` or `20` with two more digits after it, anywhere.
fn has_digits_of_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|w| matches!(&w[..2], b"19" | b"20") && w[2..].iter().all(u8::is_ascii_digit))
}
