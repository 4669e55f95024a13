//! What a line says besides text: a date, or who wrote something.

use super::MAX_LINE;
use super::bylines::begins_with_time_stamp;
use crate::metadata::authors;
use crate::metadata::dates::lines::is_date_line;

/// Whether a line is a date or a credit. A headline is neither, but they follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineRole {
    /// The line is a date and little else, or begins with a time stamp.
    pub(crate) is_date: bool,
    /// The line is a byline or another credit.
    pub(crate) is_credit: bool,
}

/// The role of a line. Long lines have none.
pub(crate) fn line_role(line: &str) -> LineRole {
    if line.len() > MAX_LINE {
        return LineRole::default();
    }
    LineRole {
        is_date: is_date_line(line) || begins_with_time_stamp(line),
        is_credit: authors::after_byline(line).is_some()
            || authors::is_byline_label(line)
            || authors::credits_other_work(line),
    }
}
