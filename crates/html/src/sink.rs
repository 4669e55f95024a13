//! html5ever's view of the flat tree: what its tree construction asks for.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute as ParsedAttribute, QualName, ns};

use crate::tree::{Attribute, Kind, NONE};
use crate::{AttributeName, Tag, Tree};

/// Attribute values beyond the page's own size that the tree has room for.
const SPARE_VALUES: usize = 1 << 16;

/// The tree under construction.
pub(crate) struct Sink {
    tree: RefCell<Tree>,
    /// Names by node, as the tree builder compares them; only elements have one.
    names: RefCell<Vec<QualName>>,
    name_of: RefCell<Vec<u32>>,
    depth: RefCell<Vec<u16>>,
    /// Depth of the element attached last, for [`Guard`].
    last_depth: Cell<u32>,
    limited: Cell<bool>,
    /// Bytes of attribute values that the tree may hold. Formatting elements that are opened anew in each paragraph
    /// bring theirs along each time.
    value_budget: usize,
    /// Long values stored last, so that those that come back share their place. The buffers are kept alive, so an equal
    /// address means equal characters.
    stored: RefCell<Vec<(StrTendril, u32)>>,
}

/// Values from this length are shared, and so many of them are remembered: as many as formatting elements stay open.
const LONG_VALUE: usize = 128;
const REMEMBERED: usize = 64;

impl Sink {
    pub(crate) fn new(bytes: usize) -> Self {
        // A node per 95 bytes and text of a third of the page are the means over 1,500 scraped pages.
        let mut tree = Tree {
            nodes: Vec::with_capacity(bytes / 80 + 16),
            text: String::with_capacity(bytes / 3),
            ..Tree::default()
        };
        tree.push(Kind::Document, 0, 0);
        Self {
            tree: RefCell::new(tree),
            names: RefCell::default(),
            name_of: RefCell::new(vec![NONE]),
            depth: RefCell::new(vec![0]),
            last_depth: Cell::new(0),
            limited: Cell::new(false),
            value_budget: bytes + SPARE_VALUES,
            stored: RefCell::default(),
        }
    }

    /// The depth of the last element attached since the call before; 0 if there was none.
    pub(crate) fn take_depth(&self) -> u32 {
        self.last_depth.take()
    }

    /// Nodes made so far.
    pub(crate) fn node_count(&self) -> usize {
        self.tree.borrow().nodes.len()
    }

    pub(crate) fn mark_limited(&self) {
        self.limited.set(true);
    }

    fn new_node(&self, kind: Kind, name: u32, start: u32, end: u32) -> u32 {
        let id = self.tree.borrow_mut().push(kind, start, end);
        self.fill(id, name);
        id
    }

    /// Brings the side tables up to node `id`; text nodes are made by the tree alone.
    fn fill(&self, id: u32, name: u32) {
        let mut name_of = self.name_of.borrow_mut();
        name_of.resize(id as usize, NONE);
        name_of.push(name);
        self.depth.borrow_mut().resize(id as usize + 1, 0);
    }

    fn place(&self, parent: u32, sibling: u32, child: NodeOrText<u32>) {
        match child {
            NodeOrText::AppendNode(id) => {
                {
                    let tree = self.tree.borrow();
                    // Comments are not part of the tree.
                    if matches!(tree.nodes[id as usize].kind, Kind::Document) {
                        return;
                    }
                }
                let mut depth = self.depth.borrow_mut();
                let d = depth.get(parent as usize).copied().unwrap_or(0).saturating_add(1);
                if let Some(slot) = depth.get_mut(id as usize) {
                    *slot = d;
                }
                self.last_depth.set(u32::from(d));
                let mut tree = self.tree.borrow_mut();
                tree.detach(id);
                tree.insert(parent, sibling, id);
            }
            NodeOrText::AppendText(text) => {
                let mut tree = self.tree.borrow_mut();
                if keeps_text(&tree, parent) {
                    tree.insert_text(parent, sibling, &text);
                }
            }
        }
    }

    fn add_attributes(&self, tree: &mut Tree, parsed: &[ParsedAttribute]) {
        for attribute in parsed {
            let Some(name) = AttributeName::from_name(&attribute.name.local) else { continue };
            let value = &attribute.value;
            if let Some(start) = self.stored_at(value) {
                tree.attributes.push(Attribute { name, start, end: start + value.len() as u32 });
                continue;
            }
            if tree.values.len() + value.len() > self.value_budget {
                self.mark_limited();
                continue;
            }
            let start = tree.values.len() as u32;
            tree.values.push_str(value);
            tree.attributes.push(Attribute { name, start, end: tree.values.len() as u32 });
            if value.len() >= LONG_VALUE {
                let mut stored = self.stored.borrow_mut();
                if stored.len() == REMEMBERED {
                    stored.remove(0);
                }
                stored.push((value.clone(), start));
            }
        }
    }

    fn stored_at(&self, value: &StrTendril) -> Option<u32> {
        if value.len() < LONG_VALUE {
            return None;
        }
        let stored = self.stored.borrow();
        let same = |other: &StrTendril| other.as_ptr() == value.as_ptr() && other.len() == value.len();
        stored.iter().find(|(other, _)| same(other)).map(|(_, start)| *start)
    }
}

/// Of scripts only data blocks of JSON are kept, of styles nothing.
fn keeps_text(tree: &Tree, parent: u32) -> bool {
    match tree.nodes[parent as usize].kind {
        Kind::Element(Tag::Style) => false,
        Kind::Element(Tag::Script) => tree
            .attribute(crate::NodeId(parent), AttributeName::Type)
            .is_some_and(|t| t.to_ascii_lowercase().contains("json")),
        _ => true,
    }
}

fn tag_of(name: &QualName) -> Tag {
    if name.ns == ns!(html) {
        return Tag::from_name(&name.local);
    }
    match &*name.local {
        "svg" => Tag::Svg,
        "math" => Tag::Math,
        _ => Tag::Unknown,
    }
}

impl TreeSink for Sink {
    type Handle = u32;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        let mut tree = self.tree.into_inner();
        tree.limited = self.limited.get();
        tree
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        let name = self.name_of.borrow()[*target as usize];
        Ref::map(self.names.borrow(), |names| &names[name as usize])
    }

    fn create_element(&self, name: QualName, attributes: Vec<ParsedAttribute>, _: ElementFlags) -> u32 {
        let (start, end) = {
            let mut tree = self.tree.borrow_mut();
            let start = tree.attributes.len() as u32;
            self.add_attributes(&mut tree, &attributes);
            (start, tree.attributes.len() as u32)
        };
        let tag = tag_of(&name);
        let mut names = self.names.borrow_mut();
        let index = names.len() as u32;
        names.push(name);
        self.new_node(Kind::Element(tag), index, start, end)
    }

    fn create_comment(&self, _: StrTendril) -> u32 {
        self.new_node(Kind::Document, NONE, 0, 0)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        self.new_node(Kind::Document, NONE, 0, 0)
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        self.place(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &u32, previous: &u32, child: NodeOrText<u32>) {
        let attached = self.tree.borrow().nodes[*element as usize].parent != NONE;
        if attached {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Template contents hang on a node of their own that is never attached: no reader sees them.
    fn get_template_contents(&self, target: &u32) -> u32 {
        let contents = self.tree.borrow().nodes[*target as usize].last;
        if contents != NONE {
            return contents;
        }
        let id = self.new_node(Kind::Document, NONE, 0, 0);
        let mut tree = self.tree.borrow_mut();
        tree.nodes[*target as usize].last = id;
        id
    }

    /// A declarative shadow root is what the reader sees of its host: its contents become the host's.
    fn attach_declarative_shadow(&self, host: &u32, template: &u32, _: &[ParsedAttribute]) -> bool {
        self.tree.borrow_mut().nodes[*template as usize].last = *host;
        true
    }

    fn same_node(&self, x: &u32, y: &u32) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        let parent = self.tree.borrow().nodes[*sibling as usize].parent;
        if parent != NONE {
            self.place(parent, *sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &u32, attributes: Vec<ParsedAttribute>) {
        let mut tree = self.tree.borrow_mut();
        let node = tree.nodes[*target as usize];
        let start = tree.attributes.len();
        tree.attributes.extend_from_within(node.start as usize..node.end as usize);
        let have: Vec<AttributeName> = tree.attributes[start..].iter().map(|a| a.name).collect();
        let missing: Vec<ParsedAttribute> = attributes
            .into_iter()
            .filter(|a| AttributeName::from_name(&a.name.local).is_some_and(|n| !have.contains(&n)))
            .collect();
        self.add_attributes(&mut tree, &missing);
        let end = tree.attributes.len() as u32;
        let node = &mut tree.nodes[*target as usize];
        (node.start, node.end) = (start as u32, end);
    }

    fn remove_from_parent(&self, target: &u32) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        let mut tree = self.tree.borrow_mut();
        while tree.nodes[*node as usize].first != NONE {
            let child = tree.nodes[*node as usize].first;
            tree.detach(child);
            tree.insert(*new_parent, NONE, child);
        }
    }
}
