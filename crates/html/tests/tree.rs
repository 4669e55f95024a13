//! What users of the tree rely on: structure, text, limits.

use dechaff_html::{AttributeName, MAX_DEPTH, NodeId, Tag, Tree, parse};
use proptest::prelude::*;

/// The tree in one line, such as `p[One b[two]]`.
fn show(tree: &Tree, id: NodeId) -> String {
    let mut out = String::new();
    for child in tree.children(id) {
        match (tree.tag(child), tree.text(child)) {
            (Some(tag), _) => out += &format!("{}[{}]", tag.name(), show(tree, child)),
            (_, Some(text)) => out += text,
            _ => {}
        }
    }
    out
}

fn body(html: &str) -> String {
    let tree = parse(html);
    tree.find(Tag::Body).map(|body| show(&tree, body)).unwrap_or_default()
}

#[test]
fn shapes() {
    assert_eq!(body("<p>One <b>two</b><p>three"), "p[One b[two]]p[three]");
    assert_eq!(body("<table><tr><td>a</table>"), "table[tbody[tr[td[a]]]]");
    assert_eq!(body("<b>1<i>2</b>3</i>"), "b[1i[2]]i[3]");
    assert_eq!(body("<table>lost<tr><td>cell"), "losttable[tbody[tr[td[cell]]]]");
    assert_eq!(body("a&amp;b &eacute;&nbsp;c"), "a&b é\u{a0}c");
    assert_eq!(body("<my-thing>x</my-thing><blink>y</blink>"), "*-*[x]*[y]");
    assert_eq!(body("x<noscript><p>posts</noscript>"), "xnoscript[p[posts]]");
}

#[test]
fn only_what_readers_see_is_stored() {
    assert_eq!(
        body("a<!-- no --><script>no</script><style>no</style><template><p>no</template>b"),
        "ascript[]style[]template[]b"
    );
    assert_eq!(body(r#"x<script type="application/ld+json">{"a":1}</script>"#), r#"xscript[{"a":1}]"#);
}

#[test]
fn shadow_root_contents_belong_to_their_host() {
    assert_eq!(body("<x-card><template shadowrootmode=open><p>seen</template></x-card>"), "*-*[p[seen]]");
}

#[test]
fn elements_are_found_by_tag_in_reading_order() {
    let tree = parse("<p>1<div><p>2<template><p>3</template></div><p>4");
    let found: Vec<String> = tree.find_all(Tag::P).map(|p| tree.text_content(p)).collect();
    assert_eq!(found, ["1", "2", "4"]);
    assert_eq!(tree.find(Tag::P), tree.find_all(Tag::P).next());
    assert_eq!(tree.find(Tag::Table), None);
}

#[test]
fn attributes() {
    let tree = parse(r#"<a HREF="/x?a=1&amp;b=2" data-junk=1 class="c d" hidden>t</a>"#);
    let a = tree.find(Tag::A).unwrap();
    assert_eq!(tree.attribute(a, AttributeName::Href), Some("/x?a=1&b=2"));
    assert_eq!(tree.attribute(a, AttributeName::Hidden), Some(""));
    assert_eq!(tree.attribute(a, AttributeName::Id), None);
    assert_eq!(tree.attributes(a).count(), 3);
}

#[test]
fn nesting_is_limited_and_no_text_is_lost() {
    let n = 100_000;
    let tree = parse(&format!("{}deep{}after", "<div>".repeat(n), "</div>".repeat(n)));
    assert!(tree.limited());
    let depth = |id| tree.ancestors(id).count();
    assert!(tree.descendants(tree.root()).all(|id| depth(id) <= MAX_DEPTH as usize + 1));
    let text = tree.descendants(tree.root()).filter(|&n| tree.text(n).is_some()).collect::<Vec<_>>();
    assert_eq!(tree.text_content(tree.root()), "deepafter");
    assert_eq!(tree.tag(tree.parent(*text.last().unwrap()).unwrap()), Some(Tag::Body));
}

/// On these pages, the time or the nodes of the standard's algorithm are at least quadratic in the page's size.
#[test]
fn hostile_pages_stay_small() {
    let n = 20_000;
    let fonts: String = (0..n).map(|i| format!("<font size={i}>")).collect();
    let pages = [
        "<ul><li>".repeat(n),
        "<dl><dd>".repeat(n),
        "<b><div>".repeat(n) + &"</b></div>".repeat(n),
        fonts + &"<p>x".repeat(n),
        "<a><div>".repeat(n),
        "<table>".repeat(n),
        "<svg><g>".to_owned() + &"<g>".repeat(n) + &"</x>".repeat(n),
        "<div>".repeat(n) + &"</span>".repeat(n),
        "<select>".to_owned() + &"<optgroup><option>".repeat(n),
    ];
    for page in &pages {
        let tree = parse(page);
        assert!(tree.len() < page.len(), "{} nodes of {} bytes", tree.len(), page.len());
    }
}

#[test]
fn reopened_elements_share_their_attributes() {
    let page = format!("<a href={}>{}", "x".repeat(100_000), "<p>y".repeat(2_000));
    let tree = parse(&page);
    let links = tree.descendants(tree.root()).filter_map(|n| tree.attribute(n, AttributeName::Href));
    assert!(links.map(str::len).sum::<usize>() < 2 * page.len());
    assert_eq!(tree.text_content(tree.root()), "y".repeat(2_000));
}

#[test]
fn unclosed_formatting_in_cells_does_not_count_toward_the_limit() {
    let row = "<tr><td><font><b>x</td></tr>".repeat(200);
    let tree = parse(&format!("<table>{row}</table><p><b>end</b>"));
    assert!(!tree.limited());
    assert!(body(&format!("<table>{row}</table><p><b>end</b>")).ends_with("p[b[end]]"));
}

proptest! {
    /// Any string has a tree whose links agree.
    #[test]
    fn links_agree(parts in proptest::collection::vec(prop_oneof![
        Just("<p>"), Just("</p>"), Just("<table>"), Just("<td>"), Just("</table>"), Just("<b>"), Just("</b>"), Just("<a>"),
        Just("<div>"), Just("</div>"), Just("text "), Just("<li>"), Just("<template>"), Just("</template>"), Just("<select>"),
        Just("<svg>"), Just("<title>"), Just("</title>"), Just("<br>"), Just("<form>"), Just("<frameset>"), Just("&amp;"),
        Just("<script>"), Just("</script>"), Just("<!--"), Just("-->"), Just("\0"),
    ], 0..60)) {
        let tree = parse(&parts.concat());
        for id in tree.descendants(tree.root()) {
            if let Some(next) = tree.next_sibling(id) {
                prop_assert_eq!(tree.previous_sibling(next), Some(id));
                prop_assert_eq!(tree.parent(next), tree.parent(id));
            }
            for child in tree.children(id) {
                prop_assert_eq!(tree.parent(child), Some(id));
            }
        }
        let seen: Vec<_> = tree.descendants(tree.root()).collect();
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(seen.len(), unique.len());
    }

    #[test]
    fn any_bytes_decode_and_parse(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let decoded = dechaff_html::decode(&bytes, None);
        parse(&decoded.text);
    }
}
