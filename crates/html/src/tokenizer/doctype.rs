//! DOCTYPEs: parsing them, and whether they put a page in quirks mode.

use super::name::is_space;
use super::token::Doctype;

/// The layout mode that a page's DOCTYPE asks browsers for. Tree construction depends only on `Full`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quirks {
    #[default]
    None,
    Full,
}

/// Parses the text between `<!DOCTYPE` and `>`. `closed` is false if the page ends before the `>`.
pub(crate) fn parse(text: &str, closed: bool) -> Doctype {
    let mut doctype = Doctype { force_quirks: !closed, ..Doctype::default() };
    let rest = text.trim_start_matches(is_white_space);
    if rest.is_empty() {
        doctype.force_quirks = true;
        return doctype;
    }
    let (name, rest) = rest.split_at(rest.find(is_white_space).unwrap_or(rest.len()));
    doctype.name = Some(normalized(name).to_ascii_lowercase());
    let rest = rest.trim_start_matches(is_white_space);
    let word = rest.get(..6).unwrap_or_default();
    let mut system = "";
    if word.eq_ignore_ascii_case("public") {
        let Some((id, rest)) = identifier(&rest[6..], &mut doctype) else { return doctype };
        doctype.public_id = Some(id);
        system = rest.trim_start_matches(is_white_space);
        if system.is_empty() {
            return doctype;
        }
    } else if word.eq_ignore_ascii_case("system") {
        system = &rest[6..];
    } else if !rest.is_empty() {
        doctype.force_quirks = true;
    }
    if doctype.public_id.is_some() || word.eq_ignore_ascii_case("system") {
        let Some((id, rest)) = identifier(system, &mut doctype) else { return doctype };
        doctype.system_id = Some(id);
        if !rest.trim_start_matches(is_white_space).is_empty() {
            // What follows is ignored, even up to the end of the page.
            doctype.force_quirks = false;
        }
    }
    doctype
}

/// A quoted identifier and the text after it. Without a quote there is no identifier, and the page is in quirks mode. An
/// identifier that is cut short by `>` or by the page's end is used as it is.
fn identifier<'a>(rest: &'a str, doctype: &mut Doctype) -> Option<(String, &'a str)> {
    let rest = rest.trim_start_matches(is_white_space);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        doctype.force_quirks = true;
        return None;
    };
    let rest = &rest[1..];
    match rest.find(quote) {
        Some(end) => Some((normalized(&rest[..end]), &rest[end + 1..])),
        None => {
            doctype.force_quirks = true;
            Some((normalized(rest), ""))
        }
    }
}

fn is_white_space(c: char) -> bool {
    c.is_ascii() && is_space(c as u8)
}

fn normalized(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

/// Whether the page is in quirks mode.
pub(crate) fn quirks(doctype: &Doctype) -> Quirks {
    let lower = |id: &Option<String>| id.as_ref().map(|id| id.to_ascii_lowercase());
    let (public, system) = (lower(&doctype.public_id), lower(&doctype.system_id));
    let is_quirky = doctype.force_quirks
        || doctype.name.as_deref() != Some("html")
        || public.as_deref().is_some_and(|id| {
            QUIRKY_PUBLIC.contains(&id)
                || QUIRKY_PUBLIC_PREFIXES.iter().any(|prefix| id.starts_with(prefix))
                || (system.is_none() && HTML_4.iter().any(|prefix| id.starts_with(prefix)))
        })
        || system.as_deref() == Some(QUIRKY_SYSTEM);
    if is_quirky { Quirks::Full } else { Quirks::None }
}

const QUIRKY_PUBLIC: &[&str] =
    &["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

const QUIRKY_SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/// Prefixes of public identifiers that mean quirks mode only if there is no system identifier.
const HTML_4: &[&str] = &["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

const QUIRKY_PUBLIC_PREFIXES: &[&str] = &[
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];
