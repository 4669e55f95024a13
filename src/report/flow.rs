//! The ledger as a flow: from the records of the inputs to what became of the pages.

use anyhow::Result;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use crate::numbers::{grouped, percent};
use crate::report::charts::{Area, BARS, DUPLICATES, KEPT, OTHER, REJECTED, draw, failed, text_style};
use crate::report::manifest::Ledger;
use crate::report::totals::total;

/// Height of a text line, which keeps small streams apart.
const GAP: f64 = 20.0;
const NODE_WIDTH: f64 = 10.0;

/// A stream to the right.
struct Stream {
    name: &'static str,
    count: u64,
    color: RGBColor,
}

/// Draws the flow. A narrow one has its names below each other at the right, and fewer pixels for the streams.
pub(super) fn draw_flow(ledger: &Ledger, width: u32) -> Result<String> {
    const HEIGHT: u32 = 250;
    let (skipped, errors) = (total(&ledger.skipped), total(&ledger.errors));
    let stream = |name, count, color| Stream { name, count, color };
    let fates = [
        stream("kept", ledger.kept, KEPT),
        stream("duplicates", total(&ledger.duplicates), DUPLICATES),
        stream("rejected", total(&ledger.rejected), REJECTED),
    ];
    let others = [stream("skipped", skipped, OTHER), stream("errors", errors, REJECTED)];
    let streams = fates.iter().chain(&others).filter(|stream| stream.count > 0).collect::<Vec<_>>();
    let all: u64 = streams.iter().map(|stream| stream.count).sum();
    let scale = (f64::from(HEIGHT) - 46.0 - GAP * streams.len() as f64) / all.max(1) as f64;
    let pages = ledger.pages as f64 * scale;
    // The text at the right needs about this width.
    let [left, middle, right] = [0.0, 0.42, 1.0].map(|at| 2.0 + at * (f64::from(width) - 206.0));
    draw(width, HEIGHT, |area| {
        // In a narrow picture, the two sums are written below each other.
        let top = if width < 500 { 42.0 } else { 28.0 };
        let (mut source, mut target) = (top, top);
        node(area, left, source, all as f64 * scale, BARS)?;
        label(area, (left, 14.0), HPos::Left, format!("{} records", grouped(all)))?;
        if ledger.pages > 0 {
            node(area, middle, source, pages, BARS)?;
            ribbon(area, (left + NODE_WIDTH, source), (middle, source), pages, BARS)?;
            label(area, (middle, top - 14.0), HPos::Left, format!("{} pages", grouped(ledger.pages)))?;
        }
        for stream in streams {
            let height = stream.count as f64 * scale;
            let is_page = fates.iter().any(|fate| std::ptr::eq(fate, stream));
            let from = if is_page { middle } else { left };
            node(area, right, target, height, stream.color)?;
            ribbon(area, (from + NODE_WIDTH, source), (right, target), height, stream.color)?;
            let at = (right + NODE_WIDTH + 6.0, target + height.max(1.0) / 2.0);
            let share = percent(stream.count, if is_page { ledger.pages } else { all });
            label(area, at, HPos::Left, format!("{} {} ({share})", grouped(stream.count), stream.name))?;
            source += height;
            target += height + GAP;
        }
        Ok(())
    })
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

fn node(area: &Area<'_>, x: f64, y: f64, height: f64, color: RGBColor) -> Result<()> {
    let corners = [pixel((x, y)), pixel((x + NODE_WIDTH, y + height.max(1.0)))];
    area.draw(&Rectangle::new(corners, color.filled())).map_err(failed)
}

fn label(area: &Area<'_>, at: (f64, f64), horizontal: HPos, text: String) -> Result<()> {
    area.draw(&Text::new(text, pixel(at), text_style(horizontal, VPos::Center))).map_err(failed)
}

/// A band of one height that leaves and arrives level.
fn ribbon(area: &Area<'_>, from: (f64, f64), to: (f64, f64), height: f64, color: RGBColor) -> Result<()> {
    const STEPS: u32 = 24;
    let point = |step: u32, below: f64| {
        let t = f64::from(step) / f64::from(STEPS);
        let ease = t * t * (3.0 - 2.0 * t);
        pixel((from.0 + t * (to.0 - from.0), from.1 + ease * (to.1 - from.1) + below))
    };
    let upper = (0..=STEPS).map(|step| point(step, 0.0));
    let lower = (0..=STEPS).rev().map(|step| point(step, height.max(1.0)));
    let outline: Vec<_> = upper.chain(lower).collect();
    area.draw(&Polygon::new(outline, color.mix(0.3).filled())).map_err(failed)
}
