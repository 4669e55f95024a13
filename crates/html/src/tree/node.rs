//! A node of the tree, and the small types that describe one.

use crate::names::name_table::NameId;
use crate::names::tag::Tag;

/// A node's index in its [`Tree`](crate::Tree). It has no meaning in other trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The index as a number less than [`Tree::len`](crate::Tree::len), for tables with an entry for each node.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The link of a node that has no such relative.
pub(crate) const NONE: u32 = u32::MAX;

/// What a node is. Elements are distinguished by namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum NodeKind {
    /// The root, or a node that holds the contents of a template. The latter are never attached.
    Document,
    Html,
    Svg,
    MathMl,
    Text,
    Comment,
    Doctype,
}

impl NodeKind {
    pub(crate) fn is_element(self) -> bool {
        matches!(self, Self::Html | Self::Svg | Self::MathMl)
    }
}

const _: () = assert!(size_of::<Node>() == 32);

/// A node and its links.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) previous: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// With `end`: for text and comments a range of `Tree::text`, for elements a range of `Tree::attributes`.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// An element's name.
    pub(crate) name: NameId,
    pub(crate) tag: Tag,
    pub(crate) kind: NodeKind,
}

/// An attribute, whose value is a range of `Tree::values`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredAttribute {
    pub(crate) name: NameId,
    pub(crate) start: u32,
    pub(crate) end: u32,
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

/// What a user's rule says about an element and everything inside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// No rule applies.
    #[default]
    None,
    /// The element is main content.
    Keep,
    /// The element is not main content.
    Drop,
    /// The element is the headline.
    Title,
}

/// The node of a link.
pub(super) fn node_id(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}
