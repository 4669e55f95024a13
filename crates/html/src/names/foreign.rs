//! Names of SVG and MathML: those that tree construction asks for, and those that have capitals in the standard.

use crate::names::name_table::{NameId, known_id};

pub(crate) const ANNOTATION_XML: NameId = known_id("annotation-xml");
pub(crate) const DESC: NameId = known_id("desc");
pub(crate) const FOREIGN_OBJECT: NameId = known_id("foreignobject");
pub(crate) const MALIGNMARK: NameId = known_id("malignmark");
pub(crate) const MGLYPH: NameId = known_id("mglyph");
pub(crate) const MI: NameId = known_id("mi");
pub(crate) const MN: NameId = known_id("mn");
pub(crate) const MO: NameId = known_id("mo");
pub(crate) const MS: NameId = known_id("ms");
pub(crate) const MTEXT: NameId = known_id("mtext");

/// The name of an SVG element with the standard's capitals.
pub(crate) fn svg_name(lower: &str) -> &str {
    adjusted(SVG_NAMES, lower)
}

/// The name of an SVG element's attribute with the standard's capitals.
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
