//! The texts of a pair without the standing text of their sites.

use std::borrow::Cow;

use dechaff_extract::StandingTexts;

use super::{LabelledPair, PairSide};

impl LabelledPair {
    /// The two texts as a run with profiles of sites compares them: without the standing text of their sites.
    ///
    /// What is standing is learned from the two pages and from [`site_pages`](Self::site_pages), each line a text. If no
    /// site has three pages, these are the texts as they are.
    pub fn own_texts(&self) -> [Cow<'_, str>; 2] {
        [&self.a, &self.b].map(|side| self.standing_texts(side).remove_from(&side.text))
    }

    /// The standing text of the site of a side.
    fn standing_texts(&self, side: &PairSide) -> StandingTexts {
        if self.site_pages.is_empty() || side.site.is_none() {
            return StandingTexts::default();
        }
        let mut texts: Vec<&str> = vec![];
        for page in [&self.a, &self.b].into_iter().chain(&self.site_pages) {
            if page.site == side.site && !texts.contains(&page.text.as_str()) {
                texts.push(&page.text);
            }
        }
        StandingTexts::from_texts(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::kind::{PairKind, PairLabel};

    const NOTE: &str = "Write to the news desk if you know more.";

    fn side(site: &str, story: &str) -> PairSide {
        PairSide { text: format!("{story}\n\n{NOTE}"), site: Some(site.into()), ..PairSide::default() }
    }

    #[test]
    fn what_three_pages_of_a_site_have_is_removed_from_its_side_alone() {
        let (a, b) = (side("a.example", "Snow fell."), side("b.example", "Rain fell."));
        let mut pair = LabelledPair {
            id: "1".into(),
            kind: PairKind::Found,
            label: PairLabel::Distinct,
            a,
            b,
            site_pages: vec![],
        };
        let texts = [pair.a.text.clone(), pair.b.text.clone()];
        assert_eq!(pair.own_texts(), texts.as_slice());
        // The first is on the site already.
        pair.site_pages =
            ["Snow fell.", "A whale slept.", "The ferry sails."].map(|story| side("a.example", story)).into();
        assert_eq!(pair.own_texts(), ["Snow fell.", texts[1].as_str()]);
    }
}
