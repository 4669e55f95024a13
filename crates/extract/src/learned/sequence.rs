//! Decides which lines of rendered text are kept: a run of lines with few gaps.
//!
//! Lines come in runs, so a short line between two paragraphs is more likely part of the story than its own probability
//! says. Each gap in the story costs a share of its words. The best set of lines is found by dynamic programming, for the
//! F1 that it attains itself (Dinkelbach's method for ratios).

/// What a gap costs, as a share of the words that are expected to belong to the story. 0.005 to 0.02 were alike on unseen
/// sites.
const GAP_COST: f32 = 0.01;
/// The least probability of a kept line that has no word, such as a row of stars.
const MIN_WORDLESS: f32 = 0.5;
/// The F1 that the first round assumes.
const FIRST_F: f32 = 0.7;
/// Rounds after which the attained F1 no longer changes.
const ROUNDS: usize = 6;

/// Where the last line is: before the story, inside, in a gap of it, or after it.
const STATES: usize = 4;
const BEFORE: usize = 0;
const INSIDE: usize = 1;
const GAP: usize = 2;
const AFTER: usize = 3;

/// Which lines to keep, given their probabilities and numbers of words.
pub(super) fn kept_lines(p: &[f32], words: &[u32], beta: f32) -> Vec<bool> {
    let weight = beta * beta;
    let expected: f32 = p.iter().zip(words).map(|(p, &w)| p * w as f32).sum();
    let mut f = FIRST_F;
    let mut kept = vec![false; p.len()];
    for _ in 0..ROUNDS {
        let gain = |line: usize| ((1.0 + weight) * p[line] - f) * words[line] as f32;
        kept = best_run(p.len(), gain, GAP_COST * expected);
        let (mut all, mut right) = (0.0, 0.0);
        for (line, _) in kept.iter().enumerate().filter(|(_, kept)| **kept) {
            all += words[line] as f32;
            right += p[line] * words[line] as f32;
        }
        let attained = if right > 0.0 { (1.0 + weight) * right / (all + weight * expected) } else { 0.0 };
        if (attained - f).abs() < 1e-4 {
            break;
        }
        f = attained.max(0.05);
    }
    // Lines without words have no part in F.
    for (line, kept) in kept.iter_mut().enumerate() {
        *kept &= words[line] > 0 || p[line] >= MIN_WORDLESS;
    }
    kept
}

/// The run of lines, with gaps, that is worth most. `gain` is what it is worth to keep a line.
fn best_run(count: usize, gain: impl Fn(usize) -> f32, gap_cost: f32) -> Vec<bool> {
    // For each line and state, the state of the line before on the best way there.
    let mut came_from = vec![[BEFORE as u8; STATES]; count];
    let mut best = [0.0, f32::NEG_INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    for (line, from) in came_from.iter_mut().enumerate() {
        let gain = gain(line);
        let mut next = [f32::NEG_INFINITY; STATES];
        let ways = [
            (BEFORE, BEFORE, 0.0),
            (BEFORE, INSIDE, gain),
            (INSIDE, INSIDE, gain),
            (GAP, INSIDE, gain),
            (INSIDE, GAP, -gap_cost),
            (GAP, GAP, 0.0),
            (INSIDE, AFTER, 0.0),
            (AFTER, AFTER, 0.0),
        ];
        for (state, to, value) in ways {
            if best[state] + value > next[to] {
                next[to] = best[state] + value;
                from[to] = state as u8;
            }
        }
        best = next;
    }
    let mut state =
        [BEFORE, INSIDE, AFTER].into_iter().max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(BEFORE);
    let mut kept = vec![false; count];
    for line in (0..count).rev() {
        kept[line] = state == INSIDE;
        state = usize::from(came_from[line][state]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_unlikely_line_between_likely_ones_is_kept_and_a_long_one_is_not() {
        let p = [0.1, 0.95, 0.95, 0.35, 0.95, 0.1];
        assert_eq!(kept_lines(&p, &[5, 40, 40, 2, 40, 5], 1.0), [false, true, true, true, true, false]);
        assert_eq!(kept_lines(&p, &[5, 40, 40, 30, 40, 5], 1.0), [false, true, true, false, true, false]);
    }

    #[test]
    fn nothing_is_kept_where_nothing_is_likely() {
        assert_eq!(kept_lines(&[], &[], 1.0), [] as [bool; 0]);
        assert_eq!(kept_lines(&[0.0, 0.0], &[10, 10], 1.0), [false, false]);
    }

    #[test]
    fn recall_keeps_lines_that_precision_drops() {
        let p = [0.9, 0.45, 0.3, 0.9];
        let words = [40, 20, 20, 40];
        let kept = |beta| kept_lines(&p, &words, beta).iter().filter(|kept| **kept).count();
        assert!(kept(0.5) < kept(2.0), "{} {}", kept(0.5), kept(2.0));
    }
}
