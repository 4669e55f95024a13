//! Empty lines and indentation around the block, and the paragraphs between two gaps.

use crate::document::prose::{log, share};
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};

/// The lines between two gaps, for each line.
pub(crate) struct Gaps {
    /// For each line, the index of its group.
    of_lines: Vec<u32>,
    /// For each group, its first line. The end of the page comes last.
    starts: Vec<u32>,
}

impl Gaps {
    fn group(&self, context: &FeatureContext<'_>, group: Option<usize>) -> [f32; 3] {
        let range = group.and_then(|g| Some(*self.starts.get(g)?..*self.starts.get(g + 1)?));
        let Some(range) = range else { return [0.0; 3] };
        let sum = context.sums.range(&range);
        [log(sum.blocks), log(sum.words), share(sum.prose, sum.words)]
    }
}

impl FeatureGroup for Gaps {
    fn new(context: &FeatureContext<'_>) -> Self {
        let (mut of_lines, mut starts) = (vec![], vec![]);
        for (index, block) in (0u32..).zip(&context.document.blocks) {
            if index == 0 || block.blank_before > 0 {
                starts.push(index);
            }
            of_lines.push(starts.len() as u32 - 1);
        }
        starts.push(of_lines.len() as u32);
        Self { of_lines, starts }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("blank_before", "Empty lines before the block"),
            ("blank_after", "Empty lines after it; 0 at the end"),
            ("indent", "Columns before the text"),
            ("indent_change", "Columns more than the block before"),
            ("group_lines", "Blocks between two gaps around it, as a logarithm"),
            ("group_words", "Their words, as a logarithm"),
            ("group_prose", "Share of their words in running text, 0 to 1"),
            ("last_group_lines", "The same for the blocks before the gap; 0 without any"),
            ("last_group_words", "The same"),
            ("last_group_prose", "The same"),
            ("next_group_lines", "The same for the blocks after the gap; 0 without any"),
            ("next_group_words", "The same"),
            ("next_group_prose", "The same"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let blocks = &context.document.blocks;
        let block = &blocks[index];
        let indent_before = index.checked_sub(1).map_or(0, |i| blocks[i].indent);
        row.push([
            block.blank_before as f32,
            blocks.get(index + 1).map_or(0.0, |b| b.blank_before as f32),
            block.indent as f32,
            block.indent as f32 - indent_before as f32,
        ]);
        let group = self.of_lines[index] as usize;
        for group in [Some(group), group.checked_sub(1), Some(group + 1)] {
            row.push(self.group(context, group));
        }
    }
}
