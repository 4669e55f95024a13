//! The tables of a report.

use std::fmt::Write;

use anyhow::Result;

use crate::html::Escaped;
use crate::numbers::{bytes, duration, grouped, percent, words};
use crate::report::changes::Change;
use crate::report::manifest::{RunOutput, Site};
use crate::report::samples::{Group, NotKept, Samples};
use crate::report::sites::why_notable;
use crate::report::totals::{Totals, by_count};
use crate::text::shorten;

/// Number of characters shown of a text.
const EXCERPT: usize = 240;
/// Number of sites that stand out and are listed first.
const NOTABLE: usize = 30;

/// Writes what has changed between two runs.
pub(super) fn write_changes(
    changes: &[Change],
    compared: usize,
    earlier: &str,
    out: &mut String,
) -> Result<()> {
    writeln!(
        out,
        "<p>Of {} shares and distributions that were compared with {}, {} differ by more than chance. Pages of one site share \
         its fate, so a change of a single large site does not count as one of the dump.</p>",
        grouped(compared as u64),
        Escaped(earlier),
        match changes.len() {
            0 => "none".to_owned(),
            some => grouped(some as u64),
        }
    )?;
    if changes.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<div class=\"scroller\" tabindex=\"0\" role=\"region\" aria-label=\"Changes\"><table>\n<tr><th scope=\"col\">What</th>\
         <th scope=\"col\" class=\"number\">Earlier</th><th scope=\"col\" class=\"number\">Now</th>\
         <th scope=\"col\" class=\"number\">Difference</th></tr>\n",
    );
    for Change { what, before, after, difference, .. } in changes {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{before}</td><td class=\"number\">{after}</td>\
             <td class=\"number\">{difference}</td></tr>",
            Escaped(what)
        )?;
    }
    out.push_str("</table></div>\n");
    Ok(())
}

/// Writes samples of the rejected pages by reason, folded.
pub(super) fn write_rejects(totals: &Totals, samples: &Samples, out: &mut String) -> Result<()> {
    for (reason, count) in by_count(&totals.ledger.rejected) {
        let pages: Vec<&NotKept> = samples.rejects(reason).collect();
        writeln!(
            out,
            "<details><summary>{}: {} ({} of the pages)</summary>",
            Escaped(&words(reason)),
            grouped(count),
            percent(count, totals.ledger.pages)
        )?;
        if pages.is_empty() {
            out.push_str("<p class=\"quiet\">The files of the run have no such pages any more.</p>\n");
        }
        out.push_str("<ol class=\"samples\">\n");
        for page in pages {
            write_page(page, out)?;
        }
        out.push_str("</ol>\n</details>\n");
    }
    Ok(())
}

fn write_page(page: &NotKept, out: &mut String) -> Result<()> {
    let title = page.title.as_deref().unwrap_or("Page without a title");
    writeln!(out, "<li><strong dir=\"auto\">{}</strong>", Escaped(&shorten(title, EXCERPT)))?;
    if let Some(url) = &page.url {
        writeln!(out, "<span class=\"address\">{}</span>", Escaped(url))?;
    }
    if let Some(detail) = &page.detail {
        writeln!(out, "<span>{}</span>", Escaped(detail))?;
    }
    if let Some(text) = page.text.as_deref().filter(|text| !text.is_empty()) {
        writeln!(out, "<q dir=\"auto\">{}</q>", Escaped(&shorten(text, EXCERPT)))?;
    }
    let source = &page.source;
    writeln!(out, "<small>{}, record {}</small></li>", Escaped(&source.file), grouped(source.record))?;
    Ok(())
}

/// Writes the largest groups of duplicates, folded.
pub(super) fn write_groups(groups: &[(&str, &Group)], out: &mut String) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    out.push_str("<h3>Largest groups</h3>\n");
    for (kept_id, group) in groups {
        writeln!(
            out,
            "<details><summary>{} of page <span class=\"address\">{}</span></summary>\n<ol class=\"samples\">",
            match group.size {
                1 => "1 copy".to_owned(),
                more => format!("{} copies", grouped(more)),
            },
            Escaped(kept_id)
        )?;
        for copy in &group.copies {
            let similarity =
                copy.similarity.map(|similarity| format!(", similarity {similarity:.2}")).unwrap_or_default();
            writeln!(
                out,
                "<li><span class=\"address\">{}</span> <span>{}{similarity}</span> <small>{}, record {}</small></li>",
                Escaped(copy.url.as_deref().unwrap_or(&copy.id)),
                Escaped(copy.copy_kind()),
                Escaped(&copy.source.file),
                grouped(copy.source.record)
            )?;
        }
        out.push_str("</ol>\n</details>\n");
    }
    Ok(())
}

/// Writes the sites: those that stand out, then all.
pub(super) fn write_sites(totals: &Totals, out: &mut String) -> Result<()> {
    let sites = totals.sites_by_pages();
    let notable: Vec<_> = sites
        .iter()
        .filter_map(|(name, site)| Some((*name, *site, why_notable(site)?)))
        .take(NOTABLE)
        .collect();
    out.push_str("<h3>Sites that stand out</h3>\n");
    if notable.is_empty() {
        out.push_str("<p>None of the sites with five pages or more stands out.</p>\n");
    } else {
        open_table("Sites that stand out", "<th scope=\"col\">Why</th>", out);
        for (name, site, why) in &notable {
            write_site(name, site, Some(why), out)?;
        }
        out.push_str("</tbody></table></div>\n");
    }
    writeln!(out, "<details><summary>All sites: {}</summary>", grouped(sites.len() as u64))?;
    open_table("All sites", "", out);
    for (name, site) in &sites {
        write_site(name, site, None, out)?;
    }
    if totals.other_sites.pages > 0 {
        write_site("others, and pages without an address", &totals.other_sites, None, out)?;
    }
    out.push_str("</tbody></table></div>\n</details>\n");
    Ok(())
}

fn open_table(name: &str, more: &str, out: &mut String) {
    out.push_str(&format!(
        "<div class=\"scroller\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><table class=\"sortable\"><thead>\n<tr>\
         <th scope=\"col\">Site</th>"
    ));
    for column in ["Pages", "Kept", "Duplicates", "Rejected", "Median words", "Confidence"] {
        out.push_str(&format!("<th scope=\"col\" class=\"number\">{column}</th>"));
    }
    out.push_str(more);
    out.push_str("</tr></thead>\n<tbody>\n");
}

fn write_site(name: &str, site: &Site, why: Option<&str>, out: &mut String) -> Result<()> {
    let rejected: u64 = site.rejected.values().sum();
    let median =
        |value: Option<f64>, unit: &str| value.map_or("–".to_owned(), |value| format!("{value:.0}{unit}"));
    write!(
        out,
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>",
        Escaped(name),
        grouped(site.pages)
    )?;
    for part in [site.kept, site.duplicates, rejected] {
        write!(out, "<td class=\"number\">{}</td>", percent(part, site.pages))?;
    }
    write!(
        out,
        "<td class=\"number\">{}</td><td class=\"number\">{}</td>",
        median(site.words, ""),
        median(site.confidence, " %")
    )?;
    if let Some(why) = why {
        write!(out, "<td>{}</td>", Escaped(why))?;
    }
    out.push_str("</tr>\n");
    Ok(())
}

/// Writes what could not be read, by kind.
pub(super) fn write_damage(totals: &Totals, samples: &Samples, out: &mut String) -> Result<()> {
    if totals.ledger.errors.is_empty() {
        out.push_str("<p>Everything could be read.</p>\n");
    }
    for (kind, count) in by_count(&totals.ledger.errors) {
        writeln!(
            out,
            "<details><summary>{}: {}</summary>\n<ol class=\"samples\">",
            Escaped(&words(kind)),
            grouped(count)
        )?;
        for damage in samples.errors.get(kind).into_iter().flatten() {
            let place = &damage.place;
            writeln!(
                out,
                "<li><span class=\"address\">{}</span> <span>record {}, byte {}</span> <span>{}</span></li>",
                Escaped(&place.file),
                grouped(place.record),
                grouped(place.offset),
                Escaped(damage.detail.as_deref().unwrap_or(""))
            )?;
        }
        out.push_str("</ol>\n</details>\n");
    }
    Ok(())
}

/// Writes when and how each run was made.
pub(super) fn write_runs(outputs: &[RunOutput], out: &mut String) -> Result<()> {
    for output in outputs {
        let manifest = &output.manifest;
        let run = &manifest.run;
        let per_second = |count: u64| (count as f64 / run.seconds.max(0.001)) as u64;
        let written: u64 = manifest.outputs.iter().map(|file| file.bytes).sum();
        let read = manifest.inputs.bytes.unwrap_or(run.bytes_read);
        writeln!(out, "<h3>{}</h3>\n<dl>", Escaped(&output.name))?;
        let facts = [
            ("Started", run.started.clone().unwrap_or_default()),
            ("Status", manifest.status.clone()),
            ("Time", format!("{} with {} threads", duration(run.seconds), run.jobs)),
            ("Read", format!("{} files, {}", grouped(manifest.inputs.files), bytes(read))),
            ("Written", format!("{} files, {}", grouped(manifest.outputs.len() as u64), bytes(written))),
            (
                "Speed",
                format!(
                    "{} pages and {} a second",
                    grouped(per_second(manifest.ledger.pages)),
                    bytes(per_second(run.bytes_read))
                ),
            ),
            ("Version", format!("dechaff {}, {}", manifest.version, manifest.detectors.join(", "))),
        ];
        for (name, value) in facts {
            writeln!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", Escaped(&value))?;
        }
        out.push_str("</dl>\n<details><summary>Configuration</summary>\n<dl>\n");
        for (flag, value) in &manifest.config {
            writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", Escaped(flag), Escaped(&value.to_string()))?;
        }
        out.push_str("</dl>\n</details>\n");
    }
    Ok(())
}
