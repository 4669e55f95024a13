//! Pages that come without a container.

use crate::mapping::Field;
use crate::options::Options;
use crate::page::{Origin, Page, PageKind};
use crate::record::json::{limit_page, page_from_content};
use crate::sniff::{Sniffed, sniff};

impl Page {
    /// A page from its bytes alone. They decide whether it is markup or text.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>, origin: Origin, options: &Options) -> Self {
        let sniffed = sniff(&bytes);
        let kind = if matches!(sniffed, Sniffed::Text) { PageKind::Text } else { PageKind::Html };
        let mut page = Self::new(bytes, kind, origin);
        page.not_text = !matches!(sniffed, Sniffed::Text | Sniffed::Html);
        limit_page(&mut page, options.max_page_bytes);
        page
    }

    /// A page from its characters. Markup is recognized, also if its tags are written as entities.
    #[must_use]
    pub fn from_text(text: String, origin: Origin, options: &Options) -> Self {
        let mut page = page_from_content(Field::Text, text, Self::new(vec![], PageKind::Text, origin));
        page.declared.charset = Some("utf-8".to_owned());
        limit_page(&mut page, options.max_page_bytes);
        page
    }
}
