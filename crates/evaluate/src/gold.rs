//! Gold pages, and reading them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::EvaluateError;

/// The first bytes of a zstd frame.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The largest window (2 GiB) zstd allows: sets are compressed with long-distance matching, since the pages
/// of one site have their frame in common.
const WINDOW_LOG_MAX: u32 = 31;

/// What a page is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The page's HTML, already decoded: what its `meta` says of a charset no longer holds.
    Html(String),
    /// The whole page as text, boilerplate and all, as some renderer left it.
    Text(String),
}

impl Content {
    /// The characters, whatever they are.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Html(s) | Self::Text(s) => s,
        }
    }
}

/// What is known to be right of a page. `None` says nothing, not that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Gold {
    /// The article's text; empty where the page has none.
    #[serde(default)]
    pub text: Option<String>,
    /// Snippets that belong to the article.
    #[serde(default)]
    pub with: Vec<String>,
    /// Snippets of the page that do not belong to the article.
    #[serde(default)]
    pub without: Vec<String>,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The authors' names.
    #[serde(default)]
    pub authors: Option<Vec<String>>,
    /// The day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
}

/// A page whose right answer is known: a line of a gold set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GoldPage {
    /// Unique in its set.
    pub id: String,
    /// The page's address.
    pub url: Option<String>,
    /// The page itself.
    pub content: Content,
    /// The right answer.
    pub gold: Gold,
    /// The kind of page, as the set's authors name it.
    pub page_type: Option<String>,
    /// A hint at the language, BCP 47.
    pub lang: Option<String>,
    /// The registrable domain, or the site's name.
    pub site: Option<String>,
}

/// A line as it is written; [`GoldPage`] says that exactly one of `html` and `page` is there.
#[derive(Deserialize)]
struct GoldRecord {
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    page: Option<String>,
    gold: Gold,
    #[serde(default)]
    page_type: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    site: Option<String>,
}

/// Reads the pages of a gold set one by one, in the order of the file.
///
/// Lines of nothing but white space are passed over; keys that are not known are ignored. After an error the
/// reader ends.
pub struct GoldReader {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    line: u64,
    done: bool,
}

impl std::fmt::Debug for GoldReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GoldReader")
            .field("path", &self.path)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

impl GoldReader {
    /// Opens a set; whether it is compressed is seen from its first bytes.
    ///
    /// # Errors
    ///
    /// [`EvaluateError::Open`].
    pub fn open(path: &Path) -> Result<Self, EvaluateError> {
        let input =
            open_lines(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), input, line: 0, done: false })
    }

    /// The next lines, at most so many, ending early once they have so many bytes; none at the end.
    pub(crate) fn read_chunk(&mut self, pages: usize, bytes: usize) -> Result<Vec<GoldLine>, EvaluateError> {
        let mut chunk = Vec::new();
        let mut size = 0;
        while chunk.len() < pages && size < bytes {
            let Some(line) = self.next_line()? else { break };
            size += line.text.len();
            chunk.push(line);
        }
        Ok(chunk)
    }

    fn next_line(&mut self) -> Result<Option<GoldLine>, EvaluateError> {
        while !self.done {
            self.line += 1;
            let mut text = String::new();
            let read = self.input.read_line(&mut text).map_err(|source| {
                self.done = true;
                EvaluateError::Read { path: self.path.clone(), line: self.line, source }
            })?;
            if read == 0 {
                self.done = true;
            } else if !text.trim().is_empty() {
                return Ok(Some(GoldLine { number: self.line, text }));
            }
        }
        Ok(None)
    }
}

impl Iterator for GoldReader {
    type Item = Result<GoldPage, EvaluateError>;

    fn next(&mut self) -> Option<Self::Item> {
        let page = self.next_line().transpose()?.and_then(|line| line.parse(&self.path));
        self.done |= page.is_err();
        Some(page)
    }
}

/// A line that is still to be parsed: parsing is done by the workers.
pub(crate) struct GoldLine {
    number: u64,
    text: String,
}

impl GoldLine {
    pub(crate) fn parse(self, path: &Path) -> Result<GoldPage, EvaluateError> {
        let record: GoldRecord = serde_json::from_str(&self.text).map_err(|source| EvaluateError::Line {
            path: path.to_owned(),
            line: self.number,
            source,
        })?;
        let content = match (record.html, record.page) {
            (Some(html), None) => Content::Html(html),
            (None, Some(text)) => Content::Text(text),
            _ => {
                let (path, line) = (path.to_owned(), self.number);
                return Err(EvaluateError::Content { path, line, id: record.id });
            }
        };
        Ok(GoldPage {
            id: record.id,
            url: record.url,
            content,
            gold: record.gold,
            page_type: record.page_type,
            lang: record.lang,
            site: record.site,
        })
    }
}

/// The lines of a file, plain or compressed with zstd, by its first bytes.
pub(crate) fn open_lines(path: &Path) -> std::io::Result<Box<dyn BufRead + Send>> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(ZSTD_MAGIC.len());
    file.by_ref().take(ZSTD_MAGIC.len() as u64).read_to_end(&mut head)?;
    let zstd = head == ZSTD_MAGIC;
    let whole = std::io::Cursor::new(head).chain(file);
    if !zstd {
        return Ok(Box::new(BufReader::with_capacity(1 << 17, whole)));
    }
    let mut decoder = zstd::Decoder::new(whole)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    Ok(Box::new(BufReader::with_capacity(1 << 17, decoder)))
}

/// A set's name: its file's, without `.jsonl` and `.zst`.
pub fn set_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = name.strip_suffix(".zst").unwrap_or(&name);
    name.strip_suffix(".jsonl").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":"a","html":"<p>Rain","gold":{"text":null,"with":["Rain"],"date":"2024-05-01"},"charset":"utf-8","other":1}"#;

    fn read(content: &[u8]) -> Vec<Result<GoldPage, EvaluateError>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        GoldReader::open(file.path()).unwrap().collect()
    }

    #[test]
    fn reads_plain_and_compressed_alike() {
        let plain = format!("{LINE}\n\n  \r\n{}", LINE.replace("html", "page"));
        let pages: Vec<_> = read(plain.as_bytes()).into_iter().map(Result::unwrap).collect();
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].content, Content::Html("<p>Rain".into()));
        assert_eq!(pages[1].content, Content::Text("<p>Rain".into()));
        assert_eq!(pages[0].gold.with, ["Rain"]);
        assert_eq!(pages[0].gold.text, None);
        let packed = zstd::encode_all(plain.as_bytes(), 3).unwrap();
        assert_eq!(read(&packed).into_iter().map(Result::unwrap).collect::<Vec<_>>(), pages);
    }

    #[test]
    fn a_bad_line_is_named_and_ends_the_reading() {
        let pages = read(format!("{LINE}\n\n{{\"id\": \n{LINE}\n").as_bytes());
        assert_eq!(pages.len(), 2);
        let error = pages[1].as_ref().unwrap_err().to_string();
        assert!(error.contains("line 3"), "{error}");
    }

    #[test]
    fn a_page_needs_one_content() {
        let both = LINE.replace("\"charset\"", "\"page\":\"Rain\",\"charset\"");
        for line in [both, LINE.replace("html", "htm")] {
            let error = read(line.as_bytes()).remove(0).unwrap_err().to_string();
            assert!(error.contains("line 1: page \"a\" needs either"), "{error}");
        }
    }

    #[test]
    fn damaged_compression_is_an_error_with_the_line() {
        let mut packed = zstd::encode_all(format!("{LINE}\n").repeat(3).as_bytes(), 3).unwrap();
        packed.truncate(packed.len() - 4);
        assert!(matches!(read(&packed).pop(), Some(Err(EvaluateError::Read { .. }))));
    }

    #[test]
    fn names_of_sets() {
        assert_eq!(set_name(Path::new("gold/news-dev.lynx.jsonl.zst")), "news-dev.lynx");
        assert_eq!(set_name(Path::new("seeds.jsonl")), "seeds");
        assert_eq!(set_name(Path::new("plain")), "plain");
    }
}
