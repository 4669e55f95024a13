//! CSV and TSV with a header: a row a record, with the header's names as fields.
//!
//! A file is taken for CSV only if its first line names fields that are known and the rows behind it have as
//! many columns; prose with commas in it does not. A row then goes the way of a JSON record.
//!
//! A quoted field may hold newlines, so a quote that is not closed swallows the rows behind it. It is noticed
//! by what follows the quote that closes it in the end, for that one was meant to open. The row is an error
//! then, and reading goes on at the next line that is a row by itself: it has the columns of the header, and
//! an address where the header says so.

use std::collections::VecDeque;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use memchr::{memchr, memchr_iter, memchr2};
use serde_json::{Map, Value};

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::record::field_mapping::{Mapping, is_known_name, names_the_url};
use crate::record::json::page_of_line;
use crate::stream::{Damage, Stop, Stream};

/// So many rows are looked at to tell whether a file is CSV.
const JUDGED_ROWS: usize = 20;
/// The buffer of the row parser; rows are in memory already.
const ROW_BUFFER_BYTES: usize = 16 << 10;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    delimiter: u8,
}

/// How bytes are written that are CSV with a header; `None` if they are not.
pub(crate) fn dialect(data: &[u8], mapping: &Mapping) -> Option<Dialect> {
    [b',', b'\t', b';'].into_iter().map(|delimiter| Dialect { delimiter }).find(|dialect| {
        let mut scan = Scan::new(*dialect);
        let Scanned::Row(header) = scan.run(data) else { return false };
        let columns = scan.columns;
        // Not worth parsing; nearly all text ends here.
        if columns < 2 || memchr(b'\n', &data[..header]).is_some() {
            return false;
        }
        let Some(names) = dialect.names(&data[..header]) else { return false };
        let known = names.iter().filter(|name| is_known_name(name, mapping)).count();
        let page_columns =
            names.iter().filter(|name| matches!(name.as_str(), "text" | "html" | "url")).count();
        (known >= 2 || page_columns > 0) && rows_agree(*dialect, columns, &data[header + 1..])
    })
}

/// Whether the rows behind a header mostly have its columns.
fn rows_agree(dialect: Dialect, columns: usize, mut rest: &[u8]) -> bool {
    let (mut rows, mut fit) = (0, 0);
    while rows < JUDGED_ROWS {
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        rest = &rest[blank..];
        if rest.is_empty() {
            break;
        }
        let mut scan = Scan::new(dialect);
        match scan.run(rest) {
            Scanned::Row(end) => {
                fit += usize::from(scan.columns == columns);
                rest = &rest[end + 1..];
            }
            // The last one to be seen may go on.
            Scanned::Open => {
                fit += usize::from(rows == 0 && scan.columns <= columns || scan.columns == columns);
                rest = &[];
            }
            Scanned::Broken => {
                rest = memchr(b'\n', rest).map_or(&[][..], |end| &rest[end + 1..]);
            }
        }
        rows += 1;
    }
    fit > 0 && fit * 2 >= rows
}

impl Dialect {
    /// The fields of a row, without its newline.
    fn fields(self, row: &[u8], quoting: bool) -> Option<ByteRecord> {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .quoting(quoting)
            // A newline in a row is one in quotes.
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(row.len().clamp(1, ROW_BUFFER_BYTES))
            .from_reader(row);
        let mut fields = ByteRecord::new();
        reader.read_byte_record(&mut fields).ok().filter(|found| *found).map(|_| fields)
    }

    fn names(self, header: &[u8]) -> Option<Vec<String>> {
        let fields = self.fields(header, true)?;
        Some(fields.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote that closes the field, unless another one follows.
    Closed,
    /// Behind the carriage return behind that.
    ClosedReturn,
}

/// Follows one row.
struct Scan {
    delimiter: u8,
    /// How far the row was followed.
    at: usize,
    place: Place,
    /// Columns begun so far.
    columns: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Scanned {
    /// The row is whole; its newline stands here.
    Row(usize),
    /// It goes on.
    Open,
    /// Something follows a closed field that can't.
    Broken,
}

impl Scan {
    fn new(dialect: Dialect) -> Self {
        Scan { delimiter: dialect.delimiter, at: 0, place: Place::FieldStart, columns: 1 }
    }

    /// Goes on in a row of which `data` is the beginning, each time with more of it.
    fn run(&mut self, data: &[u8]) -> Scanned {
        while self.at < data.len() {
            let byte = data[self.at];
            match self.place {
                Place::FieldStart if byte == b'"' => self.place = Place::Quoted,
                Place::FieldStart | Place::Plain => {
                    let Some(found) = memchr2(self.delimiter, b'\n', &data[self.at..]) else {
                        self.at = data.len();
                        self.place = Place::Plain;
                        break;
                    };
                    self.at += found;
                    if data[self.at] == b'\n' {
                        return Scanned::Row(self.at);
                    }
                    self.place = Place::FieldStart;
                    self.columns += 1;
                }
                Place::Quoted => {
                    let Some(found) = memchr(b'"', &data[self.at..]) else {
                        self.at = data.len();
                        break;
                    };
                    self.at += found;
                    self.place = Place::Closed;
                }
                Place::Closed if byte == b'"' => self.place = Place::Quoted,
                Place::Closed if byte == b'\r' => self.place = Place::ClosedReturn,
                Place::Closed if byte == self.delimiter => {
                    self.place = Place::FieldStart;
                    self.columns += 1;
                }
                Place::Closed | Place::ClosedReturn if byte == b'\n' => return Scanned::Row(self.at),
                Place::Closed | Place::ClosedReturn => return Scanned::Broken,
            }
            self.at += 1;
        }
        Scanned::Open
    }

    /// Whether the row may end here.
    fn may_end(&self) -> bool {
        self.place != Place::Quoted
    }
}

pub(crate) struct CsvRows {
    facts: FileFacts,
    dialect: Dialect,
    /// Empty until the header was read.
    names: Vec<String>,
    url_column: Option<usize>,
    /// Rows begun so far.
    row: u64,
}

impl CsvRows {
    pub(crate) fn new(facts: FileFacts, dialect: Dialect) -> Self {
        CsvRows { facts, dialect, names: Vec::new(), url_column: None, row: 0 }
    }

    /// The header was seen whole when the format was recognised.
    fn read_header(&mut self, stream: &mut Stream, state: &ReadState) {
        let data = stream.data();
        let blank = data.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = if data.starts_with(b"\xef\xbb\xbf") { 3 } else { blank };
        let data = &data[start..];
        let blank = data.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let data = &data[blank..];
        let end = memchr(b'\n', data).unwrap_or(data.len());
        self.names = self.dialect.names(&data[..end]).unwrap_or_default();
        self.url_column = self.names.iter().position(|name| names_the_url(name, &state.options.mapping));
        stream.consume(start + blank + end + 1);
    }

    fn error(&self, offset: u64, kind: ErrorKind, detail: String) -> Item {
        self.facts.error(self.row, offset, Damage { kind, detail })
    }

    fn page(&self, row: &[u8], quoting: bool, offset: u64, state: &mut ReadState) -> Item {
        let fields = self.dialect.fields(row, quoting).unwrap_or_default();
        if fields.len() != self.names.len() {
            let detail = format!("the row has {} columns, the header has {}", fields.len(), self.names.len());
            return self.error(offset, ErrorKind::BadRow, detail);
        }
        let mut record = Map::new();
        let mut decoding_errors = false;
        for (name, field) in self.names.iter().zip(&fields) {
            let text = String::from_utf8_lossy(field);
            decoding_errors |= matches!(text, std::borrow::Cow::Owned(_));
            record.insert(name.clone(), Value::String(text.into_owned()));
        }
        let record = Value::Object(record).to_string();
        match page_of_line(record.as_bytes(), &self.facts, self.row, offset, state) {
            Ok(mut page) => {
                page.decoding_errors |= decoding_errors;
                Item::Page(Box::new(page))
            }
            Err(damage) => self.facts.error(self.row, offset, damage),
        }
    }

    /// Whether a row stands here beyond doubt. `open` says whether a row without newline counts.
    fn is_row(&self, data: &[u8], at_end: bool) -> bool {
        let mut scan = Scan::new(self.dialect);
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
    /// A line in which a quote stays open is followed until the next such line, so that no line is gone over
    /// more than twice.
    fn next_row(&self, data: &[u8], at_end: bool) -> Option<usize> {
        memchr_iter(b'\n', data)
            .map(|newline| newline + 1)
            .find(|&at| at < data.len() && self.is_row(&data[at..], at_end))
    }

    /// A quote is not closed in the row that `data` begins with, which may be whole by mistake. Goes on at
    /// the next row, or says that there is none in what was read.
    fn leave_broken_row(&self, stream: &mut Stream, items: &mut VecDeque<Item>, state: &ReadState) -> bool {
        let offset = stream.offset();
        let mut size = stream.data().len();
        loop {
            let at_end = matches!(stream.stop(), Some(Stop::End));
            if let Some(at) = self.next_row(stream.data(), at_end) {
                stream.consume(at);
                let detail = format!("a quote is not closed; {at} bytes up to the next row were passed over");
                items.push_back(self.error(offset, ErrorKind::BadRow, detail));
                return true;
            }
            // Twice as much each time, so that it is not searched again and again.
            size = size.saturating_mul(2);
            if stream.data().len() > state.options.max_line_bytes || stream.stop().is_some() {
                return false;
            }
            stream.fill_to(size);
        }
    }

    /// The stream stopped, within a row or between two.
    fn stopped(
        &mut self,
        stream: &mut Stream,
        scan: &Scan,
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
                if stream.pass_gap().is_none() {
                    return false;
                }
                stream.fill_to(ROW_BUFFER_BYTES);
                let begins = self.url_column.is_some() && self.is_row(stream.data(), stream.stop().is_some());
                if !begins {
                    let at_end = stream.stop().is_some();
                    let next = self.next_row(stream.data(), at_end);
                    let line =
                        memchr(b'\n', stream.data()).map_or(stream.data().len(), |newline| newline + 1);
                    stream.consume(next.unwrap_or(line));
                }
                return true;
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

    /// Passes the rest of a row that is too long, without keeping it.
    fn pass_row(stream: &mut Stream, scan: &mut Scan) {
        loop {
            scan.at = scan.at.min(stream.data().len());
            match scan.run(stream.data()) {
                Scanned::Row(end) => return stream.consume(end + 1),
                // From here on it is no row: the next line is the next chance.
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
}

impl Format for CsvRows {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if self.names.is_empty() {
            self.read_header(stream, state);
        }
        loop {
            let blank = stream.data().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            stream.consume(blank);
            if !stream.data().is_empty() || !stream.more() {
                break;
            }
        }
        self.row += 1;
        let offset = stream.offset();
        let limit = state.options.max_line_bytes;
        let mut scan = Scan::new(self.dialect);
        loop {
            let scanned = scan.run(stream.data());
            // Tables with tabs are often written without any quoting.
            let broken = scanned == Scanned::Broken || (scanned == Scanned::Open && stream.stop().is_some());
            if broken
                && self.dialect.delimiter == b'\t'
                && let Some(end) = memchr(b'\n', stream.data())
                && memchr_iter(b'\t', &stream.data()[..end]).count() + 1 == self.names.len()
            {
                items.push_back(self.page(&stream.data()[..end], false, offset, state));
                stream.consume(end + 1);
                return true;
            }
            match scanned {
                Scanned::Row(end) if end <= limit => {
                    // A row of several lines and the wrong number of columns has swallowed others.
                    let data = &stream.data()[..=end];
                    let swallowed = (scan.columns != self.names.len() && self.url_column.is_some())
                        .then(|| self.next_row(data, false))
                        .flatten();
                    items.push_back(self.page(&stream.data()[..end], true, offset, state));
                    stream.consume(swallowed.unwrap_or(end + 1));
                    return true;
                }
                Scanned::Broken => {
                    if !self.leave_broken_row(stream, items, state) {
                        // No row follows that could be told from the inside of this one.
                        let end = memchr(b'\n', stream.data()).map_or(usize::MAX, |end| end + 1);
                        stream.consume(end);
                        let detail = "something follows a closed quote".to_owned();
                        items.push_back(self.error(offset, ErrorKind::BadRow, detail));
                    }
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
                    let quoted = scanned == Scanned::Open && scan.place == Place::Quoted;
                    if quoted && self.url_column.is_some() && self.leave_broken_row(stream, items, state) {
                        return true;
                    }
                    let mut scan = match scanned {
                        Scanned::Row(_) => Scan::new(self.dialect),
                        _ => scan,
                    };
                    Self::pass_row(stream, &mut scan);
                    let length = stream.offset() - offset;
                    let detail = format!("the row has {length} bytes, the limit is {limit}");
                    items.push_back(self.error(offset, ErrorKind::LineTooLong, detail));
                    return true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(data: &str) -> Option<u8> {
        dialect(data.as_bytes(), &Mapping::default()).map(|dialect| dialect.delimiter)
    }

    #[test]
    fn tables_are_known_by_their_header() {
        assert_eq!(delimiter("url,text\nhttps://a.org,words\n"), Some(b','));
        assert_eq!(delimiter("url\ttext\r\nhttps://a.org\twords\r\n"), Some(b'\t'));
        assert_eq!(delimiter("link;body\nhttps://a.org;words\n"), Some(b';'));
        assert_eq!(delimiter("\"id\",\"text\"\n1,\"two\nlines, \"\"quoted\"\"\"\n"), Some(b','));
        // Only the beginning of a long row can be seen.
        assert_eq!(delimiter("id,text\n1,\"two\nlines"), Some(b','));
        // One of three rows is broken.
        assert_eq!(delimiter("id,text\n1\n2,b\n3,c\n"), Some(b','));
    }

    #[test]
    fn text_with_commas_is_no_table() {
        for text in [
            "",
            "text\nwords\n",
            "Title, text and url, in a line.\nMore words, and more, here.\n",
            "url,text\n",
            "url,text\nOne line without.\nAnother one, and, a third.\n",
            "one,two\n1,2\n",
            "title,\nIt rained, and rained.\n",
            "{\"url\": 1, \"text\": 2}\n",
        ] {
            assert_eq!(delimiter(text), None, "{text}");
        }
    }
}
