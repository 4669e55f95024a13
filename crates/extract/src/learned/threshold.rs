//! From probabilities to an answer: which blocks are kept.

/// A probability that most blocks of a page with an article are below.
const UNLIKELY: f32 = 0.05;

/// The threshold that maximises a page's expected F, and that F.
///
/// Blocks are taken by falling probability as long as the expected F grows: words that are kept and expected to be
/// right, against words kept and words expected to be wanted. `beta` above 1 favours recall, below 1 precision.
pub(crate) fn best_threshold(p: &[f32], words: &[u32], beta: f32) -> (f32, f32) {
    let wanted: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
    let beta = beta * beta;
    let (mut kept, mut found) = (0.0, 0.0);
    let (mut threshold, mut best) = (f32::INFINITY, 0.0);
    let mut take = |blocks: &mut [u64]| {
        // Bits of probabilities are in the order of their values: the largest first, then the first block.
        blocks.sort_unstable();
        for index in blocks.iter().map(|&key| key as u32) {
            let (p, w) = (p[index as usize], words[index as usize] as f32);
            kept += w;
            found += w * p;
            let f = (1.0 + beta) * found / (kept + beta * wanted).max(1e-9);
            if f > best {
                (threshold, best) = (p, f);
            }
        }
        best
    };
    let key = |index: u32| u64::from(!p[index as usize].to_bits()) << 32 | u64::from(index);
    let (mut likely, mut rest): (Vec<u64>, Vec<u64>) =
        (0..p.len() as u32).map(key).partition(|key| key >> 32 < u64::from(!UNLIKELY.to_bits()));
    let best_so_far = take(&mut likely);
    // Words that are right less often than F lower it: there is no need to sort and take them, and most of a page is
    // such. So many words that rounding could be more than what one of them changes stand on no page.
    let lowers = best_so_far > 4.0 * UNLIKELY * (1.0 + beta) && words.iter().sum::<u32>() < 1 << 20;
    if !lowers {
        take(&mut rest);
    }
    (threshold, best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn certain_blocks_are_kept_and_doubtful_ones_by_what_they_would_cost() {
        assert_eq!(best_threshold(&[1.0, 0.0], &[10, 10], 1.0), (1.0, 1.0));
        let (threshold, _) = best_threshold(&[0.9, 0.3], &[100, 100], 1.0);
        assert_eq!(threshold, 0.9);
        let (threshold, _) = best_threshold(&[0.9, 0.3], &[100, 100], 3.0);
        assert_eq!(threshold, 0.3);
        assert_eq!(best_threshold(&[], &[], 1.0).1, 0.0);
    }

    /// All blocks taken in order.
    fn plain(p: &[f32], words: &[u32], beta: f32) -> (f32, f32) {
        let mut order: Vec<usize> = (0..p.len()).collect();
        order.sort_by(|&a, &b| p[b].total_cmp(&p[a]).then(a.cmp(&b)));
        let wanted: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
        let beta = beta * beta;
        let (mut kept, mut found, mut best) = (0.0, 0.0, (f32::INFINITY, 0.0));
        for index in order {
            kept += words[index] as f32;
            found += words[index] as f32 * p[index];
            let f = (1.0 + beta) * found / (kept + beta * wanted).max(1e-9);
            if f > best.1 {
                best = (p[index], f);
            }
        }
        best
    }

    proptest! {
        #[test]
        fn what_is_left_out_would_change_nothing(
            blocks in prop::collection::vec((0.0f32..1.0, 1i32..8, 0u32..2000), 1..60),
            beta in prop::sample::select(vec![0.5f32, 1.0, 2.0]),
        ) {
            let (p, words): (Vec<f32>, Vec<u32>) = blocks.into_iter().map(|(p, n, w)| (p.powi(n), w)).unzip();
            prop_assert_eq!(best_threshold(&p, &words, beta), plain(&p, &words, beta));
        }

        #[test]
        fn favouring_recall_never_keeps_less(
            blocks in prop::collection::vec((0.0f32..1.0, 1u32..200), 1..40),
        ) {
            let (p, words): (Vec<f32>, Vec<u32>) = blocks.into_iter().unzip();
            let (even, f) = best_threshold(&p, &words, 1.0);
            prop_assert!((0.0..=1.0001).contains(&f));
            prop_assert!(best_threshold(&p, &words, 2.0).0 <= even);
            prop_assert!(best_threshold(&p, &words, 0.5).0 >= even);
        }
    }
}
