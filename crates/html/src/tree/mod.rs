//! The flat tree: one vector of nodes, one buffer of text, one of attribute values.

use crate::names::attribute_name::AttributeName;
use crate::names::foreign;
use crate::names::name_table::{self, Names, Number, UNKNOWN};
use crate::names::tag::Tag;
use crate::tokenizer::token::Doctype;

/// A node's index in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The index, for tables beside the tree; below [`Tree::len`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

pub(crate) const NONE: u32 = u32::MAX;

/// What a node is; elements by their namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// The root, and the contents of templates, which are never attached.
    Document,
    Html,
    Svg,
    MathMl,
    Text,
    Comment,
    Doctype,
}

impl Kind {
    pub(crate) fn is_element(self) -> bool {
        matches!(self, Self::Html | Self::Svg | Self::MathMl)
    }
}

const _: () = assert!(size_of::<Node>() == 32);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) previous: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Text and comment: a range of `Tree::text`; element: a range of `Tree::attributes`.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// An element's name.
    pub(crate) name: Number,
    pub(crate) tag: Tag,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Number,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A parsed page. Node order in memory is that of creation; reading order is that of [`Tree::descendants`].
#[derive(Debug, Default)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) text: String,
    pub(crate) values: String,
    /// Names without a fixed number.
    pub(crate) names: Names,
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
            Kind::Svg => Some(foreign::svg_name(self.names.name(node.name))),
            kind => kind.is_element().then(|| self.names.name(node.name)),
        }
    }

    /// An element's namespace; `None` for others.
    pub fn namespace(&self, id: NodeId) -> Option<Namespace> {
        match self.node(id).kind {
            Kind::Html => Some(Namespace::Html),
            Kind::Svg => Some(Namespace::Svg),
            Kind::MathMl => Some(Namespace::MathMl),
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
        (node.kind == Kind::Text).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// A comment's characters; `None` for others. There are comments only where the parser was asked for them.
    pub fn comment(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        (node.kind == Kind::Comment).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// The page's DOCTYPE, if the node stands for it.
    pub fn doctype(&self, id: NodeId) -> Option<&Doctype> {
        self.doctype.as_ref().filter(|_| self.node(id).kind == Kind::Doctype)
    }

    /// The node that a template's contents hang on; no reader of the page sees them.
    pub fn template_contents(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        let is_template = node.kind == Kind::Html && node.tag == Tag::Template;
        (is_template && node.first == NONE).then_some(node.last).and_then(wrap)
    }

    fn attributes_of(&self, id: NodeId) -> &[Attribute] {
        let node = self.node(id);
        if node.kind.is_element() { &self.attributes[node.start as usize..node.end as usize] } else { &[] }
    }

    fn value(&self, attribute: &Attribute) -> &str {
        &self.values[attribute.start as usize..attribute.end as usize]
    }

    /// The value of an element's attribute; `Some("")` for one without value.
    pub fn attribute(&self, id: NodeId, name: AttributeName) -> Option<&str> {
        let number = name_table::of_attribute(name);
        self.attributes_of(id).iter().find(|a| a.name == number).map(|a| self.value(a))
    }

    /// All known attributes of an element, in the page's order.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (AttributeName, &str)> {
        self.attributes_of(id).iter().filter_map(|a| Some((name_table::attribute(a.name)?, self.value(a))))
    }

    /// All kept attributes of an element by their names, in the page's order; those that the crate does not know only
    /// where the parser was asked for them.
    pub fn all_attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let kind = self.node(id).kind;
        self.attributes_of(id).iter().map(move |a| {
            let name = match (kind, self.names.name(a.name)) {
                (Kind::Svg, name) => foreign::svg_attribute(name),
                (Kind::MathMl, "definitionurl") => "definitionURL",
                (_, name) => name,
            };
            (name, self.value(a))
        })
    }

    /// The parent; `None` for the root and for detached nodes.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        wrap(self.node(id).parent)
    }

    /// The first child.
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        wrap(self.node(id).first)
    }

    /// The next sibling.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        wrap(self.node(id).next)
    }

    /// The previous sibling.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        wrap(self.node(id).previous)
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

    /// Bytes of the buffers.
    pub(crate) fn room(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.attributes.capacity() * size_of::<Attribute>()
            + self.text.capacity()
            + self.values.capacity()
            + self.names.room()
    }

    /// Forgets the page and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.text.clear();
        self.values.clear();
        self.names.clear();
        self.marks.clear();
        self.doctype = None;
        self.limited = false;
        self.page_len = 0;
    }

    pub(crate) fn push(&mut self, kind: Kind, start: u32, end: u32) -> u32 {
        self.push_named(kind, UNKNOWN, start, end)
    }

    pub(crate) fn push_named(&mut self, kind: Kind, name: Number, start: u32, end: u32) -> u32 {
        let tag = match kind {
            Kind::Html => self.names.tag(name),
            Kind::Svg if name == name_table::number::Svg => Tag::Svg,
            Kind::MathMl if name == name_table::number::Math => Tag::Math,
            _ => Tag::Unknown,
        };
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            start,
            end,
            name,
            tag,
            kind,
        });
        id
    }

    /// A new node in its place, before `sibling` (`NONE`: at the end).
    #[inline]
    pub(crate) fn insert_new(
        &mut self,
        parent: u32,
        sibling: u32,
        kind: Kind,
        name: Number,
        start: u32,
        end: u32,
    ) -> u32 {
        let id = self.push_named(kind, name, start, end);
        self.insert(parent, sibling, id);
        id
    }

    /// Moves all children of a node to the end of another's.
    pub(crate) fn move_children(&mut self, from: u32, to: u32) {
        while self.nodes[from as usize].first != NONE {
            let child = self.nodes[from as usize].first;
            self.detach(child);
            self.insert(to, NONE, child);
        }
    }

    pub(crate) fn detach(&mut self, id: u32) {
        let Node { parent, previous, next, .. } = self.nodes[id as usize];
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.nodes[parent as usize].first = next,
            p => self.nodes[p as usize].next = next,
        }
        match next {
            NONE => self.nodes[parent as usize].last = previous,
            n => self.nodes[n as usize].previous = previous,
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a detached node into `parent`, before `sibling` (`NONE`: at the end).
    pub(crate) fn insert(&mut self, parent: u32, sibling: u32, id: u32) {
        let previous = match sibling {
            NONE => self.nodes[parent as usize].last,
            s => self.nodes[s as usize].previous,
        };
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        match previous {
            NONE => self.nodes[parent as usize].first = id,
            p => self.nodes[p as usize].next = id,
        }
        match sibling {
            NONE => self.nodes[parent as usize].last = id,
            s => self.nodes[s as usize].previous = id,
        }
    }

    /// Adds characters to `parent` before `sibling`, growing the text node there if its text is the last in
    /// the buffer; else a further text node stands beside it, since moving text would be quadratic.
    pub(crate) fn insert_text(&mut self, parent: u32, sibling: u32, text: &str) {
        let previous = match sibling {
            NONE => self.nodes[parent as usize].last,
            s => self.nodes[s as usize].previous,
        };
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let end = self.text.len() as u32;
        if previous != NONE {
            let node = &mut self.nodes[previous as usize];
            if node.kind == Kind::Text && node.end == start {
                node.end = end;
                return;
            }
        }
        let id = self.push(Kind::Text, start, end);
        self.insert(parent, sibling, id);
    }
}

/// An element's namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// HTML.
    #[default]
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// What a user's rule says of an element and everything in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// It is main content.
    Keep,
    /// It is not.
    Drop,
    /// It is the headline.
    Title,
}

fn wrap(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}
