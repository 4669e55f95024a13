//! The flat tree: one vector of nodes, one buffer of text, one of attribute values.

mod edit;
pub(crate) mod node;

use self::node::{Mark, NONE, Namespace, Node, NodeId, NodeKind, StoredAttribute, node_id};
use crate::names::attribute_name::AttributeName;
use crate::names::foreign;
use crate::names::name_table::{self, PageNames};
use crate::names::tag::Tag;
use crate::tokenizer::token::Doctype;

/// A parsed page. Node order in memory is that of creation; reading order is that of [`Tree::descendants`].
#[derive(Debug, Default)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) attributes: Vec<StoredAttribute>,
    pub(crate) text: String,
    pub(crate) values: String,
    /// Names without a fixed number.
    pub(crate) names: PageNames,
    /// The DOCTYPE, where it was asked for.
    pub(crate) doctype: Option<Doctype>,
    /// What a user's rules say, by node; empty where there are none.
    pub(crate) marks: Vec<Mark>,
    pub(crate) limited: bool,
    pub(crate) page_len: usize,
}

impl Tree {
    /// The document node, parent of `html`.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The number of nodes, those not reachable from the root included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing but the root.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// Whether nesting or open formatting elements passed a limit, so that the tree is flatter than the page.
    pub fn limited(&self) -> bool {
        self.limited
    }

    /// Bytes of the page; of a tree that was made of another, an estimate from what it holds.
    pub fn page_len(&self) -> usize {
        self.page_len
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The element's name; `None` for text and the root.
    pub fn tag(&self, id: NodeId) -> Option<Tag> {
        let node = self.node(id);
        node.kind.is_element().then_some(node.tag)
    }

    /// An element's name as the standard writes it, such as `div`, `x-card` or `foreignObject`; `None` for others.
    /// Names past the first 65,000 of a page are empty.
    pub fn name(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        match node.kind {
            NodeKind::Svg => Some(foreign::svg_name(self.names.name(node.name))),
            kind => kind.is_element().then(|| self.names.name(node.name)),
        }
    }

    /// An element's namespace; `None` for others.
    pub fn namespace(&self, id: NodeId) -> Option<Namespace> {
        match self.node(id).kind {
            NodeKind::Html => Some(Namespace::Html),
            NodeKind::Svg => Some(Namespace::Svg),
            NodeKind::MathMl => Some(Namespace::MathMl),
            _ => None,
        }
    }

    /// What a user's rule says of this very element.
    pub fn mark(&self, id: NodeId) -> Mark {
        self.marks.get(id.index()).copied().unwrap_or_default()
    }

    /// A text node's characters, as in the page (white space kept, references resolved); `None` for others.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        (node.kind == NodeKind::Text).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// A comment's characters; `None` for others. There are comments only where the parser was asked for them.
    pub fn comment(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        (node.kind == NodeKind::Comment).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// The page's DOCTYPE, if the node stands for it.
    pub fn doctype(&self, id: NodeId) -> Option<&Doctype> {
        self.doctype.as_ref().filter(|_| self.node(id).kind == NodeKind::Doctype)
    }

    /// The node that a template's contents hang on; no reader of the page sees them.
    pub fn template_contents(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        let is_template = node.kind == NodeKind::Html && node.tag == Tag::Template;
        (is_template && node.first == NONE).then_some(node.last).and_then(node_id)
    }

    fn attributes_of(&self, id: NodeId) -> &[StoredAttribute] {
        let node = self.node(id);
        if node.kind.is_element() { &self.attributes[node.start as usize..node.end as usize] } else { &[] }
    }

    fn value(&self, attribute: &StoredAttribute) -> &str {
        &self.values[attribute.start as usize..attribute.end as usize]
    }

    /// The value of an element's attribute; `Some("")` for one without value.
    pub fn attribute(&self, id: NodeId, name: AttributeName) -> Option<&str> {
        let name_id = name_table::attribute_id(name);
        self.attributes_of(id).iter().find(|a| a.name == name_id).map(|a| self.value(a))
    }

    /// All known attributes of an element, in the page's order.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (AttributeName, &str)> {
        self.attributes_of(id)
            .iter()
            .filter_map(|a| Some((name_table::attribute_name(a.name)?, self.value(a))))
    }

    /// All kept attributes of an element by their names, in the page's order; those that the crate does not know only
    /// where the parser was asked for them.
    pub fn all_attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let kind = self.node(id).kind;
        self.attributes_of(id).iter().map(move |a| {
            let name = match (kind, self.names.name(a.name)) {
                (NodeKind::Svg, name) => foreign::svg_attribute(name),
                (NodeKind::MathMl, "definitionurl") => "definitionURL",
                (_, name) => name,
            };
            (name, self.value(a))
        })
    }

    /// The parent; `None` for the root and for detached nodes.
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

    /// The children in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&n| self.next_sibling(n))
    }

    /// The ancestors, nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&n| self.parent(n))
    }

    /// All nodes below `id` in reading order, without recursion.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.first_child(id);
        std::iter::from_fn(move || {
            let current = next?;
            next = self.first_child(current).or_else(|| self.after(current, id));
            Some(current)
        })
    }

    /// The node that follows `id`'s subtree in reading order, inside `top`.
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

    /// The text of all text nodes below `id`, joined as it stands.
    pub fn text_content(&self, id: NodeId) -> String {
        self.descendants(id).filter_map(|n| self.text(n)).collect()
    }
}
