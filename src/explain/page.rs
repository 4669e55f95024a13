//! `dechaff explain --html`: one page, its blocks and its record as a page of its own.
//!
//! The page loads nothing and runs nothing: all text of the explained page is escaped, its links are plain text, styles
//! stand in the page, and folding is the browser's own. Why a block was kept or dropped is an element beside it, shown
//! while the block is pointed at or has the focus, and read to those who listen as the block's description.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};

use dechaff_extract::document::{Block, BlockKind};
use dechaff_extract::{Argument, Article, Sourced, Verdict};
use dechaff_pipeline::Explanation;

use crate::explain::arguments::{number, strongest};

const STYLE: &str = include_str!("page.css");

/// Arguments shown of each side: what fits beside a block.
const ARGUMENTS_SHOWN: usize = 5;

/// An explanation as a page of HTML, by its [`Display`].
pub(crate) struct ExplanationPage<'a>(pub(crate) &'a Explanation);

impl Display for ExplanationPage<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let explanation = self.0;
        let record = &explanation.record;
        let file = if record.source.file == "-" { "standard input" } else { &record.source.file };
        let language = language(explanation);
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{} – dechaff explain</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <nav class=\"skip\" aria-label=\"Skip\"><a href=\"#page\">Skip to the page</a> \
             <a href=\"#record\">Skip to the record</a></nav>\n",
            Escaped(record.title.as_deref().unwrap_or(file))
        )?;
        header(explanation, language, out)?;
        out.write_str("<div class=\"columns\">\n<main id=\"page\" tabindex=\"-1\" aria-labelledby=\"page-heading\">\n<h2 id=\"page-heading\">Page</h2>\n")?;
        match &explanation.article {
            Some(article) => blocks(&judged(article, &explanation.arguments), language, out)?,
            None => out.write_str("<p class=\"nothing\">The page was not read.</p>\n")?,
        }
        out.write_str("</main>\n")?;
        aside(explanation, language, out)?;
        out.write_str("</div>\n</body>\n</html>\n")
    }
}

/// Should anything ever slip through the escaping, the browser still neither loads nor runs it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Text as HTML, in elements and in quoted attributes. Control characters have no place in HTML.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                '\n' | '\t' => out.write_char(character)?,
                c if c.is_control() => out.write_char(char::REPLACEMENT_CHARACTER)?,
                c => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The attributes of an element that holds words of the page: their language, and the direction that they have.
#[derive(Clone, Copy)]
struct Language<'a>(Option<&'a str>);

impl Language<'_> {
    /// The language alone, inside of an element that has the words' direction.
    fn alone(self) -> String {
        // An empty tag says that the language is not known; without it the words would be English.
        format!("lang=\"{}\"", Escaped(self.0.unwrap_or("")))
    }
}

impl Display for Language<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} dir=\"auto\"", self.alone())
    }
}

/// The detected language, else the declared one.
fn language(explanation: &Explanation) -> Language<'_> {
    let declared = explanation.article.as_ref().and_then(|a| a.metadata.language.as_ref());
    Language(explanation.record.language.as_deref().or(declared.map(|l| l.value.as_str())))
}

fn header(explanation: &Explanation, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    out.write_str("<header>\n<p class=\"tool\">dechaff explain</p>\n")?;
    match &explanation.record.title {
        Some(title) => writeln!(out, "<h1 {language}>{}</h1>", Escaped(title))?,
        None => out.write_str("<h1>Page without a title</h1>\n")?,
    }
    write!(out, "<p class=\"sums\">{}", fate(explanation))?;
    if let Some(article) = &explanation.article {
        let blocks = article.document.blocks();
        let kept = || article.kept_blocks();
        write!(
            out,
            " <span>{} of {} kept, with {} of {}</span>",
            kept().count(),
            count(blocks.len(), "block"),
            kept().map(|b| b.words).sum::<u32>(),
            count(article.document.words() as usize, "word")
        )?;
    }
    out.write_str(
        "</p>\n<p class=\"legend\"><span class=\"is-kept\">Plain text</span> is the article, and \
         <span class=\"is-dropped\">grey text</span>, folded, is what was left out; scores, 0 to 1, say how sure it is \
         that a block belongs to the article; point at a block, tap it or move to it with the Tab key to see \
         why.</p>\n</header>\n",
    )
}

/// What became of the page, as a badge.
fn fate(explanation: &Explanation) -> String {
    match &explanation.fate {
        Ok(()) => "<strong class=\"fate-kept\">Kept</strong>".to_owned(),
        Err((reason, detail)) => {
            let detail =
                detail.as_deref().map(|d| format!(" <span>{}</span>", Escaped(d))).unwrap_or_default();
            format!("<strong class=\"fate-rejected\">Rejected: {reason}</strong>{detail}")
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A block and all that was decided of it.
struct Judged<'a> {
    /// Its number on the page, from 1.
    number: usize,
    block: &'a Block,
    text: &'a str,
    verdict: &'a Verdict,
    arguments: &'a [Argument],
}

fn judged<'a>(article: &'a Article, arguments: &'a [Vec<Argument>]) -> Vec<Judged<'a>> {
    let blocks = article.document.blocks().iter().zip(&article.verdicts).enumerate();
    blocks
        .map(|(index, (block, verdict))| Judged {
            number: index + 1,
            block,
            text: article.document.block_text(block),
            verdict,
            arguments: arguments.get(index).map_or(&[], Vec::as_slice),
        })
        .collect()
}

/// What neighbouring blocks are shown as together.
#[derive(PartialEq)]
enum Group {
    Folded,
    Bullets,
    Numbers,
    Table,
    Single,
}

impl Group {
    fn of(judged: &Judged<'_>) -> Self {
        match judged.block.kind {
            _ if !judged.verdict.is_kept() => Self::Folded,
            BlockKind::ListItem { number: None, .. } => Self::Bullets,
            BlockKind::ListItem { .. } => Self::Numbers,
            BlockKind::Cell { .. } => Self::Table,
            _ => Self::Single,
        }
    }
}

fn blocks(blocks: &[Judged<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    if blocks.is_empty() {
        return out.write_str("<p class=\"nothing\">The page has no text.</p>\n");
    }
    for group in blocks.chunk_by(|a, b| Group::of(a) == Group::of(b)) {
        match Group::of(&group[0]) {
            Group::Folded => folded(group, language, out)?,
            Group::Bullets => list("ul", group, language, out)?,
            Group::Numbers => list("ol", group, language, out)?,
            Group::Table => table(group, language, out)?,
            Group::Single => group.iter().try_for_each(|one| single(one, language, out))?,
        }
    }
    Ok(())
}

/// A run of dropped blocks, and what is in it, without opening it.
fn folded(run: &[Judged<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let words: u32 = run.iter().map(|one| one.block.words).sum();
    let mut labels = BTreeMap::<&str, usize>::new();
    for one in run {
        *labels.entry(one.verdict.label.as_str()).or_default() += 1;
    }
    let mut labels: Vec<(&str, usize)> = labels.into_iter().collect();
    labels.sort_by_key(|&(_, count)| Reverse(count));
    let labels: Vec<String> = match labels[..] {
        [(label, _)] => vec![label.to_owned()],
        _ => labels.iter().map(|(label, count)| format!("{label} {count}")).collect(),
    };
    write!(
        out,
        "<details>\n<summary>{}, {} dropped: {}</summary>\n",
        count(run.len(), "block"),
        count(words as usize, "word"),
        labels.join(", ")
    )?;
    for one in run {
        open_block(one, out)?;
        writeln!(
            out,
            "<p><span class=\"label\">{}</span> <span {language}>{}</span></p></div>",
            one.verdict.label.as_str(),
            Escaped(one.text)
        )?;
    }
    out.write_str("</details>\n")
}

fn list(element: &str, items: &[Judged<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    writeln!(out, "<{element}>")?;
    for one in items {
        let BlockKind::ListItem { level, number } = one.block.kind else { continue };
        // The marker stands on the side where the item's own words begin, so the item has their direction.
        write!(out, "<li {language} class=\"level-{}\"", level.clamp(1, 4))?;
        if let Some(number) = number {
            write!(out, " value=\"{number}\"")?;
        }
        out.write_str(">")?;
        open_block(one, out)?;
        writeln!(out, "<p {}>{}</p></div></li>", language.alone(), Escaped(one.text))?;
    }
    writeln!(out, "</{element}>")
}

fn table(cells: &[Judged<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let row_of = |one: &Judged<'_>| match one.block.kind {
        BlockKind::Cell { row, .. } => row,
        _ => 0,
    };
    // Columns run in the direction of the first cell's words.
    writeln!(out, "<div class=\"scroller\"><table {language}>")?;
    for row in cells.chunk_by(|a, b| row_of(a) == row_of(b)) {
        out.write_str("<tr>")?;
        for one in row {
            let element = match one.block.kind {
                BlockKind::Cell { header: true, .. } => "th",
                _ => "td",
            };
            write!(out, "<{element}>")?;
            open_block(one, out)?;
            write!(out, "<p {}>{}</p></div></{element}>", language.alone(), Escaped(one.text))?;
        }
        out.write_str("</tr>\n")?;
    }
    out.write_str("</table></div>\n")
}

fn single(one: &Judged<'_>, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    open_block(one, out)?;
    let text = Escaped(one.text);
    match one.block.kind {
        BlockKind::Heading(level) => {
            // Two levels are the frame's: its title and "Page".
            let shown = (level + 2).min(6);
            write!(out, "<h{shown} {language} class=\"level-{level}\">{text}</h{shown}>")?;
        }
        BlockKind::Code => write!(out, "<pre {language}>{text}</pre>")?,
        BlockKind::Caption => write!(out, "<p {language} class=\"caption\">{text}</p>")?,
        BlockKind::Term => write!(out, "<p {language} class=\"term\">{text}</p>")?,
        _ if one.block.quotes > 0 => write!(out, "<blockquote {language}><p>{text}</p></blockquote>")?,
        _ => write!(out, "<p {language}>{text}</p>")?,
    }
    out.write_str("</div>\n")
}

/// Begins a block: something that can have the focus, its name, and its description, which is shown beside it.
fn open_block(one: &Judged<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let Judged { number: id, block, verdict, .. } = one;
    let (class, fate) = if verdict.is_kept() { ("kept", "Kept") } else { ("dropped", "Dropped") };
    write!(
        out,
        "<div class=\"block {class}\" role=\"group\" tabindex=\"0\" lang=\"en\" data-score=\"{:.2}\" \
         aria-label=\"{fate} {}, block {id}\" aria-describedby=\"why-{id}\">\
         <div class=\"why\" role=\"tooltip\" id=\"why-{id}\" dir=\"ltr\">\
         <p class=\"decision\"><strong>{fate}</strong> as {}, score {:.2}.</p> \
         <p>{}; {}, {} in links.</p>",
        verdict.score,
        block.kind.as_str(),
        verdict.label.as_str(),
        verdict.score,
        Escaped(&capitalised(verdict.reason)),
        count(block.words as usize, "word"),
        block.link_words,
    )?;
    let (arguing_for, against) = strongest(one.arguments, ARGUMENTS_SHOWN);
    arguments("Argues for it", "for", &arguing_for, out)?;
    arguments("Argues against it", "against", &against, out)?;
    out.write_str("</div>")
}

/// Features, their values and by how much each moved the log-odds.
fn arguments(title: &str, class: &str, arguments: &[&Argument], out: &mut Formatter<'_>) -> fmt::Result {
    if arguments.is_empty() {
        return Ok(());
    }
    write!(out, " <p class=\"side\">{title}:</p>")?;
    for argument in arguments {
        // Spaces and marks part the three for those who listen; long names may be broken where their parts meet.
        write!(
            out,
            " <p class=\"argument {class}\"><span>{}</span> <span>{}</span><span class=\"spoken\">,</span> \
             <span>{}</span><span class=\"spoken\">;</span></p>",
            Escaped(argument.feature).to_string().replace('_', "_<wbr>"),
            number(argument.value),
            format!("{:+.2}", argument.weight).replace('-', "−")
        )?;
    }
    Ok(())
}

fn capitalised(reason: &str) -> String {
    let mut characters = reason.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A field of the record: name, value, and where it was found.
type Field<'a> = (&'static str, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

fn aside(explanation: &Explanation, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    out.write_str("<aside id=\"record\" tabindex=\"0\" aria-labelledby=\"record-heading\">\n<h2 id=\"record-heading\">Record</h2>\n")?;
    writeln!(out, "<p class=\"sums\">{}</p>", fate(explanation))?;
    let article = explanation.article.as_ref();
    fields("Article", &article_fields(explanation), language, out)?;
    fields("Site", &site_fields(explanation), language, out)?;
    if let Some(article) = article {
        fields("Declared by the page", &declared_fields(article), language, out)?;
    }
    fields("Input", &input_fields(explanation), language, out)?;
    out.write_str("</aside>\n")
}

/// A list of fields; those without a value are named in one line behind it.
fn fields(
    heading: &str,
    fields: &[Field<'_>],
    language: Language<'_>,
    out: &mut Formatter<'_>,
) -> fmt::Result {
    write!(out, "<h3>{heading}</h3>\n<dl>\n")?;
    for (name, value, source) in fields {
        let Some(value) = value else { continue };
        write!(out, "<div><dt>{name}</dt><dd {language}><span>{}</span>", Escaped(value))?;
        if let Some(source) = source {
            write!(out, " <small lang=\"en\">{}</small>", Escaped(source))?;
        }
        out.write_str("</dd></div>\n")?;
    }
    out.write_str("</dl>\n")?;
    let missing: Vec<&str> = fields.iter().filter(|f| f.1.is_none()).map(|f| f.0).collect();
    if !missing.is_empty() {
        writeln!(out, "<p class=\"missing\">Not found: {}</p>", missing.join(", "))?;
    }
    Ok(())
}

fn article_fields(explanation: &Explanation) -> Vec<Field<'_>> {
    let record = &explanation.record;
    let metadata = explanation.article.as_ref().map(|a| &a.metadata);
    let authors = (!record.authors.is_empty()).then(|| record.authors.join("; ").into());
    let authors_source = sourced(Some(&record.authors), metadata.and_then(|m| m.authors.as_ref()));
    let mut fields = vec![
        plain("title", &record.title, metadata.and_then(|m| m.title.as_ref())),
        ("authors", authors.clone(), authors.and(authors_source)),
        plain("published", &record.published, metadata.and_then(|m| m.published.as_ref())),
        plain("modified", &record.modified, metadata.and_then(|m| m.modified.as_ref())),
    ];
    if explanation.article.is_none() {
        return fields;
    }
    fields.extend([
        ("language", record.language.as_deref().map(Cow::from), record.language_score.map(score)),
        ("page_type", record.page_type.as_deref().map(Cow::from), None),
        ("page_type_score", record.page_type_score.map(|score| Cow::from(format!("{score:.2}"))), None),
        ("words", Some(record.words.to_string().into()), None),
        ("confidence", Some(format!("{:.2}", record.confidence).into()), None),
    ]);
    fields
}

fn score<'a>(score: f64) -> Cow<'a, str> {
    format!("from the text, {score:.2}").into()
}

fn site_fields(explanation: &Explanation) -> Vec<Field<'_>> {
    let record = &explanation.record;
    let metadata = explanation.article.as_ref().map(|a| &a.metadata);
    let tags = (!record.tags.is_empty()).then(|| record.tags.join("; ").into());
    let tags_source = sourced(Some(&record.tags), metadata.and_then(|m| m.tags.as_ref()));
    vec![
        plain("url", &record.url, None),
        plain("canonical_url", &record.canonical_url, metadata.and_then(|m| m.canonical_url.as_ref())),
        ("domain", record.domain.as_deref().map(Cow::from), None),
        plain("site_name", &record.site_name, metadata.and_then(|m| m.site_name.as_ref())),
        plain("section", &record.section, metadata.and_then(|m| m.section.as_ref())),
        ("tags", tags.clone(), tags.and(tags_source)),
        plain("description", &record.description, metadata.and_then(|m| m.description.as_ref())),
        plain("image", &record.image, metadata.and_then(|m| m.image.as_ref())),
        plain("license", &record.license, metadata.and_then(|m| m.license.as_ref())),
    ]
}

/// What the page says of itself and the record does not take from it.
fn declared_fields(article: &Article) -> Vec<Field<'_>> {
    let metadata = &article.metadata;
    let one = |field: &'_ Option<Sourced<String>>| match field.clone() {
        Some(field) => (Some(Cow::from(field.value)), Some(field.source)),
        None => (None, None),
    };
    let (language, language_source) = one(&metadata.language);
    let (page_type, page_type_source) = one(&metadata.page_type);
    let paywalled = metadata.paywalled.as_ref();
    vec![
        ("language", language, language_source),
        ("page_type", page_type, page_type_source),
        ("paywalled", paywalled.map(|p| p.value.to_string().into()), paywalled.map(|p| p.source.clone())),
    ]
}

fn input_fields(explanation: &Explanation) -> Vec<Field<'_>> {
    let record = &explanation.record;
    let charset = explanation.article.as_ref().map(|a| a.charset);
    let charset_source = charset.map(|charset| match charset.replacements {
        0 => charset.source.as_str().into(),
        broken => format!("{}; {broken} broken sequences", charset.source.as_str()).into(),
    });
    let mut fields = vec![
        ("file", Some(record.source.file.as_str().into()), None),
        ("record", Some(record.source.record.to_string().into()), None),
        ("offset", Some(record.source.offset.to_string().into()), None),
        ("charset", charset.map(|charset| charset.name.into()), charset_source),
        ("fetched", record.fetched.as_deref().map(Cow::from), None),
        ("id", Some(record.id.as_str().into()), None),
    ];
    if !record.content_hash.is_empty() {
        fields.push(("content_hash", Some(record.content_hash.as_str().into()), None));
    }
    if !record.flags.is_empty() {
        fields.push(("flags", Some(record.flags.join(", ").into()), None));
    }
    fields
}

fn plain<'a>(name: &'static str, value: &'a Option<String>, found: Option<&'a Sourced<String>>) -> Field<'a> {
    (name, value.as_deref().map(Cow::from), sourced(value.as_ref(), found))
}

/// Where a record's value comes from: where the page has it, if it is the page's, else what the input declares.
fn sourced<'a, T: PartialEq>(value: Option<&T>, found: Option<&'a Sourced<T>>) -> Option<Cow<'a, str>> {
    let value = value?;
    Some(found.filter(|f| f.value == *value).map_or("input".into(), |f| Cow::from(&*f.source)))
}

#[cfg(test)]
mod tests {
    use dechaff_pipeline::{Config, explain};

    use super::*;

    /// The explanation of a story with a list, a table and navigation, at an address.
    fn explained(url: &str) -> Explanation {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        let html = "<html lang=en><nav><a href=/>Home</a></nav><article><h1>Ferry returns</h1>\
            <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p>\
            <ul><li>It goes twice a day, said the harbour master, and it is never late.</ul>\
            <ol><li value=7>It goes three times on Sundays, said the harbour master.</ol>\
            <p>It had been away for two years, and people on both shores were glad to see it.</p></article>";
        std::fs::write(&page, html).unwrap();
        explain(Config::new([page.display().to_string()]), None, Some(url)).unwrap()
    }

    fn shown(explanation: &Explanation) -> String {
        ExplanationPage(explanation).to_string()
    }

    #[test]
    fn text_is_escaped_in_elements_and_attributes() {
        let hostile = "<script>'\"&amp;\u{1b}\u{0}\n";
        assert_eq!(Escaped(hostile).to_string(), "&lt;script&gt;&#39;&quot;&amp;amp;\u{fffd}\u{fffd}\n");
        assert_eq!(Language(Some(hostile)).to_string().matches('"').count(), 4);
    }

    #[test]
    fn nothing_of_an_address_or_a_field_becomes_markup() {
        let mut explanation = explained("https://a.example/?<script>alert(1)</script>\"'");
        explanation.record.authors = vec!["<img src=x onerror=alert(1)>".to_owned()];
        explanation.record.language = Some("en\"><script>".to_owned());
        explanation.fate = Err((dechaff_pipeline::Reason::TooShort, Some("<script>".to_owned())));
        let page = shown(&explanation);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(
            page.contains("https://a.example/?&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"),
            "{page}"
        );
        assert!(page.contains("Rejected: too_short"), "{page}");
    }

    #[test]
    fn blocks_keep_their_kinds() {
        let page = shown(&explained("https://a.example/"));
        for part in [
            "<details>\n<summary>2 blocks, 3 words dropped: navigation 1, title 1</summary>",
            "<ul>",
            "value=\"7\"",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("href=\"/\""), "{page}");
    }

    #[test]
    fn the_strongest_arguments_stand_beside_their_block() {
        let mut explanation = explained("https://a.example/");
        assert!(shown(&explanation).contains("Argues"));
        explanation.arguments.clear();
        assert!(!shown(&explanation).contains("Argues"));
        let argument = |feature, value, weight| Argument { feature, value, weight };
        let weights: Vec<Argument> = (1u8..=7).map(|n| argument("words", 20.0, f32::from(n))).collect();
        let blocks = explanation.article.as_ref().unwrap().document.blocks().len();
        explanation.arguments = vec![weights; blocks];
        explanation.arguments[0] = vec![argument("link_density", 0.125, -1.5), argument("depth", 3.0, 0.0)];
        let page = shown(&explanation);
        assert_eq!(page.matches("Argues for it:").count(), blocks - 1);
        assert_eq!(page.matches("<span>+7.00</span>").count(), blocks - 1);
        assert_eq!(page.matches("<span>+3.00</span>").count(), blocks - 1);
        assert!(!page.contains("+2.00") && !page.contains("depth"), "five at most, and none without weight");
        assert_eq!(page.matches("Argues against it:").count(), 1);
        assert!(page.contains("<span>−1.50</span>"), "{page}");
        assert!(page.contains("<span>link_<wbr>density</span> <span>0.12</span>"), "{page}");
    }

    #[test]
    fn a_value_that_the_input_gave_says_so() {
        let mut explanation = explained("https://a.example/");
        assert!(shown(&explanation).contains("<span>Ferry returns</span> <small lang=\"en\">dom:h1</small>"));
        explanation.record.title = Some("Another title".to_owned());
        let page = shown(&explanation);
        assert!(page.contains("<span>Another title</span> <small lang=\"en\">input</small>"), "{page}");
    }

    #[test]
    fn a_page_that_was_not_read_has_a_record_all_the_same() {
        let mut explanation = explained("https://a.example/");
        explanation.article = None;
        let page = shown(&explanation);
        assert!(page.contains("The page was not read."), "{page}");
        assert!(page.contains("https://a.example/"), "{page}");
    }
}
