//! The flat tree against scraper's: the same parser, another tree.

use dechaff_html::{NodeId, Tag, Tree, parse};
use proptest::prelude::*;
use scraper::{Html, node::Node};

/// Element names and text in reading order; neighbouring text joined, what the flat tree does not store left out.
fn flat(tree: &Tree, id: NodeId, out: &mut Vec<String>) {
    for child in tree.children(id) {
        match (tree.tag(child), tree.text(child)) {
            (Some(Tag::Template), _) => {}
            (Some(tag), _) => {
                out.push(format!("<{}>", tag.name()));
                flat(tree, child, out);
                out.push("</>".to_owned());
            }
            (None, Some(text)) => push_text(text, out),
            (None, None) => {}
        }
    }
}

fn theirs(node: ego_tree::NodeRef<'_, Node>, out: &mut Vec<String>) {
    for child in node.children() {
        match child.value() {
            Node::Element(element) => {
                let html = &*element.name.ns == "http://www.w3.org/1999/xhtml";
                let tag = match (html, element.name()) {
                    (true, name) => Tag::from_name(name),
                    (false, "svg") => Tag::Svg,
                    (false, "math") => Tag::Math,
                    (false, _) => Tag::Unknown,
                };
                if tag == Tag::Template {
                    continue;
                }
                out.push(format!("<{}>", tag.name()));
                if !matches!(tag, Tag::Script | Tag::Style) {
                    theirs(child, out);
                }
                out.push("</>".to_owned());
            }
            Node::Text(text) => push_text(text, out),
            _ => {}
        }
    }
}

fn push_text(text: &str, out: &mut Vec<String>) {
    match out.last_mut() {
        Some(last) if last.starts_with('"') => last.push_str(text),
        _ => out.push(format!("\"{text}")),
    }
}

fn check(html: &str) -> Result<(), TestCaseError> {
    let tree = parse(html);
    let (mut ours, mut scraped) = (vec![], vec![]);
    flat(&tree, tree.root(), &mut ours);
    theirs(Html::parse_document(html).tree.root(), &mut scraped);
    prop_assert_eq!(ours, scraped, "{}", html);
    Ok(())
}

proptest! {
    #[test]
    fn the_flat_tree_is_the_standards(parts in proptest::collection::vec(prop_oneof![
        Just("<p>"), Just("</p>"), Just("<table>"), Just("<tr>"), Just("<td>"), Just("</table>"), Just("<b>"), Just("</b>"),
        Just("<i>"), Just("</i>"), Just("<a href=x>"), Just("</a>"), Just("<div class=c>"), Just("</div>"), Just("word "),
        Just("<li>"), Just("<ul>"), Just("</ul>"), Just("<svg>"), Just("<title>"), Just("</title>"), Just("</svg>"),
        Just("<br>"), Just("<form>"), Just("&amp;"), Just("&eacute;"), Just("<!-- c -->"), Just("<h1>"), Just("</h2>"),
        Just("<select><option>"), Just("</select>"), Just("<x-y>"), Just("</x-y>"), Just("<body class=b>"), Just("\n"),
    ], 0..40)) {
        check(&parts.concat())?;
    }
}
