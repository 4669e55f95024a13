//! Names of SVG and MathML: those that tree construction asks for, and those that the standard writes with capitals.

use crate::names::name_table::{Number, of};

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
