//! Recognises CSV with a header by its columns.

use csv::{ByteRecord, ReaderBuilder, Terminator};
use memchr::memchr;

use crate::formats::csv::row_scan::{RowScan, Scanned};
use crate::mapping::Mapping;
use crate::record::field_mapping::known_column_name;

/// How many rows are looked at to decide whether a file is CSV.
const JUDGED_ROWS: usize = 20;
/// The buffer of the row parser. Rows are already in memory.
pub(super) const ROW_BUFFER_BYTES: usize = 16 << 10;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(super) delimiter: u8,
}

/// The dialect of CSV with a header; `None` if the bytes are not CSV.
pub(crate) fn dialect(data: &[u8], mapping: &Mapping) -> Option<Dialect> {
    let (separator, line) = separator_line(data);
    let data = &data[line..];
    let delimiters = separator.map_or(vec![b',', b'\t', b';', b'|'], |delimiter| vec![delimiter]);
    delimiters.into_iter().map(|delimiter| Dialect { delimiter }).find(|dialect| {
        let mut scan = RowScan::new(dialect.delimiter);
        let Scanned::Row(header) = scan.run(data) else { return false };
        let columns = scan.columns;
        // Nearly all text ends here, before anything is parsed.
        if columns < 2 || memchr(b'\n', &data[..header]).is_some() {
            return false;
        }
        let Some(names) = dialect.names(&data[..header]) else { return false };
        let known = names.iter().filter(|name| known_column_name(name, mapping).is_some()).count();
        let page_columns =
            names.iter().filter(|name| matches!(name.as_str(), "text" | "html" | "url")).count();
        (known >= 2 || page_columns > 0) && rows_agree(*dialect, columns, &data[header + 1..])
    })
}

/// The delimiter that a line `sep=;` before the header states, as spreadsheet programs write it, and the line's bytes: 0
/// if there is none.
pub(super) fn separator_line(data: &[u8]) -> (Option<u8>, usize) {
    let line = memchr(b'\n', data).map_or(data, |end| &data[..end]);
    match line.trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (Some(*delimiter), line.len() + 1),
        _ => (None, 0),
    }
}

/// Whether most rows after a header have as many columns.
fn rows_agree(dialect: Dialect, columns: usize, mut rest: &[u8]) -> bool {
    let (mut rows, mut fit) = (0, 0);
    while rows < JUDGED_ROWS {
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        rest = &rest[blank..];
        if rest.is_empty() {
            break;
        }
        let mut scan = RowScan::new(dialect.delimiter);
        match scan.run(rest) {
            Scanned::Row(end) => {
                fit += usize::from(scan.columns == columns);
                rest = &rest[end + 1..];
            }
            // The last row to be seen may continue.
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
    /// The fields of a row without its newline.
    pub(super) fn fields(self, row: &[u8], quoting: bool) -> Option<ByteRecord> {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .quoting(quoting)
            // A newline within a row is in quotes.
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(row.len().clamp(1, ROW_BUFFER_BYTES))
            .from_reader(row);
        let mut fields = ByteRecord::new();
        reader.read_byte_record(&mut fields).ok().filter(|found| *found).map(|_| fields)
    }

    /// The names in a header without its newline.
    pub(super) fn names(self, header: &[u8]) -> Option<Vec<String>> {
        let fields = self.fields(header, true)?;
        Some(fields.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(data: &str) -> Option<u8> {
        dialect(data.as_bytes(), &Mapping::default()).map(|dialect| dialect.delimiter)
    }

    #[test]
    fn tables_are_recognised_by_their_header() {
        assert_eq!(delimiter("url,text\nhttps://a.org,words\n"), Some(b','));
        assert_eq!(delimiter("url\ttext\r\nhttps://a.org\twords\r\n"), Some(b'\t'));
        assert_eq!(delimiter("link;body\nhttps://a.org;words\n"), Some(b';'));
        assert_eq!(delimiter("\"id\",\"text\"\n1,\"two\nlines, \"\"quoted\"\"\"\n"), Some(b','));
        // Only the beginning of a long row can be seen.
        assert_eq!(delimiter("id,text\n1,\"two\nlines"), Some(b','));
        assert_eq!(delimiter("sep=|\nURL|Full Text\nhttps://a.org|words\n"), Some(b'|'));
        assert_eq!(delimiter("Page URL,Body Text\nhttps://a.org,words\n"), Some(b','));
        assert_eq!(delimiter("Headline\tContent\nRain\tIt rained.\n"), Some(b'\t'));
        // One of three rows is broken.
        assert_eq!(delimiter("id,text\n1\n2,b\n3,c\n"), Some(b','));
    }

    #[test]
    fn text_with_commas_is_not_a_table() {
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
