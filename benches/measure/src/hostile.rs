//! Pages made to stall a parser or an extractor: each takes one thing that a page may do and does nothing else.

use crate::random::Random;

/// A kind of hostile page, of any size.
pub struct Member {
    /// What it does.
    pub name: &'static str,
    parts: &'static [Part],
}

/// Markup and how often it stands. `§` in it becomes six digits: the number of the copy.
#[derive(Clone, Copy)]
enum Part {
    Once(&'static str),
    /// As often as it takes, together with the other such parts, to fill the page.
    Fill(&'static str),
    /// So many times as often as the other parts that fill the page.
    More(usize, &'static str),
    /// So often that nothing nests deeper, or nearly.
    Deep(&'static str),
}

use Part::{Deep, Fill, More, Once};

macro_rules! ten {
    ($markup:expr) => {
        concat!($markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup)
    };
}

const fn member(name: &'static str, parts: &'static [Part]) -> Member {
    Member { name, parts }
}

impl Member {
    /// A page of about so many bytes.
    pub fn page(&self, bytes: usize) -> String {
        if self.parts.is_empty() {
            return soup(bytes);
        }
        // Times it stands at least, times it stands in each round, and what.
        let parts = self.parts.iter().map(|part| match *part {
            Once(markup) => (1, 0, markup),
            Fill(markup) => (0, 1, markup),
            More(times, markup) => (0, times, markup),
            Deep(markup) => (500 / markup.matches('<').count(), 0, markup),
        });
        let length = |markup: &str| markup.len() + 4 * markup.matches('§').count();
        let fixed: usize = parts.clone().map(|(least, _, markup)| least * length(markup)).sum();
        let round: usize = parts.clone().map(|(_, times, markup)| times * length(markup)).sum();
        let rounds = bytes.saturating_sub(fixed) / round;
        let mut page = String::with_capacity(bytes + 64);
        for (least, times, markup) in parts {
            for number in 0..least + rounds * times {
                page.push_str(&markup.replace('§', &format!("{number:06}")));
            }
        }
        page
    }
}

/// Tags of all kinds in any order, text between.
fn soup(bytes: usize) -> String {
    const TAGS: &str = "a abbr address applet article aside b big blockquote body br button caption center code col \
        colgroup dd desc details div dl dt em fieldset font footer foreignObject form frameset h1 h2 head header hr html i \
        iframe image img input label li link main marquee math meta mi mtext nav nobr noscript object ol optgroup option p \
        param pre ruby rb rt rtc s script section select small span strike strong style sub summary svg table tbody td \
        template textarea tfoot th thead time title tr tt u ul wbr xmp";
    let tags: Vec<&str> = TAGS.split_whitespace().collect();
    let mut random = Random::new(7);
    let mut page = String::with_capacity(bytes + 64);
    while page.len() < bytes {
        // Raw text is closed at once, or the rest of the page would be one token.
        let raw = ["script", "style", "textarea", "title", "iframe", "xmp"];
        let tag = random.pick(&tags);
        page.push_str(if random.below(3) == 0 { "</" } else { "<" });
        page.push_str(tag);
        page.push_str(random.pick(&["", "", " class=a", " id=x hidden", " type=hidden", "/"]));
        page.push('>');
        if raw.contains(&tag) {
            page.push_str(&format!("x</{tag}>"));
        }
        page.push_str(random.pick(&["", "", " ", "word ", "Two words, and more. ", "&amp;", "\n"]));
    }
    page
}

/// All of them. The first part are those by which parsers are known to be quadratic.
pub const MEMBERS: &[Member] = &[
    // Nesting
    member("div, open", &[Fill("<div>")]),
    member("div, closed", &[Fill("<div>"), Fill("</div>")]),
    member("div with a word each", &[Fill("<div>word ")]),
    member("div with text before and behind", &[Fill("<div>a "), Fill("b</div>")]),
    member("ul and li", &[Fill("<ul><li>")]),
    member("ol and li with words", &[Fill("<ol><li>word ")]),
    member("dl and dd", &[Fill("<dl><dd>")]),
    member("dl and dt", &[Fill("<dl><dt>x")]),
    member("blockquote and p", &[Fill("<blockquote><p>word")]),
    member("section, h2 and p", &[Fill("<section><h2>Head</h2><p>Some words.")]),
    member("span", &[Fill("<span>")]),
    member("span with words", &[Fill("<span>word ")]),
    member("p, open", &[Fill("<p>")]),
    member("button", &[Fill("<button>x")]),
    member("address", &[Fill("<address>x")]),
    member("form", &[Fill("<form>x")]),
    member("object", &[Fill("<object>x")]),
    member("marquee and p", &[Fill("<marquee><p>x")]),
    member("ruby and rt", &[Fill("<ruby>x<rt>")]),
    member("details and summary", &[Fill("<details><summary>x")]),
    member("h1 in h1", &[Fill("<h1>x<div>")]),
    member("custom elements, nested", &[Fill("<x-§>")]),
    member("div, end tags of span", &[Fill("<div>"), More(2, "</span>")]),
    member("div, end tags of p", &[Fill("<div>"), Fill("</p>")]),
    member("div, end tags of br", &[Fill("<div>"), Fill("</br>")]),
    member("div, end tags of headings", &[Fill("<div>"), Fill("</h3>")]),
    member("div, end tags of body", &[Fill("<div>"), Fill("</body>")]),
    member("div, then p", &[Fill("<div>"), Fill("<p>x")]),
    member("div, then li", &[Fill("<div>"), Fill("<li>x")]),
    member("div, then option", &[Fill("<div>"), Fill("<option></option>")]),
    member("div, then form", &[Fill("<div>"), Fill("<form></form>")]),
    member("div, then head and body", &[Fill("<div>"), Fill("<body class=a><html lang=b>")]),
    member("div, then table", &[Fill("<div>"), Fill("<table></table>")]),
    member("template, nested", &[Fill("<template>")]),
    member("template with table rows", &[Fill("<template><tr><td>x")]),
    member("nested and closed, again and again", &[Fill("<div><ul><li><p>x</div>")]),
    // Formatting elements
    member("b, open, in one p", &[Once("<p>"), Fill("<b>")]),
    member("b with a word each", &[Fill("<b>word ")]),
    member("b, then p", &[Fill("<b>"), More(2, "<p>x")]),
    member("font, distinct", &[Fill("<font size=§>")]),
    member("font, distinct, then p", &[More(2, "<font size=§>"), Fill("<p>")]),
    member("font, distinct, p between", &[Fill("<font size=§><p>x")]),
    member("a, nested through div", &[Fill("<a><div>")]),
    member("a with address, through div", &[Fill("<a href=/§><div>x")]),
    member("b and div, closed crosswise", &[Fill("<b><div>"), Fill("</b></div>")]),
    member("i and p, closed crosswise", &[Fill("<i><p>x</i>")]),
    member("adoption over eight", &[Fill("<b><i><u><s><em><big><tt><code><p>x</b>")]),
    member("a, b and table", &[Fill("<a><b><table>")]),
    member("nobr", &[Fill("<nobr>x<div>")]),
    member("applet as marker", &[Fill("<b><applet>")]),
    member("b, then its end tags", &[Fill("<b>"), Fill("</i>")]),
    member("b class, Noah's Ark", &[Fill("<b class=a id=b title=c lang=d dir=e>")]),
    member(
        "b, 100 attributes in common",
        &[Fill("<b a b c d e f g h i j k l m n o p q r s t u v w x y z id=§>")],
    ),
    // Tables
    member("tables in cells", &[Fill("<table><tr><td>")]),
    member("tables in cells with words", &[Fill("<table><tr><td>word<td>")]),
    member("tables without cells", &[Fill("<table>")]),
    member("rows", &[Once("<table>"), Fill("<tr>")]),
    member("cells", &[Once("<table><tr>"), Fill("<td>x")]),
    member("cells of one letter, two to a row", &[Once("<table>"), Fill("<tr><td>a<td>b")]),
    member("spans", &[Once("<table>"), Fill("<td colspan=1000 rowspan=65534>x")]),
    member("span of a column", &[Once("<table>"), Fill("<col span=1000>")]),
    member("foster parented text", &[Once("<table>"), Fill("x<tr>")]),
    member("foster parented elements", &[Once("<table>"), Fill("<div>x</div><tr><td>y")]),
    member("foster parented links", &[Once("<table>"), Fill("<a>x<tr>")]),
    member("foster parented, nested tables", &[Fill("<table>x<b>")]),
    member("captions", &[Once("<table>"), Fill("<caption>x")]),
    member("many small tables", &[Fill("<table><tr><td>x</table>")]),
    member("span, then tables", &[Fill("<span>"), Fill("<table></table>")]),
    member("tbody and tfoot", &[Once("<table>"), Fill("<tbody><tfoot>")]),
    member("hidden input in a table", &[Once("<table>"), Fill("<input type=hidden>")]),
    member("form in a table", &[Once("<table>"), Fill("<form></form>")]),
    // Select, frames, foreign
    member("options in a select", &[Once("<select>"), Fill("<option>")]),
    member("options with text", &[Once("<select>"), Fill("<option value=§>Word</option>")]),
    member("optgroups", &[Once("<select>"), Fill("<optgroup><option>")]),
    member("selects", &[Fill("<select><option>x</select>")]),
    member("selects, not closed", &[Fill("<select>")]),
    member("framesets", &[Fill("<frameset>")]),
    member("frames", &[Once("<frameset>"), Fill("<frame>")]),
    member("svg, nested g", &[Once("<svg>"), Fill("<g>")]),
    member("svg, nested g, wrong end tags", &[Once("<svg>"), Fill("<g>"), Fill("</x>")]),
    member("svg in svg", &[Fill("<svg>")]),
    member("svg and foreignObject", &[Fill("<svg><foreignObject><div>")]),
    member("svg, left by p", &[Fill("<svg><g><p>x")]),
    member("svg titles", &[Fill("<svg><title>Icon</title><path d='M0 0'/></svg>")]),
    member("math, nested", &[Fill("<math><mi>")]),
    member("math and annotation-xml", &[Fill("<math><annotation-xml encoding=text/html><p>x")]),
    member("math, mglyph", &[Once("<math><mtext>"), Fill("<mglyph>")]),
    // Tags and attributes
    member("attributes of one tag", &[Once("<div "), Fill("a§=1 "), Once(">x")]),
    member("attributes without value", &[Once("<div "), Fill("a§ "), Once(">x")]),
    member("the same attribute", &[Once("<div "), Fill("class=a "), Once(">x")]),
    member("tags with ten attributes", &[Fill("<i a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10></i>")]),
    member("end tag with attributes", &[Once("<p>x</p "), Fill("a§=1 "), Once(">")]),
    member("body tags with attributes", &[Fill("<body a§=1 class=b>")]),
    member("html tags with attributes", &[Fill("<html a§=1 lang=b>")]),
    member("slashes in a tag", &[Once("<div "), Fill("/"), Once(">x")]),
    member("equals signs in a tag", &[Once("<div "), Fill("="), Once(">x")]),
    member("quotes in a tag", &[Once("<div "), Fill("\""), Once(">x")]),
    member("spaces in a tag", &[Once("<div"), Fill(" "), Once(">x")]),
    member("a long value", &[Once("<p title=\""), Fill("word "), Once("\">x")]),
    member("a long value, entities", &[Once("<p title=\""), Fill("&amp;"), Once("\">x")]),
    member("a long value, ampersands", &[Once("<p class=\""), Fill("&a"), Once("\">x")]),
    member("unclosed quote", &[Once("<p title=\""), Fill("<p>word ")]),
    member("unclosed quotes", &[Fill("<p title=\"x>")]),
    member("a long tag name", &[Once("<"), Fill("a"), Once(">x")]),
    member("long tag names", &[Fill("<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa§>")]),
    member("a long attribute name", &[Once("<p "), Fill("a"), Once("=1>x")]),
    member("custom elements", &[Fill("<x-§></x-§>")]),
    member("custom elements, distinct attributes", &[Fill("<p data-§=1></p>")]),
    member("classes of one element", &[Once("<div class='"), Fill("c§ "), Once("'><p>Some words here.")]),
    member("the same class", &[Once("<div class='"), Fill("post "), Once("'><p>Some words here.")]),
    member("one long class", &[Once("<div class='"), Fill("a"), Once("'><p>Some words here.")]),
    member("one long class of parts", &[Once("<div class='"), Fill("share-"), Once("'><p>Some words here.")]),
    member("camel case class", &[Once("<div class='"), Fill("aB"), Once("'><p>Some words here.")]),
    member("long class above many blocks", &[Once("<div class='"), Fill("c§ "), Once("'>"), Fill("<p>a")]),
    member(
        "long classes, nested",
        &[Fill("<div class='a b c d e f g h i j k l m n o p q r s t u v w x y z'>x")],
    ),
    member("distinct classes", &[Fill("<div class=c§>x</div>")]),
    member("distinct ids", &[Fill("<p id=i§>x")]),
    member("a long style", &[Once("<div style='"), Fill("color:red;"), Once("'><p>x")]),
    member("hidden blocks", &[Fill("<div style='display:none'>x</div>")]),
    member("hidden, nested", &[Fill("<div hidden>x")]),
    member("a long href", &[Once("<a href='/"), Fill("a/"), Once("'>link</a>")]),
    member("a long srcset", &[Once("<img srcset='"), Fill("/i§.jpg 1x, "), Once("'>")]),
    member("images", &[Fill("<img src=/i§.jpg alt=Word>")]),
    member("a long alt", &[Once("<img alt='"), Fill("word "), Once("'>")]),
    // Characters
    member("ampersands", &[Fill("&")]),
    member("entities", &[Fill("&amp;")]),
    member("entities without semicolon", &[Fill("&ampx")]),
    member("long entities", &[Fill("&CounterClockwiseContourIntegral;")]),
    member("almost entities", &[Fill("&CounterClockwiseContourIntegra")]),
    member("ampersand and letters", &[Once("&"), Fill("a")]),
    member("numeric references", &[Fill("&#x41;")]),
    member("a long number", &[Once("&#"), Fill("1"), Once(";")]),
    member("NUL", &[Once("<p>"), Fill("\0")]),
    member("NUL in tags", &[Fill("<a\0 b\0=\0>")]),
    member("NUL in a script", &[Once("<script>"), Fill("\0")]),
    member("CR", &[Once("<p>x"), Fill("\r")]),
    member("CR in pre", &[Once("<pre>"), Fill("x\r")]),
    member("CR LF", &[Fill("<p>x\r\n")]),
    member("line feeds in pre", &[Once("<pre>"), Fill("x\n")]),
    member("line feeds", &[Fill("\n")]),
    member("spaces", &[Once("<p>x"), Fill(" ")]),
    member("no-break spaces", &[Once("<p>x"), Fill("\u{a0}")]),
    member("BOM", &[Fill("\u{feff}")]),
    member("replacement characters", &[Once("<p>"), Fill("\u{fffd}")]),
    member("soft hyphens", &[Fill("<p>wo\u{ad}rd ")]),
    member("zero-width joiners", &[Once("<p>"), Fill("a\u{200d}")]),
    member("combining marks", &[Once("<p>a"), Fill("\u{301}")]),
    member("characters of four bytes", &[Once("<p>"), Fill("\u{1f600}")]),
    member("Chinese without a stop", &[Once("<p>"), Fill("中文")]),
    member("Chinese sentences", &[Once("<p>"), Fill("这是一个句子。")]),
    member("Thai without a space", &[Once("<p>"), Fill("กขค")]),
    member("Arabic", &[Once("<p>"), Fill("كلمة ")]),
    member("capitals that grow", &[Once("<p>"), Fill("İß ")]),
    // Tokens
    member("less-than signs", &[Fill("<")]),
    member("less-than and slash", &[Fill("</")]),
    member("less-than and letter", &[Fill("<a")]),
    member("greater-than signs", &[Fill(">")]),
    member("question marks", &[Fill("<?")]),
    member("comments, not closed", &[Fill("<!--")]),
    member("comments", &[Fill("<!---->")]),
    member("comments between words", &[Fill("a<!---->")]),
    member("dashes in a comment", &[Once("<!--"), Fill("-")]),
    member("dash, exclamation, in a comment", &[Once("<!--"), Fill("--!")]),
    member("opened in a comment", &[Once("<!--"), Fill("<!-")]),
    member("CDATA outside of svg", &[Fill("<![CDATA[")]),
    member("CDATA in svg", &[Once("<svg>"), Fill("<![CDATA[x]]>")]),
    member("brackets in CDATA", &[Once("<svg><![CDATA["), Fill("]")]),
    member("doctypes", &[Fill("<!doctype html>")]),
    member("a long doctype", &[Once("<!doctype html public \""), Fill("x"), Once("\"><p>y")]),
    member("bogus comments", &[Fill("</ x>")]),
    member("scripts", &[Fill("<script></script>")]),
    member("script, not closed", &[Once("<script>"), Fill("var a=1;")]),
    member("less-than in a script", &[Once("<script>"), Fill("<")]),
    member("almost the end of a script", &[Once("<script>"), Fill("</scrip")]),
    member("escapes in a script", &[Once("<script>"), Fill("<!--<script>")]),
    member("escapes opened and closed", &[Once("<script>"), Fill("<!--<script></script>-->")]),
    member("dashes in a script", &[Once("<script><!--"), Fill("-")]),
    member("styles", &[Fill("<style>a{}</style>")]),
    member("almost the end of a style", &[Once("<style>"), Fill("</styl")]),
    member("title, not closed", &[Once("<title>"), Fill("Word | ")]),
    member("titles", &[Fill("<title>Some words - Site</title>")]),
    member("textarea, not closed", &[Once("<textarea>"), Fill("</textare &lt;")]),
    member("noscript", &[Fill("<noscript><p>x</noscript>")]),
    member("plaintext", &[Once("<plaintext>"), Fill("<p>word ")]),
    member("xmp and iframe", &[Fill("<xmp>x</xmp><iframe>y</iframe>")]),
    // Blocks and text
    member("blocks of one letter", &[Fill("<p>a")]),
    member("div of one letter", &[Fill("<div>a</div>")]),
    member("blocks of a sentence", &[Fill("<p>Some words that make a sentence, number §.")]),
    member("blocks of the same sentence", &[Fill("<p>Some words that make one and the same sentence.")]),
    member("line breaks", &[Once("<p>"), Fill("a<br>")]),
    member("line breaks twice", &[Once("<div>"), Fill("some words<br><br>")]),
    member("rules", &[Fill("<hr>")]),
    member("inline alternating with block", &[Once("<div>"), Fill("a<p>b</p>")]),
    member("inline elements", &[Once("<p>"), Fill("<b>a</b>")]),
    member("inline elements, apart", &[Once("<p>"), Fill("<span class=x>a</span>")]),
    member("list items", &[Once("<ul>"), Fill("<li>a")]),
    member("headings", &[Fill("<h2>Some words</h2>")]),
    member("headings and letters", &[Fill("<h3>a</h3><p>b")]),
    member("links", &[Fill("<a href=/§>a</a>")]),
    member("links in blocks", &[Fill("<p><a href=/§>a</a>")]),
    member("links to one place", &[Fill("<li><a href=/x>Some words</a>")]),
    member("one link around all", &[Once("<a href=/x>"), Fill("<p>word")]),
    member("articles", &[Fill("<article><h2>Head</h2><p>Some words that say what it is about.</article>")]),
    member("articles, nested", &[Fill("<article><p>Some words that say what it is about.")]),
    member("code lines", &[Once("<pre>"), Fill("<span class=line>let a = §;</span>\n")]),
    member("code blocks", &[Fill("<pre><code>let a = §;</code></pre>")]),
    member("one long word", &[Once("<p>"), Fill("a")]),
    member("one long number", &[Once("<p>"), Fill("1")]),
    member(
        "long words",
        &[Once("<p>"), Fill("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ")],
    ),
    member("words", &[Once("<p>"), Fill("word ")]),
    member("letters as words", &[Once("<p>"), Fill("a ")]),
    member("distinct words", &[Once("<p>"), Fill("w§ ")]),
    member("full stops", &[Once("<p>"), Fill(".")]),
    member("stops and spaces", &[Once("<p>"), Fill(". ")]),
    member("commas", &[Once("<p>"), Fill("a,")]),
    member("bars", &[Once("<p>"), Fill("a | ")]),
    member("quotation marks", &[Once("<p>"), Fill("\"")]),
    member("digits and dots", &[Once("<p>"), Fill("1.")]),
    member("at signs", &[Once("<p>"), Fill("a@")]),
    member("addresses in text", &[Once("<p>"), Fill("https://a.example/§ ")]),
    member("colons and slashes", &[Once("<p>"), Fill("https://")]),
    member("dashes", &[Once("<p>"), Fill("-")]),
    member("phrases of boilerplate", &[Fill("<p>Share this story on Facebook")]),
    member("cookies in each block", &[Fill("<div>We use cookies. Accept all</div>")]),
    member("copyright", &[Fill("<p>© 2024 All rights reserved.")]),
    member(
        "comments of readers",
        &[Fill("<div class=comment id=c§><b>Name</b> <p>Some words that I say.</div>")],
    ),
    member("tags of all kinds", &[]),
    // Metadata
    member("dates", &[Fill("<p>3 May 2024")]),
    member("dates in one block", &[Once("<p>"), Fill("2024-05-03 ")]),
    member("dates of digits", &[Once("<p>"), Fill("03/05/2024 12:30 ")]),
    member("time elements", &[Fill("<time datetime=2024-05-03>3 May</time>")]),
    member("time elements, nested", &[Fill("<time>3 May ")]),
    member("bylines", &[Fill("<p class=byline>By Ada Mallow")]),
    member("bylines, nested", &[Fill("<div class=author>By Ada ")]),
    member("rel author", &[Fill("<a rel=author href=/§>Ada Mallow</a>")]),
    member("a long byline", &[Once("<p class=byline>By "), Fill("Ada Mallow, ")]),
    member("a byline of and", &[Once("<p class=author>By "), Fill("and ")]),
    member("itemprop authors", &[Fill("<span itemprop=author>Ada§ Mallow</span>")]),
    member("itemscope, nested", &[Fill("<div itemscope itemprop=author>x")]),
    member("meta tags", &[Fill("<meta name=author content='Ada Mallow'>")]),
    member("meta tags, distinct", &[Fill("<meta name=m§ content=x>")]),
    member("meta tags of tags", &[Fill("<meta property=article:tag content='tag §'>")]),
    member("a long meta", &[Once("<meta name=keywords content='"), Fill("a, "), Once("'>")]),
    member("a long description", &[Once("<meta name=description content='"), Fill("word "), Once("'>")]),
    member("canonical links", &[Fill("<link rel=canonical href=https://a.example/§>")]),
    member("link tags", &[Once("<link rel='"), Fill("icon "), Once("' href=/x>")]),
    member("h1", &[Fill("<h1>Some words §</h1>")]),
    member("h1 and title", &[Once("<title>"), Fill("a - "), Once("</title>"), Fill("<h1>a</h1>")]),
    member("breadcrumbs", &[Once("<nav class=breadcrumb>"), Fill("<a href=/§>Part</a> › ")]),
    member("tags by rel", &[Fill("<a rel=tag href=/§>tag §</a>")]),
    member(
        "JSON-LD, many",
        &[Fill("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>")],
    ),
    member(
        "JSON-LD, nested arrays",
        &[Once("<script type=application/ld+json>"), Fill("["), Fill("]"), Once("</script>")],
    ),
    member(
        "JSON-LD, nested shallowly, many",
        &[Fill("<script type=application/ld+json>[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]</script>")],
    ),
    member("JSON-LD, open arrays", &[Once("<script type=application/ld+json>"), Fill("[")]),
    member(
        "JSON-LD, nested objects",
        &[
            Once("<script type=application/ld+json>"),
            Fill("{\"a\":"),
            Once("1"),
            Fill("}"),
            Once("</script>"),
        ],
    ),
    member(
        "JSON-LD, one long graph",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@type\":\"Article\",\"author\":{\"name\":\"Ada §\"}},"),
            Once("{}]}</script>"),
        ],
    ),
    member(
        "JSON-LD, authors",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
            Fill("{\"name\":\"Ada §\"},"),
            Once("{}]}</script>"),
        ],
    ),
    member(
        "JSON-LD, keywords",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"keywords\":["),
            Fill("\"word §\","),
            Once("\"\"]}</script>"),
        ],
    ),
    member(
        "JSON-LD, ids that refer",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@id\":\"#§\",\"@type\":\"Article\",\"author\":{\"@id\":\"#1\"}},"),
            Once("{}]}</script>"),
        ],
    ),
    member(
        "JSON-LD, one long body",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\""),
            Fill("word "),
            Once("\"}</script><p>word word word"),
        ],
    ),
    member(
        "JSON-LD, keys of one object",
        &[
            Once("<script type=application/ld+json>{"),
            Fill("\"k§\":1,"),
            Once("\"@type\":\"Article\"}</script>"),
        ],
    ),
    member(
        "JSON-LD, line feeds in a string",
        &[Once("<script type=application/ld+json>{\"a\":\""), Fill("\n"), Once("\"}</script>")],
    ),
    member("JSON-LD, comments", &[Once("<script type=application/ld+json>"), Fill("/*"), Once("</script>")]),
    member(
        "JSON-LD, CDATA",
        &[Once("<script type=application/ld+json>"), Fill("<![CDATA["), Once("</script>")],
    ),
    member(
        "next data",
        &[Once("<script id=__NEXT_DATA__ type=application/json>"), Fill("{\"a\":["), Once("</script>")],
    ),
    // Nested as deep as it goes, and much inside: for whoever asks each of the elements around for its text
    member("deep h1, then words", &[Deep("<h1><div>"), Fill("word ")]),
    member("deep h1, then p", &[Deep("<h1><div>"), Fill("<p>word")]),
    member("deep bylines, then words", &[Deep("<div class=author>"), Fill("Ada Mallow, ")]),
    member("deep bylines, then p", &[Deep("<div class=byline>"), Fill("<p>By Ada Mallow")]),
    member("deep itemprop author, then words", &[Deep("<span itemprop=author>"), Fill("Ada ")]),
    member("deep itemprop author, then p", &[Deep("<div itemprop=author itemscope>"), Fill("<p>Ada")]),
    member("deep rel author, then words", &[Deep("<object><a rel=author href=/a>"), Fill("Ada ")]),
    member("deep time, then words", &[Deep("<time>"), Fill("3 May ")]),
    member("deep time, then time", &[Deep("<time>"), Fill("<time>3 May 2024</time>")]),
    member("deep dates, then p", &[Deep("<div class=date>"), Fill("<p>3 May 2024")]),
    member("deep titles, then words", &[Deep("<div class=entry-title itemprop=headline>"), Fill("word ")]),
    member("deep titles, then p", &[Deep("<div class=entry-title itemprop=headline>"), Fill("<p>word")]),
    member("deep breadcrumbs, then links", &[Deep("<nav class=breadcrumb>"), Fill("<a href=/>Part</a> › ")]),
    member("deep tags, then links", &[Deep("<div class=tags>"), Fill("<a rel=tag href=/§>tag</a> ")]),
    member("deep article, then p", &[Deep("<article>"), Fill("<p>word")]),
    member("deep article, then articles", &[Deep("<article>"), Fill("<article><h2>word</h2></article>")]),
    member("deep section, then headings", &[Deep("<section>"), Fill("<h2>word</h2>")]),
    member(
        "deep comments, then comments",
        &[Deep("<div class=comments>"), Fill("<p class=comment id=c§>word")],
    ),
    member("deep lists, then items", &[Deep("<ul><li>"), Fill("<li>word")]),
    member("deep lists, then words", &[Deep("<ul><li>"), Fill("word ")]),
    member("deep tables, then cells", &[Deep("<table><tr><td>"), Fill("<td>word")]),
    member("deep tables, then words", &[Deep("<table><tr><td>"), Fill("word ")]),
    member("deep tables, then tables", &[Deep("<table><tr><td>"), Fill("<table><tr><td>a<td>b</table>")]),
    member("deep links, then p", &[Deep("<object><a href=/a>"), Fill("<p>word")]),
    member("deep quotes, then p", &[Deep("<blockquote>"), Fill("<p>word")]),
    member("deep figures, then captions", &[Deep("<figure>"), Fill("<figcaption>word</figcaption>")]),
    member("deep details, then summaries", &[Deep("<details>"), Fill("<summary>word</summary>")]),
    member("deep pre, then lines", &[Deep("<pre>"), Fill("let a = 1;\n")]),
    member("deep code, then lines", &[Deep("<pre><code>"), Fill("<span>let a = 1;</span>\n")]),
    member("deep hidden, then p", &[Deep("<div hidden style='display:none'>"), Fill("<p>word")]),
    member(
        "deep footers, then p",
        &[Deep("<footer class=footer>"), Fill("<p>© 2024 A. All rights reserved")],
    ),
    member(
        "deep classes, then p",
        &[Deep("<div class='a b c d e f g h i j k l m n o p q r s t' id=§>"), Fill("<p>word")],
    ),
    member(
        "deep and out, again and again",
        &[Fill(concat!(ten!(ten!("<div>")), "word", ten!(ten!("</div>"))))],
    ),
    member(
        "deep h1 and out",
        &[Fill(concat!(ten!(ten!("<div class=a><h1>")), "word", ten!(ten!("</h1></div>"))))],
    ),
    member("deep lists and out", &[Fill(concat!(ten!(ten!("<ul><li>")), "word", ten!(ten!("</ul>"))))]),
    member(
        "deep tables and out",
        &[Fill(concat!(ten!(ten!("<table><td>")), "word", ten!(ten!("</table>"))))],
    ),
    // Much of one and much of another: for whoever compares each with each
    member(
        "title of many parts, many h1",
        &[Once("<title>"), Fill("a§ - "), Once("</title>"), Fill("<h1>a§</h1>")],
    ),
    member(
        "long title, many headings",
        &[Once("<title>"), Fill("word "), Once("</title>"), Fill("<h2>word word</h2>")],
    ),
    member("titles and h1", &[Fill("<meta property=og:title content='word §'>"), Fill("<h1>word §</h1>")]),
    member(
        "site names, title of many parts",
        &[
            Fill("<meta property=og:site_name content='a§'>"),
            Once("<title>"),
            Fill("a§ | "),
            Once("</title>"),
        ],
    ),
    member(
        "long description, many blocks",
        &[Once("<meta name=description content='"), Fill("word "), Once("'>"), Fill("<p>word word word")],
    ),
    member(
        "long og:title, many blocks",
        &[
            Once("<meta property=og:title content='"),
            Fill("word "),
            Once("'>"),
            Fill("<h1>word word</h1><p>a"),
        ],
    ),
    member(
        "authors in meta, bylines",
        &[Fill("<meta name=author content='Ada§ Mallow'>"), Fill("<p class=byline>By Ada§ Mallow")],
    ),
    member(
        "authors in JSON-LD, bylines",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
            Fill("{\"name\":\"Ada§ Mallow\"},"),
            Once("{}]}</script>"),
            Fill("<p class=byline>By Ada§ Mallow"),
        ],
    ),
    member(
        "articles in JSON-LD, headings",
        &[
            Fill("<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"a§\"}</script>"),
            Fill("<h1>a§</h1>"),
        ],
    ),
    member(
        "JSON-LD, ids that refer in a row",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@id\":\"#§\",\"author\":{\"@id\":\"#0§\"},\"@type\":[\"Article\"]},"),
            Once("{}]}</script>"),
        ],
    ),
    member(
        "keywords and tags",
        &[Fill("<meta name=keywords content='a§,b§'>"), Fill("<a rel=tag href=/>a§</a>")],
    ),
    member(
        "sections in meta",
        &[Fill("<meta property=article:section content='a§'>"), Fill("<nav><a href=/>a§</a></nav>")],
    ),
    member(
        "dates in meta, dates in text",
        &[Fill("<meta name=date content=2024-05-03>"), Fill("<p>3 May 2024")],
    ),
    member("ids and labels that refer to them", &[Fill("<p id=i§>a"), Fill("<p aria-labelledby=i§>b")]),
    member("links to parts and parts", &[Fill("<a href='#i§'>a</a>"), Fill("<h2 id=i§>b</h2>")]),
    member("first all headings, then all text", &[Fill("<h2>Some words</h2>"), Fill("<p>Some more words.")]),
    member("first all text, then all headings", &[Fill("<p>Some more words."), Fill("<h2>Some words</h2>")]),
    member("distinct short blocks, twice", &[Fill("<p>word §</p>"), Fill("<p>word §</p>")]),
    member("links without text, then p", &[Fill("<a href=/§></a>"), Fill("<p>word")]),
    member("empty elements, then p", &[Fill("<div class=c§></div>"), Fill("<p>word")]),
    member(
        "a style sheet's rules, and lines",
        &[
            Once("<style>"),
            Fill(".c§{display:block}"),
            Once("</style><pre>"),
            Fill("<span class=c§>a</span>"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_size_asked_for() {
        for member in MEMBERS {
            let page = member.page(100_000);
            assert!((90_000..120_000).contains(&page.len()), "{}: {}", member.name, page.len());
        }
    }

    #[test]
    fn names_are_told_apart() {
        let mut names: Vec<&str> = MEMBERS.iter().map(|m| m.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), MEMBERS.len());
    }
}
