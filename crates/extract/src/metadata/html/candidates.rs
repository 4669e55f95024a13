//! One walk over the tree that picks out every element that may say something of the article.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use super::meta_tags::{self, MetaTag};
use crate::classes;
use crate::classes::cache::ClassCache;
use crate::classes::marks::mark;

/// Caps, so that a page of nothing but candidates costs no more than others.
const MAX_META: usize = 400;
const MAX_SCRIPTS: usize = 60;

/// Elements of a page that may be marked: each may be read with all that it holds.
fn most_marked(tree: &Tree) -> usize {
    4000.min(400 + tree.page_len() / 256)
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Zone {
    /// In the page's main flow.
    Main,
    /// Inside a header.
    Header,
    /// Among other articles: teasers, side columns.
    Others,
    /// Readers' comments.
    Comments,
    /// Menus, footers.
    Frame,
}

/// An element of the body that may hold a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marked {
    pub(crate) node: NodeId,
    pub(crate) zone: Zone,
    pub(crate) tag: Tag,
    /// Bits of [`mark`] from its class and id.
    pub(crate) marks: u32,
    /// `time`, or any element with a `datetime`.
    pub(crate) dated: bool,
    pub(crate) property: Property,
}

/// What `itemprop` and `rel` call an element.
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

/// What the walk found.
pub(crate) struct Candidates<'t> {
    pub(crate) language: Option<&'t str>,
    /// The text of `title`.
    pub(crate) title: Option<NodeId>,
    pub(crate) metas: Vec<MetaTag<'t>>,
    /// `rel=canonical` and its like: relation and address.
    pub(crate) links: Vec<(&'t str, &'t str)>,
    pub(crate) base: Option<&'t str>,
    /// The texts of JSON-LD blocks.
    pub(crate) scripts: Vec<&'t str>,
    /// Headings, times, and elements whose names speak of authors or dates, in reading order.
    pub(crate) marked: Vec<Marked>,
}

/// Walks the tree once.
pub(crate) fn collect<'t>(tree: &'t Tree, classes: &mut ClassCache<'t>) -> Candidates<'t> {
    let mut found = Candidates {
        language: None,
        title: None,
        metas: Vec::new(),
        links: Vec::new(),
        base: None,
        scripts: Vec::new(),
        marked: Vec::new(),
    };
    let mut zones = Zones::default();
    let mut next = tree.first_child(tree.root());
    while let Some(node) = next {
        if let Some(tag) = tree.tag(node) {
            let own = found.visit(tree, classes, node, tag, &zones);
            zones.enter(node, tag, own);
        }
        next = match tree.first_child(node) {
            Some(child) if !matches!(tree.tag(node), Some(Tag::Svg | Tag::Select)) => Some(child),
            _ => zones.climb(tree, node),
        };
    }
    found
}

/// The open elements that make a zone.
#[derive(Default)]
struct Zones {
    open: Vec<(NodeId, Zone)>,
    /// How many of them are articles.
    articles: u32,
}

impl Zones {
    fn current(&self) -> Zone {
        self.open.last().map_or(Zone::Main, |o| o.1)
    }

    fn enter(&mut self, node: NodeId, tag: Tag, own: Zone) {
        let current = self.current();
        if tag == Tag::Article {
            self.articles += 1;
            self.open.push((node, current));
        } else if own > current {
            self.open.push((node, own));
        }
    }

    /// The node after a subtree, leaving the zones that end with it.
    fn climb(&mut self, tree: &Tree, node: NodeId) -> Option<NodeId> {
        let mut current = node;
        loop {
            if self.open.last().is_some_and(|o| o.0 == current) {
                self.open.pop();
                if tree.tag(current) == Some(Tag::Article) {
                    self.articles -= 1;
                }
            }
            if let Some(next) = tree.next_sibling(current) {
                return Some(next);
            }
            current = tree.parent(current)?;
        }
    }
}

impl Marked {
    /// Its place in reading order, nearly: nodes are numbered as they are made.
    pub(crate) fn order(&self) -> u32 {
        self.node.index() as u32
    }
}

impl<'t> Candidates<'t> {
    /// Looks at one element; returns the zone that it opens.
    fn visit(
        &mut self,
        tree: &'t Tree,
        classes: &mut ClassCache<'t>,
        node: NodeId,
        tag: Tag,
        zones: &Zones,
    ) -> Zone {
        let zone = zones.current();
        match tag {
            Tag::Html => {
                self.language = self.language.or(tree.attribute(node, AttributeName::Lang));
                return Zone::Main;
            }
            Tag::Meta => {
                if self.metas.len() < MAX_META {
                    meta_tags::read(tree, node, zone, &mut self.metas);
                }
                return Zone::Main;
            }
            Tag::Link => {
                self.link(tree, node);
                return Zone::Main;
            }
            Tag::Base => {
                self.base = self.base.or(tree.attribute(node, AttributeName::Href));
                return Zone::Main;
            }
            Tag::Title => {
                self.title = self.title.or(Some(node));
                return Zone::Main;
            }
            Tag::Script => {
                if self.scripts.len() < MAX_SCRIPTS {
                    self.scripts.extend(tree.children(node).filter_map(|n| tree.text(n)));
                }
                return Zone::Main;
            }
            _ => {}
        }
        let (mut marks, mut property, mut role, mut dated) =
            (0, Property::None, Zone::Main, tag == Tag::Time);
        for (name, value) in tree.attributes(node) {
            match name {
                AttributeName::Class => marks |= classes.get(node, value).meaning.marks,
                AttributeName::Id => marks |= classes::marks(value.as_bytes()),
                AttributeName::DateTime => dated = true,
                AttributeName::ItemProp => property = of_itemprop(value),
                // Elsewhere such links are those of pictures.
                AttributeName::Href if zone == Zone::Frame && is_creative_commons(value) => {
                    property = Property::License;
                }
                AttributeName::Rel if tag == Tag::A && property == Property::None => property = of_rel(value),
                AttributeName::Role => {
                    role = match value {
                        "navigation" | "contentinfo" | "search" => Zone::Frame,
                        "complementary" => Zone::Others,
                        _ => Zone::Main,
                    }
                }
                _ => {}
            }
        }
        let heading = matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
        const VALUES: u32 = mark::AUTHOR | mark::DATE | mark::BREADCRUMB;
        let has_value = heading
            || dated
            || property != Property::None
            || marks & VALUES != 0
            || (marks & mark::HEADLINE != 0 && matches!(tag, Tag::H4 | Tag::Div | Tag::Span | Tag::P));
        if has_value && self.marked.len() < most_marked(tree) {
            self.marked.push(Marked { node, zone, tag, marks, dated, property });
        }
        if matches!(tag, Tag::Body | Tag::Main | Tag::Article) {
            return Zone::Main;
        }
        own_zone(tag, marks, zones.articles > 0).max(role)
    }

    fn link(&mut self, tree: &'t Tree, node: NodeId) {
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

fn own_zone(tag: Tag, marks: u32, in_article: bool) -> Zone {
    match tag {
        Tag::Nav | Tag::Dialog => return Zone::Frame,
        Tag::Footer if !in_article => return Zone::Frame,
        Tag::Aside => return Zone::Others,
        Tag::Header => return Zone::Header,
        _ => {}
    }
    // A name that also speaks of an author, date or headline (`related-author`) is no container.
    if marks & (mark::AUTHOR | mark::DATE | mark::HEADLINE) != 0 && marks & mark::COMMENTS == 0 {
        Zone::Main
    } else if marks & mark::FRAME != 0 || marks & mark::FOOT != 0 && marks & mark::POST == 0 && !in_article {
        Zone::Frame
    } else if marks & mark::COMMENTS != 0 {
        Zone::Comments
    } else if marks & mark::OTHERS != 0 && marks & mark::LAYOUT == 0 {
        Zone::Others
    } else {
        Zone::Main
    }
}

/// Whether an address is that of a Creative Commons licence.
fn is_creative_commons(address: &str) -> bool {
    let host = address.split_once("//").map_or(address, |a| a.1);
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.starts_with("creativecommons.org/licenses/") || host.starts_with("creativecommons.org/publicdomain/")
}

fn of_itemprop(value: &str) -> Property {
    for word in value.split_ascii_whitespace() {
        match word {
            "author" | "creator" => return Property::Author,
            "headline" => return Property::Headline,
            "datePublished" | "dateCreated" => return Property::Published,
            "dateModified" => return Property::Modified,
            _ => {}
        }
    }
    Property::None
}

fn of_rel(value: &str) -> Property {
    for word in value.split_ascii_whitespace() {
        match word {
            "author" => return Property::Author,
            "tag" => return Property::Tag,
            "license" => return Property::License,
            _ => {}
        }
    }
    Property::None
}
