//! Decides pages in an order that is not that of the input.

use dechaff_dedup::{DedupError, Sketch};

use crate::decide::copies::{Copy, EarlierCopies, KeptPages, Original, PageFacts};

/// What a page is decided by.
pub(super) struct PageToDecide {
    pub(super) facts: PageFacts,
    /// If near copies are looked for.
    pub(super) sketch: Option<Sketch>,
    pub(super) earlier: EarlierCopies,
}

/// Decides pages in the order of their places in `order`: a page is kept if it copies no page that was kept before it. Returns
/// what each page copies, by its place. Originals are numbered by their places too.
pub(super) fn decide_in_order<E: From<DedupError>>(
    kept: &mut KeptPages,
    order: &[u32],
    mut page_at: impl FnMut(u32) -> Result<PageToDecide, E>,
) -> Result<Vec<Option<Copy>>, E> {
    let mut copies = vec![None; order.len()];
    // The places of the pages that others are compared with, by their numbers among them.
    let mut places = vec![];
    for &place in order {
        let PageToDecide { facts, sketch, earlier } = page_at(place)?;
        // Ids are looked up by place.
        let decision = kept.decide(facts, sketch.as_ref(), "", earlier)?;
        if decision.number.is_some() {
            places.push(place);
        }
        copies[place as usize] = decision.copy.map(|copy| Copy {
            of: match copy.of {
                Original::Kept(number) => Original::Kept(places[number as usize]),
                earlier @ Original::Earlier(_) => earlier,
            },
            ..copy
        });
    }
    Ok(copies)
}
