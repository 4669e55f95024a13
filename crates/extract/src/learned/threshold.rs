//! The threshold on probabilities above which a page's blocks are kept.

/// Most blocks of a page with an article are less likely than this.
const UNLIKELY: f32 = 0.05;

/// Finds the threshold that maximises the expected F of a page. Returns the threshold and the expected F.
///
/// `p` holds the probability of each block, `words` its number of words. Blocks are added in order of falling
/// probability while the expected F grows. Precision is the share of the kept words that are expected to be right, and
/// recall is the share of the wanted words that are expected to be kept. A `beta` above 1 favours recall, one below 1
/// favours precision. Without any words the threshold is infinite and F is 0.
pub(super) fn best_threshold(p: &[f32], words: &[u32], beta: f32) -> (f32, f32) {
    let wanted: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
    let beta = beta * beta;
    let (mut kept, mut right) = (0.0, 0.0);
    let (mut threshold, mut best) = (f32::INFINITY, 0.0);
    let mut add = |blocks: &mut [u64]| {
        // The bits of the probabilities are ordered like their values. The largest comes first, then the first block.
        blocks.sort_unstable();
        for index in blocks.iter().map(|&key| key as u32) {
            let (p, w) = (p[index as usize], words[index as usize] as f32);
            kept += w;
            right += w * p;
            let f = (1.0 + beta) * right / (kept + beta * wanted).max(1e-9);
            if f > best {
                (threshold, best) = (p, f);
            }
        }
        best
    };
    let key = |index: u32| u64::from(!p[index as usize].to_bits()) << 32 | u64::from(index);
    let (mut likely, mut rest) = (Vec::with_capacity(p.len()), Vec::with_capacity(p.len()));
    for key in (0..p.len() as u32).map(key) {
        let is_likely = key >> 32 < u64::from(!UNLIKELY.to_bits());
        if is_likely { &mut likely } else { &mut rest }.push(key);
    }
    let best_of_likely = add(&mut likely);
    // Words that are right less often than F lower F. Most of a page consists of such words, so they need not be sorted
    // and added. The bound on the words ensures that rounding is smaller than the effect of a single word; no real page
    // reaches it.
    let rest_lowers = best_of_likely > 4.0 * UNLIKELY * (1.0 + beta) && words.iter().sum::<u32>() < 1 << 20;
    if !rest_lowers {
        add(&mut rest);
    }
    (threshold, best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn certain_blocks_are_kept_and_uncertain_ones_depend_on_beta() {
        assert_eq!(best_threshold(&[1.0, 0.0], &[10, 10], 1.0), (1.0, 1.0));
        let (threshold, _) = best_threshold(&[0.9, 0.3], &[100, 100], 1.0);
        assert_eq!(threshold, 0.9);
        let (threshold, _) = best_threshold(&[0.9, 0.3], &[100, 100], 3.0);
        assert_eq!(threshold, 0.3);
        assert_eq!(best_threshold(&[], &[], 1.0), (f32::INFINITY, 0.0));
    }

    /// Adds all blocks in order.
    fn without_shortcut(p: &[f32], words: &[u32], beta: f32) -> (f32, f32) {
        let mut order: Vec<usize> = (0..p.len()).collect();
        order.sort_by(|&a, &b| p[b].total_cmp(&p[a]).then(a.cmp(&b)));
        let wanted: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
        let beta = beta * beta;
        let (mut kept, mut right, mut best) = (0.0, 0.0, (f32::INFINITY, 0.0));
        for index in order {
            kept += words[index] as f32;
            right += words[index] as f32 * p[index];
            let f = (1.0 + beta) * right / (kept + beta * wanted).max(1e-9);
            if f > best.1 {
                best = (p[index], f);
            }
        }
        best
    }

    proptest! {
        #[test]
        fn skipping_unlikely_blocks_changes_nothing(
            blocks in prop::collection::vec((0.0f32..1.0, 1i32..8, 0u32..2000), 1..60),
            beta in prop::sample::select(vec![0.5f32, 1.0, 2.0]),
        ) {
            let (p, words): (Vec<f32>, Vec<u32>) = blocks.into_iter().map(|(p, n, w)| (p.powi(n), w)).unzip();
            prop_assert_eq!(best_threshold(&p, &words, beta), without_shortcut(&p, &words, beta));
        }

        #[test]
        fn favouring_recall_never_raises_the_threshold(
            blocks in prop::collection::vec((0.0f32..1.0, 1u32..200), 1..40),
        ) {
            let (p, words): (Vec<f32>, Vec<u32>) = blocks.into_iter().unzip();
            let (neutral, f) = best_threshold(&p, &words, 1.0);
            prop_assert!((0.0..=1.0001).contains(&f));
            prop_assert!(best_threshold(&p, &words, 2.0).0 <= neutral);
            prop_assert!(best_threshold(&p, &words, 0.5).0 >= neutral);
        }
    }
}
