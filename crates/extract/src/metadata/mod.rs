//! What a page says about its article: title, authors, dates and other fields, each with its source.
//!
//! A field that the page does not state is `None`. Nothing is guessed, and the day of the fetch is never taken as the
//! day of publication.

use std::borrow::Cow;
use std::ops::Range;

use dechaff_html::Tree;

use self::dates::DayMonthOrder;
use crate::classes::cache::ClassCache;
use crate::page_context::PageContext;

mod authors;
mod dates;
mod head;
mod html;
mod language;
mod normalize;
pub(crate) mod page_url;
mod rendered;
mod steps;
mod tags;
mod title;
mod unused;
mod word_lists;

pub use head::site_of_head;
pub use page_url::{domain, site_of};
pub(crate) use rendered::{LineRole, line_role, site_names, trim_bullets};
pub(crate) use title::{SiteNames, title_parts};
pub use unused::{UnusedValue, UnusedValues};

/// A value, and where it was found, such as `json-ld:datePublished`, `meta:og:title`, `dom:h1`, `line:3`
/// or `url`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub source: Cow<'static, str>,
}

impl<T> Sourced<T> {
    /// A value with its source.
    pub fn new(value: T, source: impl Into<Cow<'static, str>>) -> Self {
        Self { value, source: source.into() }
    }
}

/// What a page says about its article.
///
/// All text is plain: character references are resolved, and white space is collapsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The headline, without the name of the site.
    pub title: Option<Sourced<String>>,
    /// The names of the authors as the page writes them, without "By", roles and handles.
    pub authors: Option<Sourced<Vec<String>>>,
    /// The first publication in ISO 8601: a date, or a date and time, with an offset if the page states one.
    pub published: Option<Sourced<String>>,
    /// The last change, in the same form as `published`.
    pub modified: Option<Sourced<String>>,
    /// The name of the site.
    pub site_name: Option<Sourced<String>>,
    /// A summary for search results and previews, of at most 2000 bytes.
    pub description: Option<Sourced<String>>,
    /// The declared language: the primary subtag of a BCP 47 tag, in lower case.
    pub language: Option<Sourced<String>>,
    /// The section of the site that the article is in.
    pub section: Option<Sourced<String>>,
    /// Keywords, each once.
    pub tags: Option<Sourced<Vec<String>>>,
    /// The URL of the lead image.
    pub image: Option<Sourced<String>>,
    /// The URL that the page declares as its own, absolute.
    pub canonical_url: Option<Sourced<String>>,
    /// The URL of a licence, or its name.
    pub license: Option<Sourced<String>>,
    /// The declared type of the page: the `@type` of JSON-LD or `og:type`, as written.
    pub page_type: Option<Sourced<String>>,
    /// Whether the page says that it is behind a paywall.
    pub paywalled: Option<Sourced<bool>>,
    /// What else was found, with [`Options::unused_values`](crate::Options::unused_values) and for HTML pages.
    pub unused: Option<Box<UnusedValues>>,
}

impl Metadata {
    /// Replaces the title by that of a user's rule.
    pub(crate) fn replace_title(&mut self, title: Sourced<String>) {
        let old = self.title.replace(title);
        if let (Some(unused), Some(old)) = (&mut self.unused, old) {
            unused.title.insert(0, UnusedValue::new(old.value, old.source, "a rule chose another"));
        }
    }
}

/// Reads the metadata of an HTML page. Never fails: a field that cannot be read is `None`.
pub fn from_html(tree: &Tree, context: &PageContext<'_>) -> Metadata {
    from_tree(tree, &mut ClassCache::new(tree), context, false)
}

/// As [`from_html`], with a cache of what classes say that other readers of the tree share. `with_unused` also lists the
/// values that are not used, which takes more time.
pub(crate) fn from_tree(
    tree: &Tree,
    classes: &mut ClassCache,
    context: &PageContext<'_>,
    with_unused: bool,
) -> Metadata {
    html::read(tree, classes, context, with_unused)
}

/// The headline of a page that was rendered as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Headline {
    /// The headline. It may be a part of its line, or several lines.
    pub text: String,
    /// The lines that have it.
    pub lines: Range<usize>,
}

impl Headline {
    /// A headline in some lines.
    pub fn new(text: impl Into<String>, lines: Range<usize>) -> Self {
        Self { text: text.into(), lines }
    }
}

/// Reads the metadata of a page that was rendered as text. `lines` are its non-empty lines, trimmed, in order. `main`
/// is the range of lines that contain the article, if one was found, and `headline` is its headline; both may be outside
/// of the page.
pub fn from_text(
    lines: &[&str],
    main: Option<Range<usize>>,
    headline: Option<&Headline>,
    context: &PageContext<'_>,
) -> Metadata {
    rendered::read(lines, main, headline, context)
}

/// Converts a field that contains a date to ISO 8601. Reads the formats of RFC 2822 and ISO 8601, seconds since 1970,
/// digits, and words in some thirty languages.
///
/// `language` (a tag) and the country of the page decide whether `3/5/2024` is in March or in May. Returns `None` if
/// neither does, and for dates more than a day after `context.fetched`.
///
/// ```
/// use dechaff_extract::{PageContext, metadata::iso_date};
/// let context = PageContext::new();
/// assert_eq!(iso_date("Wed, 18 Feb 2026 04:00:00 GMT", None, &context).as_deref(), Some("2026-02-18T04:00:00Z"));
/// assert_eq!(iso_date("3/5/2024", Some("de"), &context).as_deref(), Some("2024-05-03"));
/// assert_eq!(iso_date("3/5/2024", None, &context), None);
/// ```
pub fn iso_date(text: &str, language: Option<&str>, context: &PageContext<'_>) -> Option<String> {
    let context = ParsedContext::new(context);
    let moment = dates::read(text, DayMonthOrder::from_site(language, context.host()))?;
    moment.is_plausible(FIRST_YEAR_OF_FIELDS, context.fetched).then(|| moment.to_string())
}

/// The first year of dates in fields that come with a page.
const FIRST_YEAR_OF_FIELDS: i16 = 1900;

/// [`PageContext`], parsed.
struct ParsedContext {
    url: Option<page_url::PageUrl>,
    fetched: Option<jiff::civil::Date>,
}

impl ParsedContext {
    fn new(context: &PageContext<'_>) -> Self {
        let fetched = context.fetched.and_then(|f| dates::read(f, DayMonthOrder::Unknown)).map(|m| m.date());
        Self { url: context.url.and_then(page_url::PageUrl::new), fetched }
    }

    fn host(&self) -> Option<&str> {
        self.url.as_ref()?.host()
    }

    fn site_label(&self) -> Option<&str> {
        self.url.as_ref()?.site_label()
    }

    /// The order of the language and the country of the page, else that of the locale in the path of its URL.
    fn day_month_order(&self, language: Option<&str>) -> DayMonthOrder {
        let order = DayMonthOrder::from_site(language, self.host());
        let locale = || self.url.as_ref()?.locale();
        match order {
            DayMonthOrder::Unknown if language.is_none_or(|l| l.len() == 2) => {
                locale().map_or(order, |locale| DayMonthOrder::from_site(Some(locale), self.host()))
            }
            _ => order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page_context() -> PageContext<'static> {
        PageContext::new().url("https://www.example.com/news/ferry-returns-to-island").fetched("2024-05-10")
    }

    fn read(html: &str) -> Metadata {
        from_html(&dechaff_html::parse(html), &page_context())
    }

    /// The known fields as `field: value (source)`.
    fn summary(found: &Metadata) -> String {
        let mut lines = Vec::new();
        let texts = [
            ("title", &found.title),
            ("published", &found.published),
            ("modified", &found.modified),
            ("site", &found.site_name),
            ("description", &found.description),
            ("language", &found.language),
            ("section", &found.section),
            ("image", &found.image),
            ("canonical", &found.canonical_url),
            ("license", &found.license),
            ("type", &found.page_type),
        ];
        for (field, value) in texts {
            lines.extend(value.as_ref().map(|v| format!("{field}: {} ({})", v.value, v.source)));
        }
        for (field, value) in [("authors", &found.authors), ("tags", &found.tags)] {
            lines.extend(value.as_ref().map(|v| format!("{field}: {} ({})", v.value.join("; "), v.source)));
        }
        lines.extend(found.paywalled.as_ref().map(|v| format!("paywalled: {} ({})", v.value, v.source)));
        lines.join("\n")
    }

    fn check(html: &str, expected: &[&str]) {
        assert_eq!(summary(&read(html)), expected.join("\n"), "{html}");
    }

    #[test]
    fn fields_of_json_ld_and_meta() {
        check(
            r#"<html lang=en-GB><title>Ferry returns | Example News</title>
            <meta property=og:title content="Ferry returns"><meta property=og:site_name content="Example News">
            <meta property=article:tag content=ferries><meta property=article:tag content=islands>
            <link rel=canonical href=/news/ferry><meta property=og:image content=/ferry.jpg>
            <script type=application/ld+json>{"@type":"NewsArticle","headline":"Ferry returns",
            "author":[{"@type":"Person","name":"Jane Doe"}],"datePublished":"2024-05-03T10:00:00+01:00",
            "dateModified":"2024-05-04","articleSection":"Travel,Boats","isAccessibleForFree":false}</script>
            <h1>Ferry returns</h1><p>It sails again."#,
            &[
                "title: Ferry returns (dom:h1)",
                "published: 2024-05-03T10:00:00+01:00 (json-ld:datePublished)",
                "modified: 2024-05-04 (json-ld:dateModified)",
                "site: Example News (meta:og:site_name)",
                "language: en (dom:lang)",
                "section: Travel (json-ld:articleSection)",
                "image: https://www.example.com/ferry.jpg (meta:og:image)",
                "canonical: https://www.example.com/news/ferry (link:canonical)",
                "type: NewsArticle (json-ld:@type)",
                "authors: Jane Doe (json-ld:author)",
                "tags: ferries; islands (meta:article:tag)",
                "paywalled: true (json-ld:isAccessibleForFree)",
            ],
        );
    }

    #[test]
    fn fields_that_readers_see() {
        check(
            "<title>Example: Ferry returns</title><nav class=breadcrumb><a>Home</a> &gt; <a>Travel</a></nav>
            <article><h1>Ferry returns</h1><div class=byline>By <a href=/author/jane>Jane Doe</a>
            <span>Updated: 4 May 2024</span> <span>Published 3 May 2024</span></div>
            <p>It sails again.</p><a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC</a></article>
            <aside><time datetime=2024-05-09></time><a rel=author>Other Person</a></aside>",
            &[
                "title: Ferry returns (dom:h1)",
                "published: 2024-05-03 (dom:date)",
                "modified: 2024-05-04 (dom:date)",
                "section: Travel (dom:breadcrumbs)",
                "license: https://creativecommons.org/licenses/by/4.0/ (dom:license)",
                "authors: Jane Doe (dom:byline)",
            ],
        );
    }

    #[test]
    fn the_owner_of_the_rights_is_the_author_of_last_resort() {
        let metas =
            "<meta name=author content='Press House'><meta name=copyright content='(c) Press House 2024'>";
        check(metas, &["authors: Press House (meta:author)"]);
        let person = "<meta name=article:author content='Jane Doe'>";
        check(&format!("{metas}{person}"), &["authors: Jane Doe (meta:article:author)"]);
    }

    #[test]
    fn nothing_is_invented() {
        check("", &[]);
        check(
            "<p>Words, and a date in a sentence that goes on and on: on 3 May 2019 nothing at all happened here.",
            &[],
        );
        // A date after the fetch, and the zero of a clock.
        check(
            "<meta property=article:published_time content=2024-06-01><meta name=date content=1970-01-01>",
            &[],
        );
        check("<link rel=canonical href=/>", &[]);
        check("<link rel=canonical href=https://example.org/news/ferry>", &[]);
    }

    #[test]
    fn dates_and_names_of_others_are_not_the_pages() {
        let story = "<p>The ferry sailed again on Monday with two hundred people on board, nine years after the last \
                     one was sold to a family from the islands, who kept goats on its deck.";
        let title = "title: Ferry returns (dom:h1)";
        for around in [
            ("<div>Friday, 3 May 2024</div><header><a href=/>Post</a></header>", ""),
            ("<header><a href=/>Post</a><time datetime=2024-05-03>3 May</time></header>", ""),
            (
                "<nav><a href=/>Start</a></nav>",
                "<p>On <time datetime=2019-05-03>3 May 2019</time> a court ruled that it stays.",
            ),
            (
                "<nav><a href=/>Start</a></nav>",
                "<ul><li><a href=/1>Ferry late</a> <span>2 March 2024</span></ul>",
            ),
            ("", "<aside><h3>Events</h3><p>12 March 2024</aside>"),
            (
                "",
                "<div><h4><a href=/1>Ferry late</a></h4><time datetime=2024-03-02>2 March 2024</time></div>",
            ),
            ("", "<blockquote>It tells me when to sail.<p class=author>Jane Doe</p></blockquote>"),
            ("", "<div itemprop=review itemscope><span itemprop=author>Jane Doe</span></div>"),
            ("", "<div class=testimonial><p>Good.<p class=author-name>Jane Doe</div>"),
        ] {
            check(&format!("{}<h1>Ferry returns</h1>{story}{}", around.0, around.1), &[title]);
        }
    }

    #[test]
    fn the_day_of_a_change_is_not_the_day_of_publication() {
        check(
            "<h1>Ferry</h1><time class=updated datetime=2024-05-04>4 May</time>",
            &["title: Ferry (dom:h1)", "modified: 2024-05-04 (dom:time)"],
        );
    }

    #[test]
    fn the_work_on_deep_and_wide_pages_is_in_proportion_to_their_length() {
        const MAX_DEPTH: usize = 500;
        let script = |json: String| format!("<script type=application/ld+json>{json}</script>");
        // The first two are as deep as a tree can be at the fourfold size, so each element contains all later ones.
        let pages: [(usize, &dyn Fn(usize) -> String); 7] = [
            (MAX_DEPTH / 4, &|n| "<div class=author>".repeat(n)),
            (MAX_DEPTH / 4, &|n| "<div itemprop=headline>".repeat(n)),
            (5_000, &|n| "<div class=author>".repeat(n)),
            (5_000, &|n| "<div itemprop=headline>".repeat(n)),
            (1_250, &|n| "<h1>a<time>1 May 2024</time>".repeat(n)),
            (12_500, &|n| script("[".repeat(n))),
            (5_000, &|n| script(r#"{"author":"#.repeat(n))),
        ];
        for (n, page) in pages {
            let [steps, steps_of_fourfold] = [n, 4 * n].map(|n| {
                let html = page(n);
                steps::take();
                let _ = read(&html);
                steps::take()
            });
            assert!(steps > 0, "{}", page(1));
            assert!(steps_of_fourfold <= 5 * steps, "{steps} {steps_of_fourfold} {}", page(1));
        }
    }

    /// Pieces of pages, in any order.
    fn soup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("<h1>".to_owned()),
            Just("<title>".to_owned()),
            Just("</title>".to_owned()),
            Just("<div class='byline author date published'>".to_owned()),
            Just("<a rel=author href=/author/x>".to_owned()),
            Just("<time datetime=2024-05-03>".to_owned()),
            Just("<meta property=og:title content='A | B'>".to_owned()),
            Just("<meta name=author content='By Jane Doe, and'>".to_owned()),
            Just("<script type=application/ld+json>".to_owned()),
            Just("</script>".to_owned()),
            Just("{\"@type\":\"NewsArticle\",\"author\":[".to_owned()),
            Just("By Jane Doe on 3 May 2024 &amp; ".to_owned()),
            Just("</div>".to_owned()),
            Just("<svg>".to_owned()),
            Just("<footer>".to_owned()),
            "\\PC{0,12}",
            "[<>&;\"'=/ a-z0-9]{0,20}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    /// Pieces of JSON-LD, in any order.
    fn json_soup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("{".to_owned()),
            Just("}".to_owned()),
            Just("[".to_owned()),
            Just("]".to_owned()),
            Just(",".to_owned()),
            Just(":".to_owned()),
            Just("\"@graph\":".to_owned()),
            Just("\"@type\":\"NewsArticle\"".to_owned()),
            Just("\"@id\":\"#a\"".to_owned()),
            Just("\"author\":".to_owned()),
            Just("\"name\":".to_owned()),
            Just("\"headline\":\"H\\\"".to_owned()),
            Just("//<![CDATA[".to_owned()),
            Just("/*".to_owned()),
            Just("&quot;".to_owned()),
            "\\PC{0,6}",
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_page_is_read(html in soup()) {
            let found = read(&html);
            if let Some(published) = &found.published {
                prop_assert!(published.value.as_str() < "2024-05-12", "{}", published.value);
            }
            prop_assert_eq!(&found, &read(&html));
        }

        #[test]
        fn any_json_ld_is_read(json in json_soup()) {
            let _ = read(&format!("<script type=application/ld+json>{json}</script>"));
        }

        #[test]
        fn any_lines_are_read(
            lines in prop::collection::vec("(# |By |© |• )?\\PC{0,30}( > | \\| |3 May 2024|令和6年5月3日)?", 0..30),
            start in 0usize..40,
            end in 0usize..40,
        ) {
            let lines: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
            let _ = from_text(&lines, Some(start..end), Some(&Headline::new("Ferry", end..start)), &page_context());
            let _ = from_text(&lines, None, None, &PageContext::new());
        }

        #[test]
        fn any_text_is_searched_for_dates(text in "[0-9/.: -]{0,20}\\PC{0,20}(May|mai|年|月|日|tháng|Z|\\+0100){0,3}[0-9./:年月日 ]{0,20}") {
            for order in [DayMonthOrder::Unknown, DayMonthOrder::DayFirst, DayMonthOrder::MonthFirst] {
                if let Some(found) = dates::find(&text, order) {
                    prop_assert!(found.start < found.end && found.end <= text.len());
                    prop_assert!(text.get(found.start..found.end).is_some());
                }
                let _ = dates::read(&text, order);
            }
            let _ = dates::date_in_path(&text);
        }
    }
}
