//! From probabilities to an answer: which blocks are kept.

/// The threshold that maximises a page's expected F, and that F.
///
/// Blocks are taken by falling probability as long as the expected F grows: words that are kept and expected to be
/// right, against words kept and words expected to be wanted. `beta` above 1 favours recall, below 1 precision.
pub(crate) fn expected(p: &[f32], words: &[u32], beta: f32) -> (f32, f32) {
    // Bits of probabilities are in the order of their values: the largest first, then the first block.
    let key = |(index, &p): (usize, &f32)| u64::from(!p.to_bits()) << 32 | index as u64;
    let mut order: Vec<u64> = p.iter().enumerate().map(key).collect();
    order.sort_unstable();
    let wanted: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
    let beta = beta * beta;
    let (mut kept, mut found) = (0.0, 0.0);
    let (mut threshold, mut best) = (f32::INFINITY, 0.0);
    for index in order.into_iter().map(|key| key as u32) {
        let (p, w) = (p[index as usize], words[index as usize] as f32);
        kept += w;
        found += w * p;
        let f = (1.0 + beta) * found / (kept + beta * wanted).max(1e-9);
        if f > best {
            (threshold, best) = (p, f);
        }
    }
    (threshold, best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn certain_blocks_are_kept_and_doubtful_ones_by_what_they_would_cost() {
        assert_eq!(expected(&[1.0, 0.0], &[10, 10], 1.0), (1.0, 1.0));
        let (threshold, _) = expected(&[0.9, 0.3], &[100, 100], 1.0);
        assert_eq!(threshold, 0.9);
        let (threshold, _) = expected(&[0.9, 0.3], &[100, 100], 3.0);
        assert_eq!(threshold, 0.3);
        assert_eq!(expected(&[], &[], 1.0).1, 0.0);
    }

    proptest! {
        #[test]
        fn favouring_recall_never_keeps_less(
            blocks in prop::collection::vec((0.0f32..1.0, 1u32..200), 1..40),
        ) {
            let (p, words): (Vec<f32>, Vec<u32>) = blocks.into_iter().unzip();
            let (even, f) = expected(&p, &words, 1.0);
            prop_assert!((0.0..=1.0001).contains(&f));
            prop_assert!(expected(&p, &words, 2.0).0 <= even);
            prop_assert!(expected(&p, &words, 0.5).0 >= even);
        }
    }
}
