//! What the whole of a page says, to compare its candidates for the headline with.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::address::Address;
use super::stems::LineStems;
use crate::detect::Verdict;
use crate::document::phrases::{self, PhraseMatch};
use crate::document::{BlockKind, Document};
use crate::metadata::{LineRole, SiteNames, line_role, site_names, trim_bullets};
use crate::page_context::PageContext;
use crate::text_map::Interner;
use crate::unicode::words::fold_into;

/// How many lines before the first kept line may be the headline, how many from it on, and how many at the top.
const BEFORE: usize = 150;
const INSIDE: usize = 30;
const TOP: usize = 5;
/// How many lines before and after a candidate are looked at for dates and bylines.
pub(super) const NEAR_BEFORE: usize = 3;
pub(super) const NEAR_AFTER: usize = 12;
/// Bytes of a line that may repeat the headline.
const MAX_BYTES_OF_COPY: usize = 300;
/// Words of the story that are its lead.
const LEAD: usize = 80;
/// Words of a line of running text.
const PROSE: u32 = 12;
/// Least share of the words of the address that a line far from the story must have, and how many such lines are read.
const SHARE_OF_ADDRESS: f32 = 0.6;
const MAX_FAR: usize = 40;

/// How often a word is on the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordCount {
    pub(super) page: u32,
    pub(super) kept: u32,
    pub(super) lead: u32,
}

/// The lines that say the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copies {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) count: u32,
}

/// A page whose headline is wanted.
pub(super) struct TitlePage<'d> {
    pub(super) document: &'d Document,
    pub(super) lines: Vec<&'d str>,
    pub(super) verdicts: &'d [Verdict],
    /// From the first kept line to the last one.
    pub(super) main: Range<usize>,
    /// The lines that may be the headline, in order.
    pub(super) window: Vec<usize>,
    pub(super) address: Address,
    /// The names of the site in copyright lines, and those that the URL gives it.
    pub(super) owner: SiteNames,
    pub(super) host: SiteNames,
    /// For each line the first line and the end of the lines around it without empty lines between.
    pub(super) groups: Vec<(u32, u32)>,
    /// The number of items of lists before each line.
    items_before: Vec<u32>,
    /// The role of each line near the window.
    roles: Vec<Option<LineRole>>,
    pub(super) words: FxHashMap<u32, WordCount>,
    pub(super) stems: LineStems,
    /// Words before each line: all, and expected to belong to the story.
    words_before: Vec<u32>,
    expected_before: Vec<f32>,
    /// The number of lines of five words or more before each line.
    long_before: Vec<u32>,
    /// For each line the next kept line of running text.
    next_prose: Vec<Option<u32>>,
    /// The folded texts of lines and of candidates.
    pub(super) keys: Interner,
    /// The number of the folded text of each line. None for lines that are too long to repeat the headline.
    line_keys: Vec<Option<u32>>,
    /// For each folded text of lines, the first line and the last one with it, and their number.
    copies: Vec<Copies>,
    /// By the hash of the first three words, the number of lines that begin with them.
    starts: FxHashMap<u64, u32>,
}

impl<'d> TitlePage<'d> {
    pub(super) fn new(document: &'d Document, verdicts: &'d [Verdict], context: &PageContext<'_>) -> Self {
        let lines: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
        let first = verdicts.iter().position(Verdict::is_kept);
        let last = verdicts.iter().rposition(Verdict::is_kept);
        let main = first.zip(last).map_or(0..0, |(first, last)| first..last + 1);
        let stems = LineStems::new(&lines);
        let [owner, host] = site_names(&lines, main.clone(), context);
        let mut page = Self {
            document,
            lines,
            verdicts,
            main,
            window: vec![],
            address: Address::new(context.url),
            owner,
            host,
            groups: vec![],
            items_before: vec![0],
            roles: vec![None; document.blocks().len()],
            words: FxHashMap::default(),
            stems,
            words_before: vec![0],
            expected_before: vec![0.0],
            long_before: vec![0],
            next_prose: vec![None; document.blocks().len()],
            keys: Interner::default(),
            line_keys: vec![None; document.blocks().len()],
            copies: vec![],
            starts: FxHashMap::default(),
        };
        page.sum();
        page.count_words();
        page.find_copies();
        page.window = page.window();
        page.find_roles();
        page
    }

    fn sum(&mut self) {
        for (line, block) in self.document.blocks().iter().enumerate() {
            self.words_before.push(self.words_before[line] + block.words);
            let expected = self.verdicts[line].score * block.words as f32;
            self.expected_before.push(self.expected_before[line] + expected);
            let is_item = matches!(block.kind, BlockKind::ListItem { .. });
            self.items_before.push(self.items_before[line] + u32::from(is_item));
            self.long_before.push(self.long_before[line] + u32::from(block.words >= 5));
        }
        self.groups = groups(self.document);
        let mut next = None;
        for line in (0..self.lines.len()).rev() {
            if self.verdicts[line].is_kept() && self.document.blocks()[line].words >= PROSE {
                next = Some(line as u32);
            }
            self.next_prose[line] = next;
        }
    }

    fn count_words(&mut self) {
        let mut lead = 0;
        for line in 0..self.lines.len() {
            let kept = self.verdicts[line].is_kept();
            let is_prose = kept && self.document.blocks()[line].words >= PROSE;
            for &word in self.stems.get(line) {
                let count = self.words.entry(word).or_default();
                count.page += 1;
                count.kept += u32::from(kept);
                count.lead += u32::from(is_prose && lead < LEAD);
                lead += usize::from(is_prose);
            }
        }
    }

    fn find_copies(&mut self) {
        let mut folded = String::new();
        for (line, text) in self.lines.iter().enumerate() {
            if let &[a, b, c, ..] = self.stems.get(line) {
                *self.starts.entry(start_key([a, b, c])).or_default() += 1;
            }
            if text.len() <= MAX_BYTES_OF_COPY {
                fold_into(trim_bullets(text), &mut folded);
                let (key, is_new) = self.keys.number(&folded);
                self.line_keys[line] = Some(key);
                if is_new {
                    self.copies.push(Copies { first: line, last: line, count: 0 });
                }
                let copies = &mut self.copies[key as usize];
                (copies.last, copies.count) = (line, copies.count + 1);
            }
        }
    }

    /// The lines around the start of the story, the first ones, and those that have the words of the address.
    fn window(&self) -> Vec<usize> {
        let count = self.lines.len();
        let near = self.main.start.saturating_sub(BEFORE)..(self.main.start + INSIDE).min(count);
        let is_near = |line: usize| line < TOP || near.contains(&line);
        let mut far = 0;
        let has_address = |line: usize| {
            self.lines[line].len() <= MAX_BYTES_OF_COPY
                && self.address.words.len() >= 2
                && self.address.share_in(self.lines[line]) >= SHARE_OF_ADDRESS
        };
        let mut is_wanted = |line: &usize| {
            is_near(*line)
                || far < MAX_FAR && has_address(*line) && {
                    far += 1;
                    true
                }
        };
        (0..count).filter(|line| is_wanted(line)).collect()
    }

    fn find_roles(&mut self) {
        for at in 0..self.window.len() {
            let line = self.window[at];
            for line in line.saturating_sub(NEAR_BEFORE)..(line + NEAR_AFTER).min(self.lines.len()) {
                self.roles[line].get_or_insert_with(|| line_role(trim_bullets(self.lines[line])));
            }
        }
    }

    /// The role of a line near the window.
    pub(super) fn role(&self, line: usize) -> LineRole {
        self.roles.get(line).copied().flatten().unwrap_or_default()
    }

    /// The phrase that a line begins with.
    pub(super) fn phrase(&self, line: usize) -> Option<PhraseMatch> {
        phrases::of_blocks(self.document).get(line).copied().flatten()
    }

    /// The number of words from a line to another one.
    pub(super) fn words_between(&self, from: usize, to: usize) -> u32 {
        self.words_before[to].saturating_sub(self.words_before[from.min(to)])
    }

    /// The number of lines of five words or more from a line to another one.
    pub(super) fn long_lines_between(&self, from: usize, to: usize) -> u32 {
        self.long_before[to].saturating_sub(self.long_before[from.min(to)])
    }

    /// The number of items of lists among some lines.
    pub(super) fn items(&self, lines: Range<usize>) -> u32 {
        let end = lines.end.min(self.lines.len());
        self.items_before[end] - self.items_before[lines.start.min(end)]
    }

    /// The words of some lines that are expected to belong to the story.
    pub(super) fn expected_words(&self, lines: Range<usize>) -> f32 {
        let end = lines.end.min(self.lines.len());
        self.expected_before[end] - self.expected_before[lines.start.min(end)]
    }

    /// The next kept line of running text from a line on.
    pub(super) fn next_prose(&self, line: usize) -> Option<usize> {
        self.next_prose.get(line).copied().flatten().map(|line| line as usize)
    }

    /// The number of the folded text of a line.
    pub(super) fn line_key(&self, line: usize) -> Option<u32> {
        self.line_keys.get(line).copied().flatten()
    }

    /// The lines with a folded text.
    pub(super) fn copies(&self, key: u32) -> Option<Copies> {
        self.copies.get(key as usize).copied()
    }

    /// The number of lines that begin with the same three words.
    pub(super) fn same_starts(&self, words: &[u32]) -> u32 {
        match *words {
            [a, b, c, ..] => self.starts.get(&start_key([a, b, c])).copied().unwrap_or(0),
            _ => 0,
        }
    }
}

fn start_key([a, b, c]: [u32; 3]) -> u64 {
    u64::from(crate::hash::pair(a, b)) << 32 | u64::from(c)
}

/// For each line the first line and the end of its group.
fn groups(document: &Document) -> Vec<(u32, u32)> {
    let mut groups: Vec<(u32, u32)> = vec![];
    let mut first = 0;
    for (line, block) in document.blocks().iter().enumerate() {
        if block.blank_before > 0 {
            first = line;
        }
        groups.push((first as u32, line as u32 + 1));
    }
    for line in (1..groups.len()).rev() {
        if groups[line].0 == groups[line - 1].0 {
            groups[line - 1].1 = groups[line].1;
        }
    }
    groups
}
