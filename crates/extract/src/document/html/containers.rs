//! Adds a container for each element that bounds blocks: what its name, attributes and place say of the blocks in it.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::classes;
use crate::classes::attribute_words;
use crate::document::block::{BlockKind, Container, context};
use crate::document::html::elements::{is_animated, is_hidden_by, role_context, rule_context, tag_context};
use crate::document::html::{Frame, MAX_MARKUP_WORDS, Walk};
use crate::hash;

impl Walk<'_, '_> {
    /// Adds a container for an element and applies the element to its frame.
    pub(super) fn enter_container(&mut self, tag: Tag, is_code: bool, frame: &mut Frame) {
        let first_word = self.document.markup.len();
        let own = self.read_attributes(frame.node, tag);
        self.document.markup.truncate(first_word + MAX_MARKUP_WORDS);
        let index = self.document.containers.len() as u32;
        let first = self.document.blocks.len() as u32;
        self.document.containers.push(Container {
            parent: frame.container,
            blocks: first..first,
            class_groups: own.class_groups,
            shape_hash: hash::pair(tag as u32, own.class_hash),
            tag,
            hidden: own.is_hidden,
            markup: first_word as u32..self.document.markup.len() as u32,
        });
        if self.name_elements {
            let name = element_name(self.tree, frame.node, tag);
            self.document.element_names.push(name);
        }
        frame.container = index;
        frame.context |= own.context | rule_context(self.tree.mark(frame.node));
        frame.class_groups |= own.class_groups;
        self.apply_callout(tag, own.line_marks, frame);
        if !is_code {
            self.apply_element_kind(tag, frame);
        }
        self.enter_code_or_wrapper(tag, is_code, frame);
    }

    /// Reads an element's name and attributes. Appends their words to the document's markup.
    fn read_attributes(&mut self, node: NodeId, tag: Tag) -> ElementMeaning {
        let mut own = ElementMeaning {
            class_groups: 0,
            context: tag_context(tag),
            class_hash: 0,
            line_marks: 0,
            is_hidden: false,
        };
        let words = &mut self.document.markup;
        words.push(attribute_words::hash_tag(tag));
        for (name, value) in self.tree.attributes(node) {
            match name {
                AttributeName::Class => {
                    let class = self.classes.get(node, value);
                    own.class_groups |= class.meaning.groups;
                    own.line_marks = class.line;
                    own.class_hash = class.shape_hash;
                    words.extend_from_slice(self.classes.word_hashes(class));
                }
                AttributeName::Id => {
                    own.class_groups |= classes::read(value, |word| words.push(word)).groups;
                }
                AttributeName::Role => {
                    own.context |= role_context(value);
                    attribute_words::push_role(value, words);
                }
                AttributeName::AriaLabel => attribute_words::push_aria_label(value, words),
                AttributeName::ItemProp => {
                    attribute_words::push_itemprop(value, words);
                    if value.eq_ignore_ascii_case("articleBody") {
                        own.context |= context::ARTICLE | context::ARTICLE_BODY;
                    }
                }
                AttributeName::Hidden if !value.eq_ignore_ascii_case("until-found") => {
                    own.context |= context::HIDDEN;
                    own.is_hidden = true;
                }
                AttributeName::Style if is_hidden_by(value) => {
                    own.context |= context::HIDDEN;
                    own.is_hidden |= !is_animated(value);
                }
                AttributeName::AriaHidden if value == "true" => own.context |= context::ARIA_HIDDEN,
                AttributeName::AriaModal if value == "true" => own.context |= context::DIALOG,
                _ => {}
            }
        }
        if matches!(tag, Tag::Html | Tag::Body) {
            // Their classes describe the whole page: `single-post has-sidebar`.
            own.class_groups = 0;
            own.context = 0;
        }
        own
    }

    /// Determines the kind, list, table and quote of the blocks in an element.
    fn apply_element_kind(&mut self, tag: Tag, frame: &mut Frame) {
        match tag {
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                let start = self.tree.attribute(frame.node, AttributeName::Start);
                if frame.item.is_none() {
                    frame.place.quotes = frame.quotes.saturating_add(frame.place.callouts);
                }
                frame.list = Some(self.lists.open_list(frame.list, tag == Tag::Ol, start));
                frame.kind = BlockKind::Paragraph;
            }
            Tag::Li => {
                let value = self.tree.attribute(frame.node, AttributeName::Value);
                let item = self.lists.open_item(frame.list, value);
                frame.item = Some(item);
                frame.place.item = item + 1;
                frame.place.level = self.lists.level(item);
                frame.kind = BlockKind::Paragraph;
            }
            Tag::Table => {
                let role = self.tree.attribute(frame.node, AttributeName::Role);
                frame.table = Some(self.tables.open_table(frame.table, role));
                frame.cell = None;
            }
            Tag::Tr => self.tables.open_row(frame.table),
            Tag::Td | Tag::Th => {
                if let Some(table) = frame.table {
                    let cell = self.tables.open_cell(table, self.tree, frame.node);
                    frame.cell = Some(cell);
                    frame.kind = self.tables.cell_kind(cell);
                }
            }
            Tag::Figcaption | Tag::Caption => frame.kind = BlockKind::Caption,
            Tag::Dt => frame.kind = BlockKind::Term,
            Tag::Dd => frame.kind = BlockKind::Paragraph,
            Tag::Blockquote => {
                frame.quotes = frame.quotes.saturating_add(1);
                frame.place.quote = frame.container;
            }
            Tag::Button | Tag::Label | Tag::Legend | Tag::Summary => {
                // The heading of an accordion is often a button inside a heading.
                if frame.kind == BlockKind::Paragraph || (frame.kind == BlockKind::Code && tag == Tag::Button)
                {
                    frame.kind = BlockKind::Control;
                }
            }
            _ => {
                if let Some(level) = tag.heading_level() {
                    frame.kind = BlockKind::Heading(level);
                }
            }
        }
    }
}

/// An element's name with its classes, as in a CSS selector: `div.story.wide`.
fn element_name(tree: &Tree, node: NodeId, tag: Tag) -> String {
    let mut name = tag.name().to_owned();
    for class in tree.attribute(node, AttributeName::Class).unwrap_or_default().split_ascii_whitespace() {
        name.push('.');
        name.push_str(class);
    }
    name
}

/// What an element's name and attributes say about its contents.
struct ElementMeaning {
    class_groups: u32,
    /// Bits of [`context`].
    context: u32,
    /// A hash of its classes, equal for repeated items; 0 if it has none.
    class_hash: u32,
    /// Bits of [`line_marks`](crate::classes::line_marks).
    line_marks: u16,
    /// Whether its own attribute or style hides it for good; see [`elements::is_hidden`](crate::document::html::elements::is_hidden).
    is_hidden: bool,
}
