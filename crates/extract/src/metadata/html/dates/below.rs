//! Dates of publication in lines and sentences of their own below the headline, such as `This entry was posted on 3 May
//! 2024`.

use dechaff_html::NodeId;

use super::line_around::line_around;
use super::{MAX_LINE, SeenDate};
use crate::metadata::dates;
use crate::metadata::dates::lines as date_lines;
use crate::metadata::html::surroundings::Surroundings;
use crate::metadata::html::zones::Zone;
use crate::metadata::steps;
use crate::unicode::{swar, white_space};

/// How many nodes below the headline are read.
const MAX_NODES: usize = 4000;

/// Bytes between the start of a line and the date that its label belongs to.
const MAX_LABEL: usize = 60;

impl Surroundings<'_, '_> {
    /// The first date below the headline, at any distance, that a label or a sentence calls that of the publication.
    pub(crate) fn labelled_below(&self) -> Option<SeenDate> {
        let tree = self.tree;
        let start = tree.after(self.headline?, tree.root());
        let forward = |node: &NodeId| tree.first_child(*node).or_else(|| tree.after(*node, tree.root()));
        std::iter::successors(start, forward).take(MAX_NODES).find_map(|node| {
            let text =
                tree.text(node).map(white_space::trim).filter(|t| t.len() <= MAX_LINE && may_have_year(t))?;
            self.labelled_date(node, text)
        })
    }

    fn labelled_date(&self, node: NodeId, text: &str) -> Option<SeenDate> {
        steps::add(text.len());
        let date = dates::find(text, self.day_month_order).filter(|date| self.is_plausible(date.moment))?;
        let is_own = |zone| matches!(zone, Zone::Main | Zone::Header | Zone::Frame);
        if !self.found.foreign_around(node).is_none_or(|part| is_own(part.zone)) || !self.is_in_place(node) {
            return None;
        }
        let (mut before, mut after) = line_around(self.tree, node);
        before.push_str(&text[..date.start]);
        after.insert_str(0, &text[date.end..]);
        let is_published = before.len() <= MAX_LABEL && date_lines::says_published(&before, &after);
        let at = node.index() as u32;
        is_published.then(|| SeenDate {
            moment: date.moment,
            source: "dom:text",
            labelled: true,
            distance: self.distance(at).unwrap_or(u32::MAX),
        })
    }
}

/// Whether a text may have a year: four digits in a row, the first of them 1 or 2.
fn may_have_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_year = |w: &[u8]| matches!(w[0], b'1' | b'2') && w.iter().all(u8::is_ascii_digit);
    // Most texts have no digit at all.
    let has_digit =
        (0..bytes.len()).step_by(8).any(|at| swar::bytes_in_range(swar::load(bytes, at), b'0', b'9') != 0);
    has_digit && bytes.windows(4).any(is_year)
}

#[cfg(test)]
mod tests {
    use crate::metadata::from_html;
    use crate::page_context::PageContext;

    const STORY: &str = "<p>The ferry sailed again on Monday with two hundred people on board, nine years after the last one was \
                         sold to a family from the islands, who kept goats on its deck.";

    fn published(after: &str) -> Option<String> {
        let html = format!("<h1>Ferry returns</h1>{}{after}", STORY.repeat(200));
        from_html(&dechaff_html::parse(&html), &PageContext::new()).published.map(|d| d.value)
    }

    #[test]
    fn labelled_dates_far_below_the_headline_are_found() {
        for line in [
            "<p>Published: 3 May 2024<br>Read 61 times",
            "<p><small>This entry was posted on Friday, May 3rd, 2024 at 5:00 and is filed under Boats.</small>",
            "<p>Dieser Beitrag wurde am <b>3. Mai 2024</b> um %H:%M Uhr veröffentlicht und unter Boote abgelegt.",
        ] {
            assert_eq!(published(line).as_deref().map(|d| &d[..10]), Some("2024-05-03"), "{line}");
        }
        for line in [
            "<p>3 May 2024",
            "<p>Updated: 3 May 2024",
            "<p>A report on this entry was published on 3 May 2024.",
            "<aside>Published: 3 May 2024</aside>",
            "<ul><li><a href=/1>Ferry is late again</a> Published: 3 May 2024</ul>",
        ] {
            assert_eq!(published(line), None, "{line}");
        }
    }

    #[test]
    fn dates_in_the_footer_of_the_headline_are_found() {
        let read = |html: &str| {
            let context = PageContext::new().url("https://www.example.com/en-gb/ferry");
            from_html(&dechaff_html::parse(html), &context).published.map(|d| d.value)
        };
        let time = "<time datetime=2024-05-03>3 May</time>";
        assert_eq!(
            read(&format!("<h1>Ferry returns</h1><div class=footer>{time}</div>{STORY}")).as_deref(),
            Some("2024-05-03")
        );
        assert_eq!(
            read(&format!("<h1>Ferry returns</h1>{}<div class=footer>{time}</div>", STORY.repeat(40))),
            None
        );
        let credit = "<img src=a.jpg><span>© Jane Doe</span>";
        assert_eq!(
            read(&format!("{credit}<div>{time}</div><h1>Ferry returns</h1>{STORY}")).as_deref(),
            Some("2024-05-03")
        );
        let numbers = "<span class=date>03/05/2024</span>";
        assert_eq!(
            read(&format!("<html lang=en><h1>Ferry returns</h1>{numbers}{STORY}")).as_deref(),
            Some("2024-05-03")
        );
    }
}
