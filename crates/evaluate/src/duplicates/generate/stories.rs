//! Pairs of stories from one pattern.

use super::Sides;
use super::site::Site;
use super::templates::{Facts, Templates};
use crate::duplicates::PairSide;
use crate::random::Random;

/// Days of a month that a story may be of; the other one is of the day after.
const DAYS: usize = 27;

/// Pairs of each story of a sort, `numbers` or `names`, in one language. Each comes with the end of its id.
pub(super) fn story_pairs(
    sort: &str,
    templates: &Templates,
    bank: &'static str,
    pairs: usize,
    seed: &str,
) -> Vec<(String, Sides)> {
    let mut made = Vec::new();
    for (topic, lines) in templates.stories(sort) {
        for number in 0..pairs {
            let name = format!("{}-{topic}-{number}", templates.language);
            let mut random = Random::from_id(&format!("{seed} {name}"));
            if let Some(sides) = story_pair(lines, templates, bank, &mut random) {
                made.push((name, sides));
            }
        }
    }
    made
}

/// Two stories of one site on two days, in half of the pairs at one address, with no fact in common.
fn story_pair(
    lines: &[&'static str],
    templates: &Templates,
    bank: &'static str,
    random: &mut Random,
) -> Option<Sides> {
    let site = *Site::all(templates, bank, random).first()?;
    let (month, day) = (random.between(1, 12), random.between(1, DAYS));
    let mut facts = Facts::default();
    let a = story(lines, templates, &mut facts, random);
    let b = story(lines, templates, &mut Facts::other_than(&facts), random);
    let side = |text, day| site.side("", text, Some(&format!("2023-{month:02}-{day:02}")));
    let (a, b) = (side(a, day), side(b, day + 1));
    let url = if random.below(2) == 0 { a.url.clone() } else { b.url.clone() };
    Some((a, PairSide { url, ..b }))
}

fn story(lines: &[&str], templates: &Templates, facts: &mut Facts, random: &mut Random) -> String {
    let paragraphs: Vec<String> = lines.iter().map(|line| templates.fill(line, facts, random)).collect();
    paragraphs.join("\n\n")
}
