//! Repairing mojibake: ordinary text is never changed, and a double encoding is undone.

#![allow(clippy::unwrap_used)]

use dechaff_html::fix_mojibake;
use proptest::prelude::*;

/// A few sentences in each language, with the signs that its newspapers print.
const SENTENCES: [&[&str]; 12] = [
    &[
        "The mayor’s office – closed since May – didn’t reply.",
        "“It’s a naïve idea,” the café’s owner said… and laughed.",
        "A ticket costs £3.50 or €4, the maximum is 25 °C.",
    ],
    &[
        "Die Straße führt über die Brücke nach Köln.",
        "„Das glaubt dir niemand“, sagte die Wirtin und schloß die Tür.",
        "GRÖSSE UND ÄRGER: Ämter öffnen später – um 9 Uhr.",
    ],
    &[
        "« L’été sera long », prévient la préfète, à l’hôtel de ville.",
        "OÙ EST PASSÉ LE CAFÉ\u{a0}? À\u{a0}Paris, dès l’aube…",
        "Le maire a reçu ses hôtes : déjà vu, naïf et très cher.",
    ],
    &[
        "¿Quién pagó la cuenta? Nadie, según el señor Ibáñez.",
        "El niño comió piñones; su abuela, jamón. ¡Qué día!",
        "EL AÑO PASADO LLOVIÓ… Y ESTE TAMBIÉN.",
    ],
    &[
        "A reunião começou às 9h, e não houve decisão.",
        "«Amanhã talvez», disse João à mãe, sem pressa.",
        "SÃO PAULO NÃO PARA: MANHÃ… E NOITE TAMBÉM.",
    ],
    &[
        "Tåget från Malmö är försenat – som alltid.",
        "”Vi åker på lördag”, sa hon. MALMÖ–LUND tur och retur.",
        "PÅ Ö I SJÖN växer ett träd, 12 m högt.",
    ],
    &[
        "Žluťoučký kůň pěl ďábelské ódy.",
        "„Přijdeme zítra,“ řekl řidič a odjel.",
        "ČÁST OBČANŮ ŘÍKÁ NE; část mlčí.",
    ],
    &[
        "Burmistrz się zgodził, choć nie od razu.",
        "„Zażółć gęślą jaźń”, napisała nauczycielka na tablicy.",
        "ŁÓDŹ: ŚNIEG PADAŁ CAŁĄ NOC…",
    ],
    &[
        "Премьер приехал утром, а уехал ночью.",
        "«Дождь будет до пятницы», — сказали синоптики.",
        "ЁЖ И МЕДВЕДЬ: № 5 в списке книг.",
    ],
    &[
        "Η πόλη ξύπνησε νωρίς και ο δρόμος ήταν άδειος.",
        "«Δεν ξέρω», είπε η γιαγιά· «ρώτα τον παππού».",
        "ΑΘΗΝΑ: ΈΚΛΕΙΣΑΝ ΤΑ ΣΧΟΛΕΊΑ.",
    ],
    &["今日は雨が降りました。", "「明日は晴れる」と漁師は言った。", "値段は１，２００円です。"],
    &[
        "Belediye başkanı dün ığdırlı çiftçilerle görüştü.",
        "“Yağmur yağarsa gelmeyiz” dedi şoför.",
        "İSTANBUL’DA ÇOK GÜZEL BİR GÜN…",
    ],
];

fn sentence() -> impl Strategy<Value = String> {
    (0..SENTENCES.len())
        .prop_flat_map(|language| {
            proptest::collection::vec(proptest::sample::select(SENTENCES[language].to_vec()), 1..4)
        })
        .prop_flat_map(|sentences| {
            proptest::sample::select(vec![" ", "\n", "\n\n", " — ", "\u{a0}"])
                .prop_map(move |glue| sentences.join(glue))
        })
}

/// Parts of sentences, cut anywhere, in capitals or not, as in headlines and lists.
fn piece() -> impl Strategy<Value = String> {
    (sentence(), any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), any::<bool>()).prop_map(
        |(text, from, to, capitals)| {
            let characters: Vec<char> = text.chars().collect();
            let (from, to) = (from.index(characters.len()), to.index(characters.len()));
            let piece: String = characters[from.min(to)..from.max(to)].iter().collect();
            if capitals { piece.to_uppercase() } else { piece }
        },
    )
}

fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn ordinary_text_is_never_changed(text in sentence()) {
        prop_assert_eq!(fix_mojibake(&text), None);
    }

    #[test]
    fn pieces_of_ordinary_text_are_never_changed(text in piece()) {
        prop_assert_eq!(fix_mojibake(&text), None);
    }

    #[test]
    fn a_double_encoding_is_undone(text in sentence()) {
        prop_assume!(!text.is_ascii());
        prop_assert_eq!(fix_mojibake(&misread(&text)), Some(text));
    }

    #[test]
    fn a_misread_line_among_others_is_repaired(before in sentence(), line in sentence(), after in sentence()) {
        // The line in Polish can't be written in Windows-1252, so the text as a whole can't be converted.
        let line = line.replace('\n', " ");
        let foreign = "Łódź\n";
        let text = format!("{before}\n{foreign}{}\n{after}", misread(&line));
        let expected = format!("{before}\n{foreign}{line}\n{after}");
        prop_assert_eq!(fix_mojibake(&text), Some(expected));
    }

    #[test]
    fn repaired_text_is_shorter(text in ".{0,60}") {
        if let Some(fixed) = fix_mojibake(&text) {
            prop_assert!(fixed.len() < text.len());
        }
    }
}

#[test]
fn sentences_are_never_changed() {
    for language in SENTENCES {
        for sentence in language {
            assert_eq!(fix_mojibake(sentence), None, "{sentence}");
            assert_eq!(fix_mojibake(&sentence.to_uppercase()), None, "{sentence}");
            assert_eq!(fix_mojibake(&misread(sentence)).as_deref(), Some(*sentence));
        }
    }
}
