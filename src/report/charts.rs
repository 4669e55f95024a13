//! Charts as SVG. Their colors are replaced by the style of the page, so that they fit light and dark windows.

use std::fmt::Display;

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::numbers::grouped;

/// Width of a chart in pixels: that of a phone, so that its text is never scaled down.
const WIDTH: u32 = 352;
const FONT: &str = "sans-serif";
const FONT_SIZE: u32 = 13;

/// Colors. `page.css` replaces each.
pub(super) const INK: RGBColor = RGBColor(0x1c, 0x1b, 0x19);
const LINE: RGBColor = RGBColor(0xd9, 0xd5, 0xca);
pub(super) const BARS: RGBColor = RGBColor(0x2f, 0x6f, 0x9f);
pub(super) const EARLIER: RGBColor = RGBColor(0xb0, 0x8d, 0x3e);
pub(super) const KEPT: RGBColor = RGBColor(0x17, 0x66, 0x3a);
pub(super) const REJECTED: RGBColor = RGBColor(0xa3, 0x34, 0x2a);
pub(super) const DUPLICATES: RGBColor = RGBColor(0x6a, 0x4c, 0x93);
pub(super) const OTHER: RGBColor = RGBColor(0x8a, 0x86, 0x7d);

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws an SVG image of a size.
pub(super) fn draw(width: u32, height: u32, paint: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        paint(&area)?;
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

/// An error of drawing, whose type depends on the lifetime of the image.
pub(super) fn failed(error: impl Display) -> anyhow::Error {
    anyhow!("drawing failed: {error}")
}

pub(super) fn text_style(horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    (FONT, FONT_SIZE).into_text_style(&(1, 1)).color(&INK).pos(Pos::new(horizontal, vertical))
}

/// Columns of shares or counts. With two rows of values, the second is that of the earlier run.
pub(super) struct Columns<'a> {
    /// Below each column. If there are many, only some are written.
    pub(super) labels: &'a [String],
    pub(super) values: &'a [Vec<f64>],
    /// How the values are written.
    pub(super) format: fn(f64) -> String,
}

impl Columns<'_> {
    pub(super) fn draw(&self) -> Result<String> {
        const HEIGHT: u32 = 200;
        // A character is at most this wide, on average.
        const CHARACTER: usize = 8;
        let count = self.labels.len();
        let highest = self.values.iter().flatten().copied().fold(0.0, f64::max).max(1e-9);
        draw(WIDTH, HEIGHT, |area| {
            let mut chart = ChartBuilder::on(area)
                .margin(6)
                .margin_top(12)
                .margin_right(24)
                .y_label_area_size(54)
                .x_label_area_size(22)
                .build_cartesian_2d(0.0..count as f64, 0.0..highest * 1.02)
                .map_err(failed)?;
            chart
                .configure_mesh()
                .disable_x_mesh()
                .x_labels(0)
                .y_labels(5)
                .light_line_style(TRANSPARENT)
                .bold_line_style(LINE)
                .axis_style(LINE)
                .y_label_style(text_style(HPos::Right, VPos::Center))
                .y_label_formatter(&|value| (self.format)(*value))
                .draw()
                .map_err(failed)?;
            let series = self.values.len() as f64;
            for (number, (values, color)) in self.values.iter().zip([BARS, EARLIER]).enumerate() {
                let columns =
                    values.iter().enumerate().filter(|(_, value)| **value > 0.0).map(|(at, value)| {
                        let width = 0.84 / series;
                        let left = at as f64 + 0.08 + number as f64 * width;
                        Rectangle::new([(left, 0.0), (left + width, *value)], color.filled())
                    });
                chart.draw_series(columns).map_err(failed)?;
            }
            let longest = self.labels.iter().map(|label| label.len()).max().unwrap_or(0) + 1;
            let every = (count * longest * CHARACTER).div_ceil(WIDTH as usize - 84).max(1);
            for (at, label) in self.labels.iter().enumerate().step_by(every) {
                let (x, y) = chart.backend_coord(&(at as f64 + 0.5, 0.0));
                let style = text_style(HPos::Center, VPos::Top);
                area.draw(&Text::new(label.clone(), (x, y + 6), style)).map_err(failed)?;
            }
            Ok(())
        })
    }
}

/// Bars to the right, each with its label and its value.
pub(super) struct Rows<'a> {
    pub(super) rows: &'a [(String, u64)],
    pub(super) color: RGBColor,
}

impl Rows<'_> {
    pub(super) fn draw(&self) -> Result<String> {
        const ROW: i32 = 24;
        const LABELS: i32 = 126;
        const VALUES: i32 = 66;
        let highest = self.rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
        let width = f64::from(WIDTH as i32 - LABELS - VALUES);
        draw(WIDTH, self.rows.len() as u32 * ROW as u32 + 4, |area| {
            for (top, (label, count)) in (2..).step_by(ROW as usize).zip(self.rows) {
                let middle = top + ROW / 2;
                let right = LABELS + (width * *count as f64 / highest as f64).max(1.0) as i32;
                let label_style = text_style(HPos::Right, VPos::Center);
                area.draw(&Text::new(shorten(label), (LABELS - 8, middle), label_style)).map_err(failed)?;
                let bar = [(LABELS, top + 4), (right, top + ROW - 4)];
                area.draw(&Rectangle::new(bar, self.color.filled())).map_err(failed)?;
                let value_style = text_style(HPos::Left, VPos::Center);
                area.draw(&Text::new(grouped(*count), (right + 6, middle), value_style)).map_err(failed)?;
            }
            Ok(())
        })
    }
}

fn shorten(label: &str) -> String {
    crate::text::shorten(label, 16)
}
