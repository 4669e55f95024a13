//! The page as a whole: the same numbers in every row.

use super::{Feature, FeatureContext, named};
use crate::document::block::{Block, BlockKind, context};
use crate::document::prose::{self, log, share};

/// Name and meaning of the columns, in the order of [`values`].
pub(super) fn features() -> Vec<Feature> {
    named(&[
        ("page_words", "Words of the page, as a logarithm"),
        ("page_blocks", "Blocks, as a logarithm"),
        ("page_link_density", "Share of the words in links, 0 to 1"),
        ("page_prose", "Share of the words in running text, 0 to 1"),
        ("page_prose_words", "Words of running text, as a logarithm"),
        ("page_mean_prose", "Words a block of running text"),
        ("page_stop_share", "Share of function words, 0 to 1"),
        ("page_headings", "Headings, as a logarithm"),
        ("page_list", "Share of the words in list items, 0 to 1"),
        ("page_cells", "Share of the words in data tables, 0 to 1"),
        ("page_code", "Share of the words in preformatted text, 0 to 1"),
        ("page_article", "Share of the words inside article elements, 0 to 1"),
        ("page_articles", "Article elements that hold text, as a logarithm"),
        ("page_main", "Share of the words inside main elements, 0 to 1"),
        ("page_comments", "Share of the running text in elements named comments, 0 to 1"),
        ("page_noscript", "Share of the words in noscript, 0 to 1"),
        ("page_hidden", "Share of the words in hidden elements, 0 to 1"),
        ("page_currency", "Blocks with a currency sign, as a logarithm"),
        ("page_dates", "Blocks with a year and at most 12 words, as a logarithm"),
        ("page_prices", "Share of the words in elements named prices or carts, 0 to 1"),
        ("page_blocks_per_container", "Blocks a container that holds any"),
        ("page_images", "Images, as a logarithm"),
        ("declared", "What a meta tag says the page is, 0 nothing to 6 entity"),
        ("linked", "What its JSON-LD says it is, 0 nothing to 6 entity; 0 where scripts were stripped"),
        ("url_segments", "Segments of the address's path"),
        ("url_words", "Words of its last segment"),
        ("url_digits", "Its digits"),
        ("url_dated", "1 if a year stands in it"),
        ("url_query", "1 if it has a query"),
        ("url_slash", "1 if it ends with a slash"),
        ("url_forum", "1 if it has a word of forums"),
        ("url_product", "1 if it has a word of shops"),
        ("url_collection", "1 if it has a word of categories"),
        ("url_docs", "1 if it has a word of documentation"),
        ("url_article", "1 if it has a word of news and blogs"),
        ("url_service", "1 if it has a word of companies"),
        ("url_review", "1 if it has a word of reviews and recipes"),
    ])
}

/// Words of the page by where they stand.
#[derive(Default)]
struct WordsIn {
    list: u32,
    cells: u32,
    code: u32,
    article: u32,
    main: u32,
    noscript: u32,
    hidden: u32,
    prices: u32,
}

impl WordsIn {
    fn add(&mut self, block: &Block) {
        match block.kind {
            BlockKind::ListItem { .. } => self.list += block.words,
            BlockKind::Cell { .. } => self.cells += block.words,
            BlockKind::Code => self.code += block.words,
            _ => {}
        }
        let counted = |is: bool| if is { block.words } else { 0 };
        self.article += counted(block.is_in(context::ARTICLE));
        self.main += counted(block.is_in(context::MAIN));
        self.noscript += counted(block.is_in(context::NOSCRIPT));
        self.hidden += counted(block.is_in(context::HIDDEN));
        self.prices += counted(block.names & crate::classes::PRICE != 0);
    }
}

fn has_currency(text: &str) -> bool {
    // What the signs begin with; few texts have any.
    let may_have = || text.bytes().fold(false, |found, byte| found | matches!(byte, b'$' | 0xc2 | 0xe2));
    text.len() < 200 && may_have() && text.contains(['$', '€', '£', '¥', '₹'])
}

fn has_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|w| matches!(&w[..2], b"19" | b"20") && w[2..].iter().all(u8::is_ascii_digit))
}

/// Figures of the page.
pub(super) fn values(page: &FeatureContext<'_>) -> Vec<f32> {
    let document = page.document;
    let blocks = &document.blocks;
    let all = page.sums.all();
    let mut words = WordsIn::default();
    let (mut currency, mut dates, mut comment_prose) = (0, 0, 0);
    for block in blocks {
        words.add(block);
        // Both stand in short blocks alone, and no text without digits has a year.
        currency += u32::from(block.words < 30 && has_currency(document.block_text(block)));
        dates += u32::from(block.words <= 12 && block.digits >= 4 && has_year(document.block_text(block)));
        if prose::is_prose(block) && block.names & crate::classes::COMMENTS != 0 {
            comment_prose += prose::plain_words(block);
        }
    }
    let articles = document
        .containers
        .iter()
        .filter(|c| c.tag == dechaff_html::Tag::Article && page.sums.of(&c.blocks).words >= 10)
        .count();
    let repeated = document.containers.iter().filter(|c| !c.blocks.is_empty()).count();
    let mut values = vec![
        log(all.words),
        log(all.blocks),
        all.link_density(),
        share(all.prose, all.words),
        log(all.prose),
        share(all.prose, page.prose_blocks),
        share(all.stop_words, all.words),
        log(all.headings),
        share(words.list, all.words),
        share(words.cells, all.words),
        share(words.code, all.words),
        share(words.article, all.words),
        log(articles as u32),
        share(words.main, all.words),
        share(comment_prose, all.prose),
        share(words.noscript, all.words),
        share(words.hidden, all.words),
        log(currency),
        log(dates),
        share(words.prices, all.words),
        share(all.blocks, repeated as u32),
        log(document.images.len() as u32),
    ];
    let clues = document.clues();
    let address = clues.address;
    values.push(f32::from(clues.declared as u8));
    values.push(f32::from(clues.linked as u8));
    values.extend([address.segments, address.words, address.digits].map(f32::from));
    values.extend([address.dated, address.query, address.slash].map(|b| f32::from(u8::from(b))));
    values.extend((0..7).map(|bit| f32::from(address.kinds >> bit & 1)));
    values
}
