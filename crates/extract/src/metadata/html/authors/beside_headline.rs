//! Names close to the headline that nothing marks or labels: links to the pages of authors, and names next to a date.

use dechaff_html::{NodeId, Tag};

use super::{is_quoted, leads_to_author};
use crate::metadata::authors::{self, AuthorForm};
use crate::metadata::dates::lines::{DateRole, is_date_line, role_from_label};
use crate::metadata::dates::{self, DayMonthOrder};
use crate::metadata::html::surroundings::{Surroundings, TextRun};
use crate::metadata::normalize;
use crate::unicode::words::fold;

/// Bytes of a line that has a name and a date without a label.
const MAX_LINE_WITHOUT_LABEL: usize = 100;

/// How many text runs after the headline may name an author without a label.
const RUNS_BESIDE_HEADLINE: usize = 8;

/// Words of a name without a label.
const WORDS_OF_NAME: std::ops::RangeInclusive<usize> = 2..=4;

/// Bytes of the headline that are compared with names.
const MAX_TITLE_BYTES: usize = 300;

/// How many levels above a text its link is looked for.
const MAX_LEVELS: usize = 4;

/// How many nodes apart the links to several authors may be.
const MAX_NODES_APART: u32 = 12;

/// Marks between a date and the name after it.
const MARKS_AFTER_DATE: &[char] = &['|', '•', '·', '●', '—', '–', '-', '/', '∙'];

impl Surroundings<'_, '_> {
    /// The names of the links to the pages of authors nearest to the headline.
    pub(super) fn linked_near(&self) -> Option<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        let mut last = None;
        for run in self.runs_around() {
            let at = run.node.index() as u32;
            if last.is_some_and(|last: u32| at.abs_diff(last) > MAX_NODES_APART) {
                break;
            }
            let is_link = || self.link_around(run.node).is_some_and(|link| leads_to_author(self.tree, link));
            if run.text.len() > MAX_LINE_WITHOUT_LABEL || run.foreign.is_some() || !is_link() {
                continue;
            }
            if authors::credits_other_work(&self.text_before(run.node)) {
                continue;
            }
            for name in authors::names(run.text, AuthorForm::Line) {
                if is_full_name(&name) {
                    authors::add(&mut found, Some(name));
                    last = Some(at);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The name next to a date close to the headline: in its line (`Jane Doe | 3 May 2024`, `3 May 2024 · Jane Doe`), or in
    /// an element of its own before or after it.
    pub(super) fn name_beside_date(&self) -> Option<Vec<String>> {
        let runs = self.runs_around();
        let near = &runs[..runs.len().min(RUNS_BESIDE_HEADLINE)];
        let is_short = |run: &TextRun<'_>| run.text.len() <= MAX_LINE_WITHOUT_LABEL && !is_quoted(run);
        let in_line = near.iter().filter(|run| is_short(run)).find_map(|run| {
            let date = dates::find(run.text, DayMonthOrder::DayFirst)?;
            let before = authors::names(&run.text[..date.start], AuthorForm::Line);
            full_names(before).or_else(|| name_after_date(run.text, date.end))
        });
        in_line.or_else(|| {
            let is_date = |at: usize| near.get(at).is_some_and(|run| is_date_line(run.text));
            let mut beside = (0..near.len()).filter(|&at| is_date(at + 1) || at > 0 && is_date(at - 1));
            beside.find_map(|at| {
                let run = &near[at];
                // Links that do not lead to an author lead to a section.
                let is_section =
                    || self.link_around(run.node).is_some_and(|link| !leads_to_author(self.tree, link));
                let words = run.text.split_whitespace().count();
                if !is_short(run) || run.foreign.is_some() || !WORDS_OF_NAME.contains(&words) || is_section()
                {
                    return None;
                }
                let names = full_names(authors::names(&normalize::collapse(run.text), AuthorForm::Line))?;
                (!names.iter().any(|name| self.is_in_title(name))).then_some(names)
            })
        })
    }

    /// Whether the headline has a text, as the name of a blog or a topic above it often does.
    fn is_in_title(&self, text: &str) -> bool {
        let title = self.headline.map(|node| normalize::element_text(self.tree, node, MAX_TITLE_BYTES));
        title.is_some_and(|title| fold(&title).contains(&fold(text)))
    }

    /// The link around a node.
    fn link_around(&self, node: NodeId) -> Option<NodeId> {
        self.tree.ancestors(node).take(MAX_LEVELS).find(|&n| self.tree.tag(n) == Some(Tag::A))
    }
}

/// The name after a date and a mark, in a line that begins with the date.
fn name_after_date(line: &str, end: usize) -> Option<Vec<String>> {
    let rest = line.get(end..)?.trim_start();
    let name = rest.strip_prefix(MARKS_AFTER_DATE)?;
    full_names(authors::names(name, AuthorForm::Line))
}

/// Names, if each of them is a person's in full.
fn full_names(names: Vec<String>) -> Option<Vec<String>> {
    (!names.is_empty() && names.iter().all(|name| is_full_name(name))).then_some(names)
}

/// Whether a name is a person's, with more than one word, and not a place.
fn is_full_name(name: &str) -> bool {
    name.contains(' ')
        && authors::is_person_like(name)
        && !authors::is_place(name)
        && !authors::is_organization(name)
        && role_from_label(name) == DateRole::Unlabelled
        && !name.contains(|c: char| c.is_ascii_digit() || c == '&')
}

#[cfg(test)]
mod tests {
    use crate::metadata::from_html;
    use crate::page_context::PageContext;

    const STORY: &str = "<p>The ferry sailed again on Monday with two hundred people on board, nine years after the last \
                         one was sold to a family from the islands, who kept goats on its deck.</p>";

    fn check(head: &str, expected: &[&str]) {
        let page = format!("<main><h1>Ferry returns to the island</h1>{head}{STORY}</main>");
        let found = from_html(&dechaff_html::parse(&page), &PageContext::new());
        assert_eq!(found.authors.map(|a| a.value).unwrap_or_default(), expected, "{head}");
    }

    #[test]
    fn names_that_nothing_marks() {
        check("<p>Jane Doe | 3 May 2024</p>", &["Jane Doe"]);
        check("<p>3 May 2024 · Jane Doe</p>", &["Jane Doe"]);
        check("<p>Jane Doe</p><p>3 May 2024</p>", &["Jane Doe"]);
        check("<a href=/blog/authors/jane-doe>Jane Doe</a> <a href=/tag/boats>Boats</a>", &["Jane Doe"]);
        check("<span>Written by</span> <b>Jane</b>", &["Jane"]);
        check("<a href=/topic/harbor-life>Harbor Life</a><p>3 May 2024</p>", &[]);
        check("<p>Ferry Returns</p><p>3 May 2024</p>", &[]);
        check("<p>Jane Doe</p>", &[]);
    }

    #[test]
    fn the_first_post_of_a_thread_is_the_article() {
        let post = |name: &str| {
            format!(
                "<div itemprop=comment itemscope itemtype=https://schema.org/Comment>\
                 <b itemprop=author><i itemprop=name>{name}</i></b>{STORY}</div>"
            )
        };
        let thread = |posts: &str| {
            let page = format!("<h1>Ferry returns to the island</h1>{posts}");
            let found = from_html(&dechaff_html::parse(&page), &PageContext::new());
            found.authors.map(|a| a.value).unwrap_or_default()
        };
        let posts = post("boatman1984") + &post("Jane Doe");
        assert_eq!(thread(&posts), ["boatman1984"]);
        assert_eq!(thread(&format!("{STORY}{posts}")), <[&str; 0]>::default());
    }
}
