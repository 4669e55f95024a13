//! The rules of accessibility that axe-core checks, over all pages. Set `DECHAFF_AXE` to its `axe.min.js`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::explain::explained;
use crate::report::{damaged_dump, reported};

#[test]
fn axe_finds_no_violations() {
    let Some(axe) = std::env::var_os("DECHAFF_AXE") else { return };
    let axe = fs::read_to_string(PathBuf::from(axe)).unwrap();
    let Some(mut browser) = Browser::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    let dump = damaged_dump();
    let pages = [
        explained("testdata/pages/data-table-in-article/page.html"),
        explained("testdata/pages/rtl-arabic/page.html"),
        reported(&[Path::new("testdata/sample")], &[]),
        reported(&[dump.path()], &["--annotate"]),
    ];
    for (_folder, page) in &pages {
        for scheme in ["light", "dark"] {
            browser.prefer("prefers-color-scheme", scheme);
            for width in [1280, 400] {
                browser.resize(width, 900);
                browser.open(page);
                browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
                browser.evaluate(&format!("{{{axe};}} 0"));
                let found = browser.wait_for(
                    "axe.run().then(found => ({
                        violations: found.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]),
                        passes: found.passes.length,
                    }))",
                );
                let place = format!("{}, {scheme}, {width}: {found}", page.display());
                assert_eq!(found["violations"], Value::Array(vec![]), "{place}");
                assert!(found["passes"].as_u64().unwrap() > 10, "{place}");
            }
        }
    }
}
