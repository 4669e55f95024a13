//! Recognises CSV with a header by its columns.

use std::collections::HashSet;

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
        let rows = RowShapes::new(*dialect, columns, &data[header + 1..]);
        if known >= 2 || page_columns > 0 {
            rows.mostly_agree()
        } else {
            rows.all_agree() && are_labels(&names)
        }
    })
}

/// Whether all names of a header are short and different, as those of columns are. Without a name that is known this is
/// what distinguishes a table from lines of prose or a menu.
fn are_labels(names: &[String]) -> bool {
    const MAX_LABEL_CHARACTERS: usize = 40;
    const MAX_LABEL_WORDS: usize = 3;
    let is_label = |name: &String| {
        name.chars().any(char::is_alphabetic)
            && name.chars().count() <= MAX_LABEL_CHARACTERS
            && name.split_whitespace().count() <= MAX_LABEL_WORDS
            && !name.contains([':', '.', '!', '?', '/', '\n'])
            && name.trim() == name
    };
    names.iter().all(is_label) && names.iter().collect::<HashSet<_>>().len() == names.len()
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

/// How the rows after a header agree with it.
struct RowShapes {
    rows: usize,
    /// Rows with as many columns as the header.
    fit: usize,
    /// Whether a field is quoted or a URL, which lines of prose and menus do not have.
    has_marked_field: bool,
    /// Whether a field is as long as a paragraph.
    has_long_field: bool,
}

/// A field of this length is text and not a label.
const LONG_FIELD_BYTES: usize = 120;

impl RowShapes {
    /// Looks at the rows up to [`JUDGED_ROWS`].
    fn new(dialect: Dialect, columns: usize, mut rest: &[u8]) -> Self {
        let mut shapes = RowShapes { rows: 0, fit: 0, has_marked_field: false, has_long_field: false };
        while shapes.rows < JUDGED_ROWS {
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            rest = &rest[blank..];
            if rest.is_empty() {
                break;
            }
            let mut scan = RowScan::new(dialect.delimiter);
            let scanned = scan.run(rest);
            let (row, fits) = match scanned {
                Scanned::Row(end) => (end, scan.columns == columns),
                // The last row to be seen may continue.
                Scanned::Open => {
                    (rest.len(), shapes.rows == 0 && scan.columns <= columns || scan.columns == columns)
                }
                Scanned::Broken => (memchr(b'\n', rest).unwrap_or(rest.len()), false),
            };
            shapes.rows += 1;
            shapes.fit += usize::from(fits);
            if fits {
                for field in rest[..row].split(|&byte| byte == dialect.delimiter) {
                    shapes.has_marked_field |= field.starts_with(b"\"") || field.starts_with(b"http");
                    shapes.has_long_field |= field.len() >= LONG_FIELD_BYTES;
                }
            }
            rest = rest.get(row + 1..).unwrap_or(&[]);
        }
        shapes
    }

    fn mostly_agree(&self) -> bool {
        self.fit > 0 && self.fit * 2 >= self.rows
    }

    fn all_agree(&self) -> bool {
        self.fit == self.rows && (self.has_marked_field || (self.rows > 1 && self.has_long_field))
    }
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
    fn tables_whose_names_nobody_knows_are_recognised_by_their_rows() {
        assert_eq!(delimiter("lien;corps\nhttps://a.org;\"Il pleut.\"\n"), Some(b';'));
        let long = "Es regnet seit Tagen. ".repeat(10);
        assert_eq!(delimiter(&format!("nummer\tinhalt\n1\t{long}\n2\t{long}\n")), Some(b'\t'));
        // One row may be chance.
        assert_eq!(delimiter(&format!("nummer\tinhalt\n1\t{long}\n")), None);
        assert_eq!(delimiter("Boats|Tides\nnorth|three\nsouth|four\n"), None);
        assert_eq!(delimiter(&format!("Boats, tides\n{long}, 1\n{long}, 2\n")), None);
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
