//! Pages built to stall a parser or an extractor. Each repeats one construct, or two, and has nothing else.

use crate::random::Random;

/// A kind of hostile page, of any size.
pub struct Member {
    /// The constructs that it repeats.
    pub name: String,
    parts: Vec<Part>,
}

/// All kinds.
pub fn members() -> Vec<Member> {
    let mut all: Vec<Member> =
        FLAT.iter().map(|(name, parts)| Member { name: (*name).to_owned(), parts: parts.to_vec() }).collect();
    for opener in DEEP {
        for (name, content) in [("words", "word "), ("paragraphs", "<p>By Ada Mallow, 3 May 2024")] {
            all.push(Member {
                name: format!("{name} below {opener}"),
                parts: vec![Deep(opener), Fill(content)],
            });
        }
    }
    all
}

/// Markup, and how often it is repeated. `§` in it becomes six digits, the number of the repetition.
#[derive(Clone, Copy)]
enum Part {
    Once(&'static str),
    /// Repeated, as often as the other parts of this kind, until they fill the page.
    Fill(&'static str),
    /// Repeated this many times as often as a `Fill`.
    More(usize, &'static str),
    /// Repeated until it nests nearly as deep as the parser allows.
    Deep(&'static str),
}

use Part::{Deep, Fill, More, Once};

macro_rules! ten {
    ($markup:expr) => {
        concat!($markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup, $markup)
    };
}

impl Member {
    /// A page of about this many bytes. It is longer if its fixed parts alone are longer.
    pub fn page(&self, bytes: usize) -> String {
        if self.parts.is_empty() {
            return soup(bytes);
        }
        let round: usize = self.repetitions().map(|(_, times, markup)| times * length(markup)).sum();
        let rounds = bytes.saturating_sub(self.fixed_bytes()) / round;
        let mut page = String::with_capacity(bytes + 64);
        for (least, times, markup) in self.repetitions() {
            for number in 0..least + rounds * times {
                page.push_str(&markup.replace('§', &format!("{number:06}")));
            }
        }
        page
    }

    /// The bytes of the parts that do not depend on the page's size.
    pub fn fixed_bytes(&self) -> usize {
        self.repetitions().map(|(least, _, markup)| least * length(markup)).sum()
    }

    /// For each part the minimum number of repetitions, the number in each round, and the markup.
    fn repetitions(&self) -> impl Iterator<Item = (usize, usize, &'static str)> {
        self.parts.iter().map(|part| match *part {
            Once(markup) => (1, 0, markup),
            Fill(markup) => (0, 1, markup),
            More(times, markup) => (0, times, markup),
            Deep(markup) => (MAX_DEPTH / markup.matches('<').count(), 0, markup),
        })
    }
}

/// The bytes of one repetition of markup.
fn length(markup: &str) -> usize {
    markup.len() + 4 * markup.matches('§').count()
}

/// Elements nested in a deep page: nearly the parser's limit of 512, with room for `html` and `body`.
const MAX_DEPTH: usize = 500;

/// Tags of all kinds in any order, with text between them.
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
        // Raw text is closed at once; otherwise, the rest of the page would be one token.
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

/// Members that repeat one construct, or two.
const FLAT: &[(&str, &[Part])] = &[
    // Data in scripts
    ("data: brackets", &[Once("<title>one two three</title><script>window.__STATE__="), Fill("[{")]),
    (
        "data: strings",
        &[Once("<title>word text</title><script>window.__STATE__=["), Fill("'A word of text. ',")],
    ),
    (
        "data: nested strings",
        &[Once("<title>word text</title><script>window.__STATE__="), Fill("[\"One word of text follows.\",")],
    ),
    (
        "data: keys",
        &[Once("<title>word text</title><script>window.__STATE__={"), Fill("k§:'A word of text.',")],
    ),
    ("data: quotes without ends", &[Once("<script>window.__STATE__="), Fill("\\\"\\'")]),
    (
        "data: chunks",
        &[Fill(
            "<script>self.__next_f.push([1,\"§:[\\\"$\\\",\\\"p\\\",{\\\"children\\\":\\\"A word.\\\"}]\\n\"])</script>",
        )],
    ),
    (
        "data: rows of text",
        &[Once("<script>self.__next_f.push([1,\""), Fill("1:T\\n"), Once("\"])</script>")],
    ),
    (
        "data: references",
        &[
            Once("<title>word text</title><script>self.__next_f.push([1,\"0:["),
            Fill("\\\"$1\\\","),
            Once("]\\n1:[\\\"$\\\",\\\"p\\\",{\\\"children\\\":\\\"A word of text.\\\"}]\"])</script>"),
        ],
    ),
    // Nesting
    ("div, open", &[Fill("<div>")]),
    ("div, closed", &[Fill("<div>"), Fill("</div>")]),
    ("div with a word each", &[Fill("<div>word ")]),
    ("div with text before and after", &[Fill("<div>a "), Fill("b</div>")]),
    ("ul and li", &[Fill("<ul><li>")]),
    ("ol and li with words", &[Fill("<ol><li>word ")]),
    ("dl and dd", &[Fill("<dl><dd>")]),
    ("dl and dt", &[Fill("<dl><dt>x")]),
    ("blockquote and p", &[Fill("<blockquote><p>word")]),
    ("section, h2 and p", &[Fill("<section><h2>Head</h2><p>Some words.")]),
    ("span", &[Fill("<span>")]),
    ("span with words", &[Fill("<span>word ")]),
    ("p, open", &[Fill("<p>")]),
    ("button", &[Fill("<button>x")]),
    ("address", &[Fill("<address>x")]),
    ("form", &[Fill("<form>x")]),
    ("object", &[Fill("<object>x")]),
    ("marquee and p", &[Fill("<marquee><p>x")]),
    ("ruby and rt", &[Fill("<ruby>x<rt>")]),
    ("details and summary", &[Fill("<details><summary>x")]),
    ("h1 in h1", &[Fill("<h1>x<div>")]),
    ("custom elements, nested", &[Fill("<x-§>")]),
    ("div, end tags of span", &[Fill("<div>"), More(2, "</span>")]),
    ("div, end tags of p", &[Fill("<div>"), Fill("</p>")]),
    ("div, end tags of br", &[Fill("<div>"), Fill("</br>")]),
    ("div, end tags of headings", &[Fill("<div>"), Fill("</h3>")]),
    ("div, end tags of body", &[Fill("<div>"), Fill("</body>")]),
    ("div, then p", &[Fill("<div>"), Fill("<p>x")]),
    ("div, then li", &[Fill("<div>"), Fill("<li>x")]),
    ("div, then option", &[Fill("<div>"), Fill("<option></option>")]),
    ("div, then form", &[Fill("<div>"), Fill("<form></form>")]),
    ("div, then head and body", &[Fill("<div>"), Fill("<body class=a><html lang=b>")]),
    ("div, then table", &[Fill("<div>"), Fill("<table></table>")]),
    ("template, nested", &[Fill("<template>")]),
    ("template with table rows", &[Fill("<template><tr><td>x")]),
    ("nested and closed, again and again", &[Fill("<div><ul><li><p>x</div>")]),
    // Formatting elements
    ("b, open, in one p", &[Once("<p>"), Fill("<b>")]),
    ("b with a word each", &[Fill("<b>word ")]),
    ("b, then p", &[Fill("<b>"), More(2, "<p>x")]),
    ("font, distinct", &[Fill("<font size=§>")]),
    ("font, distinct, then p", &[More(2, "<font size=§>"), Fill("<p>")]),
    ("font, distinct, p between", &[Fill("<font size=§><p>x")]),
    ("a, nested through div", &[Fill("<a><div>")]),
    ("a with address, through div", &[Fill("<a href=/§><div>x")]),
    ("b and div, closed crosswise", &[Fill("<b><div>"), Fill("</b></div>")]),
    ("i and p, closed crosswise", &[Fill("<i><p>x</i>")]),
    ("adoption over eight", &[Fill("<b><i><u><s><em><big><tt><code><p>x</b>")]),
    ("a, b and table", &[Fill("<a><b><table>")]),
    ("nobr", &[Fill("<nobr>x<div>")]),
    ("applet as marker", &[Fill("<b><applet>")]),
    ("b, then its end tags", &[Fill("<b>"), Fill("</i>")]),
    ("b class, Noah's Ark", &[Fill("<b class=a id=b title=c lang=d dir=e>")]),
    ("b, 100 attributes in common", &[Fill("<b a b c d e f g h i j k l m n o p q r s t u v w x y z id=§>")]),
    // Tables
    ("tables in cells", &[Fill("<table><tr><td>")]),
    ("tables in cells with words", &[Fill("<table><tr><td>word<td>")]),
    ("tables without cells", &[Fill("<table>")]),
    ("rows", &[Once("<table>"), Fill("<tr>")]),
    ("cells", &[Once("<table><tr>"), Fill("<td>x")]),
    ("cells of one letter, two to a row", &[Once("<table>"), Fill("<tr><td>a<td>b")]),
    ("spans", &[Once("<table>"), Fill("<td colspan=1000 rowspan=65534>x")]),
    ("span of a column", &[Once("<table>"), Fill("<col span=1000>")]),
    ("foster parented text", &[Once("<table>"), Fill("x<tr>")]),
    ("foster parented elements", &[Once("<table>"), Fill("<div>x</div><tr><td>y")]),
    ("foster parented links", &[Once("<table>"), Fill("<a>x<tr>")]),
    ("foster parented, nested tables", &[Fill("<table>x<b>")]),
    ("captions", &[Once("<table>"), Fill("<caption>x")]),
    ("many small tables", &[Fill("<table><tr><td>x</table>")]),
    ("span, then tables", &[Fill("<span>"), Fill("<table></table>")]),
    ("tbody and tfoot", &[Once("<table>"), Fill("<tbody><tfoot>")]),
    ("hidden input in a table", &[Once("<table>"), Fill("<input type=hidden>")]),
    ("form in a table", &[Once("<table>"), Fill("<form></form>")]),
    // Select, frames, foreign
    ("options in a select", &[Once("<select>"), Fill("<option>")]),
    ("options with text", &[Once("<select>"), Fill("<option value=§>Word</option>")]),
    ("optgroups", &[Once("<select>"), Fill("<optgroup><option>")]),
    ("selects", &[Fill("<select><option>x</select>")]),
    ("selects, not closed", &[Fill("<select>")]),
    ("framesets", &[Fill("<frameset>")]),
    ("frames", &[Once("<frameset>"), Fill("<frame>")]),
    ("svg, nested g", &[Once("<svg>"), Fill("<g>")]),
    ("svg, nested g, wrong end tags", &[Once("<svg>"), Fill("<g>"), Fill("</x>")]),
    ("svg in svg", &[Fill("<svg>")]),
    ("svg and foreignObject", &[Fill("<svg><foreignObject><div>")]),
    ("svg, left by p", &[Fill("<svg><g><p>x")]),
    ("svg titles", &[Fill("<svg><title>Icon</title><path d='M0 0'/></svg>")]),
    ("math, nested", &[Fill("<math><mi>")]),
    ("math and annotation-xml", &[Fill("<math><annotation-xml encoding=text/html><p>x")]),
    ("math, mglyph", &[Once("<math><mtext>"), Fill("<mglyph>")]),
    // Tags and attributes
    ("attributes of one tag", &[Once("<div "), Fill("a§=1 "), Once(">x")]),
    ("attributes without value", &[Once("<div "), Fill("a§ "), Once(">x")]),
    ("the same attribute", &[Once("<div "), Fill("class=a "), Once(">x")]),
    ("tags with ten attributes", &[Fill("<i a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10></i>")]),
    ("end tag with attributes", &[Once("<p>x</p "), Fill("a§=1 "), Once(">")]),
    ("body tags with attributes", &[Fill("<body a§=1 class=b>")]),
    ("html tags with attributes", &[Fill("<html a§=1 lang=b>")]),
    ("slashes in a tag", &[Once("<div "), Fill("/"), Once(">x")]),
    ("equals signs in a tag", &[Once("<div "), Fill("="), Once(">x")]),
    ("quotes in a tag", &[Once("<div "), Fill("\""), Once(">x")]),
    ("spaces in a tag", &[Once("<div"), Fill(" "), Once(">x")]),
    ("a long value", &[Once("<p title=\""), Fill("word "), Once("\">x")]),
    ("a long value, entities", &[Once("<p title=\""), Fill("&amp;"), Once("\">x")]),
    ("a long value, ampersands", &[Once("<p class=\""), Fill("&a"), Once("\">x")]),
    ("unclosed quote", &[Once("<p title=\""), Fill("<p>word ")]),
    ("unclosed quotes", &[Fill("<p title=\"x>")]),
    ("a long tag name", &[Once("<"), Fill("a"), Once(">x")]),
    ("long tag names", &[Fill("<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa§>")]),
    ("a long attribute name", &[Once("<p "), Fill("a"), Once("=1>x")]),
    ("custom elements", &[Fill("<x-§></x-§>")]),
    ("custom elements, distinct attributes", &[Fill("<p data-§=1></p>")]),
    ("classes of one element", &[Once("<div class='"), Fill("c§ "), Once("'><p>Some words here.")]),
    ("the same class", &[Once("<div class='"), Fill("post "), Once("'><p>Some words here.")]),
    ("one long class", &[Once("<div class='"), Fill("a"), Once("'><p>Some words here.")]),
    ("one long class of parts", &[Once("<div class='"), Fill("share-"), Once("'><p>Some words here.")]),
    ("camel case class", &[Once("<div class='"), Fill("aB"), Once("'><p>Some words here.")]),
    ("long class above many blocks", &[Once("<div class='"), Fill("c§ "), Once("'>"), Fill("<p>a")]),
    ("long classes, nested", &[Fill("<div class='a b c d e f g h i j k l m n o p q r s t u v w x y z'>x")]),
    ("distinct classes", &[Fill("<div class=c§>x</div>")]),
    ("distinct ids", &[Fill("<p id=i§>x")]),
    ("a long style", &[Once("<div style='"), Fill("color:red;"), Once("'><p>x")]),
    ("hidden blocks", &[Fill("<div style='display:none'>x</div>")]),
    ("hidden, nested", &[Fill("<div hidden>x")]),
    ("a long href", &[Once("<a href='/"), Fill("a/"), Once("'>link</a>")]),
    ("a long srcset", &[Once("<img srcset='"), Fill("/i§.jpg 1x, "), Once("'>")]),
    ("images", &[Fill("<img src=/i§.jpg alt=Word>")]),
    ("a long alt", &[Once("<img alt='"), Fill("word "), Once("'>")]),
    // Characters
    ("ampersands", &[Fill("&")]),
    ("entities", &[Fill("&amp;")]),
    ("entities without semicolon", &[Fill("&ampx")]),
    ("long entities", &[Fill("&CounterClockwiseContourIntegral;")]),
    ("almost entities", &[Fill("&CounterClockwiseContourIntegra")]),
    ("ampersand and letters", &[Once("&"), Fill("a")]),
    ("numeric references", &[Fill("&#x41;")]),
    ("a long number", &[Once("&#"), Fill("1"), Once(";")]),
    ("NUL", &[Once("<p>"), Fill("\0")]),
    ("NUL in tags", &[Fill("<a\0 b\0=\0>")]),
    ("NUL in a script", &[Once("<script>"), Fill("\0")]),
    ("CR", &[Once("<p>x"), Fill("\r")]),
    ("CR in pre", &[Once("<pre>"), Fill("x\r")]),
    ("CR LF", &[Fill("<p>x\r\n")]),
    ("line feeds in pre", &[Once("<pre>"), Fill("x\n")]),
    ("line feeds", &[Fill("\n")]),
    ("spaces", &[Once("<p>x"), Fill(" ")]),
    ("no-break spaces", &[Once("<p>x"), Fill("\u{a0}")]),
    ("BOM", &[Fill("\u{feff}")]),
    ("replacement characters", &[Once("<p>"), Fill("\u{fffd}")]),
    ("soft hyphens", &[Fill("<p>wo\u{ad}rd ")]),
    ("zero-width joiners", &[Once("<p>"), Fill("a\u{200d}")]),
    ("combining marks", &[Once("<p>a"), Fill("\u{301}")]),
    ("characters of four bytes", &[Once("<p>"), Fill("\u{1f600}")]),
    ("Chinese without a stop", &[Once("<p>"), Fill("中文")]),
    ("Chinese sentences", &[Once("<p>"), Fill("这是一个句子。")]),
    ("Thai without a space", &[Once("<p>"), Fill("กขค")]),
    ("Arabic", &[Once("<p>"), Fill("كلمة ")]),
    ("capitals that grow", &[Once("<p>"), Fill("İß ")]),
    // Tokens
    ("less-than signs", &[Fill("<")]),
    ("less-than and slash", &[Fill("</")]),
    ("less-than and letter", &[Fill("<a")]),
    ("greater-than signs", &[Fill(">")]),
    ("question marks", &[Fill("<?")]),
    ("comments, not closed", &[Fill("<!--")]),
    ("comments", &[Fill("<!---->")]),
    ("comments between words", &[Fill("a<!---->")]),
    ("dashes in a comment", &[Once("<!--"), Fill("-")]),
    ("dash, exclamation, in a comment", &[Once("<!--"), Fill("--!")]),
    ("opened in a comment", &[Once("<!--"), Fill("<!-")]),
    ("CDATA outside of svg", &[Fill("<![CDATA[")]),
    ("CDATA in svg", &[Once("<svg>"), Fill("<![CDATA[x]]>")]),
    ("brackets in CDATA", &[Once("<svg><![CDATA["), Fill("]")]),
    ("doctypes", &[Fill("<!doctype html>")]),
    ("a long doctype", &[Once("<!doctype html public \""), Fill("x"), Once("\"><p>y")]),
    ("bogus comments", &[Fill("</ x>")]),
    ("scripts", &[Fill("<script></script>")]),
    ("script, not closed", &[Once("<script>"), Fill("var a=1;")]),
    ("less-than in a script", &[Once("<script>"), Fill("<")]),
    ("almost the end of a script", &[Once("<script>"), Fill("</scrip")]),
    ("escapes in a script", &[Once("<script>"), Fill("<!--<script>")]),
    ("escapes opened and closed", &[Once("<script>"), Fill("<!--<script></script>-->")]),
    ("dashes in a script", &[Once("<script><!--"), Fill("-")]),
    ("styles", &[Fill("<style>a{}</style>")]),
    ("almost the end of a style", &[Once("<style>"), Fill("</styl")]),
    ("title, not closed", &[Once("<title>"), Fill("Word | ")]),
    ("titles", &[Fill("<title>Some words - Site</title>")]),
    ("textarea, not closed", &[Once("<textarea>"), Fill("</textare &lt;")]),
    ("noscript", &[Fill("<noscript><p>x</noscript>")]),
    ("plaintext", &[Once("<plaintext>"), Fill("<p>word ")]),
    ("xmp and iframe", &[Fill("<xmp>x</xmp><iframe>y</iframe>")]),
    // Blocks and text
    ("blocks of one letter", &[Fill("<p>a")]),
    ("div of one letter", &[Fill("<div>a</div>")]),
    ("blocks of a sentence", &[Fill("<p>Some words that make a sentence, number §.")]),
    ("blocks of the same sentence", &[Fill("<p>Some words that make one and the same sentence.")]),
    ("line breaks", &[Once("<p>"), Fill("a<br>")]),
    ("line breaks twice", &[Once("<div>"), Fill("some words<br><br>")]),
    ("rules", &[Fill("<hr>")]),
    ("inline alternating with block", &[Once("<div>"), Fill("a<p>b</p>")]),
    ("inline elements", &[Once("<p>"), Fill("<b>a</b>")]),
    ("inline elements, apart", &[Once("<p>"), Fill("<span class=x>a</span>")]),
    ("list items", &[Once("<ul>"), Fill("<li>a")]),
    ("headings", &[Fill("<h2>Some words</h2>")]),
    ("headings and letters", &[Fill("<h3>a</h3><p>b")]),
    ("links", &[Fill("<a href=/§>a</a>")]),
    ("links in blocks", &[Fill("<p><a href=/§>a</a>")]),
    ("links to one place", &[Fill("<li><a href=/x>Some words</a>")]),
    ("one link around all", &[Once("<a href=/x>"), Fill("<p>word")]),
    ("articles", &[Fill("<article><h2>Head</h2><p>Some words that say what it is about.</article>")]),
    ("articles, nested", &[Fill("<article><p>Some words that say what it is about.")]),
    ("code lines", &[Once("<pre>"), Fill("<span class=line>let a = §;</span>\n")]),
    ("code blocks", &[Fill("<pre><code>let a = §;</code></pre>")]),
    ("one long word", &[Once("<p>"), Fill("a")]),
    ("one long number", &[Once("<p>"), Fill("1")]),
    ("long words", &[Once("<p>"), Fill("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ")]),
    ("words", &[Once("<p>"), Fill("word ")]),
    ("letters as words", &[Once("<p>"), Fill("a ")]),
    ("distinct words", &[Once("<p>"), Fill("w§ ")]),
    ("full stops", &[Once("<p>"), Fill(".")]),
    ("stops and spaces", &[Once("<p>"), Fill(". ")]),
    ("commas", &[Once("<p>"), Fill("a,")]),
    ("bars", &[Once("<p>"), Fill("a | ")]),
    ("quotation marks", &[Once("<p>"), Fill("\"")]),
    ("digits and dots", &[Once("<p>"), Fill("1.")]),
    ("at signs", &[Once("<p>"), Fill("a@")]),
    ("addresses in text", &[Once("<p>"), Fill("https://a.example/§ ")]),
    ("colons and slashes", &[Once("<p>"), Fill("https://")]),
    ("dashes", &[Once("<p>"), Fill("-")]),
    ("phrases of boilerplate", &[Fill("<p>Share this story on Facebook")]),
    ("cookies in each block", &[Fill("<div>We use cookies. Accept all</div>")]),
    ("copyright", &[Fill("<p>© 2024 All rights reserved.")]),
    ("comments of readers", &[Fill("<div class=comment id=c§><b>Name</b> <p>Some words that I say.</div>")]),
    ("tags of all kinds", &[]),
    // Metadata
    ("dates", &[Fill("<p>3 May 2024")]),
    ("dates in one block", &[Once("<p>"), Fill("2024-05-03 ")]),
    ("dates of digits", &[Once("<p>"), Fill("03/05/2024 12:30 ")]),
    ("time elements", &[Fill("<time datetime=2024-05-03>3 May</time>")]),
    ("time elements, nested", &[Fill("<time>3 May ")]),
    ("bylines", &[Fill("<p class=byline>By Ada Mallow")]),
    ("bylines, nested", &[Fill("<div class=author>By Ada ")]),
    ("rel author", &[Fill("<a rel=author href=/§>Ada Mallow</a>")]),
    ("a long byline", &[Once("<p class=byline>By "), Fill("Ada Mallow, ")]),
    ("a byline of and", &[Once("<p class=author>By "), Fill("and ")]),
    ("itemprop authors", &[Fill("<span itemprop=author>Ada§ Mallow</span>")]),
    ("itemscope, nested", &[Fill("<div itemscope itemprop=author>x")]),
    ("meta tags", &[Fill("<meta name=author content='Ada Mallow'>")]),
    ("meta tags, distinct", &[Fill("<meta name=m§ content=x>")]),
    ("meta tags of tags", &[Fill("<meta property=article:tag content='tag §'>")]),
    ("a long meta", &[Once("<meta name=keywords content='"), Fill("a, "), Once("'>")]),
    ("a long description", &[Once("<meta name=description content='"), Fill("word "), Once("'>")]),
    ("canonical links", &[Fill("<link rel=canonical href=https://a.example/§>")]),
    ("link tags", &[Once("<link rel='"), Fill("icon "), Once("' href=/x>")]),
    ("h1", &[Fill("<h1>Some words §</h1>")]),
    ("h1 and title", &[Once("<title>"), Fill("a - "), Once("</title>"), Fill("<h1>a</h1>")]),
    ("breadcrumbs", &[Once("<nav class=breadcrumb>"), Fill("<a href=/§>Part</a> › ")]),
    ("tags by rel", &[Fill("<a rel=tag href=/§>tag §</a>")]),
    (
        "JSON-LD, many",
        &[Fill("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>")],
    ),
    (
        "JSON-LD, nested arrays",
        &[Once("<script type=application/ld+json>"), Fill("["), Fill("]"), Once("</script>")],
    ),
    (
        "JSON-LD, nested shallowly, many",
        &[Fill("<script type=application/ld+json>[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]</script>")],
    ),
    ("JSON-LD, open arrays", &[Once("<script type=application/ld+json>"), Fill("[")]),
    (
        "JSON-LD, nested objects",
        &[
            Once("<script type=application/ld+json>"),
            Fill("{\"a\":"),
            Once("1"),
            Fill("}"),
            Once("</script>"),
        ],
    ),
    (
        "JSON-LD, one long graph",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@type\":\"Article\",\"author\":{\"name\":\"Ada §\"}},"),
            Once("{}]}</script>"),
        ],
    ),
    (
        "JSON-LD, authors",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
            Fill("{\"name\":\"Ada §\"},"),
            Once("{}]}</script>"),
        ],
    ),
    (
        "JSON-LD, keywords",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"keywords\":["),
            Fill("\"word §\","),
            Once("\"\"]}</script>"),
        ],
    ),
    (
        "JSON-LD, ids that refer",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@id\":\"#§\",\"@type\":\"Article\",\"author\":{\"@id\":\"#1\"}},"),
            Once("{}]}</script>"),
        ],
    ),
    (
        "JSON-LD, one long body",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\""),
            Fill("word "),
            Once("\"}</script><p>word word word"),
        ],
    ),
    (
        "JSON-LD, keys of one object",
        &[
            Once("<script type=application/ld+json>{"),
            Fill("\"k§\":1,"),
            Once("\"@type\":\"Article\"}</script>"),
        ],
    ),
    (
        "JSON-LD, line feeds in a string",
        &[Once("<script type=application/ld+json>{\"a\":\""), Fill("\n"), Once("\"}</script>")],
    ),
    ("JSON-LD, comments", &[Once("<script type=application/ld+json>"), Fill("/*"), Once("</script>")]),
    ("JSON-LD, CDATA", &[Once("<script type=application/ld+json>"), Fill("<![CDATA["), Once("</script>")]),
    (
        "next data",
        &[Once("<script id=__NEXT_DATA__ type=application/json>"), Fill("{\"a\":["), Once("</script>")],
    ),
    ("deep and out, again and again", &[Fill(concat!(ten!(ten!("<div>")), "word", ten!(ten!("</div>"))))]),
    ("deep h1 and out", &[Fill(concat!(ten!(ten!("<div class=a><h1>")), "word", ten!(ten!("</h1></div>"))))]),
    ("deep lists and out", &[Fill(concat!(ten!(ten!("<ul><li>")), "word", ten!(ten!("</ul>"))))]),
    ("deep tables and out", &[Fill(concat!(ten!(ten!("<table><td>")), "word", ten!(ten!("</table>"))))]),
    // Many of one thing and many of another, for code that compares each with each
    (
        "title of many parts, many h1",
        &[Once("<title>"), Fill("a§ - "), Once("</title>"), Fill("<h1>a§</h1>")],
    ),
    (
        "long title, many headings",
        &[Once("<title>"), Fill("word "), Once("</title>"), Fill("<h2>word word</h2>")],
    ),
    ("titles and h1", &[Fill("<meta property=og:title content='word §'>"), Fill("<h1>word §</h1>")]),
    (
        "site names, title of many parts",
        &[
            Fill("<meta property=og:site_name content='a§'>"),
            Once("<title>"),
            Fill("a§ | "),
            Once("</title>"),
        ],
    ),
    (
        "long description, many blocks",
        &[Once("<meta name=description content='"), Fill("word "), Once("'>"), Fill("<p>word word word")],
    ),
    (
        "long og:title, many blocks",
        &[
            Once("<meta property=og:title content='"),
            Fill("word "),
            Once("'>"),
            Fill("<h1>word word</h1><p>a"),
        ],
    ),
    (
        "authors in meta, bylines",
        &[Fill("<meta name=author content='Ada§ Mallow'>"), Fill("<p class=byline>By Ada§ Mallow")],
    ),
    (
        "authors in JSON-LD, bylines",
        &[
            Once("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
            Fill("{\"name\":\"Ada§ Mallow\"},"),
            Once("{}]}</script>"),
            Fill("<p class=byline>By Ada§ Mallow"),
        ],
    ),
    (
        "articles in JSON-LD, headings",
        &[
            Fill("<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"a§\"}</script>"),
            Fill("<h1>a§</h1>"),
        ],
    ),
    (
        "JSON-LD, ids that refer in a row",
        &[
            Once("<script type=application/ld+json>{\"@graph\":["),
            Fill("{\"@id\":\"#§\",\"author\":{\"@id\":\"#0§\"},\"@type\":[\"Article\"]},"),
            Once("{}]}</script>"),
        ],
    ),
    ("keywords and tags", &[Fill("<meta name=keywords content='a§,b§'>"), Fill("<a rel=tag href=/>a§</a>")]),
    (
        "sections in meta",
        &[Fill("<meta property=article:section content='a§'>"), Fill("<nav><a href=/>a§</a></nav>")],
    ),
    ("dates in meta, dates in text", &[Fill("<meta name=date content=2024-05-03>"), Fill("<p>3 May 2024")]),
    ("ids and labels that refer to them", &[Fill("<p id=i§>a"), Fill("<p aria-labelledby=i§>b")]),
    ("links to parts and parts", &[Fill("<a href='#i§'>a</a>"), Fill("<h2 id=i§>b</h2>")]),
    ("first all headings, then all text", &[Fill("<h2>Some words</h2>"), Fill("<p>Some more words.")]),
    ("first all text, then all headings", &[Fill("<p>Some more words."), Fill("<h2>Some words</h2>")]),
    ("distinct short blocks, twice", &[Fill("<p>word §</p>"), Fill("<p>word §</p>")]),
    ("links without text, then p", &[Fill("<a href=/§></a>"), Fill("<p>word")]),
    ("empty elements, then p", &[Fill("<div class=c§></div>"), Fill("<p>word")]),
    (
        "a style sheet's rules, and lines",
        &[
            Once("<style>"),
            Fill(".c§{display:block}"),
            Once("</style><pre>"),
            Fill("<span class=c§>a</span>"),
        ],
    ),
];

/// Elements nested as deep as the parser allows, with much inside, for code that asks each ancestor for its text.
const DEEP: &[&str] = &[
    "<div>",
    "<div class='a b c d e f g h i j k l m n o p q r s t' id=u>",
    "<div class=author>",
    "<div class=byline>",
    "<span class=author-name>",
    "<div class=date>",
    "<div class='published updated'>",
    "<div class=title>",
    "<div class=headline>",
    "<div class=entry-title itemprop=headline>",
    "<div class=description>",
    "<div class=tags>",
    "<div class=category>",
    "<div class=comments>",
    "<div class=related>",
    "<div class=share>",
    "<div class=post>",
    "<div class=logo>",
    "<div class=bio>",
    "<div class=breadcrumb>",
    "<span itemprop=author>",
    "<div itemprop=author itemscope itemtype=https://schema.org/Person>",
    "<div itemprop=name>",
    "<div itemprop=datePublished>",
    "<div itemprop=articleBody>",
    "<div itemscope itemtype=https://schema.org/BlogPosting>",
    "<div property=author>",
    "<div rel=author>",
    "<div role=main>",
    "<div role=navigation>",
    "<div role=heading>",
    "<div lang=de>",
    "<div aria-label='some words'>",
    "<div title='some words'>",
    "<div hidden style='display:none'>",
    "<object><a href=/a>",
    "<object><a rel=author href=/a>",
    "<object><a rel=tag href=/a>",
    "<object><a class=author href=/author/ada>",
    "<object><b>",
    "<h1><div>",
    "<h1 class=title><div>",
    "<h2><div>",
    "<article>",
    "<main>",
    "<section>",
    "<aside>",
    "<nav>",
    "<header>",
    "<footer>",
    "<address>",
    "<blockquote>",
    "<figure>",
    "<figcaption>",
    "<details>",
    "<summary>",
    "<dialog>",
    "<fieldset>",
    "<object><button>",
    "<label>",
    "<time>",
    "<time datetime=2024-05-03>",
    "<ul><li>",
    "<dl><dd>",
    "<table><tr><td>",
    "<table><caption>",
    "<pre>",
    "<pre><code>",
    "<ruby><rt>",
    "<noscript>",
    "<x-article>",
    "<svg><foreignObject>",
    "<svg><desc>",
    "<math><mtext>",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_requested_size() {
        for member in members() {
            let page = member.page(100_000);
            assert!((90_000..120_000).contains(&page.len()), "{}: {}", member.name, page.len());
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = members().into_iter().map(|m| m.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), members().len());
    }
}
