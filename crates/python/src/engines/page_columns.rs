//! Pages of dumps as rows, with all that reading found out about them.

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use dechaff_pipeline::{IngestOptions, InputError, Item, Origin, Page, PageKind, RowReader};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

use crate::engines::columns::{Bytes, integers};

/// The name of the column that makes a table one of dump pages.
pub(crate) const ABOUT: &str = "dechaff_page";

/// What is known of a page besides its bytes, its address and its place.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site_name: Option<String>,
    is_text: bool,
    #[serde(skip_serializing_if = "Map::is_empty")]
    metadata: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    too_large: Option<u64>,
    truncated: bool,
    not_text: bool,
    decoding_errors: bool,
}

impl About {
    fn new(page: &Page) -> Self {
        let declared = page.declared.clone();
        Self {
            id: declared.id,
            charset: declared.charset,
            fetched: declared.fetched,
            published: declared.published,
            title: declared.title,
            authors: declared.authors,
            language: declared.language,
            site_name: declared.site_name,
            is_text: page.kind == PageKind::Text,
            metadata: page.metadata.clone(),
            too_large: page.too_large,
            truncated: page.truncated,
            not_text: page.not_text,
            decoding_errors: page.decoding_errors,
        }
    }

    fn into_page(self, bytes: Vec<u8>, url: Option<String>, origin: Origin) -> Page {
        let kind = if self.is_text { PageKind::Text } else { PageKind::Html };
        let mut page = Page::new(bytes, kind, origin);
        page.declared.id = self.id;
        page.declared.url = url;
        page.declared.charset = self.charset;
        page.declared.fetched = self.fetched;
        page.declared.published = self.published;
        page.declared.title = self.title;
        page.declared.authors = self.authors;
        page.declared.language = self.language;
        page.declared.site_name = self.site_name;
        page.metadata = self.metadata;
        page.too_large = self.too_large;
        page.truncated = self.truncated;
        page.not_text = self.not_text;
        page.decoding_errors = self.decoding_errors;
        page
    }
}

/// Why a row has no page, in place of what is known of it.
#[derive(Debug, Serialize, Deserialize)]
struct Fault {
    error: String,
    detail: String,
}

/// Rows of pages that are being written.
#[derive(Default)]
pub(crate) struct PageRows {
    html: BinaryBuilder,
    url: StringBuilder,
    about: StringBuilder,
    file: StringBuilder,
    record: Int64Builder,
    offset: Int64Builder,
    /// Rows and bytes so far.
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

impl PageRows {
    /// Adds a page or an error. Records that are no pages are left out.
    pub(crate) fn push(&mut self, item: &Item) {
        let about = match item {
            Item::Page(page) => {
                self.html.append_value(&page.bytes);
                self.url.append_option(page.declared.url.as_deref());
                self.bytes += page.bytes.len();
                serde_json::to_string(&About::new(page))
            }
            Item::Error(error) => {
                self.html.append_null();
                self.url.append_null();
                let error = Fault { error: error.kind.as_str().to_owned(), detail: error.detail.clone() };
                serde_json::to_string(&error)
            }
            Item::Skipped(_) => return,
        };
        let origin = item.origin();
        self.about.append_option(about.ok());
        self.file.append_value(&origin.file);
        self.record.append_value(origin.record as i64);
        self.offset.append_value(origin.offset as i64);
        self.rows += 1;
    }

    /// The rows so far.
    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let columns: [(&str, ArrayRef); 6] = [
            ("html", Arc::new(self.html.finish())),
            ("url", Arc::new(self.url.finish())),
            (ABOUT, Arc::new(self.about.finish())),
            ("file", Arc::new(self.file.finish())),
            ("record", Arc::new(self.record.finish())),
            ("offset", Arc::new(self.offset.finish())),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
    }
}

/// Why a row has no page: where, the kind and the details.
pub(crate) type RowFault = (Origin, String, String);

/// Rows as pages: those of dumps as they were read, and others by the names of their columns.
pub(crate) struct PageReader<'a> {
    batch: &'a RecordBatch,
    dump: Option<DumpColumns<'a>>,
    rows: RowReader,
    /// The number of the row before the first.
    before: usize,
}

struct DumpColumns<'a> {
    html: Bytes<'a>,
    url: Bytes<'a>,
    about: Bytes<'a>,
    file: Bytes<'a>,
    record: &'a [i64],
    offset: &'a [i64],
}

impl<'a> PageReader<'a> {
    pub(crate) fn new(
        batch: &'a RecordBatch,
        ingest: &IngestOptions,
        before: usize,
    ) -> Result<Self, ArrowError> {
        let dump = match batch.column_by_name(ABOUT) {
            None => None,
            Some(_) => Some(DumpColumns {
                html: Bytes::find(batch, "html")?,
                url: Bytes::find(batch, "url")?,
                about: Bytes::find(batch, ABOUT)?,
                file: Bytes::find(batch, "file")?,
                record: integers(batch, "record")?,
                offset: integers(batch, "offset")?,
            }),
        };
        Ok(Self { batch, dump, rows: RowReader::new(ingest.clone()), before })
    }

    /// The page of a row.
    pub(crate) fn page(&mut self, row: usize) -> Result<Page, RowFault> {
        let Some(dump) = &self.dump else {
            let origin = Origin { file: "".into(), record: (self.before + row + 1) as u64, offset: 0 };
            let fault = |error: InputError| (error.origin, error.kind.as_str().to_owned(), error.detail);
            return self.rows.page(self.batch, row, origin).map_err(fault);
        };
        let origin = Origin {
            file: dump.file.text(row).unwrap_or_default().into(),
            record: dump.record[row] as u64,
            offset: dump.offset[row] as u64,
        };
        let about = dump.about.get(row).unwrap_or_default();
        match (dump.html.get(row), serde_json::from_slice::<About>(about)) {
            (Some(html), Ok(about)) => {
                Ok(about.into_page(html.to_vec(), dump.url.text(row).map(str::to_owned), origin))
            }
            _ => Err(match serde_json::from_slice::<Fault>(about) {
                Ok(fault) => (origin, fault.error, fault.detail),
                Err(_) => (origin, "no_page".to_owned(), "the row has no page".to_owned()),
            }),
        }
    }
}
