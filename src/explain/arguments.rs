//! The arguments for and against a block, strongest first.

use dechaff_extract::Argument;

/// Returns the arguments with the largest weights, strongest first: at most `count` for the block and `count` against it.
pub(crate) fn strongest(arguments: &[Argument], count: usize) -> (Vec<&Argument>, Vec<&Argument>) {
    let side = |sign: f32| {
        let mut side: Vec<&Argument> = arguments.iter().filter(|a| a.weight * sign > 0.0).collect();
        // The sort is stable, so equal arguments keep the detector's order.
        side.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        side.truncate(count);
        side
    };
    (side(1.0), side(-1.0))
}

/// Formats the value of a feature. Whole numbers, such as counts, have no decimals.
pub(crate) fn number(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
