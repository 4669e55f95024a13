//! The tokens that the tokenizer passes to its sink, apart from text and names.

use super::attribute::{Attribute, AttributeSpan};
use super::name::Name;
use crate::names::name_table::NameId;

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub struct StartTag<'a> {
    /// The element's name.
    pub name: Name<'a>,
    /// Whether the tag ends with `/>`, which has a meaning only in SVG and MathML.
    pub self_closing: bool,
    pub(crate) page: &'a str,
    pub(crate) spans: &'a [AttributeSpan],
    /// The index in the page at which the attributes start.
    pub(crate) source: usize,
}

impl<'a> StartTag<'a> {
    /// The attributes that the sink wanted, in the page's order. If a name occurs more than once, only its first
    /// attribute is returned.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let page = self.page;
        self.spans.iter().map(move |span| span.attribute(page))
    }

    pub(crate) fn attribute(&self, id: NameId) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.name.id == id)
    }
}

/// A DOCTYPE. A missing part is `None`, which is not the same as an empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doctype {
    /// The root element's name in lower case.
    pub name: Option<String>,
    /// The public identifier.
    pub public_id: Option<String>,
    /// The system identifier.
    pub system_id: Option<String>,
    /// Whether the DOCTYPE is malformed, so that the page is in quirks mode.
    pub force_quirks: bool,
}
