//! Stories in four languages, their copies, and stories that only look like copies.

use dechaff_dedup::{Comparison, Contained, NearIndex, Reason, Sketch, Sketcher, Verdict, compare};

/// A story that was invented for these tests, and what a copy of it changes.
struct Story {
    language: &'static str,
    headline: &'static str,
    text: &'static str,
    /// Replaces every fifth sentence.
    edit: &'static str,
    /// Separates sentences, and stays with the one before.
    stops: &'static [char],
}

const STORIES: [Story; 4] = [
    Story {
        language: "en",
        headline: "Council saves the night ferry",
        text: include_str!("stories/en.txt"),
        edit: "The shipping office has not yet answered questions about this.",
        stops: &['.'],
    },
    Story {
        language: "de",
        headline: "Nachtfähre bleibt erhalten",
        text: include_str!("stories/de.txt"),
        edit: "Das Amt wollte sich dazu vorerst nicht weiter äußern.",
        stops: &['.'],
    },
    Story {
        language: "zh",
        headline: "夜间渡轮继续运营",
        text: include_str!("stories/zh.txt"),
        edit: "有关部门暂时没有对此作出进一步回应。",
        stops: &['。'],
    },
    Story {
        language: "ru",
        headline: "Ночной паром сохранят",
        text: include_str!("stories/ru.txt"),
        edit: "В ведомстве пока не ответили на вопросы об этом.",
        stops: &['.'],
    },
];

impl Story {
    fn sentences(&self) -> Vec<&'static str> {
        self.text.trim().split_inclusive(self.stops).collect()
    }

    /// The text without its last `percent` per cent of characters.
    fn cut(&self, percent: usize) -> String {
        let chars = self.text.chars().count();
        self.text.chars().take(chars * (100 - percent) / 100).collect()
    }

    fn edited(&self) -> String {
        (self.sentences().iter().enumerate())
            .map(
                |(number, sentence)| {
                    if number % 5 == 3 { format!(" {}", self.edit) } else { (*sentence).to_owned() }
                },
            )
            .collect()
    }
}

/// Compares in both orders.
fn check(a: &str, b: &str) -> Comparison {
    let (a, b) = (Sketch::new(a), Sketch::new(b));
    let (there, back) = (compare(&a, &b, false), compare(&b, &a, false));
    let contained = back.contained.map(|contained| match contained {
        Contained::FirstInSecond => Contained::SecondInFirst,
        Contained::SecondInFirst => Contained::FirstInSecond,
    });
    let mut turned = back;
    turned.contained = contained;
    assert_eq!(there, turned);
    there
}

#[test]
fn changed_copies_are_copies() {
    for story in &STORIES {
        let copies = [
            ("headline", format!("{}\n\n{}", story.headline, story.text)),
            ("cut by 35 %", story.cut(35)),
            ("cut by 50 %", story.cut(50)),
            ("edited", story.edited()),
        ];
        for (name, copy) in copies {
            let found = check(story.text, &copy);
            assert!(found.is_copy(), "{} {name}: {found:?}", story.language);
            assert_eq!(found.contained, None);
            let mut index = NearIndex::new();
            index.insert(&Sketch::new(story.text)).unwrap();
            assert_eq!(index.candidates(&Sketch::new(&copy)), [0], "{} {name}", story.language);
        }
    }
}

#[test]
fn other_stories_are_different() {
    for a in &STORIES {
        for b in STORIES.iter().filter(|b| b.language != a.language) {
            let found = check(a.text, b.text);
            assert_eq!(found.verdict, Verdict::Different(Reason::TooLittleShared), "{found:?}");
        }
    }
}

/// Replaces `{0}`, `{1}` and so on.
fn fill(template: &str, values: &str) -> String {
    let values = values.split('|').enumerate();
    values.fold(template.to_owned(), |text, (number, value)| text.replace(&format!("{{{number}}}"), value))
}

#[test]
fn one_template_with_other_figures_is_another_story() {
    let templates = [
        (
            include_str!("stories/weather-en.txt"),
            "14|21|35|12|60|1,012|8|6:05|20:41",
            "9|17|50|20|85|998|3|6:11|20:33",
        ),
        (
            include_str!("stories/market-de.txt"),
            "18.234,50|0,8|1,4|45,20|2,1|31,75|1,0842|82,40|1.915",
            "17.980,15|1,4|0,6|44,05|3,3|30,10|1,0791|84,15|1.902",
        ),
        (include_str!("stories/weather-zh.txt"), "14|21|35|3|60|1012|8", "9|17|50|5|85|998|3"),
        (
            include_str!("stories/market-ru.txt"),
            "3214,5|0,8|1,4|245,20|2,1|131,75|92,40|82,15",
            "3180,2|1,4|0,6|244,05|3,3|130,10|93,05|84,20",
        ),
    ];
    for (template, values, others) in templates {
        let found = check(&fill(template, values), &fill(template, others));
        assert_eq!(found.verdict, Verdict::Different(Reason::NumbersConflict), "{template}: {found:?}");
        assert!(check(&fill(template, values), &fill(template, values)).is_copy());
    }
}

#[test]
fn one_template_with_other_names_is_another_story() {
    let templates = [
        (
            include_str!("stories/match-en.txt"),
            "Harwick|Oldbury|Marlow|Tennant|Pryce|Whitlock|Ferris|Dunmore",
            "Selby|Cranford|Ashdown|Bexley|Corrigan|Hale|Ingram|Lowther",
        ),
        (
            include_str!("stories/match-de.txt"),
            "Adlershof|Brenzingen|Kolbe|Wagenknecht|Thiel|Sommer|Reuther|Lindau|Berger|Jansen|Matthes|Roloff|Seidel",
            "Eichstedt|Grünbach|Hartmann|Özdemir|Paulsen|Vogel|Krüger|Meiningen|Ebert|Franke|Noack|Quandt|Winter",
        ),
        (
            include_str!("stories/match-ru.txt"),
            "Заря|Север|Климов|Орлов|Савин|Громов|Лебедев|Тихвине",
            "Буря|Восток|Носов|Зайцев|Петров|Фомин|Жданов|Калязине",
        ),
        // Most of its capitalised words are no names.
        (
            include_str!("stories/festival-de.txt"),
            "Grünau|Anke Siebert|Jonas Wolter|Lindheim|Karl Ostermann|Petra Vogt|Miriam Haase",
            "Rotfelden|Clara Bunse|Erik Thode|Wiesbach|Otto Langer|Inga Reiter|Sabine Kroll",
        ),
        // Scripts without capitals.
        (
            include_str!("stories/school-zh.txt"),
            "青石|周文海|宏达|陆一鸣|柳州|王秀兰|韩梅",
            "白沙|许志高|远洋建材|秦朗|安庆|李桂芬|欧阳雪",
        ),
        (
            include_str!("stories/library-ko.txt"),
            "한빛|김도윤|이서준|대명|솔밭|박지영|최은주",
            "푸른숲|정민호|윤가람|세원|버들|송미라|한영희",
        ),
    ];
    for (template, values, others) in templates {
        let found = check(&fill(template, values), &fill(template, others));
        assert_eq!(found.verdict, Verdict::Different(Reason::NamesConflict), "{template}: {found:?}");
        // A name that was respelled throughout is still a copy.
        let respelled = values.replacen(values.split('|').next().unwrap(), "Anders", 1);
        let found = check(&fill(template, values), &fill(template, &respelled));
        assert!(found.is_copy(), "{template}: {found:?}");
    }
}

#[test]
fn a_brief_in_a_round_up_is_contained() {
    let brief = include_str!("stories/brief-en.txt");
    let others = [include_str!("stories/en.txt"), include_str!("stories/match-en.txt")].concat();
    let found = check(&format!("In brief\n\n{brief}\n{others}"), brief);
    assert_eq!(found.verdict, Verdict::Different(Reason::LengthRatio), "{found:?}");
    assert_eq!(found.contained, Some(Contained::SecondInFirst), "{found:?}");
    let found = check(brief, &format!("{others}{others}"));
    assert_eq!(
        (found.verdict, found.contained),
        (Verdict::Different(Reason::LengthRatio), None),
        "{found:?}"
    );
}

#[test]
fn short_texts_are_compared_as_a_whole() {
    let note = "The library on Mill Lane is closed on Monday for repairs.";
    assert!(check(note, "The Library on Mill Lane is closed on Monday, for repairs").is_copy());
    let other = "The library on Mill Lane is closed on Tuesday for repairs.";
    let found = check(note, other);
    assert_eq!((found.verdict, found.jaccard), (Verdict::Different(Reason::TooShort), 0.0));
    let mut index = NearIndex::new();
    index.insert(&Sketch::new(note)).unwrap();
    assert_eq!(index.candidates(&Sketch::new(&note.to_uppercase())), [0]);
    assert!(index.candidates(&Sketch::new(other)).is_empty());
}

#[test]
fn pages_of_one_site_need_more_in_common() {
    // The same paragraph, and after it six sentences that are different.
    let frame = include_str!("stories/weather-en.txt").replace(|c: char| "{}0123456789".contains(c), "");
    let page = |first: usize| format!("{frame}{}", STORIES[0].sentences()[first..first + 6].concat());
    let (a, b) = (Sketch::new(&page(0)), Sketch::new(&page(7)));
    let found = compare(&a, &b, false);
    assert!(found.is_copy(), "{found:?}");
    let found = compare(&a, &b, true);
    assert_eq!(found.verdict, Verdict::Different(Reason::TooLittleShared), "{found:?}");
}

#[test]
fn the_order_of_insertion_does_not_change_what_is_found() {
    let texts: Vec<_> = (STORIES.iter())
        .flat_map(|story| [story.text.to_owned(), story.cut(35), story.edited(), story.headline.to_owned()])
        .collect();
    let mut sketcher = Sketcher::default();
    let sketches: Vec<_> = texts.iter().map(|text| sketcher.sketch(text)).collect();
    let found_in = |order: Vec<usize>| {
        let mut index = NearIndex::new();
        order.iter().for_each(|&at| assert!(index.insert(&sketches[at]).is_ok()));
        let found: Vec<_> = (sketches.iter())
            .map(|sketch| {
                let mut found: Vec<_> =
                    index.candidates(sketch).into_iter().map(|row| order[row as usize]).collect();
                found.sort_unstable();
                found
            })
            .collect();
        assert_eq!(index.stats().cut_lookups, 0);
        found
    };
    let expected = found_in((0..texts.len()).collect());
    assert!(expected.iter().enumerate().all(|(at, found)| found.contains(&at)));
    assert_eq!(found_in((0..texts.len()).rev().collect()), expected);
    assert_eq!(found_in((0..texts.len()).map(|n| n * 7 % texts.len()).collect()), expected);
}

#[test]
fn sketches_stay_the_same_from_release_to_release() {
    // If these change, SKETCH_VERSION must change.
    let hashes = STORIES.map(|story| {
        let bytes = Sketch::new(story.text).to_bytes();
        bytes.iter().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add((*byte).into()))
    });
    assert_eq!(hashes, [1_801_576_619, 235_533_930, 3_190_569_304, 558_916_779]);
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_a_copy_of_itself(text in "([a-z]{1,3} |[A-Z][a-z]{1,4} |[0-9]{1,3} |[一-丐]{1,3}|[.,!]|\\PC){0,150}") {
            let sketch = Sketch::new(&text);
            let found = compare(&sketch, &sketch, true);
            prop_assert!(found.is_copy());
            prop_assert_eq!((found.jaccard, found.containment), (1.0, 1.0));
            prop_assert_eq!((found.numbers.conflict, found.names.conflict), (0, 0));
        }
    }
}
