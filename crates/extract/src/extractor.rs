//! From a page to its article: the one call, and the builder behind it.

use std::cell::RefCell;

use dechaff_html::{CharsetSource, Decoded, Parser};

use crate::classes::cache::ClassNames;
use crate::detect::error_pages::{self, Defect};
use crate::detect::page_type::{self, PageType, TypeScores};
use crate::detect::site_rules::{self, SiteRules};
use crate::detect::{Argument, Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::html as segment;
use crate::document::signals::Clues;
use crate::language::{self, Language};
use crate::learned::LearnedDetector;
use crate::metadata::{self, Metadata, PageFacts};
use crate::output::markdown;
use crate::output::plain_text;
use crate::rules::TextRules;
use crate::unicode::words;

thread_local! {
    /// Each page takes the room of the one before.
    static PARSER: RefCell<Parser> = RefCell::default();
}

/// What is kept of a page, with its metadata and the grounds of every decision.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Article {
    /// The main text: paragraphs parted by a blank line, list items by a newline, cells by a tab; no title.
    /// Empty where the page has no main content.
    pub text: String,
    /// The same as Markdown, if asked for.
    pub markdown: Option<String>,
    /// Readers' comments that are not the main content, if asked for and there are any.
    pub comments: Option<String>,
    /// Words of `text`; a character of a script without spaces is one.
    pub words: u32,
    /// Expected word F1 of `text`, 0 to 1.
    pub confidence: f32,
    /// What kind of page it is.
    pub page_type: PageType,
    /// How likely it is of each kind, where the detector can tell.
    pub types: Option<TypeScores>,
    /// The language of `text`, as detected.
    pub language: Option<Language>,
    /// Title, authors, dates and the rest, each with its source.
    pub metadata: Metadata,
    /// What is wrong with the page although it has text.
    pub defect: Option<Defect>,
    /// The charset that bytes were decoded as, where it came from, and how many sequences were broken.
    pub charset: Charset,
    /// The page's blocks.
    pub document: Document,
    /// A verdict for each block of `document`.
    pub verdicts: Vec<Verdict>,
}

impl Article {
    /// The blocks that make the text, in order.
    pub fn kept_blocks(&self) -> impl Iterator<Item = &Block> {
        self.document.blocks().iter().zip(&self.verdicts).filter(|(_, v)| v.is_kept()).map(|(b, _)| b)
    }
}

/// How bytes became characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset {
    /// The Encoding Standard's name in lower case.
    pub name: &'static str,
    /// Where it was taken from.
    pub source: CharsetSource,
    /// Broken sequences that became U+FFFD.
    pub replacements: usize,
    /// The text had been encoded twice, and was put right because that was asked for.
    pub repaired: bool,
}

/// Takes the article out of a page: bytes or a string, HTML or rendered text, told apart by content.
///
/// `url` is the page's address, for relative links and as evidence for dates and names. Any input has an answer;
/// a page without main content has one with empty text.
///
/// ```
/// let page = "<html lang=en><title>Old bridge to reopen | Harbour News</title>
///     <nav><a href=/>Home</a> <a href=/news>News</a></nav>
///     <article><h1>Old bridge to reopen</h1>
///     <p>The old bridge over the harbour will open again on Friday, the town said, after two years of work.</p>
///     <p>It had been closed since a ship struck one of its piers in a storm, and ferries took its place.</p></article>
///     <footer>© Harbour News</footer>";
/// let article = dechaff_extract::extract(page, Some("https://news.example/bridge"));
/// assert!(article.text.starts_with("The old bridge over the harbour"));
/// assert!(article.text.ends_with("ferries took its place."));
/// assert_eq!(article.language.unwrap().tag, "en");
/// ```
pub fn extract(page: impl AsRef<[u8]>, url: Option<&str>) -> Article {
    Extractor::default().extract(page.as_ref(), &Facts { url, ..Facts::default() })
}

/// How a page is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Told by content: HTML if a tag stands near the beginning.
    #[default]
    Sniff,
    /// HTML.
    Html,
    /// Text that somebody rendered.
    Text,
}

/// What is known of a page beside its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// How to read it.
    pub form: Form,
    /// Its address.
    pub url: Option<&'a str>,
    /// When it was fetched, ISO 8601: no date of publication can be later.
    pub fetched: Option<&'a str>,
    /// The charset that an HTTP header or the container declared.
    pub charset: Option<&'a str>,
}

/// Extraction with options. Holds no state between pages; `Send` and `Sync`.
pub struct Extractor {
    html: Box<dyn Detector>,
    text: Box<dyn Detector>,
    rules: SiteRules,
    markdown: bool,
    comments: bool,
    fix_mojibake: bool,
    with_title: bool,
    with_captions: bool,
    without_tables: bool,
}

impl Default for Extractor {
    fn default() -> Self {
        Self::builder().build()
    }
}

/// Sets up an [`Extractor`].
#[derive(Default)]
pub struct ExtractorBuilder {
    html: Option<Box<dyn Detector>>,
    text: Option<Box<dyn Detector>>,
    rules: SiteRules,
    markdown: bool,
    comments: bool,
    fix_mojibake: bool,
    with_title: bool,
    with_captions: bool,
    without_tables: bool,
}

impl ExtractorBuilder {
    /// Whether text that was encoded twice (`Ã¤` for `ä`) is put right before anything else; only where that is safe.
    pub fn fix_mojibake(mut self, yes: bool) -> Self {
        self.fix_mojibake = yes;
        self
    }

    /// Whether articles carry Markdown. The text is the same either way.
    pub fn markdown(mut self, yes: bool) -> Self {
        self.markdown = yes;
        self
    }

    /// Whether articles carry readers' comments. The text is the same either way.
    pub fn comments(mut self, yes: bool) -> Self {
        self.comments = yes;
        self
    }

    /// Whether the text begins with the title, so far as it has one.
    pub fn with_title(mut self, yes: bool) -> Self {
        self.with_title = yes;
        self
    }

    /// Whether captions that stand between blocks of the text are kept.
    pub fn with_captions(mut self, yes: bool) -> Self {
        self.with_captions = yes;
        self
    }

    /// Whether data tables may be part of the text; so by default.
    pub fn tables(mut self, yes: bool) -> Self {
        self.without_tables = !yes;
        self
    }

    /// The detector for HTML pages; [`LearnedDetector`] by default.
    pub fn html_detector(mut self, detector: Box<dyn Detector>) -> Self {
        self.html = Some(detector);
        self
    }

    /// The detector for rendered pages; [`TextRules`] by default.
    pub fn text_detector(mut self, detector: Box<dyn Detector>) -> Self {
        self.text = Some(detector);
        self
    }

    /// CSS selectors of the user's, for all sites or for some.
    pub fn site_rules(mut self, rules: SiteRules) -> Self {
        self.rules = rules;
        self
    }

    /// The extractor.
    pub fn build(self) -> Extractor {
        Extractor {
            html: self.html.unwrap_or_else(|| Box::new(LearnedDetector::default())),
            text: self.text.unwrap_or_else(|| Box::new(TextRules)),
            rules: self.rules,
            markdown: self.markdown,
            comments: self.comments,
            fix_mojibake: self.fix_mojibake,
            with_title: self.with_title,
            with_captions: self.with_captions,
            without_tables: self.without_tables,
        }
    }
}

impl Extractor {
    /// Sets up an extractor.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// Names and versions of the detectors, for manifests.
    pub fn versions(&self) -> [String; 2] {
        [self.html.version(), self.text.version()]
    }

    /// The blocks of a page and all that detectors get to know, without an answer.
    pub fn document(&self, page: &[u8], facts: &Facts<'_>) -> Document {
        let decoded = dechaff_html::decode(page, facts.charset);
        if !is_html(facts.form, &decoded.text) {
            return Document::from_text(&decoded.text);
        }
        let tree = dechaff_html::parse(&decoded.text);
        let mut classes = ClassNames::new(&tree);
        let page_facts = PageFacts { url: facts.url, fetched: facts.fetched };
        let metadata = metadata::from_tree(&tree, &mut classes, &page_facts);
        let mut document = segment::blocks(&tree, &mut classes);
        document.clues = Clues::new(&metadata, facts.url);
        document
    }

    /// Takes the article out of a page. Never fails; see [`extract`].
    pub fn extract(&self, page: &[u8], facts: &Facts<'_>) -> Article {
        let mut decoded = dechaff_html::decode(page, facts.charset);
        let fixed = self.fix_mojibake.then(|| dechaff_html::fix_mojibake(&decoded.text)).flatten();
        let repaired = fixed.is_some();
        if let Some(fixed) = fixed {
            decoded.text = fixed.into();
        }
        let html = is_html(facts.form, &decoded.text);
        let page_facts = PageFacts { url: facts.url, fetched: facts.fetched };
        let mut article = if html {
            self.html_article(&decoded, &page_facts)
        } else {
            self.text_article(&decoded, &page_facts)
        };
        article.charset.repaired = repaired;
        article
    }

    /// What argued for and against each block of an article's document, as the detector that labelled it says. Computed
    /// anew, since only explanations need it; empty where the detector weighs nothing.
    pub fn arguments(&self, article: &Article) -> Vec<Vec<Argument>> {
        let detector = if article.document.rendered() { &self.text } else { &self.html };
        detector.arguments(&article.document)
    }

    fn html_article(&self, decoded: &Decoded<'_>, facts: &PageFacts<'_>) -> Article {
        let selection = self.rules.selection(facts.url);
        let tree = match &selection {
            Some(selection) => dechaff_html::parse_selected(&decoded.text, selection),
            None => PARSER.with_borrow_mut(|parser| parser.parse(&decoded.text)),
        };
        let mut classes = ClassNames::new(&tree);
        let mut metadata = metadata::from_tree(&tree, &mut classes, facts);
        let mut document = segment::blocks(&tree, &mut classes);
        drop(classes);
        document.clues = Clues::new(&metadata, facts.url);
        PARSER.with_borrow_mut(|parser| parser.recycle(tree));
        let mut detection = self.html.detect(&document);
        if selection.is_some() {
            site_rules::apply(&document, &mut metadata, &mut detection.verdicts);
        }
        self.finish(document, detection, metadata, decoded)
    }

    fn text_article(&self, decoded: &Decoded<'_>, facts: &PageFacts<'_>) -> Article {
        let document = Document::from_text(&decoded.text);
        let detection = self.text.detect(&document);
        let verdicts = &detection.verdicts;
        let lines: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
        let first = verdicts.iter().position(Verdict::is_kept);
        let last = verdicts.iter().rposition(Verdict::is_kept);
        let main = first.zip(last).map(|(first, last)| first..last + 1);
        let metadata = metadata::from_text(&lines, main, facts);
        self.finish(document, detection, metadata, decoded)
    }

    fn finish(
        &self,
        document: Document,
        detection: Detection,
        metadata: Metadata,
        decoded: &Decoded<'_>,
    ) -> Article {
        let Detection { mut verdicts, confidence, types } = detection;
        let title = metadata.title.as_ref().map(|t| t.value.as_str());
        label_title(&document, title, &mut verdicts);
        let authors = metadata.authors.as_ref().map_or(&[][..], |a| &a.value);
        label_bylines(&document, authors, &mut verdicts);
        if self.with_captions {
            keep_captions(&mut verdicts);
        }
        if self.without_tables {
            drop_tables(&document, &mut verdicts);
        }
        let kept: Vec<usize> = (0..verdicts.len()).filter(|&i| verdicts[i].is_kept()).collect();
        let mut text = plain_text::plain(&document, kept.iter().copied());
        // Blocks are parted by white space, so that their words add up to those of the text.
        let mut words: u32 = kept.iter().map(|&i| document.blocks()[i].words).sum();
        if self.with_title
            && let Some(title) = title.filter(|_| !text.is_empty())
        {
            text.insert_str(0, &format!("{title}\n\n"));
            words += words::count_words(title);
        }
        let declared = metadata.language.as_ref().map(|l| l.value.as_str());
        Article {
            markdown: self.markdown.then(|| markdown::render(&document, &kept)),
            comments: self.comments.then(|| comments(&document, &verdicts)).flatten(),
            words,
            confidence: if words == 0 {
                0.0
            } else {
                confidence.unwrap_or_else(|| estimate(&document, &verdicts))
            },
            page_type: types
                .map_or_else(|| page_type::classify(&document, &verdicts), |types| types.likeliest()),
            types,
            language: language::detect(&text, declared),
            defect: error_pages::find(&document, title, words),
            charset: Charset {
                name: decoded.charset,
                source: decoded.source,
                replacements: decoded.replacements,
                repaired: false,
            },
            text,
            metadata,
            document,
            verdicts,
        }
    }
}

fn is_html(form: Form, text: &str) -> bool {
    match form {
        Form::Html => true,
        Form::Text => false,
        Form::Sniff => looks_like_html(text),
    }
}

/// Whether a page is markup: a tag that pages have, near its beginning.
fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 28] = [
        "!doctype",
        "html",
        "head",
        "body",
        "title",
        "meta",
        "div",
        "p",
        "span",
        "a ",
        "table",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "br",
        "article",
        "section",
        "main",
        "script",
        "style",
        "link",
        "b>",
        "i>",
        "strong",
        "em>",
        "blockquote",
    ];
    let head: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    head.match_indices('<').any(|(at, _)| {
        let rest = &head[at + 1..];
        TAGS.iter().any(|tag| {
            rest.strip_prefix(tag).is_some_and(|after| {
                tag.ends_with([' ', '>']) || after.starts_with(['>', ' ', '/', '\n', '\t', '\r'])
            })
        })
    })
}

/// A kept block near the beginning that repeats the title is the title.
fn label_title(document: &Document, title: Option<&str>, verdicts: &mut [Verdict]) {
    let Some(title) = title.map(words::fold).filter(|t| !t.is_empty()) else { return };
    let kept: Vec<usize> = (0..verdicts.len()).filter(|&i| verdicts[i].is_kept()).take(4).collect();
    for index in kept {
        let block = &document.blocks()[index];
        // Code and cells are never headlines.
        let plain = !matches!(block.kind, BlockKind::Code | BlockKind::Cell { .. });
        if plain && block.text.len() <= 4 * title.len() && words::fold(document.block_text(block)) == title {
            verdicts[index] = Verdict { label: Label::Title, score: 0.3, reason: "repeats the title" };
        }
    }
}

/// Short lines above the text that name an author, or a year and little else.
fn label_bylines(document: &Document, authors: &[String], verdicts: &mut [Verdict]) {
    let kept: Vec<usize> = (0..verdicts.len()).filter(|&i| verdicts[i].is_kept()).take(5).collect();
    for index in kept {
        let block = &document.blocks()[index];
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Heading(2..))
        {
            continue;
        }
        if block.words > MOST_BYLINE_WORDS || (block.terminated && block.words > 8) {
            // The text begins.
            break;
        }
        let text = document.block_text(block);
        let named = authors.iter().any(|a| !a.is_empty() && text.contains(a.as_str()));
        if named || (has_year(text) && block.words <= 10) {
            verdicts[index] =
                Verdict { label: Label::Byline, score: 0.3, reason: "author or date above the text" };
        }
    }
}

/// Captions between the first and the last kept block belong to the text.
fn keep_captions(verdicts: &mut [Verdict]) {
    let first = verdicts.iter().position(Verdict::is_kept);
    let last = verdicts.iter().rposition(Verdict::is_kept);
    let Some((first, last)) = first.zip(last) else { return };
    for verdict in verdicts[first..=last].iter_mut().filter(|v| v.label == Label::Caption) {
        *verdict = Verdict { label: Label::MainContent, reason: "caption inside of the text", ..*verdict };
    }
}

fn drop_tables(document: &Document, verdicts: &mut [Verdict]) {
    for (block, verdict) in document.blocks().iter().zip(verdicts) {
        if verdict.is_kept() && matches!(block.kind, BlockKind::Cell { .. }) {
            *verdict = Verdict { label: Label::Table, reason: "data table", ..*verdict };
        }
    }
}

const MOST_BYLINE_WORDS: u32 = 16;

fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

fn comments(document: &Document, verdicts: &[Verdict]) -> Option<String> {
    let blocks = document.blocks();
    let is_comment = |&i: &usize| {
        verdicts[i].label == Label::Comment && blocks[i].words >= 4 && blocks[i].link_density() < 0.5
    };
    let text = plain_text::plain(document, (0..blocks.len()).filter(is_comment));
    (!text.is_empty()).then_some(text)
}

/// Expected F1 from what was kept: the share that is running text, the share of the page's running text that it
/// covers, and its length. The weights put the mean of each tenth of the development pages near their mean F1.
fn estimate(document: &Document, verdicts: &[Verdict]) -> f32 {
    let running = |b: &Block| b.words.saturating_sub(b.link_words) >= 8 && b.sentences > 0;
    let (mut words, mut kept_running, mut all_running) = (0u32, 0u32, 0u32);
    for (block, verdict) in document.blocks().iter().zip(verdicts) {
        let run = if running(block) { block.words } else { 0 };
        all_running += run;
        if verdict.is_kept() {
            words += block.words;
            kept_running += run;
        }
    }
    if words == 0 {
        return 0.0;
    }
    let density = kept_running as f32 / words as f32;
    let cover = kept_running as f32 / all_running.max(1) as f32;
    let length = (words as f32 / 150.0).min(1.0);
    (0.25 + 0.4 * density + 0.2 * cover + 0.12 * length).min(1.0)
}
