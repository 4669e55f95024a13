//! Imports site rules from ftr-site-config files, as far as their XPath can be expressed in CSS.
//!
//! The files (`example.org.txt`) are those of the full-text RSS tools. They have lines with an XPath (`title:`, `body:`,
//! `strip:`) or with a word (`strip_id_or_class:`). XPath that selects by more than names, attributes and descent has no
//! equivalent in CSS; such lines are left out and reported.

use crate::detect::site_rules::SiteRule;

/// A line that was not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The number of the line, from 1.
    pub line: usize,
    /// The text of the line.
    pub text: String,
    /// Why it was not imported.
    pub reason: &'static str,
}

/// Imports a file. Returns the rule, and the lines that were left out. Comments, and directives that say nothing about which
/// parts of a page are content, are ignored.
pub fn import(file: &str) -> (SiteRule, Vec<LeftOut>) {
    let mut rule = SiteRule::default();
    let mut left_out = vec![];
    for (index, line) in file.lines().enumerate() {
        let Some((directive, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let mut leave_out =
            |reason| left_out.push(LeftOut { line: index + 1, text: line.trim().to_owned(), reason });
        let target = match directive.trim() {
            "title" => &mut rule.title,
            "body" => &mut rule.keep,
            "strip" => &mut rule.drop,
            "strip_id_or_class" => {
                let word = value.trim_matches(['"', '\'']);
                if word.is_empty() || word.contains(['"', '\\']) {
                    leave_out("not a class or id");
                } else {
                    rule.drop.push(format!("[id*=\"{word}\"], [class*=\"{word}\"]"));
                }
                continue;
            }
            "author" | "date" => {
                leave_out("only title, body and strip become rules");
                continue;
            }
            "strip_image_src" | "find_string" | "replace_string" | "next_page_link" | "single_page_link" => {
                leave_out("no selector can express it");
                continue;
            }
            _ => continue,
        };
        match css(value) {
            Some(selector) => target.push(selector),
            None => leave_out("this XPath has no equivalent in CSS"),
        }
    }
    (rule, left_out)
}

/// Converts an XPath of names, attributes and descent to CSS.
fn css(xpath: &str) -> Option<String> {
    let parts: Option<Vec<String>> =
        split_outside(xpath, "|").into_iter().map(|part| path(part.trim())).collect();
    parts.map(|parts| parts.join(", "))
}

/// Converts one path of an XPath union.
fn path(xpath: &str) -> Option<String> {
    let mut rest = xpath;
    let mut out = String::new();
    while !rest.is_empty() {
        let descends = rest.starts_with("//");
        rest = rest.strip_prefix("//").or_else(|| rest.strip_prefix('/'))?;
        let end = find_outside(rest, "/").unwrap_or(rest.len());
        let step = step(&rest[..end])?;
        rest = &rest[end..];
        match (out.is_empty(), descends) {
            (true, true) => out.push_str(&step),
            // From the root: `/html/body/...`.
            (true, false) if step == "html" => out.push_str(":root"),
            (true, false) => return None,
            (false, true) => out.push_str(&format!(" {step}")),
            (false, false) => out.push_str(&format!(" > {step}")),
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Converts one step of a path, such as `div[@class='a'][contains(@id, 'b')]`.
fn step(step: &str) -> Option<String> {
    let name_end = step.find('[').unwrap_or(step.len());
    let name = step[..name_end].trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '*') {
        return None;
    }
    let mut out = name.to_ascii_lowercase();
    let mut rest = step[name_end..].trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[')?;
        let end = find_outside(inner, "]")?;
        for condition in split_outside(&inner[..end], " and ") {
            out.push_str(&predicate(condition.trim())?);
        }
        rest = inner[end + 1..].trim();
    }
    Some(out)
}

/// Converts one condition of a step, such as `@class='a'`.
fn predicate(condition: &str) -> Option<String> {
    const CLASS_WORD: &str = "concat(' ', normalize-space(@class), ' ')";
    let squeezed = condition.replace('"', "'").replace(", ", ",").replace(" =", "=").replace("= ", "=");
    if let Some(word) = squeezed
        .strip_prefix(&format!("contains({},' ", CLASS_WORD.replace(", ", ",")))
        .and_then(|rest| rest.strip_suffix(" ')"))
    {
        return is_value(word).then(|| format!("[class~=\"{word}\"]"));
    }
    for (function, operator) in [("contains(@", "*="), ("starts-with(@", "^=")] {
        if let Some((name, value)) =
            squeezed.strip_prefix(function).and_then(|rest| rest.strip_suffix("')")?.split_once(",'"))
            && is_name(name)
            && is_value(value)
        {
            return Some(format!("[{name}{operator}\"{value}\"]"));
        }
    }
    let attribute = squeezed.strip_prefix('@')?;
    match attribute.split_once("='") {
        Some((name, value)) => {
            let value = value.strip_suffix('\'')?;
            (is_name(name) && is_value(value)).then(|| format!("[{name}=\"{value}\"]"))
        }
        None => is_name(attribute).then(|| format!("[{attribute}]")),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

fn is_value(value: &str) -> bool {
    !value.is_empty() && !value.contains(['\'', '"', '\\'])
}

/// The position of `needle` outside of brackets and quotes.
fn find_outside(text: &str, needle: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0i32, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, _) if depth == 0 && text[at..].starts_with(needle) => return Some(at),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits at `separator` outside of brackets and quotes.
fn split_outside<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let mut parts = vec![];
    let mut rest = text;
    while let Some(at) = find_outside(rest, separator) {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xpath: &str, expected: Option<&str>) {
        assert_eq!(css(xpath).as_deref(), expected, "{xpath}");
    }

    #[test]
    fn xpath_of_names_attributes_and_descent_becomes_css() {
        check("//div[@id='body']", Some("div[id=\"body\"]"));
        check("//h1", Some("h1"));
        check("//div[contains(@class, 'text')]/p", Some("div[class*=\"text\"] > p"));
        check(
            "//article//p | //*[@itemprop=\"articleBody\"]",
            Some("article p, *[itemprop=\"articleBody\"]"),
        );
        check("//div[@class='a' and @id='b']", Some("div[class=\"a\"][id=\"b\"]"));
        check(
            "//div[contains(concat(' ', normalize-space(@class), ' '), ' story ')]",
            Some("div[class~=\"story\"]"),
        );
        check("/html/body/div", Some(":root > body > div"));
        check("//a[starts-with(@href,'/tag')]", Some("a[href^=\"/tag\"]"));
    }

    #[test]
    fn other_xpath_is_refused() {
        for xpath in [
            "//div[1]",
            "//p[text()='x']",
            "//div/following-sibling::p",
            "substring-after(//h1, ':')",
            "//div[@id='a' or @id='b']",
            "",
            "div",
        ] {
            check(xpath, None);
        }
    }

    #[test]
    fn a_file_becomes_a_rule_and_the_lines_left_out() {
        let file = "# comment\ntitle: //h1[@class='head']\nbody: //div[@id='story']\nstrip: //div[2]\nstrip_id_or_class: promo\nauthor: //a\ntidy: no\ntest_url: https://a.example/x\n";
        let (rule, left_out) = import(file);
        assert_eq!(rule.title, ["h1[class=\"head\"]"]);
        assert_eq!(rule.keep, ["div[id=\"story\"]"]);
        assert_eq!(rule.drop, ["[id*=\"promo\"], [class*=\"promo\"]"]);
        assert_eq!(left_out.iter().map(|l| l.line).collect::<Vec<_>>(), [4, 6]);
    }
}
