//! CSV and TSV with a header: one record per row, with the header's names as fields.
//!
//! A file is taken for CSV only if its first line contains known field names and the rows after it have as many
//! columns. Prose with commas does not. A row is then read as a JSON record is.
//!
//! A quoted field may contain newlines, so a quote that is not closed swallows the rows after it. This shows by
//! what follows the quote that closes it in the end, because that quote was meant to open a field. The row is
//! then an error, and reading resumes at the next line that is a row by itself: it has the columns of the
//! header, and a URL where the header says so.

mod dialect;
mod row_scan;

use std::collections::{HashSet, VecDeque};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter};
use serde_json::{Map, Value};

use crate::formats::csv::dialect::{ROW_BUFFER_BYTES, separator_line};
use crate::formats::csv::row_scan::{Place, RowScan, Scanned};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::mapping::Mapping;
use crate::record::field_mapping::{is_url_name, known_column_name};
use crate::record::json::page_from_object;
use crate::stream::{Damage, Stop, Stream};

pub(crate) use crate::formats::csv::dialect::{Dialect, dialect};

/// The names of columns, each in the form in which it is known, unless another column has that name already.
fn known_names(names: &[String], mapping: &Mapping) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let known = |name: &String| known_column_name(name, mapping).filter(|known| taken.insert(known.clone()));
    names.iter().map(known).zip(names).map(|(known, name)| known.unwrap_or_else(|| name.clone())).collect()
}

/// The charset of rows that are not UTF-8, as old spreadsheet programs write them; `None` if a few bad bytes in UTF-8
/// explain the rows as well.
fn legacy_charset(rows: &[u8]) -> Option<&'static Encoding> {
    let (mut bad, mut good) = (0, 0);
    for chunk in rows.utf8_chunks() {
        bad += usize::from(!chunk.invalid().is_empty());
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    if bad < 2 || bad <= good {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(rows, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

pub(crate) struct CsvRows {
    facts: FileFacts,
    dialect: Dialect,
    /// The names under which columns are read. Empty until the header is read.
    names: Vec<String>,
    /// Columns to keep that are read under another name than the header's, with the latter.
    kept_names: Vec<(usize, String)>,
    url_column: Option<usize>,
    /// The charset of rows that are not UTF-8, if the first rows show it.
    charset: Option<&'static Encoding>,
    /// Rows begun so far.
    row: u64,
}

impl CsvRows {
    pub(crate) fn new(facts: FileFacts, dialect: Dialect) -> Self {
        CsvRows {
            facts,
            dialect,
            names: Vec::new(),
            kept_names: Vec::new(),
            url_column: None,
            charset: None,
            row: 0,
        }
    }

    /// Reads the header, which was buffered when the format was recognised.
    fn read_header(&mut self, stream: &mut Stream, state: &ReadState) {
        let data = stream.data();
        let blank = data.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = if data.starts_with(b"\xef\xbb\xbf") { 3 } else { blank };
        let data = &data[start..];
        let blank = data.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let blank = blank + separator_line(&data[blank..]).1;
        let data = &data[blank..];
        let end = memchr(b'\n', data).unwrap_or(data.len());
        let names = self.dialect.names(&data[..end]).unwrap_or_default();
        self.names = known_names(&names, &state.options.mapping);
        let is_kept = |(column, name): &(usize, String)| {
            self.names[*column] != *name && state.options.keep_fields.contains(name)
        };
        self.kept_names = names.into_iter().enumerate().filter(is_kept).collect();
        self.url_column = self.names.iter().position(|name| is_url_name(name, &state.options.mapping));
        self.charset = legacy_charset(data);
        stream.consume(start + blank + end + 1);
    }

    fn error(&self, offset: u64, kind: ErrorKind, detail: String) -> Item {
        self.facts.error(self.row, offset, Damage { kind, detail })
    }

    /// Turns a row into a page, by way of a JSON object with the names of the header.
    fn page(&self, row: &[u8], quoting: bool, offset: u64, state: &mut ReadState) -> Item {
        let fields = self.dialect.fields(row, quoting).unwrap_or_default();
        if fields.len() != self.names.len() {
            let detail = format!("the row has {} columns, the header has {}", fields.len(), self.names.len());
            return self.error(offset, ErrorKind::BadRow, detail);
        }
        let encoding = if simdutf8::basic::from_utf8(row).is_ok() {
            UTF_8
        } else {
            self.charset.or_else(|| legacy_charset(row)).unwrap_or(UTF_8)
        };
        let mut record = Map::new();
        let mut decoding_errors = false;
        for (name, field) in self.names.iter().zip(&fields) {
            let (text, has_errors) = encoding.decode_without_bom_handling(field);
            decoding_errors |= has_errors;
            record.insert(name.clone(), Value::String(text.into_owned()));
        }
        for (column, name) in &self.kept_names {
            let (text, _) = encoding.decode_without_bom_handling(fields.get(*column).unwrap_or_default());
            record.insert(name.clone(), Value::String(text.into_owned()));
        }
        let record = Value::Object(record).to_string();
        let origin = self.facts.origin(self.row, offset);
        match page_from_object(record.as_bytes(), origin, &state.options, &mut state.json) {
            Ok(mut page) => {
                page.decoding_errors |= decoding_errors;
                Item::Page(Box::new(page))
            }
            Err(damage) => self.facts.error(self.row, offset, damage),
        }
    }

    /// Whether bytes begin with a row beyond doubt. `at_end` says that a row without a newline counts.
    fn is_row(&self, data: &[u8], at_end: bool) -> bool {
        let mut scan = RowScan::new(self.dialect.delimiter);
        let end = match scan.run(data) {
            Scanned::Row(end) => end,
            Scanned::Open if at_end && scan.may_end() => data.len(),
            _ => return false,
        };
        let Some(column) = self.url_column else { return scan.columns == self.names.len() };
        scan.columns == self.names.len()
            && self.dialect.fields(&data[..end], true).is_some_and(|fields| {
                let url = fields.get(column).unwrap_or_default();
                memchr::memmem::find(url, b"://").is_some() && !url.contains(&b'\n')
            })
    }

    /// Where the next line starts that is a row by itself, within what is buffered.
    ///
    /// A line in which a quote stays open is scanned up to the next such line, so no line is scanned more than
    /// twice.
    fn next_row(&self, data: &[u8], at_end: bool) -> Option<usize> {
        memchr_iter(b'\n', data)
            .map(|newline| newline + 1)
            .find(|&at| at < data.len() && self.is_row(&data[at..], at_end))
    }

    /// Leaves a row in which a quote is not closed, which may look complete by mistake. Reports it and goes to
    /// the next row, or returns `false` if none is buffered.
    fn leave_broken_row(&self, stream: &mut Stream, items: &mut VecDeque<Item>, state: &ReadState) -> bool {
        let offset = stream.offset();
        let mut size = stream.data().len();
        loop {
            let at_end = matches!(stream.stop(), Some(Stop::End));
            if let Some(at) = self.next_row(stream.data(), at_end) {
                stream.consume(at);
                let detail = format!("a quote is not closed; {at} bytes up to the next row were skipped");
                items.push_back(self.error(offset, ErrorKind::BadRow, detail));
                return true;
            }
            // The buffer doubles each time, so that the same bytes are not searched again and again.
            size = size.saturating_mul(2);
            if stream.data().len() > state.options.max_line_bytes || stream.stop().is_some() {
                return false;
            }
            stream.fill_to(size);
        }
    }

    /// Reads what is left when the stream stopped, within a row or between two. Returns whether something may
    /// follow.
    fn stopped(
        &mut self,
        stream: &mut Stream,
        scan: &RowScan,
        state: &mut ReadState,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let offset = stream.offset();
        let nothing = stream.data().trim_ascii().is_empty();
        match stream.stop() {
            Some(Stop::Gap(damage) | Stop::Fatal(damage)) => {
                // The row's last field may be cut.
                let damage = damage.clone();
                items.push_back(self.facts.error(self.row, offset, damage));
                stream.consume(usize::MAX);
                self.row -= u64::from(nothing);
                let may_follow = stream.pass_gap().is_some();
                if may_follow {
                    self.find_row_after_gap(stream);
                }
                return may_follow;
            }
            _ if nothing => {
                self.row -= 1;
                stream.consume(usize::MAX);
                return false;
            }
            _ => {}
        }
        if scan.may_end() && scan.columns == self.names.len() {
            items.push_back(self.page(stream.data(), true, offset, state));
        } else {
            let what = if scan.may_end() {
                format!("has {} of {} columns", scan.columns, self.names.len())
            } else {
                "has a quote that is not closed".to_owned()
            };
            let detail = format!("the last row is cut: it {what}");
            items.push_back(self.error(offset, ErrorKind::Truncated, detail));
        }
        stream.consume(usize::MAX);
        false
    }

    /// Goes to the first row after a gap.
    fn find_row_after_gap(&self, stream: &mut Stream) {
        stream.fill_to(ROW_BUFFER_BYTES);
        let data = stream.data();
        let at_end = stream.stop().is_some();
        if self.url_column.is_some() && self.is_row(data, at_end) {
            return;
        }
        let line = memchr(b'\n', data).map_or(data.len(), |newline| newline + 1);
        let next = self.next_row(data, at_end).unwrap_or(line);
        stream.consume(next);
    }

    /// Skips the rest of a row that is too long, without keeping it.
    fn skip_row(stream: &mut Stream, scan: &mut RowScan) {
        loop {
            scan.at = scan.at.min(stream.data().len());
            match scan.run(stream.data()) {
                Scanned::Row(end) => return stream.consume(end + 1),
                // The rest is not a row. The next line may be one.
                Scanned::Broken => scan.place = Place::Plain,
                Scanned::Open => {
                    stream.consume(usize::MAX);
                    scan.at = 0;
                    if !stream.more() {
                        return;
                    }
                }
            }
        }
    }

    /// Skips empty lines.
    fn find_row(stream: &mut Stream) {
        loop {
            let blank = stream.data().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            stream.consume(blank);
            if !stream.data().is_empty() || !stream.more() {
                return;
            }
        }
    }

    /// Where the first line ends, if it is a row without any quoting, as tables with tabs often are.
    fn end_of_unquoted_row(&self, data: &[u8]) -> Option<usize> {
        if self.dialect.delimiter != b'\t' {
            return None;
        }
        let end = memchr(b'\n', data)?;
        (memchr_iter(b'\t', &data[..end]).count() + 1 == self.names.len()).then_some(end)
    }

    /// Reads the row whose newline is at `end`.
    fn whole_row(
        &self,
        stream: &mut Stream,
        scan: &RowScan,
        end: usize,
        state: &mut ReadState,
        items: &mut VecDeque<Item>,
    ) {
        let offset = stream.offset();
        // A row of several lines and with the wrong number of columns has swallowed others.
        let swallowed = (scan.columns != self.names.len() && self.url_column.is_some())
            .then(|| self.next_row(&stream.data()[..=end], false))
            .flatten();
        items.push_back(self.page(&stream.data()[..end], true, offset, state));
        stream.consume(swallowed.unwrap_or(end + 1));
    }

    /// Leaves a row in which something follows a closed quote.
    fn broken_row(&self, stream: &mut Stream, state: &ReadState, items: &mut VecDeque<Item>) {
        let offset = stream.offset();
        if !self.leave_broken_row(stream, items, state) {
            // No row follows that could be distinguished from the inside of this one.
            let end = memchr(b'\n', stream.data()).map_or(usize::MAX, |end| end + 1);
            stream.consume(end);
            let detail = "something follows a closed quote".to_owned();
            items.push_back(self.error(offset, ErrorKind::BadRow, detail));
        }
    }

    /// Leaves a row that is longer than the limit.
    fn row_too_long(
        &self,
        stream: &mut Stream,
        scanned: Scanned,
        mut scan: RowScan,
        state: &ReadState,
        items: &mut VecDeque<Item>,
    ) {
        let offset = stream.offset();
        let in_quotes = scanned == Scanned::Open && scan.place == Place::Quoted;
        if in_quotes && self.url_column.is_some() && self.leave_broken_row(stream, items, state) {
            return;
        }
        if let Scanned::Row(_) = scanned {
            scan = RowScan::new(self.dialect.delimiter);
        }
        Self::skip_row(stream, &mut scan);
        let length = stream.offset() - offset;
        let limit = state.options.max_line_bytes;
        let detail = format!("the row has {length} bytes, the limit is {limit}");
        items.push_back(self.error(offset, ErrorKind::LineTooLong, detail));
    }
}

impl Format for CsvRows {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if self.names.is_empty() {
            self.read_header(stream, state);
        }
        Self::find_row(stream);
        self.row += 1;
        let limit = state.options.max_line_bytes;
        let mut scan = RowScan::new(self.dialect.delimiter);
        loop {
            let scanned = scan.run(stream.data());
            let is_broken =
                scanned == Scanned::Broken || (scanned == Scanned::Open && stream.stop().is_some());
            if is_broken && let Some(end) = self.end_of_unquoted_row(stream.data()) {
                items.push_back(self.page(&stream.data()[..end], false, stream.offset(), state));
                stream.consume(end + 1);
                return true;
            }
            match scanned {
                Scanned::Row(end) if end <= limit => {
                    self.whole_row(stream, &scan, end, state, items);
                    return true;
                }
                Scanned::Broken => {
                    self.broken_row(stream, state, items);
                    return true;
                }
                Scanned::Open if stream.data().len() <= limit => {
                    if stream.more() {
                        continue;
                    }
                    if scan.place == Place::Quoted
                        && matches!(stream.stop(), Some(Stop::End))
                        && self.leave_broken_row(stream, items, state)
                    {
                        return true;
                    }
                    return self.stopped(stream, &scan, state, items);
                }
                Scanned::Row(_) | Scanned::Open => {
                    self.row_too_long(stream, scanned, scan, state, items);
                    return true;
                }
            }
        }
    }
}
