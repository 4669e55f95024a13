//! The metadata fields of an article in one list, so that all views show the same fields.

use std::borrow::Cow;

use dechaff_extract::{Metadata, Sourced, UnusedValue};

/// A metadata field as text.
pub(crate) struct MetadataField<'a> {
    /// Name of the field, as in records.
    pub(crate) name: &'static str,
    /// Value and source, or `None` if the field was not found. Values of a list are separated by `; `.
    pub(crate) value: Option<(Cow<'a, str>, &'a str)>,
}

/// Lists all metadata fields, found or not, in the order in which they are shown.
pub(crate) fn metadata_fields(metadata: &Metadata) -> Vec<MetadataField<'_>> {
    vec![
        one("title", metadata.title.as_ref()),
        many("authors", metadata.authors.as_ref()),
        one("published", metadata.published.as_ref()),
        one("modified", metadata.modified.as_ref()),
        one("site_name", metadata.site_name.as_ref()),
        one("description", metadata.description.as_ref()),
        one("language", metadata.language.as_ref()),
        one("section", metadata.section.as_ref()),
        many("tags", metadata.tags.as_ref()),
        one("image", metadata.image.as_ref()),
        one("canonical_url", metadata.canonical_url.as_ref()),
        one("license", metadata.license.as_ref()),
        one("page_type", metadata.page_type.as_ref()),
        MetadataField {
            name: "paywalled",
            value: metadata.paywalled.as_ref().map(|p| (p.value.to_string().into(), &*p.source)),
        },
    ]
}

/// The values of a field that were found and not used, the most trusted first.
pub(crate) fn unused<'a>(metadata: &'a Metadata, name: &str) -> &'a [UnusedValue] {
    let Some(unused) = &metadata.unused else { return &[] };
    match name {
        "title" => &unused.title,
        "authors" => &unused.authors,
        "published" => &unused.published,
        "modified" => &unused.modified,
        _ => &[],
    }
}

/// Returns the field with this name, if it was found.
pub(crate) fn find<'a>(metadata: &'a Metadata, name: &str) -> Option<(Cow<'a, str>, &'a str)> {
    metadata_fields(metadata).into_iter().find(|field| field.name == name)?.value
}

fn one<'a>(name: &'static str, field: Option<&'a Sourced<String>>) -> MetadataField<'a> {
    MetadataField { name, value: field.map(|f| (f.value.as_str().into(), &*f.source)) }
}

fn many<'a>(name: &'static str, field: Option<&'a Sourced<Vec<String>>>) -> MetadataField<'a> {
    MetadataField { name, value: field.map(|f| (f.value.join("; ").into(), &*f.source)) }
}
