//! Finds code in a rendered page: fenced, indented as Markdown has it, or recognized by its characters.

use std::ops::Range;

use crate::document::rendered::lines::{Marker, columns, split_marker};
use crate::unicode::{white_space, words};

/// A block of code.
#[derive(Debug)]
pub(super) struct CodeBlock {
    /// The lines that it takes on the page, fences included.
    pub(super) lines: Range<usize>,
    /// Its lines with their indentation, without fences and without the margin that all of them share.
    pub(super) text: String,
    /// The language that the fence names. Empty if it names none.
    pub(super) language: String,
}

/// Finds the blocks of code between fences.
pub(super) fn find_fenced(raw: &[&str]) -> Vec<CodeBlock> {
    let mut blocks = vec![];
    let mut at = 0;
    while at < raw.len() {
        let Some(fence) = Fence::read(raw[at]) else {
            at += 1;
            continue;
        };
        let Some((content, end)) = fence.content(raw, at) else {
            at += 1;
            continue;
        };
        let lines = raw[content].iter().map(|line| fence.strip_margin(line));
        blocks.push(CodeBlock { lines: at..end, text: join(lines), language: language(raw[at]) });
        at = end;
    }
    blocks.retain(|b| !b.text.trim().is_empty());
    blocks
}

/// The language in the line that opens a fence: the word after the marks, as in `rust,ignore` and `{.python}`.
fn language(fence: &str) -> String {
    let info = fence.trim_end().rsplit(['`', '~']).next().unwrap_or_default();
    let word =
        info.trim_start_matches([' ', '{', '.']).split(|c: char| c.is_whitespace() || ",{}=:".contains(c));
    word.into_iter().next().unwrap_or_default().to_owned()
}

/// Finds code that no fence encloses, between the blocks that are known already. Returns all, in order.
pub(super) fn find_unfenced(raw: &[&str], fenced: Vec<CodeBlock>, markdown: bool) -> Vec<CodeBlock> {
    let mut blocks = vec![];
    let mut start = 0;
    for block in fenced {
        find_between(raw, start..block.lines.start, markdown, &mut blocks);
        start = block.lines.end;
        blocks.push(block);
    }
    find_between(raw, start..raw.len(), markdown, &mut blocks);
    blocks
}

/// The line that opens a fenced block.
#[derive(Clone, Copy, Debug)]
struct Fence {
    mark: u8,
    length: usize,
    /// Whether a language or anything else follows the marks.
    has_info: bool,
    /// Columns before the marks.
    margin: u32,
    quoted: bool,
}

/// Minimum number of backticks or tildes of a fence (CommonMark).
const MIN_FENCE: usize = 3;
/// Longer rows of marks are decoration. The limit also bounds how often the rest of a page is searched for an end.
const MAX_FENCE: usize = 12;

impl Fence {
    fn read(line: &str) -> Option<Self> {
        // Nearly no line has either mark.
        memchr::memchr2(b'`', b'~', line.as_bytes())?;
        let quoted = line.trim_start().starts_with('>');
        let text = if quoted { line.trim_start_matches(['>', ' ']) } else { line.trim_start() };
        // A fence may begin a list item.
        let indent = columns(&line[..line.len() - line.trim_start().len()]);
        let text = match split_marker(text, indent) {
            (Marker::Bullet | Marker::Number(_), rest) => rest,
            _ => text,
        };
        let mark = *text.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
        let length = text.bytes().take_while(|&b| b == mark).count();
        let info = text[length..].trim();
        let valid = (MIN_FENCE..=MAX_FENCE).contains(&length) && !(mark == b'`' && info.contains('`'));
        let margin = line[..line.len() - text.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        valid.then_some(Self { mark, length, has_info: !info.is_empty(), margin, quoted })
    }

    /// Whether a line closes the block.
    fn is_closed_by(self, other: Self) -> bool {
        other.mark == self.mark && other.length >= self.length && !other.has_info
    }

    /// The lines inside a fence that opens at `open`, and the index of the line after it. `None` if it opens nothing.
    ///
    /// A fence that is never closed ends where running text resumes. So does one with another block inside, which is
    /// another fence that somebody forgot to close.
    fn content(self, raw: &[&str], open: usize) -> Option<(Range<usize>, usize)> {
        let mut prose = None;
        for at in open + 1..raw.len() {
            let line = self.strip_quote(raw[at]);
            if let Some(other) = Self::read(raw[at]) {
                if self.is_closed_by(other) {
                    // Lines of tildes decorate plain text.
                    let decorates = self.mark == b'~' && !self.has_info && prose.is_some();
                    return (!decorates).then_some((open + 1..at, at + 1));
                }
                if other.has_info && prose.is_some() {
                    break;
                }
            }
            if prose.is_none() && (raw[at - 1].trim().is_empty() || self.quoted) && is_prose(line) {
                prose = Some(at);
            }
        }
        let end = prose.unwrap_or(raw.len());
        // Without a language, a row of tildes is a decoration too.
        (self.mark == b'`' || self.has_info).then_some((open + 1..end, end))
    }

    fn strip_quote(self, line: &str) -> &str {
        if !self.quoted {
            return line;
        }
        let text = line.trim_start().trim_start_matches('>');
        text.strip_prefix(' ').unwrap_or(text)
    }

    /// A line of the block without the columns before the fence.
    fn strip_margin(self, line: &str) -> &str {
        if self.quoted { self.strip_quote(line) } else { strip_columns(line, self.margin) }
    }
}

/// Removes white space of at most `margin` columns.
fn strip_columns(line: &str, margin: u32) -> &str {
    let mut left = margin;
    let end = line.char_indices().find(|&(_, c)| {
        let width = columns(c.encode_utf8(&mut [0; 4]));
        let fits = c.is_whitespace() && width <= left;
        left = left.saturating_sub(width);
        !fits
    });
    end.map_or("", |(at, _)| &line[at..])
}

/// Minimum words of a line that is a sentence rather than code.
const MIN_SENTENCE_WORDS: u32 = 10;

/// Whether a line is a sentence and not code.
fn is_prose(line: &str) -> bool {
    words::is_terminated(line)
        && words::count_words(line) >= MIN_SENTENCE_WORDS
        && !looks_like_code(line.trim())
}

fn join<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut text = String::new();
    for (index, line) in lines.enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(line);
    }
    // Empty lines at the edges are not part of the code.
    let lead = text.len() - text.trim_start().len();
    let start = text[..lead].rfind('\n').map_or(0, |at| at + 1);
    text.truncate(text.trim_end().len());
    text.drain(..start.min(text.len()));
    text
}

/// Columns of indentation that make a block of code in Markdown.
const CODE_INDENT: u32 = 4;

/// What a run of lines without an empty one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Code,
    /// Too little to be code by itself.
    MayContinueCode,
    Text,
}

fn find_between(raw: &[&str], range: Range<usize>, markdown: bool, blocks: &mut Vec<CodeBlock>) {
    let mut code: Option<Range<usize>> = None;
    // Paragraphs of list items are indented too.
    let mut in_list = false;
    let mut at = range.start;
    while at < range.end {
        if raw[at].is_empty() {
            at += 1;
            continue;
        }
        let end = (at..range.end).find(|&i| white_space::is_blank(raw[i])).unwrap_or(range.end);
        let run = classify(&raw[at..end], markdown && !in_list);
        let touches = code.as_ref().is_some_and(|c| at - c.end <= 1);
        if run == Run::Code || (touches && run == Run::MayContinueCode) {
            let start = code.take_if(|_| touches).map_or(at, |c| c.start);
            push_code(raw, code.take(), blocks);
            code = Some(start..end);
        } else {
            push_code(raw, code.take(), blocks);
            let first = raw[at].trim_start();
            let indent = columns(&raw[at][..raw[at].len() - first.len()]);
            let marker = split_marker(first, indent).0;
            in_list = matches!(marker, Marker::Bullet | Marker::Number(_)) || (in_list && indent >= 2);
        }
        at = end;
    }
    push_code(raw, code, blocks);
}

fn push_code(raw: &[&str], lines: Option<Range<usize>>, blocks: &mut Vec<CodeBlock>) {
    let Some(lines) = lines else { return };
    let margin = raw[lines.clone()].iter().filter(|l| !l.is_empty()).map(|l| indent_of(l)).min().unwrap_or(0);
    let text = join(raw[lines.clone()].iter().map(|l| strip_columns(l, margin)));
    blocks.push(CodeBlock { lines, text, language: String::new() });
}

fn indent_of(line: &str) -> u32 {
    columns(&line[..line.len() - line.trim_start().len()])
}

fn classify(run: &[&str], indented_is_code: bool) -> Run {
    let looks = |line: &&&str| looks_like_code(line.trim_start());
    let code = run.iter().filter(looks).count();
    if code == 0 && !indented_is_code {
        return Run::Text;
    }
    let margin = indent_of(run[0]);
    let deeper = run.iter().filter(|line| indent_of(line) > margin && !looks(line)).count();
    let by_indent =
        indented_is_code && run.iter().all(|line| indent_of(line) >= CODE_INDENT) && !is_marked(run[0]);
    // Half of the lines may be words alone, such as a command or a bracket's content.
    let looks_like_it = code > 0 && 2 * (code + deeper) >= run.len();
    if !(looks_like_it || by_indent) || run.iter().any(|line| is_prose(line)) {
        return Run::Text;
    }
    let is_strong = || run.iter().filter(looks).any(|line| ends_like_code(line.trim_start()));
    match by_indent || code >= MIN_CODE_LINES || is_strong() {
        true => Run::Code,
        false => Run::MayContinueCode,
    }
}

/// Minimum lines that look like code in a run whose lines end like words.
const MIN_CODE_LINES: usize = 2;

/// Whether a line begins with a list's marker.
fn is_marked(line: &str) -> bool {
    matches!(split_marker(line.trim_start(), 0).0, Marker::Bullet | Marker::Number(_))
}

/// Maximum words of a line that may be code without a fence.
const MAX_CODE_WORDS: u32 = 16;

/// Whether the characters of a line are those of code: assignments, calls, brackets, flags.
fn looks_like_code(text: &str) -> bool {
    let looks = ends_like_code(text)
        || (text.ends_with(')') && has_call(text))
        || has_operator(text)
        || has_flag(text)
        || ["$ ", "#include", "#!/", "//", "/*", "</", "<?", "@media"].iter().any(|s| text.starts_with(s))
        || begins_with_keyword(text);
    looks && !text.contains("](") && !text.contains("://") && words::count_words(text) <= MAX_CODE_WORDS
}

/// Whether a line has an operator between spaces, or another sign of code inside of it.
fn has_operator(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Whether a sign begins some bytes before another one.
    let is = |sign: &[u8], at: usize, before: usize| {
        at.checked_sub(before).is_some_and(|start| bytes[start..].starts_with(sign))
    };
    // All signs at once: a search for each of them takes longer than all else that is asked of a line.
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'=' => {
            is(b" = ", at, 1)
                || is(b" == ", at, 1)
                || is(b" => ", at, 1)
                || is(b" != ", at, 2)
                || is(b" += ", at, 2)
                || is(b" := ", at, 2)
        }
        b':' => is(b"::", at, 0) || is(b"\": ", at, 1),
        b'&' => is(b" && ", at, 1),
        b'|' => is(b" || ", at, 1),
        _ => false,
    })
}

/// Whether a line ends as only code does: with a bracket that opens a block, or the end of a statement.
fn ends_like_code(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b'{' | b'}') => true,
        Some(b'>') => text.ends_with("/>") || text.ends_with("=>"),
        Some(b';') => {
            text.ends_with("};")
                || text.ends_with("';")
                || text.contains(['=', '[', '$', '_', '<', '"'])
                || has_call(text)
        }
        Some(b':') => text.ends_with("):") && has_call(text),
        _ => false,
    }
}

/// Whether a parenthesis follows the name of a function: `print(x)`. In prose, what follows a word directly is an ending
/// of it: `word(s)`.
fn has_call(text: &str) -> bool {
    let Some((before, arguments)) = text.split_once('(') else { return false };
    let name = before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).next().unwrap_or("");
    let is_name = name.is_ascii() && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let ending = arguments.split(')').next().unwrap_or("");
    let is_ending = (1..=MAX_ENDING).contains(&ending.len())
        && name.len() < before.len()
        && ending.chars().all(char::is_alphabetic);
    is_name && !is_ending
}

/// Maximum bytes of an ending in parentheses.
const MAX_ENDING: usize = 3;

/// Whether a line has a flag of a command: ` --port`, ` -p `.
fn has_flag(text: &str) -> bool {
    let begins_word = |(at, _): &(usize, &str)| text[..*at].ends_with(' ');
    text.match_indices('-').filter(begins_word).any(|(at, _)| {
        let word = text[at..].split(' ').next().unwrap_or_default();
        let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-').filter(|n| n.len() == 1));
        name.is_some_and(|n| n.starts_with(|c: char| c.is_ascii_lowercase()) && !n.ends_with(['.', ',']))
    })
}

/// Whether a word begins statements of common languages.
#[rustfmt::skip]
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "def" | "class" | "if" | "elif" | "else" | "for" | "while" | "return" | "import" | "from" | "function"
            | "func" | "fn" | "const" | "let" | "var" | "public" | "private" | "static" | "void" | "int" | "try"
            | "except" | "catch" | "end" | "echo" | "export" | "sudo" | "use" | "using" | "struct"
    )
}

/// Whether a word begins a clause of SQL, in capitals as is its custom.
#[rustfmt::skip]
fn begins_clause(word: &str) -> bool {
    matches!(
        word,
        "SELECT" | "FROM" | "WHERE" | "GROUP" | "ORDER" | "HAVING" | "JOIN" | "LEFT" | "INSERT" | "UPDATE"
            | "VALUES" | "SET" | "LIMIT"
    )
}

/// Whether a line begins with a statement's keyword and has a sign that sentences rarely have, or with a clause of SQL.
fn begins_with_keyword(text: &str) -> bool {
    let keyword = &text[..text.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let is_statement = || text.contains(['(', '=', '[', '{', '<', '>', '\'', '"', '_', ':', ';', '*']);
    !text.ends_with(['.', '?', '!']) && (begins_clause(keyword) || (is_keyword(keyword) && is_statement()))
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::document::block::BlockKind;

    const PROSE: &str = "The ferry had been late again, and nobody on the pier could say why it was.";

    /// The text of each block of code of a page.
    fn code(page: &str) -> Vec<String> {
        let document = Document::from_text(page);
        let blocks = document.blocks().iter().filter(|b| b.kind == BlockKind::Code);
        blocks.map(|b| document.block_text(b).to_owned()).collect()
    }

    #[test]
    fn fences_enclose_code_as_it_is() {
        let inner = "if late:\n\n    wait()\n- no item";
        for (open, close) in [("```", "```"), ("~~~ python", "~~~~"), ("````js {1}", "````")] {
            assert_eq!(code(&format!("{PROSE}\n\n{open}\n{inner}\n{close}\n{PROSE}")), [inner]);
        }
        assert_eq!(code("1. Wait:\n\n   ```\n   a = 1\n     b\n   ```\n2. Go"), ["a = 1\n  b"]);
        assert_eq!(code(&format!("> ```\n> a\n>   b\n> ```\n\n{PROSE}")), ["a\n  b"]);
    }

    #[test]
    fn a_fence_without_an_end_ends_where_running_text_resumes() {
        assert_eq!(code(&format!("{PROSE}\n\n```sh\nrun\n\nstop")), ["run\n\nstop"]);
        assert_eq!(code(&format!("```sh\nrun\n\n{PROSE}\n\n{PROSE}")), ["run"]);
        assert_eq!(code(&format!("```sh\nrun\n\n{PROSE}\n\n```sh\nstop\n```")), ["run", "stop"]);
    }

    #[test]
    fn rows_of_tildes_and_inline_code_are_no_fences() {
        let none: [&str; 0] = [];
        assert_eq!(code(&format!("~~~~~\n\n{PROSE}\n\n~~~~~\n\n{PROSE}")), none);
        assert_eq!(code(&format!("```wait``` is the command.\n\n{PROSE}")), none);
    }

    #[test]
    fn indented_lines_are_code_in_markdown_alone() {
        let inner = "    pier list\n    pier open\n\n    pier shut";
        assert_eq!(code(&format!("# Pier\n\n{PROSE}\n\n{inner}\n\n{PROSE}")), [inner.replace("    ", "")]);
        let none: [&str; 0] = [];
        assert_eq!(code(&format!("Pier\n\n{PROSE}\n\n{inner}\n\n{PROSE}")), none);
        assert_eq!(code(&format!("# Pier\n\n- an item\n\n    more of it\n\n{PROSE}")), none);
    }

    #[test]
    fn code_without_a_fence_is_recognized_by_its_signs() {
        for inner in [
            "let late = true;\nwait(late);",
            "{\n  \"late\": true\n}",
            "$ pier open\n$ pier shut --now",
            "fn wait() {\n    sleep(3);\n}\n\nfn go() {}",
            "SELECT boat\nFROM pier\nWHERE late = 1;",
        ] {
            assert_eq!(code(&format!("{PROSE}\n\n{inner}\n\n{PROSE}")), [inner]);
        }
        let none: [&str; 0] = [];
        for text in [
            "The boat(s) were late;\nso was the crew.",
            "Model Q4(R0)",
            "if you wait:\nhot tea",
            "Home > Boats",
        ] {
            assert_eq!(code(&format!("{PROSE}\n\n{text}\n\n{PROSE}")), none, "{text}");
        }
    }
}
