//! Prints trees in the format of the html5lib tests, so that any two can be compared.

use dechaff_html::{Namespace, NodeId, Tree};
use scraper::node::Node;

/// A tree as lines. Adjacent text nodes are printed as one.
struct Dump {
    out: String,
    /// The depth of the text in the last line, if it may continue.
    text_at: Option<usize>,
}

impl Dump {
    fn line(&mut self, depth: usize, line: &str) {
        self.close();
        self.out += &format!("| {}{line}\n", "  ".repeat(depth));
    }

    fn text(&mut self, depth: usize, text: &str) {
        if self.text_at != Some(depth) {
            self.close();
            self.out += &format!("| {}\"", "  ".repeat(depth));
            self.text_at = Some(depth);
        }
        self.out += text;
    }

    fn close(&mut self) {
        if self.text_at.take().is_some() {
            self.out += "\"\n";
        }
    }

    fn element(&mut self, depth: usize, namespace: &str, name: &str, mut attributes: Vec<(String, String)>) {
        self.line(depth, &format!("<{namespace}{name}>"));
        attributes.sort();
        for (name, value) in attributes {
            self.line(depth + 1, &format!("{name}=\"{value}\""));
        }
    }

    fn doctype(&mut self, name: &str, public: Option<&str>, system: Option<&str>) {
        let (public, system) = (public.unwrap_or_default(), system.unwrap_or_default());
        if public.is_empty() && system.is_empty() {
            self.line(0, &format!("<!DOCTYPE {name}>"));
        } else {
            self.line(0, &format!("<!DOCTYPE {name} \"{public}\" \"{system}\">"));
        }
    }
}

/// The name of an attribute of SVG or MathML, with a space for the namespaces that the standard adjusts.
fn foreign_name(name: &str) -> String {
    const NAMES: &[&str] = &[
        "xlink:actuate",
        "xlink:arcrole",
        "xlink:href",
        "xlink:role",
        "xlink:show",
        "xlink:title",
        "xlink:type",
        "xml:lang",
        "xml:space",
        "xmlns:xlink",
    ];
    match name {
        "xmlns" => "xmlns xmlns".into(),
        name if NAMES.contains(&name) => name.replace(':', " "),
        name => name.into(),
    }
}

/// Our tree, below a node.
pub(crate) fn ours(tree: &Tree, top: NodeId) -> String {
    dump(tree, top, true)
}

/// The same, without the contents of templates.
#[allow(dead_code)]
pub(crate) fn without_templates(tree: &Tree, top: NodeId) -> String {
    dump(tree, top, false)
}

fn dump(tree: &Tree, top: NodeId, templates: bool) -> String {
    let mut dump = Dump { out: String::new(), text_at: None };
    let mut stack: Vec<(NodeId, usize)> = tree.children(top).map(|child| (child, 0)).collect();
    stack.reverse();
    while let Some((node, depth)) = stack.pop() {
        if let Some(text) = tree.text(node) {
            dump.text(depth, text);
            continue;
        }
        if let Some(text) = tree.comment(node) {
            dump.line(depth, &format!("<!-- {text} -->"));
        } else if let Some(doctype) = tree.doctype(node) {
            let name = doctype.name.as_deref().unwrap_or_default();
            dump.doctype(name, doctype.public_id.as_deref(), doctype.system_id.as_deref());
        } else if let Some(name) = tree.name(node) {
            let namespace = tree.namespace(node).unwrap_or_default();
            let prefix = match namespace {
                Namespace::Html => "",
                Namespace::Svg => "svg ",
                Namespace::MathMl => "math ",
            };
            let attributes = tree.all_attributes(node).map(|(name, value)| {
                let name = if namespace == Namespace::Html { name.into() } else { foreign_name(name) };
                (name, value.into())
            });
            dump.element(depth, prefix, name, attributes.collect());
            let mut children: Vec<(NodeId, usize)> =
                tree.children(node).map(|child| (child, depth + 1)).collect();
            if let Some(contents) = tree.template_contents(node).filter(|_| templates) {
                dump.line(depth + 1, "content");
                children = tree.children(contents).map(|child| (child, depth + 2)).collect();
            }
            children.reverse();
            stack.append(&mut children);
        }
    }
    dump.close();
    dump.out
}

/// Scraper's tree, which is html5ever's.
#[allow(dead_code)]
pub(crate) fn scraped(html: &scraper::Html) -> String {
    let mut dump = Dump { out: String::new(), text_at: None };
    let mut stack: Vec<_> = html.tree.root().children().map(|child| (child, 0)).collect();
    stack.reverse();
    while let Some((node, depth)) = stack.pop() {
        let mut below = depth + 1;
        match node.value() {
            Node::Text(text) => dump.text(depth, text),
            Node::Comment(text) => dump.line(depth, &format!("<!-- {} -->", &**text)),
            Node::Doctype(doctype) => {
                dump.doctype(doctype.name(), Some(doctype.public_id()), Some(doctype.system_id()));
            }
            // Template contents.
            Node::Fragment => {
                below = depth + 1;
                dump.line(depth, "content");
            }
            Node::Element(element) => {
                let prefix = match &*element.name.ns {
                    "http://www.w3.org/2000/svg" => "svg ",
                    "http://www.w3.org/1998/Math/MathML" => "math ",
                    _ => "",
                };
                let name = |name: &html5ever::QualName| match &*name.ns {
                    "http://www.w3.org/1999/xlink" => format!("xlink {}", name.local),
                    "http://www.w3.org/XML/1998/namespace" => format!("xml {}", name.local),
                    "http://www.w3.org/2000/xmlns/" => format!("xmlns {}", name.local),
                    _ => name.local.to_string(),
                };
                let attributes = element.attrs.iter().map(|(key, value)| (name(key), value.to_string()));
                dump.element(depth, prefix, element.name(), attributes.collect());
            }
            _ => {}
        }
        let mut children: Vec<_> = node.children().map(|child| (child, below)).collect();
        children.reverse();
        stack.append(&mut children);
    }
    dump.close();
    dump.out
}

/// Whether a page may show a known difference between html5ever and the standard: in html5ever, `caption` and similar tags
/// do not close a `thead` inside of a template; `isindex` is special; `search` and elements of SVG and MathML are not.
#[allow(dead_code)]
pub(crate) fn has_known_difference(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| html.contains(name));
    let points = ["<mi", "<mo", "<foreignobject", "<desc", "<annotation-xml"];
    let crosses = ["</", "<li", "<dd", "<dt", "<a", "<nobr", "<button"];
    has(&["<isindex"])
        || (has(&["<template"]) && has(&["<thead"]))
        || ((has(&points) || (has(&["<svg"]) && has(&["<title"]))) && has(&crosses))
}
