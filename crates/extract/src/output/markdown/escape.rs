//! Escapes what Markdown would read as marks, and nothing else.

/// Where a text stands, as far as marks depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// Lines may begin as headings, items and quotes do.
    pub(super) has_line_starts: bool,
    /// The text of a link or picture, where brackets must match.
    pub(super) is_in_brackets: bool,
    /// The document has formulas, so a dollar sign would begin one.
    pub(super) has_formulas: bool,
    /// The block has several tildes, which could strike out what is between them.
    pub(super) has_tildes: bool,
    /// Nothing follows the text in its block.
    pub(super) is_last: bool,
}

/// Appends a text. If it is not the last of its block, what follows is not known, so that what may be a mark at its end is
/// taken for one.
pub(super) fn push_escaped(text: &str, place: Place, out: &mut String) {
    let mut rest = text;
    loop {
        // Most characters are never marks.
        let plain = rest.bytes().position(is_special).unwrap_or(rest.len());
        if place.has_line_starts && is_at_line_start(out) {
            let digits = ordered_list_number(rest).unwrap_or(0);
            out.push_str(&rest[..digits]);
            if digits > 0 {
                out.push('\\');
                out.push_str(&rest[digits..=digits]);
                rest = &rest[digits + 1..];
                continue;
            }
        }
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(&first) = rest.as_bytes().first() else { return };
        let run = rest.bytes().take_while(|&b| b == first).count();
        // A run of these marks is read as one.
        let length = if matches!(first, b'*' | b'_' | b'~' | b'`') { run } else { 1 };
        let mark = Mark { before: out, run: &rest[..length], after: &rest[length..], place };
        let is_mark = mark.is_read();
        for c in rest[..length].chars() {
            if is_mark {
                out.push('\\');
            }
            out.push(c);
        }
        rest = &rest[length..];
    }
}

/// Whether a text ends within what may be a character reference, which other text may then end.
fn may_begin_reference(after: &str) -> bool {
    after.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
}

/// Whether a character may be a mark somewhere, or ends a line.
fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'\\'
            | b'`'
            | b'*'
            | b'_'
            | b'['
            | b']'
            | b'<'
            | b'~'
            | b'&'
            | b'$'
            | b'#'
            | b'>'
            | b'+'
            | b'-'
            | b'='
            | b'|'
            | b':'
            | b'\n'
    )
}

fn is_at_line_start(out: &str) -> bool {
    out.is_empty() || out.ends_with('\n')
}

/// A character, or a run of the same, with what is around it.
struct Mark<'a> {
    before: &'a str,
    run: &'a str,
    after: &'a str,
    place: Place,
}

impl Mark<'_> {
    /// Whether Markdown would read the run as a mark.
    fn is_read(&self) -> bool {
        let after = self.after;
        match self.run.as_bytes()[0] {
            b'\\' => {
                let ends_line = self.place.has_line_starts && after.starts_with('\n');
                self.is_open() || ends_line || after.starts_with(|c: char| c.is_ascii_punctuation())
            }
            b'`' => true,
            b'*' => self.is_at_line_start() || !self.is_apart(),
            b'_' => {
                let is_in_word =
                    self.before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
                self.is_at_line_start() || !(is_in_word || self.is_apart())
            }
            b'~' => self.is_tilde_read(),
            b'[' => {
                self.place.is_in_brackets
                    || after.starts_with('^')
                    || self.begins_box()
                    || self.begins_label()
            }
            b']' => self.place.is_in_brackets || self.is_open() || after.starts_with(['(', '[', ':']),
            b'<' => {
                self.is_open()
                    || after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
            }
            b'&' => is_character_reference(after) || (!self.place.is_last && may_begin_reference(after)),
            b'$' => self.place.has_formulas,
            b'#' | b'>' | b'+' | b'-' | b'=' | b'|' | b':' => self.is_line_mark(),
            _ => false,
        }
    }

    /// Whether other text or a mark may follow the run.
    fn is_open(&self) -> bool {
        self.after.is_empty() && !self.place.is_last
    }

    fn is_at_line_start(&self) -> bool {
        self.place.has_line_starts && is_at_line_start(self.before)
    }

    /// Whether white space is on both sides.
    fn is_apart(&self) -> bool {
        // The mark of a line break comes before the line feed.
        let is_space = |c: char| c.is_whitespace() && c != '\n';
        self.before.ends_with(char::is_whitespace) && self.after.starts_with(is_space)
    }

    /// Two tildes, or one that could be the second of a pair, strike out. Three begin code.
    fn is_tilde_read(&self) -> bool {
        if self.run.len() != 1 {
            return true;
        }
        let ends_run = !(self.before.is_empty() || self.before.ends_with(char::is_whitespace));
        self.place.has_tildes && (ends_run || self.after.is_empty())
    }

    /// The box of a task, at the beginning of an item.
    fn begins_box(&self) -> bool {
        self.is_at_line_start() && ["x]", "X]", " ]"].iter().any(|rest| self.after.starts_with(rest))
    }

    /// A bracket at the beginning of a block, which one in code could close as the label of a definition.
    fn begins_label(&self) -> bool {
        self.is_at_line_start() && !self.place.is_last && !self.after.contains(']')
    }

    /// Whether a character means something at the start of its line.
    fn is_line_mark(&self) -> bool {
        if !self.is_at_line_start() {
            return false;
        }
        let (first, after) = (self.run.as_bytes()[0], self.after);
        let line = after.lines().next().unwrap_or("");
        match first {
            b'>' => true,
            b'#' | b'+' | b'-' => {
                after.is_empty() || after.starts_with([' ', '\n', char::from(first)]) || {
                    first == b'-' && is_delimiter_row(line)
                }
            }
            // Under a line of text, a line of these makes it a heading.
            b'=' => !self.before.is_empty() && line.bytes().all(|b| matches!(b, b'=' | b' ')),
            // Under a line with bars, it makes both a table.
            _ => !self.before.is_empty() && is_delimiter_row(line),
        }
    }
}

/// Whether a line has only what separates the header of a table from its rows.
fn is_delimiter_row(line: &str) -> bool {
    line.contains(['-', '|']) && line.bytes().all(|b| matches!(b, b'-' | b'|' | b':' | b' '))
}

/// The digits of a number with a full stop or parenthesis, as items of an ordered list begin. Markdown reads at most nine.
fn ordered_list_number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text[digits..].strip_prefix(['.', ')'])?;
    ((1..=9).contains(&digits) && (after.is_empty() || after.starts_with([' ', '\n']))).then_some(digits)
}

/// Whether what follows an `&` makes it a character reference: `amp;`, `#169;`, `#xa9;`.
pub(super) fn is_character_reference(after: &str) -> bool {
    let length = after.bytes().take(MAX_REFERENCE + 1).position(|b| b == b';');
    let Some(name) = length.map(|length| &after[..length]) else { return false };
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => (1..=6).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()),
            None => (1..=7).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()),
        },
        None => {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        }
    }
}

/// Bytes of the longest name of a character reference, `CounterClockwiseContourIntegral`.
const MAX_REFERENCE: usize = 31;

/// Escapes the number signs at the end of a heading, which Markdown does not read as its text.
pub(super) fn escape_closing_sequence(heading: &mut String) {
    let body = heading.trim_end_matches('#').len();
    if body < heading.len() && (body == 0 || heading[..body].ends_with(' ')) {
        heading.insert(body, '\\');
    }
}
