//! Finds verse: lines that end where the poet ends them, not at the edge of the page.

use std::ops::Range;

use crate::document::block::{Block, BlockKind};
use crate::document::rendered::lines::{Line, Marker};
use crate::document::rendered::page_style::{PageStyle, is_full};
use crate::unicode::words::{self, Counts};

/// Maximum columns of a line of verse. Longer lines are wrapped prose, or paragraphs.
const MAX_WIDTH: u32 = 66;
/// Maximum words of a line of verse, on average. Each character of a script without spaces is a word.
const MAX_MEAN_WORDS: u32 = 14;
/// Two lines make a stanza, a couplet or a refrain, if the first of them ends with a comma. Otherwise, it takes three.
const MIN_LINES: usize = 3;

/// Whether a block of a rendered page is a stanza: the only paragraphs with more than one line.
pub(crate) fn is_stanza(block: &Block, text: &str) -> bool {
    block.kind == BlockKind::Paragraph && text.contains('\n')
}

/// The stanzas among the lines, in order.
pub(super) fn find(lines: &[Line<'_>], style: &PageStyle) -> Vec<Range<usize>> {
    let loose = loose_runs(lines);
    let is_loose = |run: &Range<usize>| {
        loose.get(loose.partition_point(|l| l.end < run.end)).is_some_and(|l| l.start <= run.start)
    };
    let runs: Vec<Range<usize>> = runs(lines)
        .map(|run| trim(lines, run))
        .filter(|run| may_be_stanza(&lines[run.clone()]) && !is_loose(run))
        .collect();
    let counts: Vec<Vec<Counts>> =
        runs.iter().map(|run| lines[run.clone()].iter().map(|l| words::count(l.text)).collect()).collect();
    let mut stanzas: Vec<bool> =
        runs.iter().zip(&counts).map(|(run, counts)| is_punctuated(&lines[run.clone()], counts)).collect();
    let spoken: Vec<bool> =
        runs.iter().zip(&counts).map(|(run, counts)| is_spoken(&lines[run.clone()], counts)).collect();
    // Songs are often written without punctuation. So are lists of headlines, but not on pages of nothing else.
    if spoken.iter().filter(|s| **s).count() >= MIN_STANZAS
        && !lines.iter().any(|l| is_running_text(l, style))
    {
        for (stanza, spoken) in stanzas.iter_mut().zip(&spoken) {
            *stanza |= spoken;
        }
    }
    // Next to a stanza, less is enough.
    let touches = |a: usize, b: usize| runs[a].end == runs[b].start;
    let may_continue: Vec<bool> =
        runs.iter().zip(&counts).map(|(run, counts)| is_ended(&lines[run.clone()], counts)).collect();
    for i in 1..runs.len() {
        stanzas[i] |= stanzas[i - 1] && touches(i - 1, i) && may_continue[i];
    }
    for i in (1..runs.len()).rev() {
        stanzas[i - 1] |= stanzas[i] && touches(i - 1, i) && may_continue[i - 1];
    }
    let tight = runs.into_iter().zip(stanzas).filter_map(|(run, stanza)| stanza.then_some(run));
    let mut found: Vec<Range<usize>> = tight.chain(loose).collect();
    found.sort_by_key(|run| run.start);
    found
}

/// Minimum lines of verse with an empty line between each two. Answers in an interview come in shorter runs.
const MIN_LOOSE_LINES: usize = 6;
/// One line in this many, or more, ends with a pause: a comma at the end of a paragraph is a sign of nothing else.
const LOOSE_LINES_PER_PAUSE: usize = 3;

/// Runs of verse with an empty line after each line, as renderers write poems whose lines are paragraphs.
fn loose_runs(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let is_single = |i: usize| {
        lines[i].marker == Marker::None
            && lines[i].width <= MAX_WIDTH
            && lines.get(i + 1).is_none_or(|next| next.blank_before > 0)
            && lines[i].blank_before > 0
    };
    let mut found = vec![];
    let mut start = 0;
    while start < lines.len() {
        let length = (start..lines.len()).take_while(|&i| is_single(i)).count();
        let ends = |i: &usize| words::is_terminated(lines[*i].text) || pauses(lines[*i].text);
        let run = start..start + length;
        start += length.max(1);
        let (Some(first), Some(last)) = (run.clone().find(ends), run.clone().rev().find(ends)) else {
            continue;
        };
        let verse = &lines[first..=last];
        let counts: Vec<Counts> = verse.iter().map(|l| words::count(l.text)).collect();
        let pausing = verse.iter().filter(|l| pauses(l.text)).count();
        if verse.len() >= MIN_LOOSE_LINES
            && LOOSE_LINES_PER_PAUSE * pausing >= verse.len()
            && is_ended(verse, &counts)
        {
            found.push(first..last + 1);
        }
    }
    found
}

/// Minimum stanzas without punctuation that make a song of a page.
const MIN_STANZAS: usize = 2;

/// Runs of lines without an empty line between them.
fn runs<'l>(lines: &'l [Line<'_>]) -> impl Iterator<Item = Range<usize>> + 'l {
    let mut start = 0;
    std::iter::from_fn(move || {
        let begin = start;
        let end = (begin + 1..lines.len()).find(|&i| lines[i].blank_before > 0).unwrap_or(lines.len());
        start = end;
        (begin < lines.len()).then_some(begin..end)
    })
}

/// Minimum lines of verse between a menu and a footer that no empty lines separate from it.
const MIN_TRIMMED: usize = 6;

/// The part of a run from the first line that ends with punctuation to the last one, if it is long enough to differ from
/// what is around it; otherwise the run.
fn trim(lines: &[Line<'_>], run: Range<usize>) -> Range<usize> {
    let is_ended = |i: &usize| words::is_terminated(lines[*i].text) || pauses(lines[*i].text);
    let first = run.clone().find(is_ended).unwrap_or(run.end);
    let last = run.clone().rev().find(|i| !lines[*i].text.contains('©') && is_ended(i)).unwrap_or(run.start);
    if first > run.start + 1 && last >= first + MIN_TRIMMED { first..last + 1 } else { run }
}

fn may_be_stanza(lines: &[Line<'_>]) -> bool {
    let quoted = lines[0].marker == Marker::Quote;
    lines.len() >= 2
        && !is_wrapped(lines)
        && lines.iter().all(|l| {
            let plain = l.marker == Marker::None || (quoted && l.marker == Marker::Quote);
            plain && l.width <= MAX_WIDTH && !l.text.contains('\t') && !l.text.contains(['|', '©'])
        })
}

/// Minimum columns of the widest line of wrapped prose.
const MIN_WRAP: u32 = 48;

/// Whether half of the lines could not have taken the next word: prose that is wrapped, even if the page is not.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let widest = lines.iter().map(|l| l.width).max().unwrap_or(0);
    let full = lines.windows(2).filter(|pair| is_full(&pair[0], &pair[1], widest)).count();
    widest >= MIN_WRAP && 2 * full + 1 >= lines.len()
}

/// One line in this many, or more, ends with a pause.
const LINES_PER_PAUSE: usize = 5;

/// Whether most lines end with punctuation, as few lines of menus, lists and wrapped prose do, and some pause there.
fn is_punctuated(lines: &[Line<'_>], counts: &[Counts]) -> bool {
    let pausing = lines.iter().filter(|l| pauses(l.text)).count();
    (lines.len() >= MIN_LINES || pauses(lines[0].text))
        && LINES_PER_PAUSE * pausing >= lines.len()
        && is_ended(lines, counts)
}

/// Whether most lines, and the last one, end with punctuation.
fn is_ended(lines: &[Line<'_>], counts: &[Counts]) -> bool {
    let ends = |(l, c): (&Line<'_>, &Counts)| (c.terminated && !breaks_off(l.text)) || pauses(l.text);
    let ended = lines.iter().zip(counts).filter(|&pair| ends(pair)).count();
    let words: u32 = counts.iter().map(|c| c.words).sum();
    2 * ended > lines.len()
        && lines.last().zip(counts.last()).is_some_and(ends)
        && words <= MAX_MEAN_WORDS * lines.len() as u32
}

/// Whether a line is cut off, as leads of other pages are.
fn breaks_off(text: &str) -> bool {
    text.ends_with("..") || text.ends_with('…')
}

/// Whether a line ends with a pause within a sentence: a comma, a semicolon, a dash.
pub(crate) fn pauses(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '»', '’', '\'']);
    end.ends_with([',', ';', '，', '；', '、', '،', '؛', '–', '—'])
}

/// The words of an unpunctuated line, on average, as a range: a menu has fewer, headlines have more.
const SPOKEN_WORDS: Range<u32> = 3..9;
/// One word in this many, or more, is a function word in speech.
const WORDS_PER_STOP_WORD: u32 = 4;

/// Whether lines without punctuation are speech rather than names. In verse, sentences end where lines do. A label above
/// them, such as `[Chorus]`, is a sign of a song by itself.
fn is_spoken(lines: &[Line<'_>], counts: &[Counts]) -> bool {
    let is_label = lines[0].text.starts_with('[') && lines[0].text.ends_with(']');
    let sung = &counts[usize::from(is_label)..];
    let (mut all, mut stop_words) = (0, 0);
    for line in sung {
        all += line.words;
        stop_words += line.stop_words;
    }
    let mean = all / sung.len().max(1) as u32;
    let is_speech = counts.len() >= MIN_LINES && WORDS_PER_STOP_WORD * stop_words >= all;
    SPOKEN_WORDS.contains(&mean)
        && (is_speech || is_label)
        && sung.iter().skip(1).all(|c| c.words >= 2 && c.sentences <= u32::from(c.terminated))
}

/// Minimum words of a line of running text.
const MIN_PROSE_WORDS: u32 = 12;

/// Whether a line is a paragraph, or the page is wrapped, so that its lines are parts of paragraphs.
fn is_running_text(line: &Line<'_>, style: &PageStyle) -> bool {
    style.wrap.is_some() || {
        let counts = words::count(line.text);
        counts.words >= MIN_PROSE_WORDS && counts.terminated
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    /// The texts of the blocks that have several lines.
    fn stanzas(page: &str) -> Vec<String> {
        let document = Document::from_text(page);
        let texts = document.blocks().iter().map(|b| document.block_text(b).to_owned());
        texts.filter(|text| text.contains('\n')).collect()
    }

    #[test]
    fn punctuated_lines_are_a_stanza_in_every_script() {
        for stanza in [
            "The goose is grey, the goose is old,\nIt does as it is never told.",
            "Die Gans ist grau,\ndie Gans ist alt,\nihr ist im Teich\nschon lange kalt.",
            "Серый гусь идёт к пруду,\nвода его не ждёт,\nа он садится на виду\nи песню не поёт.",
            "灰色的鹅，\n不听话，\n冬天的水很冷。",
            "الإوزة رمادية،\nوالماء بارد،\nوالليل طويل.",
        ] {
            assert_eq!(stanzas(&format!("Goose\n\n{stanza}\n\nEnd")), [stanza]);
        }
    }

    #[test]
    fn a_song_without_punctuation_is_verse_where_nothing_is_prose() {
        let song = "The goose is on the water\nThe water is so cold\nAnd I am with my daughter\nAnd we are getting old";
        assert_eq!(stanzas(&format!("Goose\n\n{song}\n\n{song}")), [song, song]);
        let labelled = "[Chorus]\ngoose goose grey\ngoose goose gone";
        assert_eq!(stanzas(&format!("Goose\n\n{song}\n\n{labelled}\n\nEnd")), [song, labelled]);
        let prose = "The goose had been on the pond since March, and nobody could say where it came from.";
        assert!(stanzas(&format!("Goose\n\n{song}\n\n{song}\n\n{prose}")).is_empty());
    }

    #[test]
    fn verse_with_an_empty_line_after_each_line_is_verse() {
        let lines = [
            "L'oie s'en va sur l'eau grise,",
            "elle n'a pas de maison,",
            "et le vent qui la courtise",
            "lui défait son édredon ;",
            "elle crie, elle s'ennuie,",
            "puis s'endort sous la pluie.",
        ];
        let page = format!("Accueil\n\nL'oie\n\n{}\n\nContact", lines.join("\n\n"));
        assert_eq!(stanzas(&page), [lines.join("\n")]);
        let interview =
            "Why now?\n\nBecause it is cold.\n\nWho decides?\n\nThe council.\n\nAnd then?\n\nWe wait.\n\nEnd";
        assert!(stanzas(interview).is_empty());
        let teasers = "Pond frozen\n\nMill sold to a farmer\n\nGoose, fox and hen\n\nRain again\n\nWho owns it?\n\nLate train\n\n";
        assert!(stanzas(teasers).is_empty());
    }

    #[test]
    fn menus_teasers_and_wrapped_prose_are_no_verse() {
        for run in [
            "Home\nNews\nSport\nContact us",
            "Goose found on a...\nPond frozen for the...\nMill sold to a...",
            "The goose had been on the pond since March, and nobody\nin the village could say where it came from, or whose\nit was, until a farmer from across the hill asked for it.",
            "Name:\nAddress:\nYour message:",
        ] {
            assert!(stanzas(&format!("Goose\n\n{run}\n\nEnd")).is_empty(), "{run}");
        }
    }
}
