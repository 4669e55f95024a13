//! From a page to its article: the stages and their order.
//!
//! Every page passes the same stages: its bytes are decoded, read into blocks and signals, labelled by a detector,
//! corrected, and put together. HTML and rendered text differ only in how they are read, and in the model.

use std::cell::RefCell;
use std::sync::Arc;

use dechaff_html::{Decoded, Parser};

use crate::article::{Article, Charset};
use crate::classes::cache::ClassCache;
use crate::detect::adjust::adjust;
use crate::detect::site_rules::{self, SiteRules};
use crate::detect::{Argument, Detection, Detector, Label, Verdict, error_pages, estimates};
use crate::document::block::context;
use crate::document::signals::PageSignals;
use crate::document::{Document, html, visible_text};
use crate::embedded::{self, DataSource, PageHints};
use crate::language;
use crate::learned::model::Model;
use crate::learned::{LearnedDetector, titles};
use crate::metadata::page_url;
use crate::metadata::{self, Metadata};
use crate::options::Options;
use crate::output::{markdown, plain_text};
use crate::page_context::PageContext;
use crate::page_form::PageForm;
use crate::sites::KnownSite;
use crate::unicode::words;

thread_local! {
    /// The parser's buffers, used again from page to page.
    static PARSER: RefCell<Parser> = RefCell::default();
}

/// Extracts the article of a page: bytes or a string, HTML or rendered text, recognized by content.
///
/// `url` is the page's URL. Relative links are resolved against it, and it is evidence for dates and names. Every input
/// gives an article; that of a page without main content has an empty text.
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
    Extractor::default().extract(page.as_ref(), &PageContext::new().url(url))
}

/// Extraction with options, rules and detectors. It holds no state between pages and is `Send` and `Sync`.
pub struct Extractor {
    options: Options,
    html: Box<dyn Detector>,
    text: Box<dyn Detector>,
    /// The model that ranks the titles of rendered text.
    titles: Arc<Model>,
    rules: SiteRules,
    name_elements: bool,
}

impl Default for Extractor {
    fn default() -> Self {
        Self::new(Options::default())
    }
}

/// Sets up an [`Extractor`].
#[derive(Default)]
pub struct ExtractorBuilder {
    options: Options,
    /// A model for each form of pages.
    models: [Option<Arc<Model>>; 2],
    html: Option<Box<dyn Detector>>,
    text: Option<Box<dyn Detector>>,
    rules: SiteRules,
    name_elements: bool,
}

impl ExtractorBuilder {
    /// The options.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// A model instead of the one built into the crate. Its header says whether it is for HTML pages or for rendered text.
    pub fn model(mut self, model: Arc<Model>) -> Self {
        let form = model.header().form;
        self.models[form as usize] = Some(model);
        self
    }

    /// A detector for HTML pages instead of [`LearnedDetector`]. It decides by itself what to favor: neither a model nor
    /// [`Options::favor`] reaches it.
    pub fn html_detector(mut self, detector: Box<dyn Detector>) -> Self {
        self.html = Some(detector);
        self
    }

    /// A detector for rendered text instead of [`LearnedDetector`].
    pub fn text_detector(mut self, detector: Box<dyn Detector>) -> Self {
        self.text = Some(detector);
        self
    }

    /// Users' CSS selectors, for all sites or for some.
    pub fn site_rules(mut self, rules: SiteRules) -> Self {
        self.rules = rules;
        self
    }

    /// Whether documents keep the names and classes of elements, for [`SitePage::with_names`](crate::SitePage::with_names).
    pub fn name_elements(mut self, name_elements: bool) -> Self {
        self.name_elements = name_elements;
        self
    }

    /// Builds the extractor.
    pub fn build(self) -> Extractor {
        let Self { options, models, html, text, rules, name_elements } = self;
        let [for_html, for_text] = models;
        let titles = for_text.clone().filter(|model| titles::are_ranked_by(model));
        let learned = |model: Option<Arc<Model>>, form| {
            let detector = LearnedDetector::new(model.unwrap_or_else(|| Model::built_in(form)));
            Box::new(detector.favor(options.favor)) as Box<dyn Detector>
        };
        Extractor {
            html: html.unwrap_or_else(|| learned(for_html, PageForm::Html)),
            text: text.unwrap_or_else(|| learned(for_text, PageForm::Text)),
            titles: titles.unwrap_or_else(|| Model::built_in(PageForm::Text)),
            rules,
            name_elements,
            options,
        }
    }
}

impl Extractor {
    /// An extractor with options and the default detectors.
    pub fn new(options: Options) -> Self {
        Self::builder().options(options).build()
    }

    /// Sets up an extractor with rules, a model or detectors of your own.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// Names and versions of the detectors for HTML and for rendered text, in this order, as a manifest records them.
    pub fn versions(&self) -> [String; 2] {
        [self.html.version(), self.text.version()]
    }

    /// The blocks of a page and its signals, as [`extract`](Self::extract) hands them to a detector.
    pub fn document(&self, page: &[u8], context: &PageContext<'_>) -> Document {
        self.read(&self.decode(page, context).0, context).0
    }

    /// Extracts the article of a page. It never fails; see [`extract`].
    pub fn extract(&self, page: &[u8], context: &PageContext<'_>) -> Article {
        let (decoded, repaired) = self.decode(page, context);
        let (mut document, declared) = self.read(&decoded, context);
        document.site =
            context.site.map(|index| KnownSite { index: Arc::clone(index), key: context.site_key });
        let mut detection = self.detector(&document).detect(&document);
        let metadata = declared
            .unwrap_or_else(|| read_around_text(&document, &detection.verdicts, &self.titles, context));
        adjust(&document, &metadata, &self.options, &mut detection.verdicts);
        let mut page = DetectedPage::new(document, detection, None);
        if let Some(story) = self.story_in_data(&decoded.text, &page, &metadata) {
            page = story;
        }
        let charset = Charset {
            name: decoded.charset,
            source: decoded.source,
            replacements: decoded.replacements,
            repaired,
        };
        self.assemble(page, metadata, charset)
    }

    /// What argued for and against each block of an article's document, according to the detector that labelled it:
    /// one list for each block. It is computed anew, since only explanations need it, and is empty if the detector
    /// weighs nothing, or if data named the story.
    pub fn arguments(&self, article: &Article) -> Vec<Vec<Argument>> {
        if is_named_by_data(article) {
            return vec![];
        }
        self.detector(&article.document).arguments(&article.document)
    }

    /// The log-odds from which the arguments of each block start; see [`Detector::base_log_odds`].
    pub fn base_log_odds(&self, article: &Article) -> Vec<f32> {
        if is_named_by_data(article) {
            return vec![];
        }
        self.detector(&article.document).base_log_odds(&article.document)
    }

    fn detector(&self, document: &Document) -> &dyn Detector {
        if document.rendered() { &*self.text } else { &*self.html }
    }

    /// The page's characters, and whether text that was encoded twice was repaired.
    fn decode<'p>(&self, page: &'p [u8], context: &PageContext<'_>) -> (Decoded<'p>, bool) {
        let mut decoded = dechaff_html::decode(page, context.charset);
        let fixed = self.options.fix_mojibake.then(|| dechaff_html::fix_mojibake(&decoded.text)).flatten();
        let repaired = fixed.is_some();
        if let Some(fixed) = fixed {
            decoded.text = fixed.into();
        }
        (decoded, repaired)
    }

    /// The page's blocks with its signals, and the metadata that it declares: `None` for rendered text, which declares
    /// nothing.
    fn read(&self, decoded: &Decoded<'_>, context: &PageContext<'_>) -> (Document, Option<Metadata>) {
        if !context.form.is_html(&decoded.text) {
            return (Document::from_text(&decoded.text), None);
        }
        let selection = self.rules.selection(context.url);
        let tree = match &selection {
            Some(selection) => dechaff_html::parse_selected(&decoded.text, selection),
            None => PARSER.with_borrow_mut(|parser| parser.parse(&decoded.text)),
        };
        let mut classes = ClassCache::new(&tree);
        let mut metadata = metadata::from_tree(&tree, &mut classes, context, self.options.unused_values);
        let mut document = html::blocks(&tree, &mut classes, self.name_elements);
        drop(classes);
        if self.options.markdown && !document.images().is_empty() {
            html::images::resolve(&mut document, page_url::resolver(&tree, context.url));
        }
        PARSER.with_borrow_mut(|parser| parser.reuse(tree));
        // The user's headline comes before the page's own, and before the detector reads either.
        if let Some(title) = selection.and_then(|_| site_rules::title(&document)) {
            metadata.replace_title(title);
        }
        document.signals = PageSignals::new(&metadata, context.url);
        (document, Some(metadata))
    }

    /// The story in the data of a page's scripts, if the page's elements hold no story or only the first lines of it.
    fn story_in_data(&self, html: &str, page: &DetectedPage, metadata: &Metadata) -> Option<DetectedPage> {
        let DetectedPage { document, detection, words, .. } = page;
        if document.rendered() || *words >= MAX_TEASER_WORDS {
            return None;
        }
        let has_rule = document.blocks().iter().any(|b| b.is_in(context::RULE_KEEP));
        if has_rule || !embedded::may_hold_story(html) {
            return None;
        }
        let kept = (0..detection.verdicts.len()).filter(|&i| detection.verdicts[i].is_kept());
        let hints = PageHints {
            title: metadata.title.as_ref().map(|t| t.value.as_str()),
            description: metadata.description.as_ref().map(|d| d.value.as_str()),
            text: &plain_text::plain(document, kept),
        };
        // Other pages do not need the text of scripts, so the tree of this one has to be built again.
        let story = embedded::find(&Parser::keeping_all().parse(html), &hints)?;
        let mut document = Document::from_html(&story.html);
        document.signals = page.document.signals.clone();
        let mut detection = match story.source.is_page {
            true => self.html.detect(&document),
            false => embedded::all_of_story(&document),
        };
        adjust(&document, metadata, &self.options, &mut detection.verdicts);
        let is_running_text = embedded::is_running_text(&document, &detection.verdicts);
        let story = DetectedPage::new(document, detection, Some(story.source));
        let is_longer = story.words >= embedded::MIN_STORY_WORDS.max(MIN_GAIN * words);
        (is_running_text && is_longer).then_some(story)
    }

    fn assemble(&self, page: DetectedPage, metadata: Metadata, charset: Charset) -> Article {
        let DetectedPage { document, detection, mut words, from_data } = page;
        let Detection { verdicts, confidence, types } = detection;
        let title = metadata.title.as_ref().map(|t| t.value.as_str());
        let kept: Vec<usize> = (0..verdicts.len()).filter(|&i| verdicts[i].is_kept()).collect();
        let mut text = plain_text::plain(&document, kept.iter().copied());
        // White space separates blocks, so their words add up to those of the text.
        if self.options.with_title
            && let Some(title) = title.filter(|_| !text.is_empty())
        {
            text.insert_str(0, &format!("{title}\n\n"));
            words += words::count_words(title);
        }
        let confidence = match words {
            0 => 0.0,
            _ => confidence.unwrap_or_else(|| estimates::confidence(&document, &verdicts)),
        };
        let declared_language = metadata.language.as_ref().map(|l| l.value.as_str());
        Article {
            markdown: self.options.markdown.then(|| markdown::render(&document, &kept)),
            comments: self.options.include_comments.then(|| comments(&document, &verdicts)).flatten(),
            words,
            confidence,
            page_type: types.map_or_else(|| estimates::page_type(&document, &verdicts), |types| types.best()),
            types,
            language: language::detect(&text, declared_language),
            defect: error_pages::find(&document, title, words),
            from_data,
            charset,
            text,
            metadata,
            document,
            verdicts,
        }
    }
}

/// A page whose blocks have their verdicts.
struct DetectedPage {
    document: Document,
    detection: Detection,
    /// The words of the kept blocks, as they are written.
    words: u32,
    /// Where the document was found, if it is not that of the page's elements.
    from_data: Option<DataSource>,
}

/// A page with at least this many words of main content has its story in its elements, so data is not searched.
const MAX_TEASER_WORDS: u32 = 200;
/// How many times as long as what the elements hold a story in data must be.
const MIN_GAIN: u32 = 2;

impl DetectedPage {
    fn new(document: Document, detection: Detection, from_data: Option<DataSource>) -> Self {
        let kept = document.blocks().iter().zip(&detection.verdicts).filter(|(_, verdict)| verdict.is_kept());
        let words = kept.map(|(block, _)| visible_text::count_words(&document, block)).sum();
        Self { document, detection, words, from_data }
    }
}

/// Whether data named the story of an article, so that no detector weighed its blocks.
fn is_named_by_data(article: &Article) -> bool {
    article.from_data.as_ref().is_some_and(|source| !source.is_page)
}

/// The metadata of a rendered page: its title, authors and dates are in the lines around the text, so the text must be
/// known first.
fn read_around_text(
    document: &Document,
    verdicts: &[Verdict],
    titles: &Model,
    context: &PageContext<'_>,
) -> Metadata {
    let lines: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
    let first = verdicts.iter().position(Verdict::is_kept);
    let last = verdicts.iter().rposition(Verdict::is_kept);
    let main = first.zip(last).map(|(first, last)| first..last + 1);
    let headline = titles::find(document, verdicts, context, titles);
    metadata::from_text(&lines, main, headline.as_ref(), context)
}

/// Minimum words of a block of readers' comments. Shorter ones are names, dates and buttons.
const MIN_COMMENT_WORDS: u32 = 4;
/// Link density from which a block among readers' comments is not a comment.
const MAX_COMMENT_LINKS: f32 = 0.5;

fn comments(document: &Document, verdicts: &[Verdict]) -> Option<String> {
    let blocks = document.blocks();
    let is_comment = |&i: &usize| {
        verdicts[i].label == Label::Comment
            && blocks[i].words >= MIN_COMMENT_WORDS
            && blocks[i].link_density() < MAX_COMMENT_LINKS
    };
    let text = plain_text::plain(document, (0..blocks.len()).filter(is_comment));
    (!text.is_empty()).then_some(text)
}
