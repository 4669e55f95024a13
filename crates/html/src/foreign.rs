//! SVG and MathML: which start tags leave them, and the names that the standard writes with capitals.

use crate::names::{Number, number as name, of};
use crate::tree::Kind;

pub(crate) const ANNOTATION_XML: Number = of("annotation-xml");
pub(crate) const DESC: Number = of("desc");
pub(crate) const FOREIGN_OBJECT: Number = of("foreignobject");
pub(crate) const MALIGNMARK: Number = of("malignmark");
pub(crate) const MGLYPH: Number = of("mglyph");
pub(crate) const MI: Number = of("mi");
pub(crate) const MN: Number = of("mn");
pub(crate) const MO: Number = of("mo");
pub(crate) const MS: Number = of("ms");
pub(crate) const MTEXT: Number = of("mtext");

/// Whether text and start tags (but two) inside are HTML.
pub(crate) fn is_text_integration_point(kind: Kind, number: Number) -> bool {
    kind == Kind::MathMl && matches!(number, MI | MN | MO | MS | MTEXT)
}

/// Whether everything inside is HTML. `annotation-xml` may be one too, by its attributes.
pub(crate) fn is_html_integration_point(kind: Kind, number: Number) -> bool {
    kind == Kind::Svg && matches!(number, FOREIGN_OBJECT | DESC | name::Title)
}

/// Start tags that end SVG and MathML wherever they stand.
pub(crate) fn leaves(number: Number) -> bool {
    matches!(
        number,
        name::B
            | name::Big
            | name::Blockquote
            | name::Body
            | name::Br
            | name::Center
            | name::Code
            | name::Dd
            | name::Div
            | name::Dl
            | name::Dt
            | name::Em
            | name::Embed
            | name::H1
            | name::H2
            | name::H3
            | name::H4
            | name::H5
            | name::H6
            | name::Head
            | name::Hr
            | name::I
            | name::Img
            | name::Li
            | name::Listing
            | name::Menu
            | name::Meta
            | name::Nobr
            | name::Ol
            | name::P
            | name::Pre
            | name::Ruby
            | name::S
            | name::Small
            | name::Span
            | name::Strong
            | name::Strike
            | name::Sub
            | name::Sup
            | name::Table
            | name::Tt
            | name::U
            | name::Ul
            | name::Var
    )
}

/// The name of an SVG element as the standard writes it.
pub(crate) fn svg_name(lower: &str) -> &str {
    adjusted(SVG_NAMES, lower)
}

/// The name of an SVG element's attribute as the standard writes it.
pub(crate) fn svg_attribute(lower: &str) -> &str {
    adjusted(SVG_ATTRIBUTES, lower)
}

fn adjusted<'a>(names: &[&'a str], lower: &'a str) -> &'a str {
    names.iter().find(|name| name.eq_ignore_ascii_case(lower)).copied().unwrap_or(lower)
}

const SVG_NAMES: &[&str] = &[
    "altGlyph",
    "altGlyphDef",
    "altGlyphItem",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "clipPath",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "foreignObject",
    "glyphRef",
    "linearGradient",
    "radialGradient",
    "textPath",
];

const SVG_ATTRIBUTES: &[&str] = &[
    "attributeName",
    "attributeType",
    "baseFrequency",
    "baseProfile",
    "calcMode",
    "clipPathUnits",
    "diffuseConstant",
    "edgeMode",
    "filterUnits",
    "glyphRef",
    "gradientTransform",
    "gradientUnits",
    "kernelMatrix",
    "kernelUnitLength",
    "keyPoints",
    "keySplines",
    "keyTimes",
    "lengthAdjust",
    "limitingConeAngle",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "maskContentUnits",
    "maskUnits",
    "numOctaves",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "refX",
    "refY",
    "repeatCount",
    "repeatDur",
    "requiredExtensions",
    "requiredFeatures",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "textLength",
    "viewBox",
    "viewTarget",
    "xChannelSelector",
    "yChannelSelector",
    "zoomAndPan",
];
