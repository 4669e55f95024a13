//! Finds formulas, which pages give twice or three times: as MathML, as what a script drew, as a picture, as LaTeX.
//!
//! A formula becomes its LaTeX, once. KaTeX, MediaWiki and pandoc put it into an annotation, MathJax 2 into a script,
//! LaTeX services into the text of a picture, Sphinx and MkDocs between `\(` and `\)`. MathML without LaTeX is converted.

mod mathml;
pub(super) mod tex_delimiters;

use dechaff_html::{AttributeName, Namespace, NodeId, Tag, Tree};

use crate::classes::{has_name, line_marks};

/// A formula of the page.
pub(super) struct Formula {
    pub(super) latex: String,
    /// Whether it is on a line of its own.
    pub(super) is_display: bool,
}

/// The formula that an element is, with everything inside it. `None` if it is not one. `marks` are the [`line_marks`] of
/// its class.
pub(super) fn read(tree: &Tree, node: NodeId, tag: Tag, marks: u16) -> Option<Formula> {
    let class = || tree.attribute(node, AttributeName::Class).unwrap_or("");
    let formula = match tag {
        Tag::Math => read_mathml(tree, node)?,
        Tag::Script => read_script(tree, node)?,
        Tag::Img => read_picture(tree, node, class(), marks & line_marks::FORMULA_PICTURE != 0)?,
        Tag::Custom if tree.name(node) == Some("mjx-container") => read_around(tree, node)?,
        Tag::Span | Tag::Div if marks & line_marks::FORMULA != 0 => read_around(tree, node)?,
        Tag::Span | Tag::Div if marks & line_marks::FORMULA_TEXT != 0 => read_text(tree, node, class())?,
        _ => return None,
    };
    (!formula.latex.is_empty()).then_some(formula)
}

/// Whether MathJax put the element on the page for a formula that one of the next elements gives. `marks` are the
/// [`line_marks`] of its class.
pub(super) fn is_drawn_twice(tree: &Tree, node: NodeId, marks: u16) -> bool {
    if marks & line_marks::DRAWN == 0 {
        return false;
    }
    let is_drawn = |node| {
        let class = tree.attribute(node, AttributeName::Class).unwrap_or("");
        class.split_ascii_whitespace().any(|name| line_marks::from_name(name) & line_marks::DRAWN != 0)
    };
    let is_preview = marks & line_marks::PREVIEW != 0;
    let mut next = tree.next_sibling(node);
    for _ in 0..MAX_SIBLINGS {
        let Some(sibling) = next else { return false };
        next = tree.next_sibling(sibling);
        match tree.tag(sibling) {
            Some(Tag::Script) => return read_script(tree, sibling).is_some(),
            Some(_) if is_drawn(sibling) && is_preview => return true,
            Some(_) if is_drawn(sibling) => {}
            None if tree.text(sibling).is_none_or(|text| text.trim().is_empty()) => {}
            _ => return false,
        }
    }
    false
}

/// Classes of elements that set a formula on a line of its own.
const DISPLAYS: &[&str] =
    &["katex-display", "MathJax_Display", "MathJax_SVG_Display", "MJXc-display", "mwe-math-element-block"];

/// How many elements next to each other, and how many nodes of a formula, are read to find where its MathML is.
const MAX_SIBLINGS: usize = 8;
const MAX_PROBED: usize = 32;

/// The formula of a wrapper: of the MathML among its children and theirs, or else of its picture.
fn read_around(tree: &Tree, wrapper: NodeId) -> Option<Formula> {
    let mut picture = None;
    for child in tree.children(wrapper).take(MAX_SIBLINGS) {
        for inner in std::iter::once(child).chain(tree.children(child).take(MAX_SIBLINGS)) {
            match tree.tag(inner) {
                Some(Tag::Math) => {
                    let formula = read_mathml(tree, inner)?;
                    let is_display = formula.is_display || is_display(tree, wrapper);
                    return Some(Formula { is_display, ..formula });
                }
                Some(Tag::Img) => picture = picture.or(Some(inner)),
                _ => {}
            }
        }
    }
    let picture = picture?;
    let class = tree.attribute(picture, AttributeName::Class).unwrap_or("");
    read_picture(tree, picture, class, is_picture_of_formula(class))
}

/// Whether a wrapper or the element around it sets the formula on a line of its own.
fn is_display(tree: &Tree, wrapper: NodeId) -> bool {
    tree.attribute(wrapper, AttributeName::Display) == Some("true")
        || std::iter::once(wrapper)
            .chain(tree.ancestors(wrapper).take(1))
            .any(|node| has_name(tree.attribute(node, AttributeName::Class).unwrap_or(""), DISPLAYS))
}

fn read_mathml(tree: &Tree, math: NodeId) -> Option<Formula> {
    // The formula around it was read with it, and is empty.
    if tree.parent(math).and_then(|parent| tree.namespace(parent)) == Some(Namespace::MathMl) {
        return None;
    }
    let mut probed = tree.descendants(math).take(MAX_PROBED);
    if !probed.any(|node| tree.name(node).is_some_and(mathml::is_element)) {
        return None;
    }
    let is_display = tree.attribute(math, AttributeName::Display) == Some("block");
    let alternative =
        || tree.attribute(math, AttributeName::AltText).filter(|text| text.contains(['\\', '^', '_']));
    let latex = annotation(tree, math)
        .or_else(|| alternative().map(str::to_owned))
        .map_or_else(|| tidy(&mathml::to_latex(tree, math)), |latex| tidy(&latex));
    Some(Formula { latex, is_display })
}

/// The LaTeX in the annotation of a `math` element.
fn annotation(tree: &Tree, math: NodeId) -> Option<String> {
    let semantics =
        tree.children(math).take(MAX_SIBLINGS).find(|&node| tree.name(node) == Some("semantics"))?;
    let is_latex = |&node: &NodeId| {
        tree.name(node) == Some("annotation")
            && tree.attribute(node, AttributeName::Encoding).is_some_and(|encoding| {
                ["tex", "latex"].iter().any(|end| encoding.to_ascii_lowercase().ends_with(end))
            })
    };
    let found = tree.children(semantics).find(is_latex)?;
    Some(tree.text_content(found))
}

/// The formula in a script of MathJax 2.
fn read_script(tree: &Tree, script: NodeId) -> Option<Formula> {
    let kind = tree.attribute(script, AttributeName::Type)?;
    let mode = kind.strip_prefix("math/tex")?;
    Some(Formula { latex: tidy(&tree.text_content(script)), is_display: mode.contains("display") })
}

/// Whether the text of a picture has a sign that formulas have. Shorter ones are single letters and numbers.
fn may_be_latex(alternative: &str) -> bool {
    const MAX_SIGNLESS: usize = 3;
    let is_sign = |byte: u8| matches!(byte, b'\\' | b'^' | b'_' | b'{' | b'=' | b'+' | b'-' | b'<' | b'>');
    (1..=MAX_SIGNLESS).contains(&alternative.len()) || alternative.bytes().any(is_sign)
}

fn is_picture_of_formula(class: &str) -> bool {
    class.split_ascii_whitespace().any(|name| line_marks::from_name(name) & line_marks::FORMULA_PICTURE != 0)
}

/// The formula that a picture of a LaTeX service shows, or that MediaWiki shows instead of MathML.
fn read_picture(tree: &Tree, picture: NodeId, class: &str, is_marked: bool) -> Option<Formula> {
    let alternative = tree.attribute(picture, AttributeName::Alt).filter(|alt| may_be_latex(alt))?;
    let is_of_service = || {
        tree.attribute(picture, AttributeName::Src)
            .is_some_and(|source| SERVICES.iter().any(|service| source.contains(service)))
    };
    if !is_marked && !is_of_service() {
        return None;
    }
    let is_display = class.split_ascii_whitespace().any(|name| name == "mwe-math-fallback-image-display");
    Some(Formula { latex: tidy(alternative), is_display })
}

/// Parts of the addresses of pictures that services draw from LaTeX.
const SERVICES: [&str; 8] = [
    "latex.php?",
    "latex.codecogs.com/",
    "/math/render/",
    "chart.apis.google.com/chart?cht=tx",
    "i.upmath.me/",
    "math.now.sh?",
    "/cgi-bin/mathtex.cgi?",
    "/cgi-bin/mimetex.cgi?",
];

/// A formula that is only text in an element for formulas, as it is before a script draws it.
fn read_text(tree: &Tree, node: NodeId, class: &str) -> Option<Formula> {
    let mut children = tree.children(node);
    let text = children.next().and_then(|child| tree.text(child))?.trim();
    if children.next().is_some() {
        return None;
    }
    let between = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close);
    let (latex, is_display) = if let Some(latex) = between("\\(", "\\)") {
        (latex, false)
    } else if let Some(latex) = between("\\[", "\\]").or_else(|| between("$$", "$$")) {
        (latex, true)
    } else {
        // Pandoc writes `math inline` and `math display`.
        has_name(class, &["math"]).then_some(())?;
        let is_display = has_name(class, &["display"]);
        (is_display || has_name(class, &["inline"])).then_some((text, is_display))?
    };
    Some(Formula { latex: tidy(latex), is_display })
}

/// LaTeX on one line, without what only says how large it is drawn.
fn tidy(latex: &str) -> String {
    let mut line = latex.split_whitespace().collect::<Vec<_>>().join(" ");
    // A space after a line break means nothing, and without it no reader takes the second backslash for an escape.
    if line.contains("\\\\ ") && !line.contains("\\\\ [") && !line.contains("\\\\ *") {
        line = line.replace("\\\\ ", "\\\\");
    }
    let mut latex = line.as_str();
    if let Some(inner) = latex.strip_prefix('{').and_then(|l| l.strip_suffix('}'))
        && let Some(inner) = strip_style(inner)
        && is_balanced(inner)
    {
        latex = inner;
    }
    let latex = strip_style(latex).unwrap_or(latex).trim().trim_matches('$');
    // The second half of an escaped space was at the end.
    let end = if tex_delimiters::ends_with_escape(latex) { "\\" } else { "" };
    latex.strip_suffix(end).unwrap_or(latex).trim_end().to_owned()
}

fn strip_style(latex: &str) -> Option<&str> {
    let rest = ["\\displaystyle", "\\textstyle"].iter().find_map(|style| latex.trim().strip_prefix(style))?;
    (!rest.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(rest.trim())
}

/// Whether every brace has its other half.
fn is_balanced(latex: &str) -> bool {
    let mut depth = 0i64;
    latex.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    }) && depth == 0
}
