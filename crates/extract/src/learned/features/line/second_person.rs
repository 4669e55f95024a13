//! Whether lines speak to the reader: sign-ups and notes of the publisher do, most stories do not.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::document::prose::share;
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};
use crate::learned::word_hashes::hash_text;
use crate::lexicon;

/// Words that address the reader, summed over the lines before each line.
pub(crate) struct SecondPerson {
    sums: Vec<u32>,
}

/// Lines on either side.
const REACH: usize = 5;

/// Hashes of the words in the lexicon.
fn word_list() -> &'static FxHashSet<u32> {
    static WORDS: OnceLock<FxHashSet<u32>> = OnceLock::new();
    WORDS.get_or_init(|| {
        lexicon::entries(lexicon::SECOND_PERSON).flat_map(|(_, line)| hash_text(line)).collect()
    })
}

/// Whether a line has a web address: `://` or `www.`.
fn has_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b':' => bytes[at..].starts_with(b"://"),
        b'.' => bytes[..at].ends_with(b"www"),
        _ => false,
    })
}

impl SecondPerson {
    fn share(&self, context: &FeatureContext<'_>, start: usize, end: usize) -> f32 {
        let words = context.sums.range(&(start as u32..end as u32)).words;
        share(self.sums[end] - self.sums[start], words)
    }
}

impl FeatureGroup for SecondPerson {
    fn new(context: &FeatureContext<'_>) -> Self {
        let word_list = word_list();
        let mut sums = vec![0];
        for block in 0..context.document.blocks.len() {
            let words = context.word_hashes.block(block).iter();
            sums.push(sums[block] + words.filter(|word| word_list.contains(word)).count() as u32);
        }
        Self { sums }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("second_person", "Share of words that address the reader (lexicon), 0 to 1"),
            ("second_person_mean_5", "The same over 5 lines on either side"),
            ("page_second_person", "The same over the page"),
            ("broken_off", "1 if the text ends with an ellipsis"),
            ("quoted", "1 if it begins with a quotation mark or a dash"),
            ("address", "1 if it has a web address"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let document = context.document;
        let text = document.block_text(&document.blocks[index]);
        let count = document.blocks.len();
        row.push([
            self.share(context, index, index + 1),
            self.share(context, index.saturating_sub(REACH), (index + REACH + 1).min(count)),
            self.share(context, 0, count),
            flag(text.ends_with('…') || text.ends_with("...")),
            flag(text.starts_with(['"', '“', '„', '«', '‘', '「', '—', '–'])),
            flag(has_address(text)),
        ]);
    }
}
