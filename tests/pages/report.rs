//! The page of `dechaff report` as readers use it: without scripts, by keyboard, dark, on a phone, and on paper.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::dumps::{clean, dechaff, story};
use crate::explain::CONTRAST;

/// Markup that a page would use to get into the report.
const TRICK: &str = "</title></details><script src=https://evil.example/x.js>document.title='owned'</script>\
                     <img src=https://evil.example/b.png onerror=alert(1)>";

/// Cleans some inputs with these flags, and reports on it. The files are deleted with the folder.
pub(crate) fn reported(inputs: &[&Path], flags: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (out, page) = (folder.path().join("out.jsonl"), folder.path().join("report.html"));
    // Damage is exit code 1.
    clean(inputs).arg("-o").arg(&out).args(flags).assert().code(predicates::ord::le(1));
    dechaff().arg("report").arg(&out).arg("-o").arg(&page).assert().success();
    (folder, page)
}

/// A dump with copies, rejects, a bad line, and markup in everything that a report shows of a page.
pub(crate) fn damaged_dump() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for number in 0..12 {
        lines += &story(&format!("https://news.example/{number}"), &format!("ferry {number}"));
        lines += &story(&format!("https://copies.example/{number}/{TRICK}"), "barge");
        let stub = json!({ "id": format!("{TRICK}{number}"), "url": "https://stubs.example/", "title": TRICK, "text": "Home" });
        lines += &format!("{stub}\n");
    }
    lines += "{\"text\": \"cut";
    fs::write(folder.path().join("dump <b>.jsonl"), lines).unwrap();
    folder
}

#[test]
fn nothing_of_a_page_becomes_markup() {
    let Some(mut browser) = Browser::start() else { return };
    let dump = damaged_dump();
    for flags in [&[] as &[&str], &["--annotate"]] {
        let (_folder, page) = reported(&[dump.path()], flags);
        browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
        browser.open(&page);
        assert_eq!(browser.requests(), [format!("file://{}", page.display())]);
        let found = browser.evaluate(
            "({
                elements: document.querySelectorAll('img, iframe, object, embed, link, base, form').length,
                scripts: document.querySelectorAll('script').length,
                addresses: [...document.querySelectorAll('[href], [src]')]
                    .map(e => e.getAttribute('href')).filter(a => !a.startsWith('#')),
                title: document.title.endsWith('dechaff report'),
            })",
        );
        assert_eq!(found, json!({ "elements": 0, "scripts": 1, "addresses": [], "title": true }));
        let text = browser.evaluate("document.body.textContent").to_string();
        assert!(text.contains("<script src=https://evil.example/x.js>"), "{text}");
    }
}

#[test]
fn the_numbers_are_those_of_the_run_and_need_no_script() {
    let Some(mut browser) = Browser::start() else { return };
    let dump = damaged_dump();
    let (_folder, page) = reported(&[dump.path()], &[]);
    browser.open(&page);
    let sums = browser.evaluate("[...document.querySelectorAll('.sums span')].map(e => e.textContent)");
    assert_eq!(sums, json!(["13 kept (36 %)", "11 duplicates (31 %)", "12 rejected (33 %)"]));
    let notable = browser.evaluate(
        "[...document.querySelectorAll('table')].find(t => t.closest('.scroller')?.ariaLabel == 'Sites that stand out')
            .querySelector('tbody').innerText.trim().split('\\n').map(row => row.split('\\t'))
            .map(cells => [cells[0], cells.at(-1)])",
    );
    let expected = [
        ["copies.example", "one text again and again"],
        ["news.example", "very short texts"],
        ["stubs.example", "nothing kept, mostly no main content"],
    ];
    assert_eq!(notable, json!(expected));
    let samples =
        browser.evaluate("document.querySelector('[aria-labelledby=rejected] .samples').children.length");
    assert_eq!(samples, 10);
    let damage = browser.evaluate("document.querySelector('[aria-labelledby=damage] .samples').textContent");
    assert!(damage.as_str().unwrap().contains("dump <b>.jsonl"), "{damage}");
    assert!(damage.as_str().unwrap().contains("record 37"), "{damage}");
}

#[test]
fn pictures_have_the_colors_of_the_window_and_their_numbers_as_text() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, page) = reported(&[Path::new("testdata/sample")], &[]);
    browser.open(&page);
    let mut colors = vec![];
    for (scheme, paper) in [("light", 0.9..=1.0), ("dark", 0.0..=0.02)] {
        browser.prefer("prefers-color-scheme", scheme);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        let found = browser.evaluate(CONTRAST);
        assert!(found["least"].as_f64().unwrap() >= 4.5, "{scheme}: {found}");
        assert!(paper.contains(&found["paper"].as_f64().unwrap()), "{scheme}: {found}");
        let fills = "[...new Set([...document.querySelectorAll('svg rect, svg text')].map(e => getComputedStyle(e).fill))].sort()";
        colors.push(browser.evaluate(fills));
    }
    assert_ne!(colors[0], colors[1]);
    let unspoken = browser.evaluate(
        "[...document.querySelectorAll('figure')].filter(f => !f.querySelector('details table td') ||
            [...f.querySelectorAll('svg')].some(svg => svg.getAttribute('aria-hidden') != 'true')).length",
    );
    assert_eq!(unspoken, 0);
    // No text of a picture is cut off, or lies upon another.
    let faults = browser.evaluate(
        "[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
            const box = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent.trim(), t.getBoundingClientRect()]);
            return texts.filter(([text, b], at) => b.left < box.left - 1 || b.right > box.right + 1 ||
                texts.slice(at + 1).some(([, c]) => b.left < c.right && c.left < b.right && b.top < c.bottom - 3 && c.top < b.bottom - 3))
                .map(([text]) => text);
        })",
    );
    assert_eq!(faults, Value::Array(vec![]));
}

#[test]
fn the_page_fits_a_phone_and_paper() {
    let Some(mut browser) = Browser::start() else { return };
    let dump = damaged_dump();
    let (_folder, page) = reported(&[dump.path(), Path::new("testdata/sample")], &[]);
    browser.resize(400, 800);
    browser.open(&page);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.evaluate(wider), 0);
    let shown = "[...document.querySelectorAll('figure.wide svg')].map(e => getComputedStyle(e).display)";
    assert_eq!(browser.evaluate(shown), json!(["none", "block"]));
    browser.print();
    assert_eq!(browser.evaluate("getComputedStyle(document.querySelector('header nav')).display"), "none");
}

#[test]
fn the_keyboard_opens_samples_and_sorts_tables() {
    let Some(mut browser) = Browser::start() else { return };
    let dump = damaged_dump();
    let (_folder, page) = reported(&[dump.path()], &[]);
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    browser.open(&page);
    browser.evaluate(
        "document.querySelector('[aria-labelledby=rejected] details:not(.numbers) summary').focus()",
    );
    browser.press("Enter");
    let open = "document.querySelector('[aria-labelledby=rejected] details:not(.numbers)').open";
    assert_eq!(browser.evaluate(open), true);
    browser.evaluate("document.querySelector('details:has(> .scroller .sortable)').open = true");
    browser.evaluate("document.querySelectorAll('details .sortable th button')[2].focus()");
    let kept =
        "[...document.querySelectorAll('details .sortable tbody tr')].map(row => row.cells[0].textContent)";
    for expected in [
        ["news.example", "copies.example", "stubs.example"],
        ["stubs.example", "copies.example", "news.example"],
    ] {
        browser.press("Enter");
        assert_eq!(browser.evaluate(kept), json!(expected));
    }
}
