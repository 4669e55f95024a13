//! The page of `dechaff explain --html` as readers use it: by eye, keyboard, pointer and screen reader, with dark colors,
//! on a phone, and on paper.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::dumps::dechaff;

const STORY: &str = "testdata/pages/comments-after-story/page.html";
const WITH_TABLE: &str = "testdata/pages/data-table-in-article/page.html";
const WITH_LISTS: &str = "testdata/pages/nested-lists/page.html";
const ARABIC: &str = "testdata/pages/rtl-arabic/page.html";
const JAPANESE: &str = "testdata/pages/japanese-shift-jis/page.html";

/// Writes the explanation of a page to a file, which is deleted with the folder.
pub(crate) fn explained(page: impl AsRef<Path>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("why.html");
    dechaff().arg("explain").arg(page.as_ref()).arg("--html").arg(&file).assert().success();
    (folder, file)
}

/// Writes a page that tries to inject markup wherever its text is shown.
fn write_hostile_page(folder: &Path) -> PathBuf {
    let trick =
        "&lt;/title&gt;&lt;script src=https://evil.example/x.js&gt;document.title='owned'&lt;/script&gt;";
    let page = format!(
        "<!doctype html><html lang='en\"><img src=x>'><title>Ferry returns {trick}</title>\
         <meta name=author content='Ada &quot;&gt;&lt;img src=https://evil.example/a.png&gt;'>\
         <link rel=canonical href='javascript:alert(1)'><link rel=stylesheet href=https://evil.example/x.css>\
         <meta property=og:image content='https://evil.example/i.png'>\
         <nav><a href='javascript:alert(2)'>Home {trick}</a></nav><article><h1>Ferry returns {trick}</h1>\
         <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays. {trick} \
         &lt;style&gt;@import 'https://evil.example/y.css'&lt;/style&gt; &amp;lt;b&amp;gt; is written so.</p>\
         <p>It had been <a href='https://evil.example/'>away</a> for two years, and people were glad to see it.</p>\
         <img src=https://evil.example/b.png></article>"
    );
    let file = folder.join("hostile.html");
    fs::write(&file, page).unwrap();
    file
}

#[test]
fn nothing_is_loaded_or_run() {
    let Some(mut browser) = Browser::start() else { return };
    let pages = tempfile::tempdir().unwrap();
    let hostile = write_hostile_page(pages.path());
    for page in [Path::new(STORY), &hostile] {
        let (_folder, file) = explained(page);
        // Scripts are allowed here, so that an injected one would have an effect.
        browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
        browser.open(&file);
        assert_eq!(browser.requests(), [format!("file://{}", file.display())]);
        let found = browser.evaluate(
            "({
                elements: document.querySelectorAll('script, img, iframe, object, embed, link, base, form').length,
                addresses: [...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href')),
                handlers: [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())
                    .filter(name => name.startsWith('on')).length,
                styled: document.styleSheets.length,
            })",
        );
        let expected =
            json!({ "elements": 0, "addresses": ["#page", "#record"], "handlers": 0, "styled": 1 });
        assert_eq!(found, expected, "{}", page.display());
    }
    let text = browser.evaluate("document.querySelector('.kept').textContent");
    for words in ["</title><script src=https://evil.example/x.js>", "&lt;b&gt; is written so."] {
        assert!(text.as_str().unwrap().contains(words), "{text}");
    }
    let title = browser.evaluate("document.title");
    assert!(title.as_str().unwrap().starts_with("Ferry returns </title><script"), "{title}");
}

/// Returns whether blocks are visible: `[kept, dropped]`, each with the values that occur.
fn visibility(browser: &mut Browser) -> Value {
    browser.evaluate(
        "['.kept', '.dropped'].map(blocks => [...new Set([...document.querySelectorAll(blocks)]
            .map(block => block.checkVisibility() && block.getBoundingClientRect().height > 0))])",
    )
}

#[test]
fn kept_text_is_visible_and_dropped_text_is_folded() {
    let Some(mut browser) = Browser::start() else { return };
    for page in [STORY, WITH_TABLE, WITH_LISTS, ARABIC, JAPANESE] {
        let (_folder, file) = explained(page);
        browser.open(&file);
        assert_eq!(visibility(&mut browser), json!([[true], [false]]), "{page}");
        let article = dechaff().args(["clean", page, "--quiet"]).assert().success().get_output().clone();
        let article: Value = serde_json::from_slice(&article.stdout).unwrap();
        // Compare words, since paragraphs and cells are separated differently.
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let shown = browser.evaluate(
            "[...document.querySelectorAll('.kept > :not(.why)')].map(text => text.innerText).join(' ')",
        );
        assert_eq!(words(shown.as_str().unwrap()), words(article["text"].as_str().unwrap()), "{page}");
    }
    // With the keyboard: past the two skip links to the first fold.
    for _ in 0..3 {
        browser.press("Tab");
    }
    assert_eq!(browser.evaluate("document.activeElement.localName"), "summary");
    browser.press("Enter");
    assert_eq!(visibility(&mut browser), json!([[true], [true, false]]));
}

/// Describes the focused block: its id, the visible reasons, and whether the focus is marked and inside the window.
const FOCUS: &str = "(() => {
    const block = document.activeElement;
    const box = block.getBoundingClientRect();
    const why = [...document.querySelectorAll('.why')].filter(w => w.checkVisibility({ visibilityProperty: true }));
    const note = why[0]?.getBoundingClientRect();
    const style = getComputedStyle(block);
    return {
        block: block.getAttribute('aria-describedby'),
        why: why.map(w => w.id),
        marked: style.outlineStyle == 'solid' && parseFloat(style.outlineWidth) >= 2,
        inWindow: box.top >= 0 && note?.top >= 0 && note?.bottom <= innerHeight && note?.right <= innerWidth,
        covered: note && note.left < box.right - 1 && note.top < box.bottom && box.top < note.bottom,
    };
})()";

#[test]
fn the_keyboard_reaches_every_reason() {
    let Some(mut browser) = Browser::start() else { return };
    for width in [1280, 1000, 400] {
        let (_folder, file) = explained(WITH_TABLE);
        browser.resize(width, 900);
        browser.open(&file);
        let kept = browser
            .evaluate("[...document.querySelectorAll('.kept')].map(b => b.getAttribute('aria-describedby'))");
        let kept = kept.as_array().unwrap();
        let mut reached = vec![];
        // Until the focus has left the page. It passes the blocks and the record, and nothing traps it.
        let mut stops = vec![];
        for _ in 0..200 {
            browser.press("Tab");
            let stop = browser.evaluate("document.activeElement.id || document.activeElement.localName");
            if stop == "body" {
                break;
            }
            stops.push(stop);
            if browser.evaluate("document.activeElement.matches('.block')") == json!(true) {
                let focus = browser.evaluate(FOCUS);
                let id = &focus["block"];
                let expected = json!({
                    "block": id, "why": [id], "marked": true, "inWindow": true, "covered": false,
                });
                assert_eq!(focus, expected, "at a width of {width}");
                reached.push(id.clone());
            }
        }
        assert_eq!(&reached, kept);
        assert!(stops.len() < 200 && stops.starts_with(&[json!("a"), json!("a")]), "{stops:?}");
        assert_eq!(stops.last(), Some(&json!("record")), "{stops:?}");
    }
}

#[test]
fn the_skip_links_lead_to_their_targets() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, file) = explained(STORY);
    for (tabs, place) in [(1, "page"), (2, "record")] {
        browser.open(&file);
        for _ in 0..tabs {
            browser.press("Tab");
        }
        assert_eq!(browser.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), true);
        browser.press("Enter");
        assert_eq!(browser.evaluate("document.activeElement.id"), place);
    }
}

#[test]
fn the_pointer_shows_a_reason_and_can_move_onto_it() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, file) = explained(STORY);
    browser.resize(1280, 900);
    browser.open(&file);
    let shown = "[...document.querySelectorAll('.why')]
        .filter(w => w.checkVisibility({ visibilityProperty: true })).map(w => w.innerText)";
    let place = |browser: &mut Browser, expression: &str| -> (f64, f64) {
        let place = browser.evaluate(&format!(
            "(() => {{ const b = {expression}.getBoundingClientRect(); return [b.left, b.right, b.top + 12]; }})()"
        ));
        let part = |i: usize| place[i].as_f64().unwrap();
        ((part(0) + part(1)) / 2.0, part(2))
    };
    assert_eq!(browser.evaluate(shown), json!([]));
    let block = "document.querySelector('.kept')";
    let (x, y) = place(&mut browser, block);
    browser.point_at(x, y);
    let reason = browser.evaluate(shown);
    assert!(reason[0].as_str().unwrap().contains("Kept as main_content, score 0."), "{reason}");
    let (to, y) = place(&mut browser, &format!("{block}.querySelector('.why')"));
    // The pointer crosses the gap between the block and its reason.
    for step in 0..=20 {
        browser.point_at(x + (to - x) * f64::from(step) / 20.0, y);
        assert_eq!(browser.evaluate(shown), reason);
    }
    browser.point_at(2.0, 2.0);
    assert_eq!(browser.evaluate(shown), json!([]));
}

#[test]
fn screen_readers_get_the_same_information() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, file) = explained(STORY);
    browser.open(&file);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    let nodes = browser.accessibility_nodes();
    for landmark in ["banner", "navigation", "main", "complementary"] {
        assert_eq!(nodes.iter().filter(|[role, ..]| role == landmark).count(), 1, "{landmark}");
    }
    for (role, name) in [("main", "Page"), ("complementary", "Record"), ("navigation", "Skip")] {
        assert!(nodes.iter().any(|[r, n, _]| r == role && n == name), "{role} is not called {name}");
    }
    let groups: Vec<_> = nodes.iter().filter(|[role, ..]| role == "group").collect();
    let (folds, blocks): (Vec<_>, Vec<_>) = groups.into_iter().partition(|[_, name, _]| name.is_empty());
    assert_eq!(folds.len(), 2);
    // The nodes are in order of their level, not of the page.
    let mut numbers: Vec<usize> =
        blocks.iter().map(|[_, name, _]| name.rsplit(' ').next().unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, Vec::from_iter(1..=43));
    for [_, name, description] in blocks {
        let fate = name.split(' ').next().unwrap();
        assert!(["Kept", "Dropped"].contains(&fate), "{name}");
        assert!(description.starts_with(&format!("{fate} as ")), "{description}");
        assert!(description.contains(", score 0.") && description.contains(" in links."), "{description}");
    }
    // There is one heading of level 1, and no level is skipped.
    let levels = browser
        .evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.localName[1])");
    let levels: Vec<u64> = levels.as_array().unwrap().iter().map(|l| l.as_u64().unwrap()).collect();
    assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

/// Computes the lowest contrast of any text with its background, by the formula of WCAG 2, and the number of texts.
pub(crate) const CONTRAST: &str = "(() => {
    const channels = color => color.match(/[\\d.]+/g).map(Number);
    const luminance = color => {
        const [r, g, b] = channels(color).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = element => {
        for (let e = element; e; e = e.parentElement) {
            const color = getComputedStyle(e).backgroundColor;
            if ((channels(color)[3] ?? 1) > 0) return color;
        }
        throw 'no background';
    };
    const ratios = [...document.querySelectorAll('body *')]
        .filter(e => [...e.childNodes].some(n => n.nodeType == Node.TEXT_NODE && n.data.trim()))
        .map(e => [luminance(getComputedStyle(e).color), luminance(background(e))])
        .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
    return { least: Math.min(...ratios), texts: ratios.length, paper: luminance(background(document.body)) };
})()";

#[test]
fn all_text_has_enough_contrast_in_light_and_dark() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, file) = explained(WITH_TABLE);
    browser.open(&file);
    for (scheme, paper) in [("light", 0.9..=1.0), ("dark", 0.0..=0.02)] {
        browser.prefer("prefers-color-scheme", scheme);
        let found = browser.evaluate(CONTRAST);
        assert!(found["least"].as_f64().unwrap() >= 4.5, "{scheme}: {found}");
        assert!(paper.contains(&found["paper"].as_f64().unwrap()), "{scheme}: {found}");
        assert!(found["texts"].as_u64().unwrap() > 200, "{scheme}: {found}");
    }
}

#[test]
fn every_script_has_its_language_and_direction() {
    let Some(mut browser) = Browser::start() else { return };
    for (page, language, direction) in [(STORY, "nl", "ltr"), (ARABIC, "ar", "rtl"), (JAPANESE, "ja", "ltr")]
    {
        let (_folder, file) = explained(page);
        browser.open(&file);
        let texts = browser.evaluate(
            "[...document.querySelectorAll('h1, .kept > :not(.why)')]
                .map(e => [e.lang, getComputedStyle(e).direction].join(' '))",
        );
        let expected = json!(format!("{language} {direction}"));
        assert!(texts.as_array().unwrap().iter().all(|text| *text == expected), "{page}: {texts}");
        // The frame stays English and left to right.
        let frame = browser.evaluate(
            "[document.documentElement, ...document.querySelectorAll('summary, .why')]
                .map(e => [e.closest('[lang]').lang, getComputedStyle(e).direction].join(' '))",
        );
        assert!(frame.as_array().unwrap().iter().all(|text| text == "en ltr"), "{page}: {frame}");
    }
}

#[test]
fn the_page_fits_a_phone_and_paper_and_respects_reduced_motion() {
    let Some(mut browser) = Browser::start() else { return };
    for page in [STORY, WITH_TABLE, WITH_LISTS, ARABIC, JAPANESE] {
        let (_folder, file) = explained(page);
        browser.resize(320, 640);
        browser.open(&file);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.evaluate(wider), 0, "{page}");
        let below = "document.querySelector('aside').getBoundingClientRect().top
            >= document.querySelector('main').getBoundingClientRect().bottom";
        assert_eq!(browser.evaluate(below), true, "{page}");
    }
    let moves = "parseFloat(getComputedStyle(document.querySelector('.why')).transitionDuration) > 0";
    browser.prefer("prefers-reduced-motion", "no-preference");
    assert_eq!(browser.evaluate(moves), true);
    browser.prefer("prefers-reduced-motion", "reduce");
    assert_eq!(browser.evaluate(moves), false);
    browser.print();
    let printed = "[...document.querySelectorAll('.why, .skip')].some(e => e.checkVisibility())";
    assert_eq!(browser.evaluate(printed), false);
    assert_eq!(browser.evaluate("document.querySelector('.kept').checkVisibility()"), true);
}
