//! The flat tree: a vector of nodes, a buffer of text, and a buffer of attribute values.

mod edit;
pub(crate) mod node;

use self::node::{Mark, NONE, Namespace, Node, NodeId, NodeKind, StoredAttribute, node_id};
use crate::names::attribute_name::AttributeName;
use crate::names::foreign;
use crate::names::name_table::{self, PageNames};
use crate::names::tag::Tag;
use crate::tokenizer::token::Doctype;

/// A parsed page.
///
/// Nodes are addressed by [`NodeId`]. Their order in memory is the order of their creation; for reading order see
/// [`Tree::descendants`]. Methods panic if a [`NodeId`] is from a larger tree.
#[derive(Debug, Default)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) attributes: Vec<StoredAttribute>,
    pub(crate) text: String,
    pub(crate) values: String,
    /// The page's names that are not known to the crate.
    pub(crate) names: PageNames,
    /// The DOCTYPE, if the parser keeps it.
    pub(crate) doctype: Option<Doctype>,
    /// What a user's rules say, by node; empty if there are no rules.
    pub(crate) marks: Vec<Mark>,
    pub(crate) limited: bool,
    pub(crate) page_len: usize,
}

impl Tree {
    /// The document node, the parent of `html`.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The number of nodes, including those that can't be reached from the root.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the tree has no node but the root. A parsed page always has more.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// Whether the page exceeded one of the limits in the [crate's documentation](crate#design), so that its tree is not
    /// the standard's. All text is kept nevertheless.
    pub fn limited(&self) -> bool {
        self.limited
    }

    /// The page's length in bytes.
    pub fn page_len(&self) -> usize {
        self.page_len
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The tag of an element; `None` for other nodes.
    pub fn tag(&self, id: NodeId) -> Option<Tag> {
        let node = self.node(id);
        node.kind.is_element().then_some(node.tag)
    }

    /// An element's name with the standard's capitals, such as `div`, `x-card` or `foreignObject`; `None` for other nodes.
    /// Names beyond a page's first 65,000 distinct ones are empty.
    pub fn name(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        match node.kind {
            NodeKind::Svg => Some(foreign::svg_name(self.names.name(node.name))),
            kind => kind.is_element().then(|| self.names.name(node.name)),
        }
    }

    /// An element's namespace; `None` for other nodes.
    pub fn namespace(&self, id: NodeId) -> Option<Namespace> {
        match self.node(id).kind {
            NodeKind::Html => Some(Namespace::Html),
            NodeKind::Svg => Some(Namespace::Svg),
            NodeKind::MathMl => Some(Namespace::MathMl),
            _ => None,
        }
    }

    /// The mark of this element itself, which [`parse_selected`](crate::parse_selected) sets. Marks of its ancestors are
    /// not considered.
    pub fn mark(&self, id: NodeId) -> Mark {
        self.marks.get(id.index()).copied().unwrap_or_default()
    }

    /// A text node's characters, with white space as in the page and references resolved; `None` for other nodes.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        (node.kind == NodeKind::Text).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// A comment's characters; `None` for other nodes. Only a parser that is
    /// [`Parser::keeping_all`](crate::Parser::keeping_all) keeps comments.
    pub fn comment(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        (node.kind == NodeKind::Comment).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// The page's DOCTYPE, if this is its node; `None` for other nodes. Only a parser that is
    /// [`Parser::keeping_all`](crate::Parser::keeping_all) keeps it.
    pub fn doctype(&self, id: NodeId) -> Option<&Doctype> {
        self.doctype.as_ref().filter(|_| self.node(id).kind == NodeKind::Doctype)
    }

    /// The node whose children are a template's contents, which readers of the page do not see; `None` if `id` is not a
    /// template.
    pub fn template_contents(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        let is_template = node.kind == NodeKind::Html && node.tag == Tag::Template;
        (is_template && node.first == NONE).then_some(node.last).and_then(node_id)
    }

    fn stored_attributes(&self, id: NodeId) -> &[StoredAttribute] {
        let node = self.node(id);
        if node.kind.is_element() { &self.attributes[node.start as usize..node.end as usize] } else { &[] }
    }

    fn value(&self, attribute: &StoredAttribute) -> &str {
        &self.values[attribute.start as usize..attribute.end as usize]
    }

    /// The value of an element's attribute; `Some("")` if it is there without a value, `None` if it is not there.
    pub fn attribute(&self, id: NodeId, name: AttributeName) -> Option<&str> {
        let name_id = name_table::attribute_id(name);
        self.stored_attributes(id).iter().find(|a| a.name == name_id).map(|a| self.value(a))
    }

    /// All attributes of an element that have an [`AttributeName`], in the page's order.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (AttributeName, &str)> {
        self.stored_attributes(id)
            .iter()
            .filter_map(|a| Some((name_table::attribute_name(a.name)?, self.value(a))))
    }

    /// The names and values of all attributes of an element that the tree keeps, in the page's order. Attributes without an
    /// [`AttributeName`] are kept only by a parser that is [`Parser::keeping_all`](crate::Parser::keeping_all).
    pub fn all_attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let kind = self.node(id).kind;
        self.stored_attributes(id).iter().map(move |a| {
            let name = match (kind, self.names.name(a.name)) {
                (NodeKind::Svg, name) => foreign::svg_attribute(name),
                (NodeKind::MathMl, "definitionurl") => "definitionURL",
                (_, name) => name,
            };
            (name, self.value(a))
        })
    }

    /// The parent; `None` for the root and for nodes that can't be reached from it.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        node_id(self.node(id).parent)
    }

    /// The first child.
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        node_id(self.node(id).first)
    }

    /// The next sibling.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        node_id(self.node(id).next)
    }

    /// The previous sibling.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        node_id(self.node(id).previous)
    }

    /// The children, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&n| self.next_sibling(n))
    }

    /// The ancestors, the nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&n| self.parent(n))
    }

    /// All nodes below `id`, in reading order. Does not recurse.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.first_child(id);
        std::iter::from_fn(move || {
            let current = next?;
            next = self.first_child(current).or_else(|| self.after(current, id));
            Some(current)
        })
    }

    /// The first element of the page with this tag, in reading order.
    ///
    /// ```
    /// use dechaff_html::{Tag, parse};
    ///
    /// let tree = parse("<h1>One</h1><h1>Two</h1>");
    /// assert_eq!(tree.find(Tag::H1).map(|h1| tree.text_content(h1)).as_deref(), Some("One"));
    /// assert_eq!(tree.find(Tag::H2), None);
    /// ```
    pub fn find(&self, tag: Tag) -> Option<NodeId> {
        self.find_all(tag).next()
    }

    /// The text of all text nodes, one after the other in the order of their creation. It tells quickly what a page does
    /// not have. It may have text of nodes that can't be reached from the root.
    pub fn all_text(&self) -> &str {
        &self.text
    }

    /// All elements of the page with this tag, in reading order.
    pub fn find_all(&self, tag: Tag) -> impl Iterator<Item = NodeId> + '_ {
        self.descendants(self.root()).filter(move |&id| self.tag(id) == Some(tag))
    }

    /// The first node below `top` that follows `id` and its descendants in reading order.
    pub fn after(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        let mut current = id;
        while current != top {
            if let Some(next) = self.next_sibling(current) {
                return Some(next);
            }
            current = self.parent(current)?;
        }
        None
    }

    /// The text of all text nodes below `id`, concatenated without separators.
    pub fn text_content(&self, id: NodeId) -> String {
        self.descendants(id).filter_map(|n| self.text(n)).collect()
    }
}
