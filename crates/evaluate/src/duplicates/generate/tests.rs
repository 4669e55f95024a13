//! Properties of generated pairs.

use proptest::prelude::*;
use rustc_hash::FxHashSet;

use super::options::{PairOptions, TemplateBank};
use super::text::count_words;
use super::{PairKind, generate_pairs};
use crate::duplicates::LabelledPair;
use crate::gold::{Content, Gold, GoldPage};
use crate::random::Random;
use crate::scores::words::{WordRule, word_score};

/// A page of made-up words in the style of a language.
fn page(seed: u64, number: usize, language: &str) -> GoldPage {
    let mut random = Random::from_id(&format!("{seed} {number} {language}"));
    let unspaced = language == "zh";
    let word = |random: &mut Random| -> String {
        let first = if unspaced {
            0x4e00
        } else if language == "ru" {
            0x430
        } else {
            0x61
        };
        let letters = if unspaced { 1 } else { random.between(2, 9) };
        let range = if unspaced { 2000 } else { 24 };
        (0..letters).filter_map(|_| char::from_u32((first + random.below(range)) as u32)).collect()
    };
    let sentence = |random: &mut Random| -> String {
        let words: Vec<String> = (0..random.between(6, 25))
            .map(|at| match random.below(12) {
                0 => format!("{}", random.between(10, 99_999)),
                1 if at > 0 && !unspaced => {
                    let name = word(random);
                    let (first, rest) = name.split_at(name.chars().next().unwrap().len_utf8());
                    format!("{}{rest}", first.to_uppercase())
                }
                2 if at > 1 => format!("{}{}", word(random), if unspaced { "，" } else { "," }),
                _ => word(random),
            })
            .collect();
        if unspaced { format!("{}。", words.concat()) } else { format!("Xo {}.", words.join(" ")) }
    };
    let paragraphs: Vec<String> = (0..random.between(4, 12))
        .map(|_| {
            let sentences: Vec<String> = (0..random.between(2, 5)).map(|_| sentence(&mut random)).collect();
            sentences.join(if unspaced { "" } else { " " })
        })
        .collect();
    let gold =
        Gold { text: Some(paragraphs.join("\n\n")), date: Some("2024-02-29".into()), ..Gold::default() };
    GoldPage {
        id: format!("page-{number}"),
        url: Some(format!("https://news.example/{number}")),
        content: Content::Text(String::new()),
        gold,
        page_type: None,
        lang: Some(language.into()),
        site: Some("news.example".into()),
    }
}

fn pages(seed: u64) -> Vec<GoldPage> {
    let languages = ["en", "de", "ru", "zh"];
    (0..12).map(|number| page(seed, number, languages[number % languages.len()])).collect()
}

fn pairs(pages: &[GoldPage], seed: u64, bank: TemplateBank) -> Vec<LabelledPair> {
    let options = PairOptions { seed, bank, pairs_per_story: 2, ..PairOptions::default() };
    generate_pairs(pages, &options).collect()
}

/// The share of the shorter text's words that are in the longer.
fn shared_words(a: &str, b: &str) -> f64 {
    let (shorter, longer) = if count_words(a) <= count_words(b) { (a, b) } else { (b, a) };
    word_score(shorter, longer, WordRule::Counted).precision
}

/// The share of the runs of three words of the text with fewer that are in the other as well.
fn shared_runs(a: &str, b: &str) -> f64 {
    let runs = |text: &str| -> FxHashSet<Vec<String>> {
        let words: Vec<String> =
            WordRule::Counted.pattern().find_iter(text).map(|word| word.as_str().to_owned()).collect();
        words.windows(3).map(<[String]>::to_vec).collect()
    };
    let (a, b) = (runs(a), runs(b));
    a.intersection(&b).count() as f64 / a.len().min(b.len()) as f64
}

#[test]
fn every_kind_has_pairs_and_every_pair_its_own_id() {
    let pages = pages(1);
    for bank in [TemplateBank::A, TemplateBank::B] {
        let pairs = pairs(&pages, 0, bank);
        let kinds: FxHashSet<PairKind> = pairs.iter().map(|pair| pair.kind).collect();
        let missing: Vec<_> = PairKind::GENERATED.iter().filter(|kind| !kinds.contains(kind)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let ids: FxHashSet<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
        assert_eq!(ids.len(), pairs.len());
    }
}

#[test]
fn short_pages_and_pages_without_text_give_no_pairs() {
    let mut pages = pages(1);
    for (index, page) in pages.iter_mut().enumerate() {
        page.gold.text = (index % 2 == 0).then(|| "Too short.".to_owned());
    }
    let options = PairOptions { pairs_per_story: 0, ..PairOptions::default() };
    assert_eq!(generate_pairs(&pages, &options).count(), 0);
}

#[test]
fn a_limit_takes_so_many_pages() {
    let pages = pages(1);
    let options = PairOptions {
        kinds: vec![PairKind::Tail50, PairKind::SiteVersions],
        pages_per_kind: Some(2),
        ..PairOptions::default()
    };
    let pairs: Vec<_> = generate_pairs(&pages, &options).collect();
    assert_eq!(pairs.iter().filter(|pair| pair.kind == PairKind::Tail50).count(), 2);
    assert_eq!(pairs.iter().filter(|pair| pair.kind == PairKind::SiteVersions).count(), 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_seed_gives_the_same_pairs(seed in 0..1000u64) {
        let pages = pages(seed);
        prop_assert_eq!(pairs(&pages, seed, TemplateBank::A), pairs(&pages, seed, TemplateBank::A));
        let (first, other) = (pairs(&pages, seed, TemplateBank::A), pairs(&pages, seed + 1, TemplateBank::A));
        let same = first.iter().zip(&other).filter(|(a, b)| a.b.text == b.b.text).count();
        // Some kinds leave nothing to chance: a cut by half, numbers in another style.
        prop_assert!(same * 4 < first.len(), "{} of {}", same, first.len());
    }

    #[test]
    fn copies_share_the_words_that_their_kind_promises(seed in 0..1000u64) {
        for pair in pairs(&pages(seed), seed, TemplateBank::B) {
            let shared = shared_words(&pair.a.text, &pair.b.text);
            prop_assert!(
                shared >= pair.kind.least_shared_words(),
                "{}: {}\n{}\n---\n{}", pair.id, shared, pair.a.text, pair.b.text
            );
            prop_assert_ne!(&pair.a, &pair.b);
        }
    }

    #[test]
    fn cuts_have_the_length_of_their_kind(seed in 0..1000u64) {
        for pair in pairs(&pages(seed), seed, TemplateBank::A) {
            let range = match pair.kind {
                PairKind::Tail10To35 => 0.65..=0.90,
                PairKind::Tail35To60 => 0.40..=0.65,
                PairKind::Tail50 => 0.5..=0.5,
                PairKind::Tail60 => 0.4..=0.4,
                _ => continue,
            };
            let (kept, of) = (count_words(&pair.b.text), count_words(&pair.a.text));
            let (least, most) = (range.start() * of as f64, range.end() * of as f64);
            prop_assert!(pair.a.text.starts_with(&pair.b.text));
            prop_assert!((least - 1.0..=most + 1.0).contains(&(kept as f64)), "{}: {} of {}", pair.id, kept, of);
        }
    }

    #[test]
    fn exchanged_figures_are_the_only_difference(seed in 0..1000u64) {
        let mask = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
        for pair in pairs(&pages(seed), seed, TemplateBank::A) {
            if matches!(pair.kind, PairKind::FiguresExchanged | PairKind::FiguresUpdated) {
                prop_assert_eq!(mask(&pair.a.text), mask(&pair.b.text));
                prop_assert_ne!(pair.a.text, pair.b.text);
            }
        }
    }

    #[test]
    fn most_of_two_distinct_stories_is_not_shared(seed in 0..1000u64) {
        for pair in pairs(&pages(seed), seed, TemplateBank::A) {
            let bounded = matches!(
                pair.kind,
                PairKind::SharedQuotations | PairKind::FollowUp | PairKind::SameLead | PairKind::LiveBlog
            );
            let shared = shared_runs(&pair.a.text, &pair.b.text);
            prop_assert!(!bounded || shared <= 0.45, "{}: {}", pair.id, shared);
        }
    }
}
