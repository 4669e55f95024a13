//! Finds where a row ends: newlines in quotes do not end it.

use memchr::{memchr, memchr2};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote that closes the field, unless another one follows.
    Closed,
    /// After a carriage return that follows such a quote.
    ClosedReturn,
}

/// Scans one row.
pub(super) struct RowScan {
    delimiter: u8,
    /// How far the row was scanned.
    pub(super) at: usize,
    pub(super) place: Place,
    /// Columns begun so far.
    pub(super) columns: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// The row is complete. The position of its newline.
    Row(usize),
    /// The row continues.
    Open,
    /// Something follows a closed field that may not follow it.
    Broken,
}

impl RowScan {
    pub(super) fn new(delimiter: u8) -> Self {
        RowScan { delimiter, at: 0, place: Place::FieldStart, columns: 1 }
    }

    /// Continues the scan. `data` is the beginning of the row, longer with each call.
    pub(super) fn run(&mut self, data: &[u8]) -> Scanned {
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
    pub(super) fn may_end(&self) -> bool {
        self.place != Place::Quoted
    }
}
