//! Levels, numbers and markers of list items.

use crate::document::block::BlockKind;

/// The lists and items of a page, in the order in which they were opened.
#[derive(Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    items: Vec<Item>,
}

struct List {
    level: u8,
    /// The next number; `None` for a list of bullets.
    next: Option<u32>,
}

struct Item {
    level: u8,
    number: Option<u32>,
    /// Whether a block has taken the marker.
    has_block: bool,
}

impl Lists {
    /// Opens a list inside `outer` and returns its index. `start` is the attribute's value.
    pub(super) fn open_list(&mut self, outer: Option<u32>, ordered: bool, start: Option<&str>) -> u32 {
        let level = outer.map_or(1, |l| self.lists[l as usize].level.saturating_add(1));
        let next = ordered.then(|| start.and_then(|s| s.trim().parse().ok()).unwrap_or(1));
        self.lists.push(List { level, next });
        self.lists.len() as u32 - 1
    }

    /// Opens an item of `list` and returns its index. `value` is the attribute's value, which numbers count from.
    pub(super) fn open_item(&mut self, list: Option<u32>, value: Option<&str>) -> u32 {
        let (level, number) = match list {
            Some(list) => self.lists[list as usize].next_item(value),
            None => (1, None),
        };
        self.items.push(Item { level, number, has_block: false });
        self.items.len() as u32 - 1
    }

    /// The level of an item.
    pub(super) fn level(&self, item: u32) -> u8 {
        self.items[item as usize].level
    }

    /// The marker of a block in an item, for the first block if it is a paragraph or the label of a box to tick. No other
    /// block has one.
    pub(super) fn take_marker(&mut self, item: u32, kind: BlockKind) -> Option<BlockKind> {
        let item = &mut self.items[item as usize];
        let is_first = !std::mem::replace(&mut item.has_block, true);
        let has_marker = is_first && matches!(kind, BlockKind::Paragraph | BlockKind::Control);
        has_marker.then_some(BlockKind::ListItem { level: item.level, number: item.number })
    }
}

impl List {
    /// The level and number of the next item.
    fn next_item(&mut self, value: Option<&str>) -> (u8, Option<u32>) {
        if self.next.is_some()
            && let Some(value) = value
        {
            self.next = value.trim().parse().ok().or(self.next);
        }
        let number = self.next;
        self.next = number.map(|n| n.saturating_add(1));
        (self.level, number)
    }
}
