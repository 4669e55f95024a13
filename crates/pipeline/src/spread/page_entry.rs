//! A page on its way to its component.

use crate::spread::SpreadError;
use crate::spread::block::{Kind, Out, Received, take, take_u32, take_u64};

/// A page in a block: the class that stands for its component, its class, its place (8 bytes each), and its id and its keys
/// with their lengths (4 bytes each).
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageEntry<'a> {
    pub(crate) root: u64,
    pub(crate) class: u64,
    pub(crate) place: i64,
    pub(crate) id: &'a str,
    pub(crate) keys: &'a [u8],
}

impl<'a> PageEntry<'a> {
    pub(super) fn write(self, out: &mut Out) {
        let buffer = out.buffer(Kind::Page, self.root);
        for word in [self.root, self.class, self.place as u64] {
            buffer.extend(word.to_le_bytes());
        }
        for bytes in [self.id.as_bytes(), self.keys] {
            buffer.extend((bytes.len() as u32).to_le_bytes());
            buffer.extend_from_slice(bytes);
        }
    }

    /// All pages, by component and class, and in their order.
    pub(super) fn read_all(received: &Received<'a>) -> Result<Vec<Self>, SpreadError> {
        let mut pages = vec![];
        for mut rest in received.of(Kind::Page) {
            while !rest.is_empty() {
                pages.push(Self::read(&mut rest)?);
            }
        }
        pages.sort_unstable_by_key(|page| (page.root, page.class, page.place, page.id));
        Ok(pages)
    }

    fn read(rest: &mut &'a [u8]) -> Result<Self, SpreadError> {
        let (root, class, place) = (take_u64(rest)?, take_u64(rest)?, take_u64(rest)? as i64);
        let length = take_u32(rest)?;
        let id = std::str::from_utf8(take(rest, length as usize)?).map_err(|_| SpreadError)?;
        let length = take_u32(rest)?;
        Ok(Self { root, class, place, id, keys: take(rest, length as usize)? })
    }
}
