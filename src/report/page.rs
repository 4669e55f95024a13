//! The report as a self-contained HTML page. It loads nothing, and can be read without scripts; its only script sorts tables.

use std::fmt::Write;

use anyhow::Result;

use crate::html::{Escaped, Head};
use crate::numbers::{grouped, percent};
use crate::report::changes::find_changes;
use crate::report::figures::{write_distributions, write_flow, write_kinds};
use crate::report::manifest::RunOutput;
use crate::report::samples::Samples;
use crate::report::tables::{
    write_changes, write_damage, write_groups, write_rejects, write_runs, write_sites,
};
use crate::report::totals::{Totals, total};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("sort.js");
/// Names the page's own script. It need not be secret: nothing else in the page is markup.
const NONCE: &str = "sort";

/// What is shown of some runs.
pub(super) struct Report {
    outputs: Vec<RunOutput>,
    totals: Totals,
    samples: Samples,
    earlier: Option<Earlier>,
}

/// What the runs are compared with.
struct Earlier {
    name: String,
    totals: Totals,
}

impl Report {
    /// Reads the files of some outputs, and compares them with earlier ones, if there are any.
    pub(super) fn new(outputs: Vec<RunOutput>, against: Vec<RunOutput>) -> Self {
        let earlier =
            (!against.is_empty()).then(|| Earlier { name: names(&against), totals: Totals::new(&against) });
        Self { totals: Totals::new(&outputs), samples: Samples::read(&outputs), outputs, earlier }
    }

    /// Files that could not be read.
    pub(super) fn missing(&self) -> &[String] {
        &self.samples.missing
    }

    pub(super) fn render(&self) -> Result<String> {
        let name = names(&self.outputs);
        let mut out = String::new();
        let title = format!("{name} – dechaff report");
        write!(out, "{}", Head { title: &title, style: STYLE, nonce: Some(NONCE) })?;
        out.push_str(
            "<nav class=\"skip\" aria-label=\"Skip\"><a href=\"#content\">Skip to the content</a></nav>\n",
        );
        self.write_header(&name, &mut out)?;
        out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
        if let Some(earlier) = &self.earlier {
            open_section("changes", "Changes", &mut out);
            let (changes, compared) = find_changes(&earlier.totals, &self.totals);
            write_changes(&changes, compared, &earlier.name, &mut out)?;
            out.push_str("</section>\n");
        }
        self.write_sections(&mut out)?;
        write!(out, "</main>\n<script nonce=\"{NONCE}\">\n{SCRIPT}</script>\n</body>\n</html>\n")?;
        Ok(out)
    }

    fn write_header(&self, name: &str, out: &mut String) -> Result<()> {
        let ledger = &self.totals.ledger;
        let (duplicates, rejected) = (total(&ledger.duplicates), total(&ledger.rejected));
        writeln!(
            out,
            "<header>\n<p class=\"tool\">dechaff report</p>\n<h1>{}</h1>\n<p class=\"sums\">",
            Escaped(name)
        )?;
        for (class, count, name) in [
            ("kept", ledger.kept, "kept"),
            ("duplicates", duplicates, "duplicates"),
            ("rejected", rejected, "rejected"),
        ] {
            writeln!(
                out,
                "<span class=\"{class}\"><strong>{}</strong> {name} ({})</span>",
                grouped(count),
                percent(count, ledger.pages)
            )?;
        }
        writeln!(out, "of {} pages</p>", grouped(ledger.pages))?;
        for output in self.outputs.iter().filter(|output| output.manifest.status != "complete") {
            writeln!(
                out,
                "<p class=\"warning\">{} is {}: not everything was read.</p>",
                Escaped(&output.name),
                Escaped(&output.manifest.status)
            )?;
        }
        for missing in &self.samples.missing {
            writeln!(out, "<p class=\"warning\">Not read: {}</p>", Escaped(missing))?;
        }
        out.push_str("<nav aria-label=\"Sections\"><ul>\n");
        if self.earlier.is_some() {
            out.push_str("<li><a href=\"#changes\">Changes</a></li>\n");
        }
        for (id, title) in SECTIONS {
            writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>")?;
        }
        out.push_str("</ul></nav>\n</header>\n");
        Ok(())
    }

    fn write_sections(&self, out: &mut String) -> Result<()> {
        let Self { totals, samples, outputs, earlier } = self;
        for (id, title) in SECTIONS {
            open_section(id, title, out);
            match id {
                "ledger" => write_flow(&totals.ledger, out)?,
                "rejected" => {
                    write_kinds("reasons", "Reasons", "Rejected pages", &totals.ledger.rejected, out)?;
                    write_rejects(totals, samples, out)?;
                }
                "duplicates" => {
                    write_kinds("kinds", "Kinds", "Duplicates", &totals.ledger.duplicates, out)?;
                    write_groups(&samples.largest_groups(), out)?;
                }
                "articles" => {
                    if earlier.is_some() {
                        out.push_str(KEY);
                    }
                    out.push_str("<div class=\"figures\">\n");
                    write_distributions(totals, earlier.as_ref().map(|earlier| &earlier.totals), out)?;
                    write_kinds("languages", "Languages", "Articles", &totals.languages, out)?;
                    write_kinds("types", "Page types", "Articles", &totals.page_types, out)?;
                    out.push_str("</div>\n");
                }
                "sites" => write_sites(totals, out)?,
                "damage" => write_damage(totals, samples, out)?,
                _ => write_runs(outputs, out)?,
            }
            out.push_str("</section>\n");
        }
        Ok(())
    }
}

/// Ids and titles.
const SECTIONS: [(&str, &str); 7] = [
    ("ledger", "Pages"),
    ("rejected", "Rejected pages"),
    ("duplicates", "Duplicates"),
    ("articles", "Articles"),
    ("sites", "Sites"),
    ("damage", "Damage"),
    ("runs", "Runs"),
];

/// Names the colors of the two runs.
const KEY: &str = "<p class=\"key\"><span>Now</span> <span class=\"earlier\">Earlier</span></p>\n";

fn open_section(id: &str, title: &str, out: &mut String) {
    out.push_str(&format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n"));
}

fn names(outputs: &[RunOutput]) -> String {
    match outputs {
        [first, _, _, ..] => format!("{} and {} more", first.name, outputs.len() - 1),
        _ => outputs.iter().map(|output| output.name.as_str()).collect::<Vec<_>>().join(" and "),
    }
}
