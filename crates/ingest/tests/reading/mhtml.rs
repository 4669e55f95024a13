use dechaff_ingest::{Item, Options, PageKind};

use crate::fixtures::*;

#[test]
fn the_root_of_a_saved_page_is_the_page() {
    let items = read(saved_page());
    assert_eq!(outline(&items), ["page 1", "skipped mhtml_part", "skipped image", "skipped css"]);
    let page = pages(&items)[0];
    assert_eq!(page.kind, PageKind::Html);
    assert_eq!(
        text(page),
        "<!doctype html><html><head><title>Café</title></head><body><p class=\"a\">It rained on Monday, and the café stayed open all day long.</p></body></html>\r\n"
    );
    assert_eq!(page.declared.url.as_deref(), Some("https://example.org/rain"));
    assert_eq!(page.declared.charset.as_deref(), Some("utf-8"));
    assert_eq!(page.declared.fetched.as_deref(), Some("2024-01-31T10:15:00Z"));
    assert!(!page.truncated);
}

#[test]
fn base64_and_8bit_parts_are_decoded() {
    let check = |coding: &str, body: &[u8], expected: &[u8]| {
        let head = format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n\
             This is a multi-part message in MIME format.\r\n--ab\r\nContent-Type: text/html; charset=iso-8859-1\r\n\
             Content-Transfer-Encoding: {coding}\r\nContent-Location: https://example.org/\r\n\r\n"
        );
        let bytes = [head.as_bytes(), body, b"\r\n--ab--\r\n"].concat();
        let page = one(read(bytes));
        assert_eq!(page.bytes, expected, "{coding}");
        assert_eq!(page.declared.charset.as_deref(), Some("iso-8859-1"));
        assert_eq!(page.declared.url.as_deref(), Some("https://example.org/"));
    };
    check("base64", b"PCFkb2N0eXBlIGh0bWw+\r\nPHA+Y2Fm6TwvcD4=", b"<!doctype html><p>caf\xe9</p>");
    check("8bit", b"<!doctype html><p>caf\xe9</p>", b"<!doctype html><p>caf\xe9</p>");
    check("binary", b"<!doctype html><p>a=3Db</p>", b"<!doctype html><p>a=3Db</p>");
    check(
        "Quoted-Printable",
        b"<!doctype html><p cla=\r\nss=3D1>caf=E9</p>",
        b"<!doctype html><p class=1>caf\xe9</p>",
    );
    // An unknown coding: the body decides.
    check("quoted", b"<!doctype html><p cla=\r\nss=3D1>caf=E9</p>", b"<!doctype html><p class=1>caf\xe9</p>");
}

#[test]
fn the_message_may_name_its_root() {
    let mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"; start=\"<main@x>\";\r\n\
        \tboundary=\"=_b\"\r\n\r\n--=_b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
        --=_b\r\nContent-Type: text/html\r\nContent-ID: <main@x>\r\nContent-Location: https://example.org/a\r\n\r\n<p>root</p>\r\n\
        --=_b\r\nContent-Type: text/html\r\nContent-Location: https://example.org/b\r\n\r\n<p>frame</p>\r\n--=_b--\r\n";
    let items = read(mhtml);
    assert_eq!(outline(&items), ["skipped image", "page 2", "skipped mhtml_part"]);
    assert_eq!(text(pages(&items)[0]), "<p>root</p>");
}

#[test]
fn a_multipart_in_a_saved_page_is_opened() {
    let mhtml = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=out\n\n--out\nContent-Type: multipart/alternative; boundary=in\n\n\
        --in\nContent-Type: text/html\n\n<p>root</p>\n--in--\n\n--out\nContent-Type: text/css\n\np {}\n--out--\n";
    let items = read(mhtml);
    assert_eq!(outline(&items)[0], "page 1", "{items:?}");
    assert_eq!(text(pages(&items)[0]), "<p>root</p>");
    assert_eq!(outline(&items).last().unwrap(), "skipped css");
    assert_eq!(errors(&items), 0);
}

#[test]
fn a_cut_saved_page_keeps_what_was_read() {
    let whole = saved_page();
    let root = memchr::memmem::find(&whole, b"stayed").unwrap();
    let items = read(&whole[..root]);
    assert_eq!(outline(&items), ["page 1", "error truncated 1"]);
    assert!(pages(&items)[0].truncated);
    let items = read(&whole[..whole.len() - 20]);
    assert_eq!(pages(&items).len(), 1);
    assert_eq!(errors(&items), 1);
}

#[test]
fn a_saved_page_without_a_page_is_an_error() {
    let mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n--ab\r\nContent-Type: image/png\r\n\r\n\
        \u{89}PNG\r\n--ab--\r\n";
    let items = read(mhtml);
    assert!(
        matches!(items.last(), Some(Item::Error(error)) if error.kind.as_str() == "damaged_mhtml"),
        "{items:?}"
    );
    let items =
        read("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n<p>no parts</p>");
    assert_eq!(outline(&items), ["error damaged_mhtml 0"]);
}

#[test]
fn large_saved_pages_are_cut() {
    let mut options = Options::default();
    options.max_page_bytes = 100;
    let body = "<p>word</p>\r\n".repeat(100_000);
    let mhtml = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n--ab\r\nContent-Type: text/html\r\n\r\n{body}--ab--\r\n"
    );
    let page = one(read_with(mhtml, options));
    assert_eq!((page.bytes.len(), page.too_large), (100, Some(body.len() as u64 - 2)));
}

#[test]
fn hostile_saved_pages_give_items() {
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n--ab\r\n";
    let nested: String = (0..7)
        .map(|number| {
            format!("Content-Type: multipart/mixed; boundary=never-to-come-again-{number}\r\n\r\n--ab\r\n")
        })
        .collect();
    for piece in [
        "\r\n--ab\r\n",
        "\n--ab \nx",
        "--",
        "\n",
        "\n--a",
        "=",
        "a:\n",
        "\n--ab\nContent-Type: text/html\n\n<p>",
    ] {
        let repeats = 8_000 / piece.len();
        assert!(!read(format!("{head}{nested}{}", piece.repeat(repeats))).is_empty());
    }
}
