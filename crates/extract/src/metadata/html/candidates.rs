//! A single walk over the tree that collects every element that may say something about the article.

use std::ops::Range;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use super::meta_tags::{self, MetaTag};
use super::zones::{self, OpenZones, Zone};
use crate::classes;
use crate::classes::cache::ClassCache;
use crate::classes::marks::mark;

/// How many `meta` and `link` elements and scripts of a page are read, so that a page of nothing else costs no more than
/// others.
const MAX_META: usize = 400;
const MAX_SCRIPTS: usize = 60;

/// How many elements of the body are recorded. Each may later be read with everything inside it, so the limit grows with
/// the length of the page.
fn max_marked(tree: &Tree) -> usize {
    4000.min(400 + tree.page_len() / 256)
}

/// An element of the body that may contain a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MarkedElement {
    pub(crate) node: NodeId,
    pub(crate) zone: Zone,
    pub(crate) tag: Tag,
    /// Bits of [`mark`] from its class and id.
    pub(crate) marks: u32,
    /// Whether it is a `time` or has a `datetime`.
    pub(crate) dated: bool,
    pub(crate) property: Property,
}

/// What an element is according to its `itemprop` or `rel`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Property {
    #[default]
    None,
    Author,
    Headline,
    Published,
    Modified,
    Tag,
    License,
}

impl Property {
    /// The property that an `itemprop` names.
    fn from_itemprop(value: &str) -> Self {
        for word in value.split_ascii_whitespace() {
            match word {
                "author" | "creator" => return Self::Author,
                "headline" => return Self::Headline,
                "datePublished" | "dateCreated" => return Self::Published,
                "dateModified" => return Self::Modified,
                _ => {}
            }
        }
        Self::None
    }

    /// The property that the `rel` of a link names.
    fn from_rel(value: &str) -> Self {
        for word in value.split_ascii_whitespace() {
            match word {
                "author" => return Self::Author,
                "tag" => return Self::Tag,
                "license" => return Self::License,
                _ => {}
            }
        }
        Self::None
    }
}

/// An outermost element whose content is not the article's: it holds the nodes from `start` to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ForeignPart {
    pub(crate) start: NodeId,
    end: Option<NodeId>,
    pub(crate) zone: Zone,
}

/// What a page says about its article.
pub(crate) struct HtmlCandidates<'t> {
    /// The `lang` of the `html` element.
    pub(crate) language: Option<&'t str>,
    /// The `title` element.
    pub(crate) title: Option<NodeId>,
    pub(crate) metas: Vec<MetaTag<'t>>,
    /// Relation and URL of `link` elements such as `rel=canonical`.
    pub(crate) links: Vec<(&'t str, &'t str)>,
    /// The `href` of the `base` element.
    pub(crate) base: Option<&'t str>,
    /// The texts of JSON data blocks, most of which are JSON-LD. The tree keeps no other scripts.
    pub(crate) scripts: Vec<&'t str>,
    /// Headings, times, and elements whose names mention authors or dates, in reading order.
    pub(crate) marked: Vec<MarkedElement>,
    /// The parts of the page that are not the article's: menus, footers, other articles, quotations. In the order of
    /// their numbers.
    foreign: Vec<ForeignPart>,
}

/// Collects the candidates of a page.
pub(crate) fn collect<'t>(tree: &'t Tree, classes: &mut ClassCache) -> HtmlCandidates<'t> {
    let mut found = HtmlCandidates {
        language: None,
        title: None,
        metas: Vec::new(),
        links: Vec::new(),
        base: None,
        scripts: Vec::new(),
        marked: Vec::new(),
        foreign: Vec::new(),
    };
    let mut zones = OpenZones::default();
    let mut next = tree.first_child(tree.root());
    while let Some(node) = next {
        if let Some(tag) = tree.tag(node) {
            let zone = found.add(tree, classes, node, tag, &zones);
            if zone > Zone::Header && zones.current() <= Zone::Header && tag != Tag::Article {
                found.foreign.push(ForeignPart { start: node, end: tree.after(node, tree.root()), zone });
            }
            zones.enter(node, tag, zone);
        }
        next = match tree.first_child(node) {
            Some(child) if !matches!(tree.tag(node), Some(Tag::Svg | Tag::Select)) => Some(child),
            _ => zones.next_after(tree, node),
        };
    }
    found.foreign.sort_unstable_by_key(|part| part.start);
    found
}

/// What the attributes of an element of the body say.
struct ElementAttributes {
    /// Bits of [`mark`] from its class and id.
    marks: u32,
    property: Property,
    /// The zone that its `role` opens.
    role: Zone,
    /// Whether it is a `time` or has a `datetime`.
    dated: bool,
    /// The zone of its item, if it is one of somebody else's words.
    item: Zone,
}

impl ElementAttributes {
    fn read(tree: &Tree, classes: &mut ClassCache, node: NodeId, tag: Tag, zone: Zone) -> Self {
        let mut read = Self {
            marks: 0,
            property: Property::None,
            role: Zone::Main,
            dated: tag == Tag::Time,
            item: Zone::Main,
        };
        for (name, value) in tree.attributes(node) {
            match name {
                AttributeName::Class => read.marks |= classes.get(node, value).meaning.marks,
                AttributeName::Id => read.marks |= classes::marks(value.as_bytes()),
                AttributeName::DateTime => read.dated = true,
                AttributeName::ItemProp => {
                    read.property = Property::from_itemprop(value);
                    read.item = read.item.max(zones::zone_of_item(value));
                }
                AttributeName::ItemType => read.item = read.item.max(zones::zone_of_item(value)),
                // Outside of the frame, links to licences belong to pictures.
                AttributeName::Href if zone == Zone::Frame && is_creative_commons(value) => {
                    read.property = Property::License;
                }
                AttributeName::Rel if tag == Tag::A && read.property == Property::None => {
                    read.property = Property::from_rel(value);
                }
                AttributeName::Role => {
                    read.role = match value {
                        "navigation" | "contentinfo" | "search" => Zone::Frame,
                        "complementary" => Zone::Others,
                        _ => Zone::Main,
                    }
                }
                _ => {}
            }
        }
        read
    }
}

impl MarkedElement {
    /// Its approximate position in reading order: nodes are numbered in the order of their creation.
    pub(crate) fn order(&self) -> u32 {
        self.node.index() as u32
    }
}

impl<'t> HtmlCandidates<'t> {
    /// The outermost part around a node that is not the article's.
    pub(crate) fn foreign_around(&self, node: NodeId) -> Option<ForeignPart> {
        let before = self.foreign.partition_point(|part| part.start <= node);
        self.foreign.get(before.checked_sub(1)?).copied().filter(|part| part.end.is_none_or(|end| node < end))
    }

    /// Whether a part with readers' comments begins at one of some positions in reading order.
    pub(crate) fn has_comments(&self, positions: Range<u32>) -> bool {
        let from = self.foreign.partition_point(|part| (part.start.index() as u32) < positions.start);
        let parts =
            self.foreign[from..].iter().take_while(|part| (part.start.index() as u32) < positions.end);
        parts.into_iter().any(|part| part.zone == Zone::Comments)
    }

    /// Whether an element is an outermost one of the site's frame.
    pub(crate) fn is_frame(&self, node: NodeId) -> bool {
        let found = self.foreign.binary_search_by_key(&node, |part| part.start);
        found.is_ok_and(|at| self.foreign[at].zone == Zone::Frame)
    }

    /// Records an element, and returns the zone that it opens.
    fn add(
        &mut self,
        tree: &'t Tree,
        classes: &mut ClassCache,
        node: NodeId,
        tag: Tag,
        zones: &OpenZones,
    ) -> Zone {
        let zone = zones.current();
        match tag {
            Tag::Html => self.language = self.language.or(tree.attribute(node, AttributeName::Lang)),
            Tag::Meta if self.metas.len() < MAX_META => meta_tags::read(tree, node, zone, &mut self.metas),
            Tag::Meta => {}
            Tag::Link => self.add_link(tree, node),
            Tag::Base => self.base = self.base.or(tree.attribute(node, AttributeName::Href)),
            Tag::Title => self.title = self.title.or(Some(node)),
            Tag::Script if self.scripts.len() < MAX_SCRIPTS => {
                self.scripts.extend(tree.children(node).filter_map(|n| tree.text(n)));
            }
            Tag::Script => {}
            _ => return self.add_body_element(tree, classes, node, tag, zones),
        }
        Zone::Main
    }

    /// Records an element of the body if it may contain a value, and returns the zone that it opens.
    fn add_body_element(
        &mut self,
        tree: &'t Tree,
        classes: &mut ClassCache,
        node: NodeId,
        tag: Tag,
        zones: &OpenZones,
    ) -> Zone {
        let zone = zones.current();
        let ElementAttributes { marks, property, role, dated, item } =
            ElementAttributes::read(tree, classes, node, tag, zone);
        let heading = matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
        const VALUES: u32 = mark::AUTHOR | mark::DATE | mark::BREADCRUMB;
        let has_value = heading
            || dated
            || property != Property::None
            || marks & VALUES != 0
            || (marks & mark::HEADLINE != 0 && matches!(tag, Tag::H4 | Tag::Div | Tag::Span | Tag::P));
        if has_value && self.marked.len() < max_marked(tree) {
            self.marked.push(MarkedElement { node, zone, tag, marks, dated, property });
        }
        if matches!(tag, Tag::Body | Tag::Main | Tag::Article) {
            return Zone::Main;
        }
        zones::zone_of_element(tag, marks, zones.is_in_article()).max(role).max(item)
    }

    /// Records a `link` element if its relation is of interest.
    fn add_link(&mut self, tree: &'t Tree, node: NodeId) {
        let Some(rel) = tree.attribute(node, AttributeName::Rel) else { return };
        let wanted = ["canonical", "license", "author", "image_src", "shortlink"];
        if wanted.iter().any(|w| rel.eq_ignore_ascii_case(w))
            && let Some(href) = tree.attribute(node, AttributeName::Href)
            && self.links.len() < MAX_META
        {
            self.links.push((rel, href));
        }
    }
}

/// Whether a URL leads to a Creative Commons licence.
fn is_creative_commons(url: &str) -> bool {
    let host = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.starts_with("creativecommons.org/licenses/") || host.starts_with("creativecommons.org/publicdomain/")
}
