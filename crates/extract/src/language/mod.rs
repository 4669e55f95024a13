//! Detects the language of a text.

mod latin_script;

use whatlang::{Detector, Lang};

use crate::language::latin_script::LanguageGuess;
use crate::unicode::characters::floor_boundary;

/// A detected language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Language {
    /// Primary BCP 47 tag, such as `de`.
    pub tag: &'static str,
    /// The detector's confidence, 0 to 1.
    pub score: f32,
}

/// The detector reads this many bytes, and more only if it is uncertain.
const SAMPLE_BYTES: usize = 1024;
/// It never reads more than this. More text costs time without changing the result.
const MAX_SAMPLE_BYTES: usize = 2048;
/// Minimum number of letters. A shorter text says too little.
const MIN_LETTERS: usize = 12;
/// Minimum confidence. Below it, the detector does not do better than the page's declaration.
const MIN_CONFIDENCE: f64 = 0.5;

/// Detects the language of a text from its beginning, or `None` if it stays uncertain.
///
/// `declared`, a primary tag, decides if the text alone does not. It is never taken without evidence in the text.
pub(crate) fn detect(text: &str, declared: Option<&str>) -> Option<Language> {
    let mut sample = &text[..floor_boundary(text, SAMPLE_BYTES)];
    if sample.chars().filter(|c| c.is_alphabetic()).take(MIN_LETTERS).count() < MIN_LETTERS {
        return None;
    }
    let mut found = guess(sample);
    if found.is_none_or(|guess| guess.confidence < 1.0) && sample.len() < text.len() {
        sample = &text[..floor_boundary(text, MAX_SAMPLE_BYTES)];
        found = guess(sample);
    }
    let LanguageGuess { lang, confidence } = found?;
    let score = confidence as f32;
    let tag = tag_of(lang);
    if confidence >= MIN_CONFIDENCE || declared == Some(tag) {
        return Some(Language { tag, score });
    }
    let declared = TAGS.iter().find(|(_, tag)| declared == Some(*tag))?;
    let narrowed = Detector::with_allowlist(vec![declared.0, lang]).detect(sample)?;
    Some(Language { tag: tag_of(narrowed.lang()), score })
}

fn guess(sample: &str) -> Option<LanguageGuess> {
    latin_script::detect(sample).or_else(|| {
        let info = whatlang::detect(sample)?;
        Some(LanguageGuess { lang: info.lang(), confidence: info.confidence() })
    })
}

fn tag_of(lang: Lang) -> &'static str {
    // The table has every language of the detector; a test checks that.
    TAGS.iter().find(|(l, _)| *l == lang).map_or("und", |(_, tag)| tag)
}

const TAGS: [(Lang, &str); 70] = [
    (Lang::Epo, "eo"),
    (Lang::Eng, "en"),
    (Lang::Rus, "ru"),
    (Lang::Cmn, "zh"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Ben, "bn"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Ukr, "uk"),
    (Lang::Kat, "ka"),
    (Lang::Ara, "ar"),
    (Lang::Hin, "hi"),
    (Lang::Jpn, "ja"),
    (Lang::Heb, "he"),
    (Lang::Yid, "yi"),
    (Lang::Pol, "pl"),
    (Lang::Amh, "am"),
    (Lang::Jav, "jv"),
    (Lang::Kor, "ko"),
    (Lang::Nob, "no"),
    (Lang::Dan, "da"),
    (Lang::Swe, "sv"),
    (Lang::Fin, "fi"),
    (Lang::Tur, "tr"),
    (Lang::Nld, "nl"),
    (Lang::Hun, "hu"),
    (Lang::Ces, "cs"),
    (Lang::Ell, "el"),
    (Lang::Bul, "bg"),
    (Lang::Bel, "be"),
    (Lang::Mar, "mr"),
    (Lang::Kan, "kn"),
    (Lang::Ron, "ro"),
    (Lang::Slv, "sl"),
    (Lang::Hrv, "hr"),
    (Lang::Srp, "sr"),
    (Lang::Mkd, "mk"),
    (Lang::Lit, "lt"),
    (Lang::Lav, "lv"),
    (Lang::Est, "et"),
    (Lang::Tam, "ta"),
    (Lang::Vie, "vi"),
    (Lang::Urd, "ur"),
    (Lang::Tha, "th"),
    (Lang::Guj, "gu"),
    (Lang::Uzb, "uz"),
    (Lang::Pan, "pa"),
    (Lang::Aze, "az"),
    (Lang::Ind, "id"),
    (Lang::Tel, "te"),
    (Lang::Pes, "fa"),
    (Lang::Mal, "ml"),
    (Lang::Ori, "or"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Sin, "si"),
    (Lang::Khm, "km"),
    (Lang::Tuk, "tk"),
    (Lang::Aka, "ak"),
    (Lang::Zul, "zu"),
    (Lang::Sna, "sn"),
    (Lang::Afr, "af"),
    (Lang::Lat, "la"),
    (Lang::Slk, "sk"),
    (Lang::Cat, "ca"),
    (Lang::Tgl, "tl"),
    (Lang::Hye, "hy"),
    (Lang::Cym, "cy"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_tag() {
        for &lang in Lang::all() {
            assert_ne!(tag_of(lang), "und", "{lang:?}");
        }
    }

    #[test]
    fn the_text_decides_and_the_declaration_helps() {
        let german = "Der Rat der Stadt hat am Dienstag beschlossen, den alten Leuchtturm wieder aufzubauen.";
        assert_eq!(detect(german, Some("en")).map(|l| l.tag), Some("de"));
        assert_eq!(
            detect("Наступного року міст відкриють знову для всіх мешканців.", None).map(|l| l.tag),
            Some("uk")
        );
        assert_eq!(detect("12 34 !!", Some("en")), None);
        assert_eq!(detect("", None), None);
    }
}
