//! How the memory and the time of `Duplicates` and `NearIndex` grow with the number of pages.
//!
//! Invents articles, one after the other: some 300 words from a vocabulary in which few words are frequent, with names
//! and numbers. One in twenty is an exact copy of an earlier one, and one in ten has another headline and a cut tail.
//! What `dechaff clean --duplicates near=drop` asks for each page is asked here too. At each size a row is printed; times
//! are CPU seconds per million pages since the row before. Memory is that of the process (Linux only), less what it had
//! before the first page.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use cpu_time::ThreadTime;
use dechaff_dedup::{Duplicates, DuplicatesBy, NearIndex, PageKeys, Sketch, Sketcher, compare, content_hash};
use dechaff_measure::random::Random;

const USAGE: &str =
    "duplicates_growth [PAGES,...] [exact] (numbers of pages in ascending order; exact: no NearIndex)";
const VOCABULARY: usize = 50_000;
const BATCH: u64 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let sizes = arguments.next().unwrap_or_else(|| "500000,1000000,2000000,5000000".to_owned());
    let sizes: Vec<u64> =
        sizes.split(',').map(|size| size.parse().map_err(|_| USAGE)).collect::<Result<_, _>>()?;
    let near = arguments.next().is_none_or(|word| word != "exact");
    let mut run = Run::new(near)?;
    println!(
        "    pages      kept   exact    near  bytes/kept: resident  store  index  s/million: text  sketch  index  \
         candidates/lookup  lookups cut"
    );
    for size in sizes {
        run.grow(size)?;
    }
    Ok(())
}

/// CPU time by task.
#[derive(Default)]
struct Times {
    texts: Duration,
    sketches: Duration,
    index: Duration,
}

struct Run {
    articles: Articles,
    sketcher: Sketcher,
    exact: Duplicates,
    near: Option<NearIndex>,
    pages: u64,
    exact_copies: u64,
    near_copies: u64,
    resident_before: u64,
}

impl Run {
    fn new(near: bool) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            articles: Articles::new(),
            sketcher: Sketcher::default(),
            exact: Duplicates::new(DuplicatesBy::TEXT, &std::env::temp_dir()),
            near: near.then(NearIndex::new),
            pages: 0,
            exact_copies: 0,
            near_copies: 0,
            resident_before: resident_bytes()?,
        })
    }

    /// Takes pages until there were as many, and prints a row.
    fn grow(&mut self, pages: u64) -> Result<(), Box<dyn Error>> {
        let (first, before) = (self.pages, self.near.as_ref().map(NearIndex::stats).unwrap_or_default());
        let mut times = Times::default();
        while self.pages < pages {
            let batch = self.pages..pages.min(self.pages + BATCH);
            let start = ThreadTime::now();
            let texts: Vec<String> = batch.clone().map(|number| self.articles.page(number)).collect();
            times.texts += start.elapsed();
            let start = ThreadTime::now();
            let keys: Vec<_> = texts
                .iter()
                .map(|text| {
                    let sketch = self.near.is_some().then(|| self.sketcher.sketch(text));
                    (PageKeys::from_text(content_hash(text)), sketch)
                })
                .collect();
            times.sketches += start.elapsed();
            let start = ThreadTime::now();
            for (number, (keys, sketch)) in batch.clone().zip(&keys) {
                self.decide(number, *keys, sketch.as_ref())?;
            }
            times.index += start.elapsed();
            self.pages = batch.end;
        }
        let kept = f64::from(self.exact.len());
        let stats = self.near.as_ref().map(NearIndex::stats).unwrap_or_default();
        let lookups = (stats.lookups - before.lookups).max(1) as f64;
        let per_million = |time: Duration| time.as_secs_f64() * 1e6 / (pages - first).max(1) as f64;
        println!(
            "{pages:>9} {kept:>9} {:>7} {:>7} {:>21.1} {:>6.1} {:>6.1} {:>16.1} {:>7.1} {:>6.1} {:>18.3} {:>12}",
            self.exact_copies,
            self.near_copies,
            (resident_bytes()? - self.resident_before) as f64 / kept,
            self.exact.memory_bytes() as f64 / kept,
            self.near.as_ref().map_or(0, NearIndex::memory_bytes) as f64 / kept,
            per_million(times.texts),
            per_million(times.sketches),
            per_million(times.index),
            (stats.candidates - before.candidates) as f64 / lookups,
            stats.cut_lookups - before.cut_lookups,
        );
        Ok(())
    }

    fn decide(&mut self, number: u64, keys: PageKeys, sketch: Option<&Sketch>) -> Result<(), Box<dyn Error>> {
        if self.exact.find(keys).text.is_some() {
            self.exact_copies += 1;
            return Ok(());
        }
        if let (Some(near), Some(sketch)) = (&mut self.near, sketch) {
            let candidates = near.candidates(sketch);
            let mut kept = candidates.iter().filter_map(|row| near.get(*row));
            if kept.any(|kept| compare(kept, sketch, false).is_copy()) {
                self.near_copies += 1;
                return Ok(());
            }
            near.insert(sketch)?;
        }
        self.exact.insert(keys, &format!("{number:016x}"))?;
        Ok(())
    }
}

/// Invents articles.
struct Articles {
    words: Vec<String>,
}

impl Articles {
    fn new() -> Self {
        let mut random = Random::new(1);
        let letters: Vec<char> = "etaoinshrdlucmfwypvbgk".chars().collect();
        let mut word = || {
            let length = random.between(2, 9);
            (0..length).map(|_| random.pick_early(&letters)).collect()
        };
        Self { words: (0..VOCABULARY).map(|_| word()).collect() }
    }

    /// The text of a page: an article of its own, or a copy of an earlier one.
    fn page(&self, number: u64) -> String {
        let mut random = Random::new(!number);
        let earlier = random.below(usize::try_from(number).unwrap_or(usize::MAX).max(1)) as u64;
        match random.below(20) {
            0 => self.article(earlier),
            1 | 2 => {
                let mut text = String::from("Another headline, ");
                let _ = writeln!(text, "{}", self.words[random.below(VOCABULARY)]);
                let article = self.article(earlier);
                text.push_str(&article[..article.len() * random.between(65, 90) / 100]);
                text
            }
            _ => self.article(number),
        }
    }

    fn article(&self, number: u64) -> String {
        let mut random = Random::new(number);
        let mut text = String::new();
        for at in 1..=random.between(200, 400) {
            let word = &self.words[self.rank(&mut random)];
            match random.below(40) {
                0 => drop(write!(text, "{}", random.below(5000))),
                1 | 2 => {
                    text.push(word.as_bytes()[0].to_ascii_uppercase().into());
                    text.push_str(&word[1..]);
                }
                _ => text.push_str(word),
            }
            text.push_str(if at % 14 == 0 { ". " } else { " " });
        }
        text
    }

    /// The rank of a word: that of each is as frequent as its inverse.
    fn rank(&self, random: &mut Random) -> usize {
        let exponent = random.below(1 << 24) as f64 / f64::from(1 << 24);
        (self.words.len() as f64).powf(exponent) as usize - 1
    }
}

/// The resident memory of this process.
fn resident_bytes() -> Result<u64, Box<dyn Error>> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages = pages.split(' ').nth(1).ok_or("statm has no second field")?;
    Ok(pages.parse::<u64>()? * 4096)
}
