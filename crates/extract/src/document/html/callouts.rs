//! Call-outs of site generators and their titles.

use dechaff_html::{AttributeName, NodeId, Tag};

use crate::classes::line_marks::{BOX, BOX_KIND, BOX_STYLE, CALLOUT, CALLOUT_TITLE};
use crate::document::html::{Frame, Walk};

impl Walk<'_, '_> {
    /// Applies an element to its frame if it is a call-out or the title of one. `marks` are the bits of its class in
    /// [`line_marks`](crate::classes::line_marks).
    pub(super) fn apply_callout(&mut self, tag: Tag, marks: u16, frame: &mut Frame) {
        // One that is a quote already is not another.
        if tag != Tag::Blockquote && self.is_callout(tag, marks, frame) {
            frame.place.callouts = frame.place.callouts.saturating_add(1);
            frame.place.quote = frame.container;
        }
        frame.place.is_title |=
            marks & CALLOUT_TITLE != 0 || (tag == Tag::Summary && self.is_in_callout(frame));
    }

    /// Whether an element is a call-out. Many boxes are called a note or an alert. Those of call-outs say of which kind.
    fn is_callout(&mut self, tag: Tag, marks: u16, frame: &Frame) -> bool {
        if marks & CALLOUT != 0 {
            return true;
        }
        match tag {
            Tag::Details => marks & (BOX | BOX_KIND) != 0,
            Tag::Div | Tag::Aside | Tag::Figure if marks & BOX != 0 => {
                marks & (BOX_KIND | BOX_STYLE) != 0 || self.begins_with_title(frame.node)
            }
            _ => false,
        }
    }

    /// Whether the first element in a box is the title of a call-out.
    fn begins_with_title(&mut self, node: NodeId) -> bool {
        let first = self.tree.children(node).find(|&child| self.tree.tag(child).is_some());
        let Some(first) = first.filter(|&first| self.tree.tag(first) == Some(Tag::Div)) else { return false };
        self.class_marks(first) & CALLOUT_TITLE != 0
    }

    /// Whether the element around is a call-out that opens.
    fn is_in_callout(&mut self, frame: &Frame) -> bool {
        let parent =
            self.tree.parent(frame.node).filter(|&parent| self.tree.tag(parent) == Some(Tag::Details));
        let Some(parent) = parent else { return false };
        self.class_marks(parent) & (CALLOUT | BOX | BOX_KIND) != 0
    }

    fn class_marks(&mut self, node: NodeId) -> u16 {
        let class = self.tree.attribute(node, AttributeName::Class);
        class.map_or(0, |class| self.classes.get(node, class).line)
    }
}
