//! Makes labelled pairs from the pages of a gold set.

mod copies;
mod edits;
mod facts;
mod look_alikes;
pub(crate) mod options;
mod site;
mod source;
mod stories;
mod templates;
#[cfg(test)]
mod tests;
mod text;

use super::kind::PairKind;
use super::{LabelledPair, PairSide};
use crate::gold::GoldPage;
use crate::random::Random;

use options::PairOptions;
use site::Site;
use source::{Source, find_partner};
use templates::Templates;

/// The two sides of a pair.
type Sides = (PairSide, PairSide);

/// The pairs of a page, and other pages of their sites.
type Made = (Vec<Sides>, Vec<PairSide>);

/// Makes labelled pairs from the gold texts of pages, and from stories that come with this crate.
///
/// Pairs come kind by kind, and within a kind in the order of the pages. They depend on the pages and the options
/// alone. A page gives a pair of every kind that its text allows: it needs 120 words, for some kinds also figures or
/// names, or another page in the same language that tells another story. Pages without a gold text give none.
///
/// What a site adds is in the page's language if that is English, German, Polish, Russian, Chinese or Greek, else in
/// English. The address of a made-up site ends with `.example`. Pairs of the kinds whose pages have standing text of
/// their sites come with other pages of these sites.
///
/// ```
/// use dechaff_evaluate::{PairKind, PairOptions, generate_pairs, score_pairs};
///
/// // No page is needed for stories that have a pattern in common.
/// let options = PairOptions { kinds: vec![PairKind::TemplateNumbers], ..PairOptions::default() };
/// let pairs: Vec<_> = generate_pairs(&[], &options).collect();
/// assert!(!pairs.is_empty());
///
/// // "The same first word" takes most of them for copies, and is wrong.
/// let first_word = |a: &str| a.split(' ').next().map(str::to_owned);
/// let report = score_pairs(&pairs, &|pair| first_word(&pair.a.text) == first_word(&pair.b.text));
/// assert!(report.false_merges() > 0);
/// ```
pub fn generate_pairs<'a>(
    pages: &'a [GoldPage],
    options: &'a PairOptions,
) -> impl Iterator<Item = LabelledPair> + 'a {
    let generator = Generator {
        sources: pages.iter().filter_map(Source::new).collect(),
        templates: Templates::of_bank(options.bank),
        options,
    };
    options.kinds.iter().flat_map(move |&kind| generator.pairs(kind))
}

/// What pairs are made with.
#[derive(Debug)]
struct Generator<'a> {
    sources: Vec<Source<'a>>,
    templates: Vec<Templates>,
    options: &'a PairOptions,
}

impl<'a> Generator<'a> {
    fn pairs(&self, kind: PairKind) -> Vec<LabelledPair> {
        let seed = format!("{}{}-{}", self.options.bank.name(), self.options.seed, kind.name());
        let sort = match kind {
            PairKind::TemplateNumbers => "numbers",
            PairKind::TemplateNames => "names",
            _ => return self.page_pairs(kind, &seed),
        };
        let (bank, pairs) = (self.options.bank.name(), self.options.pairs_per_story);
        self.templates
            .iter()
            .flat_map(|templates| stories::story_pairs(sort, templates, bank, pairs, &seed))
            .filter_map(|(name, sides)| labelled(kind, format!("{seed}-{name}"), sides, vec![]))
            .collect()
    }

    /// The pairs of pages, in their order.
    fn page_pairs(&self, kind: PairKind, seed: &str) -> Vec<LabelledPair> {
        let mut order: Vec<usize> = (0..self.sources.len()).collect();
        Random::from_id(seed).shuffle(&mut order);
        let limit = self.options.pages_per_kind.unwrap_or(usize::MAX);
        let mut made: Vec<(usize, Made)> = order
            .into_iter()
            .map(|index| (index, self.draft(index, seed).make(kind)))
            .filter(|(_, (sides, _))| !sides.is_empty())
            .take(limit)
            .collect();
        made.sort_unstable_by_key(|(index, _)| *index);
        made.into_iter()
            .flat_map(|(index, (sides, site_pages))| {
                let id = &self.sources[index].page.id;
                let several = sides.len() > 1;
                sides.into_iter().zip(1..).filter_map(move |(sides, number)| {
                    let end = if several { format!("-{number}") } else { String::new() };
                    labelled(kind, format!("{seed}-{id}{end}"), sides, site_pages.clone())
                })
            })
            .collect()
    }

    fn draft(&self, index: usize, seed: &str) -> Draft<'_, 'a> {
        let source = &self.sources[index];
        let templates = self
            .templates
            .iter()
            .find(|templates| templates.language == source.language && templates.has_sections())
            .unwrap_or(&self.templates[0]);
        let random = Random::from_id(&format!("{seed} {}", source.page.id));
        let (bank, max_site_pages) = (self.options.bank.name(), self.options.site_pages);
        Draft { sources: &self.sources, source, templates, bank, random, max_site_pages, site_pages: vec![] }
    }
}

fn labelled(kind: PairKind, id: String, (a, b): Sides, site_pages: Vec<PairSide>) -> Option<LabelledPair> {
    Some(LabelledPair { id, kind, label: kind.label()?, a, b, site_pages })
}

/// A page that a pair is being made from.
#[derive(Debug)]
struct Draft<'s, 'a> {
    sources: &'s [Source<'a>],
    source: &'s Source<'a>,
    templates: &'s Templates,
    bank: &'static str,
    random: Random,
    max_site_pages: usize,
    /// Other pages of the sites of the pair.
    site_pages: Vec<PairSide>,
}

impl<'s, 'a> Draft<'s, 'a> {
    fn make(mut self, kind: PairKind) -> Made {
        let sides = match look_alikes::look_alike(kind, &mut self) {
            Some(sides) => vec![sides],
            None => copies::copies(kind, &mut self),
        };
        (sides, self.site_pages)
    }

    /// Adds pages of other stories in the page's language.
    fn add_site_pages(&mut self, mut page: impl FnMut(&Source<'_>, &mut Random) -> PairSide) {
        let mut known = vec![];
        for _ in 0..self.max_site_pages {
            let Some(partner) = self.partner() else { break };
            if !known.contains(&&partner.page.id) {
                known.push(&partner.page.id);
                self.site_pages.push(page(partner, &mut self.random));
            }
        }
    }

    /// Another story in the page's language.
    fn partner(&mut self) -> Option<&'s Source<'a>> {
        find_partner(self.sources, self.source, &mut self.random)
    }

    /// The bank's sites in the page's language, in random order.
    fn sites(&mut self) -> Vec<Site<'s>> {
        Site::all(self.templates, self.bank, &mut self.random)
    }

    /// A page of a made-up site with nothing around the text.
    fn elsewhere(&mut self, text: String) -> PairSide {
        let date = self.source.page.gold.date.as_ref();
        match self.sites().first() {
            Some(site) => site.side(&self.source.page.id, text, date),
            None => self.source.side(text),
        }
    }

    /// Another page of the page's own site.
    fn sibling(&self, text: String) -> PairSide {
        let url = self.source.page.url.as_ref().map(|url| format!("{}/2", url.trim_end_matches('/')));
        PairSide { url, ..self.source.side(text) }
    }
}
