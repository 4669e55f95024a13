//! Zones: which part of a page an element is in.

use dechaff_html::{NodeId, Tag, Tree};

use crate::classes::marks::mark;

/// The part of a page that an element is in. Later zones are less likely to belong to the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Zone {
    /// The main flow of the page.
    Main,
    /// A header.
    Header,
    /// Words of others: quotations, reviews by readers and customers, pictures with their credits.
    Quotation,
    /// Other articles: teasers, side columns.
    Others,
    /// Readers' comments.
    Comments,
    /// Menus, footers.
    Frame,
}

/// The zones of the open elements, during a walk over the tree.
#[derive(Default)]
pub(super) struct OpenZones {
    open: Vec<(NodeId, Zone)>,
    /// How many `article` elements are open.
    articles: u32,
}

impl OpenZones {
    /// The zone of the current element.
    pub(super) fn current(&self) -> Zone {
        self.open.last().map_or(Zone::Main, |o| o.1)
    }

    /// Whether the current element is inside of an `article`.
    pub(super) fn is_in_article(&self) -> bool {
        self.articles > 0
    }

    /// Opens an element. Its content belongs to its zone, unless the zone around it comes later.
    pub(super) fn enter(&mut self, node: NodeId, tag: Tag, zone: Zone) {
        let current = self.current();
        if tag == Tag::Article {
            self.articles += 1;
            self.open.push((node, current));
        } else if zone > current {
            self.open.push((node, zone));
        }
    }

    /// The node after a subtree. Closes the zones that end with the subtree.
    pub(super) fn next_after(&mut self, tree: &Tree, node: NodeId) -> Option<NodeId> {
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

/// The zone that an element opens according to its tag and its class and id.
pub(super) fn zone_of_element(tag: Tag, marks: u32, in_article: bool) -> Zone {
    match tag {
        Tag::Nav | Tag::Dialog => return Zone::Frame,
        Tag::Footer if !in_article => return Zone::Frame,
        Tag::Aside => return Zone::Others,
        Tag::Header => return Zone::Header,
        _ => {}
    }
    // A name that also mentions an author, date or headline (`related-author`) is not that of a container.
    if marks & (mark::AUTHOR | mark::DATE | mark::HEADLINE) != 0 && marks & mark::COMMENTS == 0 {
        Zone::Main
    } else if marks & mark::FRAME != 0 || marks & mark::FOOT != 0 && marks & mark::POST == 0 && !in_article {
        Zone::Frame
    } else if marks & mark::COMMENTS != 0 {
        Zone::Comments
    } else if marks & mark::OTHERS != 0 && marks & mark::LAYOUT == 0 {
        Zone::Others
    } else if matches!(tag, Tag::Blockquote | Tag::Figure)
        || marks & mark::QUOTATION != 0 && marks & (mark::POST | mark::LAYOUT | mark::FOOT) == 0
    {
        Zone::Quotation
    } else {
        Zone::Main
    }
}

/// Whether an `itemtype` is that of an article or a post.
pub(super) fn is_article_type(value: &str) -> bool {
    has_type(value, |name| {
        name.ends_with("Article") || name.ends_with("Posting") || matches!(name, "Recipe" | "Question")
    })
}

/// Whether one of the types or properties in a list, without the address of its vocabulary, satisfies a condition.
fn has_type(value: &str, fits: impl Fn(&str) -> bool) -> bool {
    value.split_ascii_whitespace().any(|word| {
        let word = word.trim_end_matches('/');
        fits(word.rsplit(['/', '#']).next().unwrap_or(word))
    })
}

/// The zone of an item with an `itemprop` or `itemtype`: that of words of others or of comments, else the main flow.
pub(super) fn zone_of_item(value: &str) -> Zone {
    let quotations = ["review", "reviews", "answer", "quotation"];
    if has_type(value, |name| name.eq_ignore_ascii_case("comment")) {
        Zone::Comments
    } else if has_type(value, |name| quotations.iter().any(|n| name.eq_ignore_ascii_case(n))) {
        Zone::Quotation
    } else {
        Zone::Main
    }
}
