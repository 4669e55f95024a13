//! A node of the tree, and the small types that describe one.

use crate::names::name_table::NameId;
use crate::names::tag::Tag;

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
pub(crate) enum NodeKind {
    /// The root, and the contents of templates, which are never attached.
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
    pub(crate) name: NameId,
    pub(crate) tag: Tag,
    pub(crate) kind: NodeKind,
}

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

/// The node of a link.
pub(super) fn node_id(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}
