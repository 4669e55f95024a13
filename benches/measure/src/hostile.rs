//! Pages made to stall a parser or an extractor: each takes one thing that a page may do and does nothing else.

use crate::random::Random;

/// A kind of hostile page, of any size.
pub struct Member {
    /// What it does.
    pub name: &'static str,
    parts: &'static [Part],
}

/// Markup and how often it stands: the number is a share, all parts together fill the page; 0 is once. `§` in the markup
/// becomes six
/// digits that no other copy has.
type Part = (&'static str, usize);

const fn member(name: &'static str, parts: &'static [Part]) -> Member {
    Member { name, parts }
}

impl Member {
    /// A page of about so many bytes.
    pub fn page(&self, bytes: usize) -> String {
        if self.parts.is_empty() {
            return soup(bytes);
        }
        let length = |markup: &str| markup.len() + if markup.contains('§') { 4 } else { 0 };
        let fixed: usize = self.parts.iter().filter(|p| p.1 == 0).map(|p| length(p.0)).sum();
        let round: usize = self.parts.iter().map(|p| length(p.0) * p.1).sum();
        let rounds = bytes.saturating_sub(fixed) / round.max(1);
        let mut page = String::with_capacity(bytes + 64);
        let mut number = 0;
        for (markup, share) in self.parts {
            for _ in 0..if *share == 0 { 1 } else { rounds * share } {
                match markup.split_once('§') {
                    Some((before, after)) => {
                        number += 1;
                        page.push_str(before);
                        page.push_str(&format!("{number:06}"));
                        page.push_str(after);
                    }
                    None => page.push_str(markup),
                }
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
    member("div, open", &[("<div>", 1)]),
    member("div, closed", &[("<div>", 1), ("</div>", 1)]),
    member("div with a word each", &[("<div>word ", 1)]),
    member("div with text before and behind", &[("<div>a ", 1), ("b</div>", 1)]),
    member("ul and li", &[("<ul><li>", 1)]),
    member("ol and li with words", &[("<ol><li>word ", 1)]),
    member("dl and dd", &[("<dl><dd>", 1)]),
    member("dl and dt", &[("<dl><dt>x", 1)]),
    member("blockquote and p", &[("<blockquote><p>word", 1)]),
    member("section, h2 and p", &[("<section><h2>Head</h2><p>Some words.", 1)]),
    member("span", &[("<span>", 1)]),
    member("span with words", &[("<span>word ", 1)]),
    member("p, open", &[("<p>", 1)]),
    member("button", &[("<button>x", 1)]),
    member("address", &[("<address>x", 1)]),
    member("form", &[("<form>x", 1)]),
    member("object", &[("<object>x", 1)]),
    member("marquee and p", &[("<marquee><p>x", 1)]),
    member("ruby and rt", &[("<ruby>x<rt>", 1)]),
    member("details and summary", &[("<details><summary>x", 1)]),
    member("h1 in h1", &[("<h1>x<div>", 1)]),
    member("custom elements, nested", &[("<x-§>", 1)]),
    member("div, end tags of span", &[("<div>", 1), ("</span>", 2)]),
    member("div, end tags of p", &[("<div>", 1), ("</p>", 1)]),
    member("div, end tags of br", &[("<div>", 1), ("</br>", 1)]),
    member("div, end tags of headings", &[("<div>", 1), ("</h3>", 1)]),
    member("div, end tags of body", &[("<div>", 1), ("</body>", 1)]),
    member("div, then p", &[("<div>", 1), ("<p>x", 1)]),
    member("div, then li", &[("<div>", 1), ("<li>x", 1)]),
    member("div, then option", &[("<div>", 1), ("<option></option>", 1)]),
    member("div, then form", &[("<div>", 1), ("<form></form>", 1)]),
    member("div, then head and body", &[("<div>", 1), ("<body class=a><html lang=b>", 1)]),
    member("div, then table", &[("<div>", 1), ("<table></table>", 1)]),
    member("template, nested", &[("<template>", 1)]),
    member("template with table rows", &[("<template><tr><td>x", 1)]),
    member("nested and closed, again and again", &[("<div><ul><li><p>x</div>", 1)]),
    // Formatting elements
    member("b, open, in one p", &[("<p>", 0), ("<b>", 1)]),
    member("b with a word each", &[("<b>word ", 1)]),
    member("b, then p", &[("<b>", 1), ("<p>x", 2)]),
    member("font, distinct", &[("<font size=§>", 1)]),
    member("font, distinct, then p", &[("<font size=§>", 2), ("<p>", 1)]),
    member("font, distinct, p between", &[("<font size=§><p>x", 1)]),
    member("a, nested through div", &[("<a><div>", 1)]),
    member("a with address, through div", &[("<a href=/§><div>x", 1)]),
    member("b and div, closed crosswise", &[("<b><div>", 1), ("</b></div>", 1)]),
    member("i and p, closed crosswise", &[("<i><p>x</i>", 1)]),
    member("adoption over eight", &[("<b><i><u><s><em><big><tt><code><p>x</b>", 1)]),
    member("a, b and table", &[("<a><b><table>", 1)]),
    member("nobr", &[("<nobr>x<div>", 1)]),
    member("applet as marker", &[("<b><applet>", 1)]),
    member("b, then its end tags", &[("<b>", 1), ("</i>", 1)]),
    member("b class, Noah's Ark", &[("<b class=a id=b title=c lang=d dir=e>", 1)]),
    member(
        "b, 100 attributes in common",
        &[("<b a b c d e f g h i j k l m n o p q r s t u v w x y z id=§>", 1)],
    ),
    // Tables
    member("tables in cells", &[("<table><tr><td>", 1)]),
    member("tables in cells with words", &[("<table><tr><td>word<td>", 1)]),
    member("tables without cells", &[("<table>", 1)]),
    member("rows", &[("<table>", 0), ("<tr>", 1)]),
    member("cells", &[("<table><tr>", 0), ("<td>x", 1)]),
    member("cells of one letter, two to a row", &[("<table>", 0), ("<tr><td>a<td>b", 1)]),
    member("spans", &[("<table>", 0), ("<td colspan=1000 rowspan=65534>x", 1)]),
    member("span of a column", &[("<table>", 0), ("<col span=1000>", 1)]),
    member("foster parented text", &[("<table>", 0), ("x<tr>", 1)]),
    member("foster parented elements", &[("<table>", 0), ("<div>x</div><tr><td>y", 1)]),
    member("foster parented links", &[("<table>", 0), ("<a>x<tr>", 1)]),
    member("foster parented, nested tables", &[("<table>x<b>", 1)]),
    member("captions", &[("<table>", 0), ("<caption>x", 1)]),
    member("many small tables", &[("<table><tr><td>x</table>", 1)]),
    member("span, then tables", &[("<span>", 1), ("<table></table>", 1)]),
    member("tbody and tfoot", &[("<table>", 0), ("<tbody><tfoot>", 1)]),
    member("hidden input in a table", &[("<table>", 0), ("<input type=hidden>", 1)]),
    member("form in a table", &[("<table>", 0), ("<form></form>", 1)]),
    // Select, frames, foreign
    member("options in a select", &[("<select>", 0), ("<option>", 1)]),
    member("options with text", &[("<select>", 0), ("<option value=§>Word</option>", 1)]),
    member("optgroups", &[("<select>", 0), ("<optgroup><option>", 1)]),
    member("selects", &[("<select><option>x</select>", 1)]),
    member("selects, not closed", &[("<select>", 1)]),
    member("framesets", &[("<frameset>", 1)]),
    member("frames", &[("<frameset>", 0), ("<frame>", 1)]),
    member("svg, nested g", &[("<svg>", 0), ("<g>", 1)]),
    member("svg, nested g, wrong end tags", &[("<svg>", 0), ("<g>", 1), ("</x>", 1)]),
    member("svg in svg", &[("<svg>", 1)]),
    member("svg and foreignObject", &[("<svg><foreignObject><div>", 1)]),
    member("svg, left by p", &[("<svg><g><p>x", 1)]),
    member("svg titles", &[("<svg><title>Icon</title><path d='M0 0'/></svg>", 1)]),
    member("math, nested", &[("<math><mi>", 1)]),
    member("math and annotation-xml", &[("<math><annotation-xml encoding=text/html><p>x", 1)]),
    member("math, mglyph", &[("<math><mtext>", 0), ("<mglyph>", 1)]),
    // Tags and attributes
    member("attributes of one tag", &[("<div ", 0), ("a§=1 ", 1), (">x", 0)]),
    member("attributes without value", &[("<div ", 0), ("a§ ", 1), (">x", 0)]),
    member("the same attribute", &[("<div ", 0), ("class=a ", 1), (">x", 0)]),
    member("tags with ten attributes", &[("<i a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10></i>", 1)]),
    member("end tag with attributes", &[("<p>x</p ", 0), ("a§=1 ", 1), (">", 0)]),
    member("body tags with attributes", &[("<body a§=1 class=b>", 1)]),
    member("html tags with attributes", &[("<html a§=1 lang=b>", 1)]),
    member("slashes in a tag", &[("<div ", 0), ("/", 1), (">x", 0)]),
    member("equals signs in a tag", &[("<div ", 0), ("=", 1), (">x", 0)]),
    member("quotes in a tag", &[("<div ", 0), ("\"", 1), (">x", 0)]),
    member("spaces in a tag", &[("<div", 0), (" ", 1), (">x", 0)]),
    member("a long value", &[("<p title=\"", 0), ("word ", 1), ("\">x", 0)]),
    member("a long value, entities", &[("<p title=\"", 0), ("&amp;", 1), ("\">x", 0)]),
    member("a long value, ampersands", &[("<p class=\"", 0), ("&a", 1), ("\">x", 0)]),
    member("unclosed quote", &[("<p title=\"", 0), ("<p>word ", 1)]),
    member("unclosed quotes", &[("<p title=\"x>", 1)]),
    member("a long tag name", &[("<", 0), ("a", 1), (">x", 0)]),
    member("long tag names", &[("<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa§>", 1)]),
    member("a long attribute name", &[("<p ", 0), ("a", 1), ("=1>x", 0)]),
    member("custom elements", &[("<x-§></x-§>", 1)]),
    member("custom elements, distinct attributes", &[("<p data-§=1></p>", 1)]),
    member("classes of one element", &[("<div class='", 0), ("c§ ", 1), ("'><p>Some words here.", 0)]),
    member("the same class", &[("<div class='", 0), ("post ", 1), ("'><p>Some words here.", 0)]),
    member("one long class", &[("<div class='", 0), ("a", 1), ("'><p>Some words here.", 0)]),
    member("one long class of parts", &[("<div class='", 0), ("share-", 1), ("'><p>Some words here.", 0)]),
    member("camel case class", &[("<div class='", 0), ("aB", 1), ("'><p>Some words here.", 0)]),
    member("long class above many blocks", &[("<div class='", 0), ("c§ ", 1), ("'>", 0), ("<p>a", 1)]),
    member(
        "long classes, nested",
        &[("<div class='a b c d e f g h i j k l m n o p q r s t u v w x y z'>x", 1)],
    ),
    member("distinct classes", &[("<div class=c§>x</div>", 1)]),
    member("distinct ids", &[("<p id=i§>x", 1)]),
    member("a long style", &[("<div style='", 0), ("color:red;", 1), ("'><p>x", 0)]),
    member("hidden blocks", &[("<div style='display:none'>x</div>", 1)]),
    member("hidden, nested", &[("<div hidden>x", 1)]),
    member("a long href", &[("<a href='/", 0), ("a/", 1), ("'>link</a>", 0)]),
    member("a long srcset", &[("<img srcset='", 0), ("/i§.jpg 1x, ", 1), ("'>", 0)]),
    member("images", &[("<img src=/i§.jpg alt=Word>", 1)]),
    member("a long alt", &[("<img alt='", 0), ("word ", 1), ("'>", 0)]),
    // Characters
    member("ampersands", &[("&", 1)]),
    member("entities", &[("&amp;", 1)]),
    member("entities without semicolon", &[("&ampx", 1)]),
    member("long entities", &[("&CounterClockwiseContourIntegral;", 1)]),
    member("almost entities", &[("&CounterClockwiseContourIntegra", 1)]),
    member("ampersand and letters", &[("&", 0), ("a", 1)]),
    member("numeric references", &[("&#x41;", 1)]),
    member("a long number", &[("&#", 0), ("1", 1), (";", 0)]),
    member("NUL", &[("<p>", 0), ("\0", 1)]),
    member("NUL in tags", &[("<a\0 b\0=\0>", 1)]),
    member("NUL in a script", &[("<script>", 0), ("\0", 1)]),
    member("CR", &[("<p>x", 0), ("\r", 1)]),
    member("CR in pre", &[("<pre>", 0), ("x\r", 1)]),
    member("CR LF", &[("<p>x\r\n", 1)]),
    member("line feeds in pre", &[("<pre>", 0), ("x\n", 1)]),
    member("line feeds", &[("\n", 1)]),
    member("spaces", &[("<p>x", 0), (" ", 1)]),
    member("no-break spaces", &[("<p>x", 0), ("\u{a0}", 1)]),
    member("BOM", &[("\u{feff}", 1)]),
    member("replacement characters", &[("<p>", 0), ("\u{fffd}", 1)]),
    member("soft hyphens", &[("<p>wo\u{ad}rd ", 1)]),
    member("zero-width joiners", &[("<p>", 0), ("a\u{200d}", 1)]),
    member("combining marks", &[("<p>a", 0), ("\u{301}", 1)]),
    member("characters of four bytes", &[("<p>", 0), ("\u{1f600}", 1)]),
    member("Chinese without a stop", &[("<p>", 0), ("中文", 1)]),
    member("Chinese sentences", &[("<p>", 0), ("这是一个句子。", 1)]),
    member("Thai without a space", &[("<p>", 0), ("กขค", 1)]),
    member("Arabic", &[("<p>", 0), ("كلمة ", 1)]),
    member("capitals that grow", &[("<p>", 0), ("İß ", 1)]),
    // Tokens
    member("less-than signs", &[("<", 1)]),
    member("less-than and slash", &[("</", 1)]),
    member("less-than and letter", &[("<a", 1)]),
    member("greater-than signs", &[(">", 1)]),
    member("question marks", &[("<?", 1)]),
    member("comments, not closed", &[("<!--", 1)]),
    member("comments", &[("<!---->", 1)]),
    member("comments between words", &[("a<!---->", 1)]),
    member("dashes in a comment", &[("<!--", 0), ("-", 1)]),
    member("dash, exclamation, in a comment", &[("<!--", 0), ("--!", 1)]),
    member("opened in a comment", &[("<!--", 0), ("<!-", 1)]),
    member("CDATA outside of svg", &[("<![CDATA[", 1)]),
    member("CDATA in svg", &[("<svg>", 0), ("<![CDATA[x]]>", 1)]),
    member("brackets in CDATA", &[("<svg><![CDATA[", 0), ("]", 1)]),
    member("doctypes", &[("<!doctype html>", 1)]),
    member("a long doctype", &[("<!doctype html public \"", 0), ("x", 1), ("\"><p>y", 0)]),
    member("bogus comments", &[("</ x>", 1)]),
    member("scripts", &[("<script></script>", 1)]),
    member("script, not closed", &[("<script>", 0), ("var a=1;", 1)]),
    member("less-than in a script", &[("<script>", 0), ("<", 1)]),
    member("almost the end of a script", &[("<script>", 0), ("</scrip", 1)]),
    member("escapes in a script", &[("<script>", 0), ("<!--<script>", 1)]),
    member("escapes opened and closed", &[("<script>", 0), ("<!--<script></script>-->", 1)]),
    member("dashes in a script", &[("<script><!--", 0), ("-", 1)]),
    member("styles", &[("<style>a{}</style>", 1)]),
    member("almost the end of a style", &[("<style>", 0), ("</styl", 1)]),
    member("title, not closed", &[("<title>", 0), ("Word | ", 1)]),
    member("titles", &[("<title>Some words - Site</title>", 1)]),
    member("textarea, not closed", &[("<textarea>", 0), ("</textare &lt;", 1)]),
    member("noscript", &[("<noscript><p>x</noscript>", 1)]),
    member("plaintext", &[("<plaintext>", 0), ("<p>word ", 1)]),
    member("xmp and iframe", &[("<xmp>x</xmp><iframe>y</iframe>", 1)]),
    // Blocks and text
    member("blocks of one letter", &[("<p>a", 1)]),
    member("div of one letter", &[("<div>a</div>", 1)]),
    member("blocks of a sentence", &[("<p>Some words that make a sentence, number §.", 1)]),
    member("blocks of the same sentence", &[("<p>Some words that make one and the same sentence.", 1)]),
    member("line breaks", &[("<p>", 0), ("a<br>", 1)]),
    member("line breaks twice", &[("<div>", 0), ("some words<br><br>", 1)]),
    member("rules", &[("<hr>", 1)]),
    member("inline alternating with block", &[("<div>", 0), ("a<p>b</p>", 1)]),
    member("inline elements", &[("<p>", 0), ("<b>a</b>", 1)]),
    member("inline elements, apart", &[("<p>", 0), ("<span class=x>a</span>", 1)]),
    member("list items", &[("<ul>", 0), ("<li>a", 1)]),
    member("headings", &[("<h2>Some words</h2>", 1)]),
    member("headings and letters", &[("<h3>a</h3><p>b", 1)]),
    member("links", &[("<a href=/§>a</a>", 1)]),
    member("links in blocks", &[("<p><a href=/§>a</a>", 1)]),
    member("links to one place", &[("<li><a href=/x>Some words</a>", 1)]),
    member("one link around all", &[("<a href=/x>", 0), ("<p>word", 1)]),
    member("articles", &[("<article><h2>Head</h2><p>Some words that say what it is about.</article>", 1)]),
    member("articles, nested", &[("<article><p>Some words that say what it is about.", 1)]),
    member("code lines", &[("<pre>", 0), ("<span class=line>let a = §;</span>\n", 1)]),
    member("code blocks", &[("<pre><code>let a = §;</code></pre>", 1)]),
    member("one long word", &[("<p>", 0), ("a", 1)]),
    member("one long number", &[("<p>", 0), ("1", 1)]),
    member(
        "long words",
        &[("<p>", 0), ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", 1)],
    ),
    member("words", &[("<p>", 0), ("word ", 1)]),
    member("letters as words", &[("<p>", 0), ("a ", 1)]),
    member("distinct words", &[("<p>", 0), ("w§ ", 1)]),
    member("full stops", &[("<p>", 0), (".", 1)]),
    member("stops and spaces", &[("<p>", 0), (". ", 1)]),
    member("commas", &[("<p>", 0), ("a,", 1)]),
    member("bars", &[("<p>", 0), ("a | ", 1)]),
    member("quotation marks", &[("<p>", 0), ("\"", 1)]),
    member("digits and dots", &[("<p>", 0), ("1.", 1)]),
    member("at signs", &[("<p>", 0), ("a@", 1)]),
    member("addresses in text", &[("<p>", 0), ("https://a.example/§ ", 1)]),
    member("colons and slashes", &[("<p>", 0), ("https://", 1)]),
    member("dashes", &[("<p>", 0), ("-", 1)]),
    member("phrases of boilerplate", &[("<p>Share this story on Facebook", 1)]),
    member("cookies in each block", &[("<div>We use cookies. Accept all</div>", 1)]),
    member("copyright", &[("<p>© 2024 All rights reserved.", 1)]),
    member(
        "comments of readers",
        &[("<div class=comment id=c§><b>Name</b> <p>Some words that I say.</div>", 1)],
    ),
    member("tags of all kinds", &[]),
    // Metadata
    member("dates", &[("<p>3 May 2024", 1)]),
    member("dates in one block", &[("<p>", 0), ("2024-05-03 ", 1)]),
    member("dates of digits", &[("<p>", 0), ("03/05/2024 12:30 ", 1)]),
    member("time elements", &[("<time datetime=2024-05-03>3 May</time>", 1)]),
    member("time elements, nested", &[("<time>3 May ", 1)]),
    member("bylines", &[("<p class=byline>By Ada Mallow", 1)]),
    member("bylines, nested", &[("<div class=author>By Ada ", 1)]),
    member("rel author", &[("<a rel=author href=/§>Ada Mallow</a>", 1)]),
    member("a long byline", &[("<p class=byline>By ", 0), ("Ada Mallow, ", 1)]),
    member("a byline of and", &[("<p class=author>By ", 0), ("and ", 1)]),
    member("itemprop authors", &[("<span itemprop=author>Ada§ Mallow</span>", 1)]),
    member("itemscope, nested", &[("<div itemscope itemprop=author>x", 1)]),
    member("meta tags", &[("<meta name=author content='Ada Mallow'>", 1)]),
    member("meta tags, distinct", &[("<meta name=m§ content=x>", 1)]),
    member("meta tags of tags", &[("<meta property=article:tag content='tag §'>", 1)]),
    member("a long meta", &[("<meta name=keywords content='", 0), ("a, ", 1), ("'>", 0)]),
    member("a long description", &[("<meta name=description content='", 0), ("word ", 1), ("'>", 0)]),
    member("canonical links", &[("<link rel=canonical href=https://a.example/§>", 1)]),
    member("link tags", &[("<link rel='", 0), ("icon ", 1), ("' href=/x>", 0)]),
    member("h1", &[("<h1>Some words §</h1>", 1)]),
    member("h1 and title", &[("<title>", 0), ("a - ", 1), ("</title>", 0), ("<h1>a</h1>", 1)]),
    member("breadcrumbs", &[("<nav class=breadcrumb>", 0), ("<a href=/§>Part</a> › ", 1)]),
    member("tags by rel", &[("<a rel=tag href=/§>tag §</a>", 1)]),
    member(
        "JSON-LD, many",
        &[("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>", 1)],
    ),
    member(
        "JSON-LD, nested arrays",
        &[("<script type=application/ld+json>", 0), ("[", 1), ("]", 1), ("</script>", 0)],
    ),
    member(
        "JSON-LD, nested shallowly, many",
        &[("<script type=application/ld+json>[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]</script>", 1)],
    ),
    member("JSON-LD, open arrays", &[("<script type=application/ld+json>", 0), ("[", 1)]),
    member(
        "JSON-LD, nested objects",
        &[("<script type=application/ld+json>", 0), ("{\"a\":", 1), ("1", 0), ("}", 1), ("</script>", 0)],
    ),
    member(
        "JSON-LD, one long graph",
        &[
            ("<script type=application/ld+json>{\"@graph\":[", 0),
            ("{\"@type\":\"Article\",\"author\":{\"name\":\"Ada §\"}},", 1),
            ("{}]}</script>", 0),
        ],
    ),
    member(
        "JSON-LD, authors",
        &[
            ("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":[", 0),
            ("{\"name\":\"Ada §\"},", 1),
            ("{}]}</script>", 0),
        ],
    ),
    member(
        "JSON-LD, keywords",
        &[
            ("<script type=application/ld+json>{\"@type\":\"Article\",\"keywords\":[", 0),
            ("\"word §\",", 1),
            ("\"\"]}</script>", 0),
        ],
    ),
    member(
        "JSON-LD, ids that refer",
        &[
            ("<script type=application/ld+json>{\"@graph\":[", 0),
            ("{\"@id\":\"#§\",\"@type\":\"Article\",\"author\":{\"@id\":\"#1\"}},", 1),
            ("{}]}</script>", 0),
        ],
    ),
    member(
        "JSON-LD, one long body",
        &[
            ("<script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\"", 0),
            ("word ", 1),
            ("\"}</script><p>word word word", 0),
        ],
    ),
    member(
        "JSON-LD, keys of one object",
        &[
            ("<script type=application/ld+json>{", 0),
            ("\"k§\":1,", 1),
            ("\"@type\":\"Article\"}</script>", 0),
        ],
    ),
    member(
        "JSON-LD, line feeds in a string",
        &[("<script type=application/ld+json>{\"a\":\"", 0), ("\n", 1), ("\"}</script>", 0)],
    ),
    member("JSON-LD, comments", &[("<script type=application/ld+json>", 0), ("/*", 1), ("</script>", 0)]),
    member("JSON-LD, CDATA", &[("<script type=application/ld+json>", 0), ("<![CDATA[", 1), ("</script>", 0)]),
    member(
        "next data",
        &[("<script id=__NEXT_DATA__ type=application/json>", 0), ("{\"a\":[", 1), ("</script>", 0)],
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
