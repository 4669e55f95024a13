//! Made-up sites and what they put around their stories.

use super::templates::{Facts, Templates};
use crate::duplicates::PairSide;
use crate::hash::fnv1a_64;
use crate::random::Random;

/// A site of a bank. All its pages have the same menu, newsletter sentence and legal paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'t> {
    templates: &'t Templates,
    number: usize,
    name: &'static str,
    /// Where its addresses begin: a name that is reserved for examples.
    bank: &'static str,
}

/// How much of its template a page of a site keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remains {
    /// Menu, newsletter sentence, teasers and legal paragraph.
    All,
    /// One or two of them, as on a page that was cleaned badly.
    Some,
    /// All but the teasers, and the paragraphs that stand under every story.
    Frame,
}

impl<'t> Site<'t> {
    /// Sites of a bank and language, in random order.
    pub(super) fn all(templates: &'t Templates, bank: &'static str, random: &mut Random) -> Vec<Self> {
        let names = templates.words("site").iter().enumerate();
        let mut sites: Vec<Self> =
            names.map(|(number, &name)| Self { templates, number, name, bank }).collect();
        random.shuffle(&mut sites);
        sites
    }

    /// A page of the site.
    pub(super) fn side(&self, id: &str, text: String, date: Option<&String>) -> PairSide {
        let site = format!("{}-{}{}.example", self.templates.language, self.bank, self.number);
        let url =
            format!("https://{site}/story-{:x}.html", fnv1a_64(format!("{id} {text}").as_bytes()) >> 40);
        PairSide { text, site: Some(site), url: Some(url), date: date.cloned() }
    }

    /// The text with what remains of the site's template around it.
    pub(super) fn wrap(&self, text: &str, remains: Remains, random: &mut Random) -> String {
        let mut facts = Facts::default().with("site", self.name);
        let mut section = |name: &str| self.templates.fill_all(name, &mut facts, random);
        let mut menu = section("menu");
        menu.rotate_left(self.number % 3);
        let separator = if self.number.is_multiple_of(2) { "\n" } else { " | " };
        let (menu, newsletter) = (menu.join(separator), section("newsletter").join("\n"));
        let (teasers, comments) = (section("teasers"), section("comments").join("\n\n"));
        let legal = section("legal").join("\n");
        let teaser_list = teasers.join("\n");
        let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
        match remains {
            Remains::All => {
                paragraphs.insert(paragraphs.len().min(2), &newsletter);
                paragraphs.insert(0, &menu);
                paragraphs.extend([teaser_list.as_str(), &legal]);
            }
            Remains::Some => match random.below(4) {
                0 => paragraphs.insert(0, &menu),
                1 => paragraphs.extend([teaser_list.as_str(), &legal]),
                2 => paragraphs.insert(paragraphs.len().min(2), &newsletter),
                _ => paragraphs.push(&legal),
            },
            Remains::Frame => {
                paragraphs.insert(0, &menu);
                paragraphs.extend([newsletter.as_str(), &comments, &legal]);
            }
        }
        paragraphs.join("\n\n")
    }

    /// A paragraph of the site with its name in it.
    pub(super) fn draw(&self, section: &str, random: &mut Random) -> String {
        self.templates.draw(section, &mut Facts::default().with("site", self.name), random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::generate::options::TemplateBank;
    use crate::duplicates::generate::text::count_words;

    #[test]
    fn a_frame_has_100_to_250_words_and_is_the_same_on_every_page() {
        for bank in [TemplateBank::A, TemplateBank::B] {
            for templates in Templates::of_bank(bank).into_iter().filter(Templates::has_sections) {
                let mut random = Random::from_id("test");
                for site in Site::all(&templates, bank.name(), &mut random) {
                    let frame = site.wrap("", Remains::Frame, &mut random);
                    let words = count_words(&frame);
                    assert!((100..=320).contains(&words), "{} {words}", templates.language);
                    assert_eq!(site.wrap("", Remains::Frame, &mut random), frame);
                }
            }
        }
    }
}
