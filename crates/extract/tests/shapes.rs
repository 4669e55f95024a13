//! How markup is rendered: small pages, and the Markdown of all their blocks.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use dechaff_extract::{
    Article, Detection, Detector, Document, Extractor, Form, Label, Options, PageContext, Verdict,
};

/// Keeps every block, so that the tests see only how blocks and Markdown are made.
struct KeepEverything;

impl Detector for KeepEverything {
    fn detect(&self, document: &Document) -> Detection {
        let verdict = Verdict { label: Label::MainContent, score: 1.0, reason: "every block is kept" };
        Detection::new(vec![verdict; document.blocks().len()])
    }

    fn version(&self) -> String {
        "everything-1".to_owned()
    }
}

fn read(page: &str, form: Form) -> Article {
    let mut options = Options::default();
    options.markdown = true;
    Extractor::builder()
        .options(options)
        .html_detector(Box::new(KeepEverything))
        .text_detector(Box::new(KeepEverything))
        .build()
        .extract(page.as_bytes(), &PageContext::new().form(form))
}

#[track_caller]
fn check(html: &str, markdown: &str) {
    assert_eq!(read(html, Form::Html).markdown.as_deref(), Some(markdown), "{html}");
}

#[track_caller]
fn check_text(html: &str, text: &str) {
    assert_eq!(read(html, Form::Html).text, text, "{html}");
}

#[test]
fn paragraphs_end_where_the_next_begins() {
    check("<p>One<p>two<div>three</div>four", "One\n\ntwo\n\nthree\n\nfour");
    check("<p>One <b>bold<p>two</b>", "One **bold**\n\n**two**");
    check("one<hr>two", "one\n\ntwo");
}

#[test]
fn white_space_is_folded_as_in_a_browser() {
    check("<p>  One\n\t two&nbsp;three\u{ad}fold<wbr>ed </p>", "One two threefolded");
    check("<p>One<b> two</b> <i>three</i></p>", "One **two** *three*");
    check("<p>   </p><p>&nbsp;</p><div>\n</div>", "");
}

#[test]
fn one_break_ends_a_line_and_two_end_a_paragraph() {
    check("<p>One<br>two</p>", "One\\\ntwo");
    check("<p>One<br><br>two<br> <br/>three<br>", "One\n\ntwo\n\nthree");
    check_text("<p>One<br>two</p>", "One\ntwo");
    check("<p>above<h3>Two<br>lines</h3><p>below", "above\n\n### Two lines\n\nbelow");
}

#[test]
fn a_page_without_block_elements_is_one_paragraph() {
    check("<span>Just</span> <em>inline</em> text", "Just *inline* text");
    check(
        "text <b>directly</b> in the body<p>and a paragraph</p>and more",
        "text **directly** in the body\n\nand a paragraph\n\nand more",
    );
}

#[test]
fn headings_keep_their_level() {
    check(
        "<p>a</p><h2>Two</h2><p>b</p><h3>Three</h3><p>c</p><h6>Six</h6><p>d",
        "a\n\n## Two\n\nb\n\n### Three\n\nc\n\n###### Six\n\nd",
    );
}

#[test]
fn lists_nest_without_empty_lines() {
    check(
        "<ul><li>One<ul><li>Two<ol><li>Three<li>Four</ol></ul><li>Five</ul><p>after",
        "- One\n  - Two\n    1. Three\n    2. Four\n- Five\n\nafter",
    );
    check_text("<ul><li>One<ul><li>Two</ul><li>Three</ul>after", "One\nTwo\nThree\n\nafter");
}

#[test]
fn only_the_first_block_of_an_item_has_its_marker() {
    check("<ul><li><p>One</p><p>more</p></li><li>Two</li></ul>", "- One\n\n  more\n\n- Two");
}

#[test]
fn ordered_lists_count_from_their_start() {
    check("<ol start=7><li>a<li>b</ol>", "7. a\n8. b");
    check("<ol><li>a<li value=5>b<li>c</ol>", "1. a\n5) b\n6) c");
    check("<ol start=x><li>a</ol><p>text<ol><li>b</ol>", "1. a\n\ntext\n\n1. b");
    check("<ol start=0><li>a<li>b</ol>", "0. a\n1. b");
}

#[test]
fn definition_lists_set_terms_in_bold() {
    check("<dl><dt>Tern<dd>A bird.<dt>Turn<dd>A bend.</dl>", "**Tern**\n\nA bird.\n\n**Turn**\n\nA bend.");
    check_text("<dl><dt>Tern<dt>Gull<dd>Birds.</dl>", "Tern\nGull\n\nBirds.");
    check(
        "<dl><dt>a<dt>b<dd>One.<dd><p>Two:<pre>x\ny</pre><ul><li>c<ul><li>d</ul></ul><p>e<dt>f<dd>g</dl><p>h",
        "**a**\n\n**b**\n\nOne.\n\nTwo:\n\n```\nx\ny\n```\n\n- c\n  - d\n\ne\n\n**f**\n\ng\n\nh",
    );
}

#[test]
fn data_tables_are_tables() {
    let table = "<table><caption>Tides</caption><thead><tr><th>Day<th>High</thead>\
                 <tr><td>Mon<td>4.1<tr><td>Tue<td>4|3</table>";
    check(table, "Tides\n\n| Day | High |\n| --- | --- |\n| Mon | 4.1 |\n| Tue | 4\\|3 |");
    check_text(table, "Tides\n\nDay\tHigh\nMon\t4.1\nTue\t4|3");
    check(
        "<table><tr><th>a<th>b<th>c<tr><td>1<tr><td>1<td>2<td>3</table>",
        "| a | b | c |\n| --- | --- | --- |\n| 1 |  |  |\n| 1 | 2 | 3 |",
    );
}

#[test]
fn tables_with_text_between_them_stay_separate() {
    let table = "<table><tr><td>a<td>b<tr><td>c<td>d</table>";
    let markdown = "| a | b |\n| --- | --- |\n| c | d |";
    check(&format!("{table}<p>between</p>{table}"), &format!("{markdown}\n\nbetween\n\n{markdown}"));
}

#[test]
fn layout_tables_become_paragraphs() {
    check("<table><tr><td><p>Menu</p><td><p>Story</p><p>goes on</p></table>", "Menu\n\nStory\n\ngoes on");
    check("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd");
    check(
        "<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e<tr><td>f<td>g</table></table>",
        "a\n\nb\n\nc\n\n| d | e |\n| --- | --- |\n| f | g |",
    );
}

#[test]
fn preformatted_text_keeps_its_white_space() {
    check("<pre>\nfn main() {\n    go();\n}\n</pre>", "```\nfn main() {\n    go();\n}\n```");
    check("<pre><code>  a <b>*b*</b>\n\n  c</code></pre>", "```\n  a *b*\n\n  c\n```");
    check("<pre>a ``` b</pre>", "````\na ``` b\n````");
    check("<pre><span class=line>cd a</span><span class=line>ls</span></pre>", "```\ncd a\nls\n```");
    check(
        "<pre><span class=code-line>cd a\n</span><span class=code-line>ls</span>\n</pre>",
        "```\ncd a\nls\n```",
    );
    check("<pre><span class=line>cd a</span>\n<span class=underline>l</span>s</pre>", "```\ncd a\nls\n```");
    check("<pre>one<br>two</pre>", "```\none\ntwo\n```");
}

#[test]
fn quotes_nest() {
    check("<blockquote><p>One</p><p>two</p></blockquote><p>three", "> One\n>\n> two\n\nthree");
    check("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>\n> > b\n>\n> c");
    check("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b");
    check("<blockquote>a<br>b<pre>c\nd</pre></blockquote>", "> a\\\n> b\n>\n> ```\n> c\n> d\n> ```");
}

#[test]
fn details_show_their_summary_and_contents() {
    check("<details><summary>More</summary><p>Hidden at first.</p></details>", "More\n\nHidden at first.");
}

#[test]
fn captions_are_separate_blocks() {
    check(
        "<figure><img src=/a.jpg alt=Boat><figcaption>The boat.</figcaption></figure><p>Text.",
        "![Boat](/a.jpg)\n\nThe boat.\n\nText.",
    );
}

#[test]
fn images_come_before_the_block_they_are_in() {
    check("<p>One</p><img src='a b.png' alt='x [y]'><p>two", "One\n\n![x \\[y\\]](a%20b.png)\n\ntwo");
    check("<img src=data:image/gif;base64,R0 data-src=/lazy.jpg><p>text", "![](/lazy.jpg)\n\ntext");
    check("<p>text</p><img alt='no source'>", "text");
}

#[test]
fn ruby_readings_are_left_out() {
    check("<p><ruby>霧<rp>(</rp><rt>きり</rt><rp>)</rp>島<rt>しま</ruby>の朝", "霧島の朝");
}

#[test]
fn right_to_left_text_is_in_logical_order() {
    check(
        "<p dir=rtl>عاد <b>العبّارة</b> إلى <a href=/x>الجزيرة</a>.</p><ul dir=rtl><li>واحد<li>اثنان</ul>",
        "عاد **العبّارة** إلى [الجزيرة](/x).\n\n- واحد\n- اثنان",
    );
    check("<p>שלום<br>עולם", "שלום\\\nעולם");
}

#[test]
fn links_and_emphasis_nest_and_continue_over_blocks() {
    check(
        "<p>a <a href='/x'>link</a>, <em>soft</em>, <strong>hard</strong> and <code>a*b</code>",
        "a [link](/x), *soft*, **hard** and `a*b`",
    );
    check("<a href=/x><b>both</b></a> <b><a href=/y>ways</a></b>", "[**both**](/x) **[ways](/y)**");
    check("<b><code>x</code></b> <code><b>y</b></code>", "**`x`** `y`");
    check("<b><i><p>One</p>two</i></b>", "***One***\n\n***two***");
    check("<a href='/a b'>one</a> <a href='/c(d)'>two</a>", "[one](/a%20b) [two](</c(d)>)");
    check(&format!("<a href='javascript:{}'>run</a>", "x".repeat(3000)), "[run]()");
    check("<a>no address</a> <a name=x>anchor</a>", "no address anchor");
    check("<em> spaced </em>out, <b></b>empty", "*spaced* out, empty");
    check("<a href=/x><p>One</p><p>two</p></a>", "[One](/x)\n\n[two](/x)");
}

#[test]
fn text_that_looks_like_a_mark_is_escaped() {
    check("<p>2 * 3 _ 4 [x] `y` \\ &lt;b>", "2 * 3 _ 4 [x] \\`y\\` \\ \\<b>");
    check(
        "<p># no heading<p>&gt; no quote<p>- no item<p>+ none<p>-5 degrees",
        "\\# no heading\n\n\\> no quote\n\n\\- no item\n\n\\+ none\n\n-5 degrees",
    );
    check("<p>one<br># two<br>- three", "one\\\n\\# two\\\n\\- three");
    check(
        "<p>431. A year.<p>12) A dozen.<p>431.5 metres<p>In 431. So<p>1234567890. Too long<p>7.",
        "431\\. A year.\n\n12\\) A dozen.\n\n431.5 metres\n\nIn 431. So\n\n1234567890. Too long\n\n7\\.",
    );
    check("<p>Mix:<br>2. Stir<p><b>3. Bake</b>", "Mix:\\\n2\\. Stir\n\n**3. Bake**");
    check("<p>~~~<p>about ~5 and ~~6~~", "\\~\\~\\~\n\nabout ~5 and \\~\\~6\\~\\~");
    check("<p>&amp;lt; and &amp;#8364; but R&amp;D; AT&amp;T", "\\&lt; and \\&#8364; but R\\&D; AT&T");
    check("<p>Log<br>====<br>= 5", "Log\\\n\\====\\\n= 5");
}

#[test]
fn a_space_separates_links_that_touch() {
    check_text("<a href=/a>Home</a><a href=/b>News</a>", "Home News");
    check_text("<p>under<a href=/x>stand</a>ing a<b>b</b>c", "understanding abc");
}

#[test]
fn a_space_replaces_a_player_between_words() {
    check_text(
        "<p>It ended.<iframe src=/v></iframe>Then<select><option>x</select>it began.",
        "It ended. Then it began.",
    );
    check_text("<p>no<script>x</script>thing", "nothing");
}

#[test]
fn elements_that_a_browser_does_not_show_are_not_text() {
    check(
        "<title>no</title><style>no</style><script>no</script><p>yes<textarea>no</textarea>\
         <select><option>no</select><svg><text>no</text></svg><template>no</template><!-- no --></p>",
        "yes",
    );
}

#[test]
fn joiners_begin_no_block() {
    check(
        "<p>one</p><p>&zwj;</p><p>&zwj;<em>two</em></p><p>\u{928}\u{94d}\u{200d} x</p>",
        "one\n\n*two*\n\n\u{928}\u{94d}\u{200d} x",
    );
}

#[test]
fn noscript_and_noframes_are_read() {
    check("<p>a<noscript><p>b</p></noscript>c", "a\n\nb\n\nc");
    check(
        "<frameset><frame src=a><noframes><body><p>No <b>frames</b>?</body></noframes></frameset>",
        "No **frames**?",
    );
}

#[test]
fn rendered_text_has_headings_lists_and_quotes() {
    let markdown = |text: &str| read(text, Form::Text).markdown.unwrap();
    assert_eq!(
        markdown("# Top\n\nPlain text, and all of it is kept.\n\n## Head\n\n* one\n* two\n\n> said\n\nmore"),
        "Plain text, and all of it is kept.\n\n## Head\n\n- one\n- two\n\n> said\n\nmore"
    );
    assert_eq!(markdown("a * b [c\\]"), "a * b [c\\\\]");
}

#[test]
fn a_page_of_tiny_blocks_keeps_its_text_in_a_few_blocks() {
    let items: Vec<String> = (0..20_000).map(|i| i.to_string()).collect();
    for (open, close) in
        [("<li>", ""), ("<p>", "</p>"), ("<b><div>", "</div></b>"), ("", "<br><br>"), ("", "<hr>")]
    {
        let page: String = items.iter().map(|item| format!("{open}{item}{close}")).collect();
        let article = read(&page, Form::Html);
        let document = &article.document;
        assert!(document.limited(), "{open}");
        assert!(document.blocks().len() + document.containers().len() <= 2100 + page.len() / 16, "{open}");
        let words: Vec<&str> = article.text.split_whitespace().collect();
        assert_eq!(words, items, "{open}");
        assert!(article.text.ends_with("19998\n19999"), "{open}");
    }
}

#[test]
fn raised_and_lowered_numbers_are_not_further_digits() {
    check(
        "<p>5<sup>2</sup> m<sup>3</sup> 10<sup>−9</sup> 2<sup>k</sup> y<sup>n−1</sup>",
        "5² m³ 10⁻⁹ 2^k y^(n−1)",
    );
    check(
        "<p>log<sub>10</sub>7 NH<sub>3</sub> a<sub>i+1</sub> 4<sup>1</sup>/<sub>2</sub>",
        "log₁₀7 NH3 a_(i+1) 4¹/₂",
    );
    check(
        "<p>2<sup>nd</sup> M<sup>lle</sup> 1<sup>a</sup> X<sup>[7]</sup> Co<sup>®</sup>",
        "2nd Mlle 1a X[7] Co®",
    );
    check(
        "<p>The ferry sank in 1907<sup><a href=#n>5</a></sup> and again in 1908<span class=footnote-ref>6</span>.",
        "The ferry sank in 1907[⁵](#n) and again in 1908 6.",
    );
}

#[test]
fn words_that_were_struck_out_are_separate() {
    check("<p><s>7</s><b>6</b> <del>lunes</del><ins>martes</ins>", "~~7~~ **6** ~~lunes~~ martes");
    check("<p><b>6</b><s>7</s> und <strike>alt</strike>neu", "**6** ~~7~~ und ~~alt~~ neu");
    check(
        "<p>Now <span style='text-decoration: line-through'>12</span><b>9</b> marks",
        "Now ~~12~~ **9** marks",
    );
    check("<p>Now <span class=old-price>12</span><em>9</em> marks", "Now 12 *9* marks");
    check("<p>keep<ins>er</ins>s and colo<del>u</del>r, (<del>x</del>)", "keepers and colo~~u~~r, (~~x~~)");
    check(
        "<p><span class=was>€30</span><span class=now>€20</span> <span class=c>€</span><span class=n>5</span>",
        "€30 €20 €5",
    );
}

#[test]
fn hidden_words_in_a_line_are_not_written() {
    check(
        "<p>One <span hidden>not </span>two<i style='display:none'>no</i>, <a hidden href=/x>no</a> three",
        "One two, three",
    );
    check(
        "<table><tr><th>A<th>B<tr><td><span style='display: none'>0007</span>7<td>x</table>",
        "| A | B |\n| --- | --- |\n| 7 | x |",
    );
    let long = "word ".repeat(25);
    check(&format!("<p>One <span hidden>{long}</span>two"), &format!("One {long}two"));
}

#[test]
fn formulas_are_given_once() {
    check("<p>So \\(a_1\\) and \\[b^2\\], <code>\\(c\\)</code>", "So $a_1$ and $$b^2$$, `\\(c\\)`");
    check("<p>x <math><msup><mi>y</mi><mn>2</mn></msup></math>", "x $y^2$");
    check("<p>x <img class=latex src=/l alt='\\frac{1}{2}'> z", "x $\\frac{1}{2}$ z");
    check("<p>x <span class='math inline'>y_1</span>", "x $y_1$");
    check("<p>$5 and $10", "$5 and $10");
}

#[test]
fn pictures_come_once_with_the_address_that_they_load() {
    check(
        "<p>a</p><noscript><img src=/big.jpg alt=A></noscript><img data-src=/a.jpg alt=A><p>b",
        "a\n\n![A](/big.jpg)\n\nb",
    );
    check(
        "<p>a</p><picture><source srcset='/s.webp 1x, /l.webp 2x'><img src=data:, alt=P></picture><p>b",
        "a\n\n![P](/l.webp)\n\nb",
    );
    check("<p>a</p><img src=/img/spacer.gif data-original=/r.jpg alt=R><p>b", "a\n\n![R](/r.jpg)\n\nb");
}

#[test]
fn notes_of_many_generators_are_notes() {
    let expected = "One[^1] and two.\n\n[^1]: A note with [a link](/x).\n\nAfter.";
    let page = |mark: &str, note: &str| format!("<p>One{mark} and two.</p>{note}<p>After.");
    for (mark, note) in [
        (
            "<a href=#fn1 class=footnote-ref id=fnref1 role=doc-noteref><sup>1</sup></a>",
            "<section class=footnotes><ol><li id=fn1><p>A note with <a href=/x>a link</a>.<a href=#fnref1 \
             class=footnote-back>↩︎</a></p></li></ol></section>",
        ),
        (
            "<sup id=fnref:1 role=doc-noteref><a href=#fn:1 class=footnote rel=footnote>1</a></sup>",
            "<div class=footnotes><ol><li id=fn:1><p>A note with <a href=/x>a link</a>.&nbsp;<a href=#fnref:1 \
             class=reversefootnote>&#8617;</a></p></li></ol></div>",
        ),
        (
            "<sup id=cite_ref-1 class=reference><a href=#cite_note-1>[1]</a></sup>",
            "<ol class=references><li id=cite_note-1><span class=mw-cite-backlink>^ <a href=#cite_ref-1>a</a> \
             <a href=#cite_ref-1b><sup><b>b</b></sup></a></span> <span>A note with <a href=/x>a link</a>.</span></ol>",
        ),
        (
            "<a class='footnote-reference brackets' href=#id2 id=id1><span>[</span>1<span>]</span></a>",
            "<aside class='footnote brackets' id=id2><span class=label><span>[</span><a href=#id1>1</a>\
             <span>]</span></span><p>A note with <a href=/x>a link</a>.</p></aside>",
        ),
        (
            "<a class=footnote-reference href=#id2>[1]</a>",
            "<dl class=footnote><dt id=id2>[<a class=fn-backref href=#id1>1</a>]<dd>A note with <a href=/x>a link</a>.</dl>",
        ),
        (
            "<a href=#_ftn1 name=_ftnref1>[1]</a>",
            "<p><a href=#_ftnref1 name=_ftn1>[1]</a> A note with <a href=/x>a link</a>.</p>",
        ),
        (
            "<sup>[<a href=#note1>1</a>]</sup>",
            "<p id=note1><sup>1</sup> A note with <a href=/x>a link</a>. <a href=#ref1>Back to the text</a></p>",
        ),
        (
            "<sup data-fn=b4-7 class=fn><a href=#b4-7 id=b4-7-link>1</a></sup>",
            "<ol class=wp-block-footnotes><li id=b4-7>A note with <a href=/x>a link</a>. <a href=#b4-7-link>↩︎</a></ol>",
        ),
    ] {
        check(&page(mark, note), expected);
    }
}

#[test]
fn notes_have_blocks_and_unique_labels() {
    check(
        "<p>One<sup><a href=#a>*</a><a href=#b>1</a></sup>(x) and<sup><a href=#c>1</a></sup><ol><li id=a>A\
         <pre>x\n\ny</pre><ul><li>i<li>j</ul><p>k<li id=b>B<li id=c>C</ol>",
        "One[^a][^1]\\(x) and[^c]\n\n[^a]: A\n\n    ```\n    x\n\n    y\n    ```\n\n    - i\n    - j\n\n    k\n\n\
         [^1]: B\n\n[^c]: C",
    );
    check(
        "<blockquote><p>One<sup><a href=#a>1</a></sup><p id=a>1. A</blockquote><p>b",
        "> One[^1]\n>\n> [^1]: A\n\nb",
    );
}

#[test]
fn links_that_lead_to_no_note_stay_links() {
    check("<p>One<sup><a href=#a>1</a></sup><p>b", "One[¹](#a)\n\nb");
    check("<p>One<sup><a href=#a>1</a></sup><h2 id=a>A</h2><p>b", "One[¹](#a)\n\n## A\n\nb");
    check("<p>See <a href=#a>Part 1</a>.<div id=a><p>b</div>", "See [Part 1](#a).\n\nb");
    check_text("<p>Of 12<sup><a href=#a>1</a></sup><p id=a>1. A", "Of 12¹\n\n1. A");
}

#[test]
fn call_outs_of_generators_are_quotes() {
    let expected = "> **Tip**\n>\n> A brush helps.\n\nb";
    for call_out in [
        "<details class=tip><summary>Tip</summary><p>A brush helps.</p></details>",
        "<div class='callout callout-tip'><div class=callout-title-container>Tip</div><div>A brush helps.</div></div>",
        "<div class=callout data-callout=tip><div class=callout-title><div>Tip</div></div><p>A brush helps.</p></div>",
    ] {
        check(&format!("{call_out}<p>b"), expected);
    }
    check("<div class='note info'><p>A brush helps.</p></div><p>b", "> A brush helps.\n\nb");
    check("<div class='alert alert-info'><p>A brush helps.</p></div><p>b", "> A brush helps.\n\nb");
    check("<div class=note><p>A</p></div><div class=info><p>b</p></div>", "A\n\nb");
    check("<details class=example><summary>A</summary><p>b</p></details>", "A\n\nb");
    let title = "<p class=admonition-title>T</p>";
    check(
        &format!("<div class=admonition>{title}<p>a</p></div><div class=admonition>{title}<p>b</p></div>"),
        "> **T**\n>\n> a\n\n> **T**\n>\n> b",
    );
}
