//! Renders an explanation as a self-contained HTML page (`dechaff explain --html`).
//!
//! The page loads nothing and runs nothing: all text of the explained page is escaped, its links are plain text, the
//! styles are inline, and folding uses `<details>`. The reason for each block is an element next to it. It is shown while
//! the block is pointed at or focused, and screen readers read it as the description of the block.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use dechaff_extract::document::{Block, BlockKind};
use dechaff_extract::{Argument, Article, Metadata, UnusedValue, Verdict};
use dechaff_pipeline::Explanation;

use crate::explain::arguments::{number, strongest};
use crate::explain::metadata_fields;
use crate::html::{Escaped, Head};

const STYLE: &str = include_str!("page.css");

/// Number of arguments shown for each side. More would not fit next to a block.
const ARGUMENTS_SHOWN: usize = 5;

/// Number of values of a metadata field shown besides the one that was used.
const UNUSED_SHOWN: usize = 5;

/// Displays an explanation as an HTML page.
pub(crate) struct ExplanationPage<'a>(pub(crate) &'a Explanation);

impl Display for ExplanationPage<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let explanation = self.0;
        let record = &explanation.record;
        let file = if record.source.file == "-" { "standard input" } else { &record.source.file };
        let language = language(explanation);
        let title = format!("{} – dechaff explain", record.title.as_deref().unwrap_or(file));
        write!(out, "{}", Head { title: &title, style: STYLE, nonce: None })?;
        out.write_str(
            "<nav class=\"skip\" aria-label=\"Skip\"><a href=\"#page\">Skip to the page</a> \
             <a href=\"#record\">Skip to the record</a></nav>\n",
        )?;
        write_header(explanation, language, out)?;
        out.write_str("<div class=\"columns\">\n<main id=\"page\" tabindex=\"-1\" aria-labelledby=\"page-heading\">\n<h2 id=\"page-heading\">Page</h2>\n")?;
        match &explanation.article {
            Some(article) => {
                write_blocks(&judged_blocks(article, &explanation.arguments), language, out)?;
            }
            None => out.write_str("<p class=\"nothing\">The page was not read.</p>\n")?,
        }
        out.write_str("</main>\n")?;
        write_record(explanation, language, out)?;
        out.write_str("</div>\n</body>\n</html>\n")
    }
}

/// Displays the attributes of an element that contains words of the explained page: `lang` and `dir`.
#[derive(Clone, Copy)]
struct Language<'a>(Option<&'a str>);

impl Language<'_> {
    /// Formats `lang` only, for elements inside one that has `dir`.
    fn lang_only(self) -> String {
        // An empty tag means that the language is not known. Without it, the words would count as English.
        format!("lang=\"{}\"", Escaped(self.0.unwrap_or("")))
    }
}

impl Display for Language<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} dir=\"auto\"", self.lang_only())
    }
}

/// Returns the detected language, else the declared one.
fn language(explanation: &Explanation) -> Language<'_> {
    let declared = explanation.article.as_ref().and_then(|a| a.metadata.language.as_ref());
    Language(explanation.record.language.as_deref().or(declared.map(|l| l.value.as_str())))
}

fn write_header(explanation: &Explanation, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
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
        "</p>\n<p class=\"legend\"><span class=\"is-kept\">Plain text</span> is the article. \
         <span class=\"is-dropped\">Grey text</span>, folded, was dropped. A score from 0 to 1 says how likely a block \
         belongs to the article. Point at a block, tap it or move to it with the Tab key to see why.</p>\n</header>\n",
    )
}

/// Formats the fate of the page as a badge.
fn fate(explanation: &Explanation) -> String {
    match &explanation.fate {
        Ok(()) => "<strong class=\"fate-kept\">Kept</strong>".to_owned(),
        Err(rejection) => {
            let detail = rejection.detail.as_deref();
            let detail = detail.map(|d| format!(" <span>{}</span>", Escaped(d))).unwrap_or_default();
            format!("<strong class=\"fate-rejected\">Rejected: {}</strong>{detail}", rejection.reason)
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A block and everything that was decided about it.
struct JudgedBlock<'a> {
    /// Number of the block on the page, counted from 1.
    number: usize,
    block: &'a Block,
    text: &'a str,
    verdict: &'a Verdict,
    arguments: &'a [Argument],
}

fn judged_blocks<'a>(article: &'a Article, arguments: &'a [Vec<Argument>]) -> Vec<JudgedBlock<'a>> {
    let blocks = article.document.blocks().iter().zip(&article.verdicts).enumerate();
    blocks
        .map(|(index, (block, verdict))| JudgedBlock {
            number: index + 1,
            block,
            text: article.document.block_text(block),
            verdict,
            arguments: arguments.get(index).map_or(&[], Vec::as_slice),
        })
        .collect()
}

/// The element that neighbouring blocks are grouped in.
#[derive(PartialEq)]
enum Group {
    Folded,
    Bullets,
    Numbers,
    Table,
    Single,
}

impl Group {
    fn new(judged: &JudgedBlock<'_>) -> Self {
        match judged.block.kind {
            _ if !judged.verdict.is_kept() => Self::Folded,
            BlockKind::ListItem { number: None, .. } => Self::Bullets,
            BlockKind::ListItem { .. } => Self::Numbers,
            BlockKind::Cell { .. } => Self::Table,
            _ => Self::Single,
        }
    }
}

fn write_blocks(blocks: &[JudgedBlock<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    if blocks.is_empty() {
        return out.write_str("<p class=\"nothing\">The page has no text.</p>\n");
    }
    for group in blocks.chunk_by(|a, b| Group::new(a) == Group::new(b)) {
        match Group::new(&group[0]) {
            Group::Folded => folded(group, language, out)?,
            Group::Bullets => list("ul", group, language, out)?,
            Group::Numbers => list("ol", group, language, out)?,
            Group::Table => table(group, language, out)?,
            Group::Single => group.iter().try_for_each(|one| single(one, language, out))?,
        }
    }
    Ok(())
}

/// Writes a run of dropped blocks, folded, with a summary of their labels.
fn folded(run: &[JudgedBlock<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
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

fn list(
    element: &str,
    items: &[JudgedBlock<'_>],
    language: Language<'_>,
    out: &mut Formatter<'_>,
) -> fmt::Result {
    writeln!(out, "<{element}>")?;
    for one in items {
        let BlockKind::ListItem { level, number } = one.block.kind else { continue };
        // The marker is on the side where the words of the item begin, so the item has their direction.
        write!(out, "<li {language} class=\"level-{}\"", level.clamp(1, 4))?;
        if let Some(number) = number {
            write!(out, " value=\"{number}\"")?;
        }
        out.write_str(">")?;
        open_block(one, out)?;
        writeln!(out, "<p {}>{}</p></div></li>", language.lang_only(), Escaped(one.text))?;
    }
    writeln!(out, "</{element}>")
}

fn table(cells: &[JudgedBlock<'_>], language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let row_of = |one: &JudgedBlock<'_>| match one.block.kind {
        BlockKind::Cell { row, .. } => row,
        _ => 0,
    };
    let column_of = |one: &JudgedBlock<'_>| match one.block.kind {
        BlockKind::Cell { column, .. } => column,
        _ => 0,
    };
    // The columns have the direction of the words in the first cell.
    writeln!(out, "<div class=\"scroller\"><table {language}>")?;
    for row in cells.chunk_by(|a, b| row_of(a) == row_of(b)) {
        out.write_str("<tr>")?;
        for cell in row.chunk_by(|a, b| column_of(a) == column_of(b)) {
            let element = match cell[0].block.kind {
                BlockKind::Cell { header: true, .. } => "th",
                _ => "td",
            };
            write!(out, "<{element}>")?;
            for one in cell {
                open_block(one, out)?;
                write!(out, "<p {}>{}</p></div>", language.lang_only(), Escaped(one.text))?;
            }
            write!(out, "</{element}>")?;
        }
        out.write_str("</tr>\n")?;
    }
    out.write_str("</table></div>\n")
}

fn single(one: &JudgedBlock<'_>, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    open_block(one, out)?;
    let text = Escaped(one.text);
    match one.block.kind {
        BlockKind::Heading(level) => {
            // Levels 1 and 2 are used by the page itself, for the title and the heading "Page".
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

/// Opens a block: an element that can have the focus, with a name, and with a description that is shown next to it.
fn open_block(one: &JudgedBlock<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let JudgedBlock { number: id, block, verdict, .. } = one;
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
        Escaped(&capitalize(verdict.reason)),
        count(block.words as usize, "word"),
        block.link_words,
    )?;
    let (arguing_for, against) = strongest(one.arguments, ARGUMENTS_SHOWN);
    write_arguments("Argues for it", "for", &arguing_for, out)?;
    write_arguments("Argues against it", "against", &against, out)?;
    out.write_str("</div>")
}

/// Writes features with their values and their contributions to the log-odds.
fn write_arguments(
    title: &str,
    class: &str,
    arguments: &[&Argument],
    out: &mut Formatter<'_>,
) -> fmt::Result {
    if arguments.is_empty() {
        return Ok(());
    }
    write!(out, " <p class=\"side\">{title}:</p>")?;
    for argument in arguments {
        // Spaces and punctuation separate the three for screen readers. Long names can be broken after underscores.
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

fn capitalize(reason: &str) -> String {
    let mut characters = reason.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A field of the record: name, value and source.
type Field<'a> = (&'static str, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// Writes the column with the record.
fn write_record(explanation: &Explanation, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    out.write_str("<aside id=\"record\" tabindex=\"0\" aria-labelledby=\"record-heading\">\n<h2 id=\"record-heading\">Record</h2>\n")?;
    writeln!(out, "<p class=\"sums\">{}</p>", fate(explanation))?;
    write_fields("Article", &article_fields(explanation), language, out)?;
    if let Some(article) = &explanation.article {
        write_unused(&article.metadata, language, out)?;
    }
    write_fields("Site", &site_fields(explanation), language, out)?;
    if let Some(article) = &explanation.article {
        write_fields("Declared by the page", &declared_fields(article), language, out)?;
    }
    write_fields("Input", &input_fields(explanation), language, out)?;
    out.write_str("</aside>\n")
}

/// Writes a list of fields. Fields without a value are named in one line after it.
fn write_fields(
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

/// Writes the values of the metadata fields that were found and not used.
fn write_unused(metadata: &Metadata, language: Language<'_>, out: &mut Formatter<'_>) -> fmt::Result {
    let fields = ["title", "authors", "published", "modified"];
    let fields = fields.map(|name| (name, metadata_fields::unused(metadata, name)));
    if fields.iter().all(|field| field.1.is_empty()) {
        return Ok(());
    }
    out.write_str("<h3>Found and not used</h3>\n<dl>\n")?;
    for (name, unused) in fields.iter().filter(|field| !field.1.is_empty()) {
        write!(out, "<div><dt>{name}</dt>")?;
        for UnusedValue { value, source, reason, .. } in unused.iter().take(UNUSED_SHOWN) {
            let (value, source) = (Escaped(value), Escaped(source));
            write!(
                out,
                "<dd {language}><span>{value}</span> <small lang=\"en\">{source}: {reason}</small></dd>"
            )?;
        }
        out.write_str("</div>\n")?;
    }
    out.write_str("</dl>\n")
}

fn article_fields(explanation: &Explanation) -> Vec<Field<'_>> {
    let record = &explanation.record;
    let mut fields = vec![
        found_field(explanation, "title", record.title.as_deref()),
        found_field(explanation, "authors", joined(&record.authors)),
        found_field(explanation, "published", record.published.as_deref()),
        found_field(explanation, "modified", record.modified.as_deref()),
    ];
    if explanation.article.is_none() {
        return fields;
    }
    fields.extend([
        ("language", record.language.as_deref().map(Cow::from), record.language_score.map(language_source)),
        ("page_type", record.page_type.as_deref().map(Cow::from), None),
        ("page_type_score", record.page_type_score.map(|score| Cow::from(format!("{score:.2}"))), None),
        ("words", Some(record.words.to_string().into()), None),
        ("confidence", Some(format!("{:.2}", record.confidence).into()), None),
    ]);
    fields
}

/// Formats the source of the detected language: the text, with the score.
fn language_source<'a>(score: f64) -> Cow<'a, str> {
    format!("from the text, {score:.2}").into()
}

fn site_fields(explanation: &Explanation) -> Vec<Field<'_>> {
    let record = &explanation.record;
    vec![
        ("url", record.url.as_deref().map(Cow::from), record.url.as_ref().map(|_| INPUT.into())),
        found_field(explanation, "canonical_url", record.canonical_url.as_deref()),
        ("domain", record.domain.as_deref().map(Cow::from), None),
        found_field(explanation, "site_name", record.site_name.as_deref()),
        found_field(explanation, "section", record.section.as_deref()),
        found_field(explanation, "tags", joined(&record.tags)),
        found_field(explanation, "description", record.description.as_deref()),
        found_field(explanation, "image", record.image.as_deref()),
        found_field(explanation, "license", record.license.as_deref()),
    ]
}

/// Fields that the page declares and that the record does not adopt.
fn declared_fields(article: &Article) -> Vec<Field<'_>> {
    ["language", "page_type", "paywalled"]
        .into_iter()
        .map(|name| {
            let (value, source) = metadata_fields::find(&article.metadata, name).unzip();
            (name, value, source.map(Cow::from))
        })
        .collect()
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
    if let Some(source) = explanation.article.as_ref().and_then(|a| a.from_data.as_ref()) {
        fields.push(("from_data", Some(source.path.as_str().into()), Some(source.form.as_str().into())));
    }
    if !record.content_hash.is_empty() {
        fields.push(("content_hash", Some(record.content_hash.as_str().into()), None));
    }
    if !record.flags.is_empty() {
        fields.push(("flags", Some(record.flags.join(", ").into()), None));
    }
    fields
}

/// The source of a value that the input declares.
const INPUT: &str = "input";

/// A field that can be found on the page or declared by the input. Its source is the page's if the record has the value
/// that was found there, else the input.
fn found_field<'a>(
    explanation: &'a Explanation,
    name: &'static str,
    value: Option<impl Into<Cow<'a, str>>>,
) -> Field<'a> {
    let value: Option<Cow<'a, str>> = value.map(Into::into);
    let source = value.as_ref().map(|value| {
        let metadata = explanation.article.as_ref().map(|a| &a.metadata);
        match metadata.and_then(|m| metadata_fields::find(m, name)) {
            Some((found, source)) if found == *value => source.into(),
            _ => INPUT.into(),
        }
    });
    (name, value, source)
}

/// The values of a list as one text, in the same way as in [`metadata_fields`]. `None` if the list is empty.
fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join("; "))
}

#[cfg(test)]
mod tests {
    use dechaff_pipeline::{Config, Reason, Rejection, explain};

    use super::*;

    /// Explains a story with lists and navigation, at a URL.
    fn explain_story(url: &str) -> Explanation {
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

    fn render(explanation: &Explanation) -> String {
        ExplanationPage(explanation).to_string()
    }

    #[test]
    fn text_is_escaped_in_elements_and_attributes() {
        let hostile = "<script>'\"&amp;\u{1b}\u{0}\n";
        assert_eq!(Escaped(hostile).to_string(), "&lt;script&gt;&#39;&quot;&amp;amp;\u{fffd}\u{fffd}\n");
        assert_eq!(Language(Some(hostile)).to_string().matches('"').count(), 4);
    }

    #[test]
    fn urls_and_fields_never_become_markup() {
        let mut explanation = explain_story("https://a.example/?<script>alert(1)</script>\"'");
        explanation.record.authors = vec!["<img src=x onerror=alert(1)>".to_owned()];
        explanation.record.language = Some("en\"><script>".to_owned());
        explanation.fate = Err(Rejection::new(Reason::TooShort, Some("<script>".to_owned())));
        let page = render(&explanation);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(
            page.contains("https://a.example/?&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"),
            "{page}"
        );
        assert!(page.contains("Rejected: too_short"), "{page}");
    }

    #[test]
    fn blocks_keep_their_kinds() {
        let page = render(&explain_story("https://a.example/"));
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
    fn the_strongest_arguments_are_next_to_their_block() {
        let mut explanation = explain_story("https://a.example/");
        assert!(render(&explanation).contains("Argues"));
        explanation.arguments.clear();
        assert!(!render(&explanation).contains("Argues"));
        let argument = |feature, value, weight| Argument { feature, value, weight };
        let weights: Vec<Argument> = (1u8..=7).map(|n| argument("words", 20.0, f32::from(n))).collect();
        let blocks = explanation.article.as_ref().unwrap().document.blocks().len();
        explanation.arguments = vec![weights; blocks];
        explanation.arguments[0] = vec![argument("link_density", 0.125, -1.5), argument("depth", 3.0, 0.0)];
        let page = render(&explanation);
        assert_eq!(page.matches("Argues for it:").count(), blocks - 1);
        assert_eq!(page.matches("<span>+7.00</span>").count(), blocks - 1);
        assert_eq!(page.matches("<span>+3.00</span>").count(), blocks - 1);
        assert!(!page.contains("+2.00") && !page.contains("depth"), "at most five, and none without weight");
        assert_eq!(page.matches("Argues against it:").count(), 1);
        assert!(page.contains("<span>−1.50</span>"), "{page}");
        assert!(page.contains("<span>link_<wbr>density</span> <span>0.12</span>"), "{page}");
    }

    #[test]
    fn a_value_from_the_input_says_so() {
        let mut explanation = explain_story("https://a.example/");
        assert!(
            render(&explanation).contains("<span>Ferry returns</span> <small lang=\"en\">dom:h1</small>")
        );
        explanation.record.title = Some("Another title".to_owned());
        let page = render(&explanation);
        assert!(page.contains("<span>Another title</span> <small lang=\"en\">input</small>"), "{page}");
    }

    #[test]
    fn a_page_that_was_not_read_has_a_record() {
        let mut explanation = explain_story("https://a.example/");
        explanation.article = None;
        let page = render(&explanation);
        assert!(page.contains("The page was not read."), "{page}");
        assert!(page.contains("https://a.example/"), "{page}");
    }
}
