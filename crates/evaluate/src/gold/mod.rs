//! Gold sets: pages whose correct result is known.

pub(crate) mod folds;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use dechaff_extract::{Form, PageContext, PageForm};
use rayon::prelude::*;
use serde::Deserialize;

use crate::error::EvaluateError;

/// The first bytes of a zstd frame.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The largest window that zstd allows, 2 GiB. Sets are compressed with long-distance matching, because the pages of a
/// site have their frame in common.
const WINDOW_LOG_MAX: u32 = 31;
/// Pages in memory at the same time: enough to keep every thread busy.
const CHUNK_PAGES: usize = 64;
/// Bytes of gold lines after which a chunk ends early, so that sets of huge pages fit into memory as well.
const CHUNK_BYTES: usize = 64 << 20;
/// Bytes of the read buffer.
const BUFFER_BYTES: usize = 1 << 17;

/// The content of a gold page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The page's HTML, already decoded. The charset that its `meta` elements declare no longer holds.
    Html(String),
    /// The whole page as some renderer left it: text, including boilerplate.
    Text(String),
}

impl Content {
    /// The HTML or the text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Html(s) | Self::Text(s) => s,
        }
    }
}

/// The correct result for a page. `None` means that a field was not recorded, not that the page has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Gold {
    /// The article's text; empty if the page has no article.
    #[serde(default)]
    pub text: Option<String>,
    /// Snippets that belong to the article. White space is folded before they are searched for.
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

/// A page whose correct result is known: one line of a gold set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GoldPage {
    /// The page's id, unique in its set.
    pub id: String,
    /// The page's URL.
    pub url: Option<String>,
    /// The page itself.
    pub content: Content,
    /// The correct result.
    pub gold: Gold,
    /// The type of the page, as the set's authors name it.
    pub page_type: Option<String>,
    /// The language, as a BCP 47 tag. A hint only.
    pub lang: Option<String>,
    /// The registrable domain, or the site's name.
    pub site: Option<String>,
}

impl GoldPage {
    /// HTML or rendered text.
    pub fn form(&self) -> PageForm {
        match self.content {
            Content::Html(_) => PageForm::Html,
            Content::Text(_) => PageForm::Text,
        }
    }

    /// What an extractor may know about the page besides its content.
    pub fn context(&self) -> PageContext<'_> {
        let form = match self.content {
            Content::Html(_) => Form::Html,
            Content::Text(_) => Form::Text,
        };
        PageContext::new().form(form).url(self.url.as_deref()).charset("utf-8")
    }
}

/// A line as it is written. Exactly one of `html` and `page` must be there.
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
/// Lines that are only white space are skipped, and unknown keys are ignored. The reader ends after an error.
pub(crate) struct GoldReader {
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
    /// Opens a set. Compression is detected from the first bytes.
    pub(crate) fn open(path: &Path) -> Result<Self, EvaluateError> {
        let input =
            open_lines(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), input, line: 0, done: false })
    }

    /// Reads up to `pages` lines, and no more once they have reached `bytes` bytes. Empty at the end of the file.
    fn read_chunk(&mut self, pages: usize, bytes: usize) -> Result<Vec<GoldLine>, EvaluateError> {
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

/// A line that has not been parsed yet: the workers do that.
struct GoldLine {
    number: u64,
    text: String,
}

impl GoldLine {
    fn parse(self, path: &Path) -> Result<GoldPage, EvaluateError> {
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

/// Opens a file of lines. Whether it is plain or compressed with zstd is detected from the first bytes.
pub(crate) fn open_lines(path: &Path) -> std::io::Result<Box<dyn BufRead + Send>> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(ZSTD_MAGIC.len());
    file.by_ref().take(ZSTD_MAGIC.len() as u64).read_to_end(&mut head)?;
    let zstd = head == ZSTD_MAGIC;
    let whole = std::io::Cursor::new(head).chain(file);
    if !zstd {
        return Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, whole)));
    }
    let mut decoder = zstd::Decoder::new(whole)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder)))
}

/// Reads a gold set, maps each page in parallel, and passes the results to `take` in the order of the file.
///
/// Returns the first error: of the file, of a line that is not a gold page, or of `take`.
pub fn map_gold_pages<T: Send>(
    path: &Path,
    map: &(dyn Fn(GoldPage) -> T + Sync),
    take: &mut dyn FnMut(T) -> Result<(), EvaluateError>,
) -> Result<(), EvaluateError> {
    let mut reader = GoldReader::open(path)?;
    loop {
        let chunk = reader.read_chunk(CHUNK_PAGES, CHUNK_BYTES)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let results: Vec<Result<T, EvaluateError>> =
            chunk.into_par_iter().map(|line| Ok(map(line.parse(path)?))).collect();
        for result in results {
            take(result?)?;
        }
    }
}

/// The name of a gold set: its file name without `.jsonl` and `.zst`.
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
    fn plain_and_compressed_sets_read_the_same() {
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
    fn a_bad_line_is_named_and_ends_the_set() {
        let pages = read(format!("{LINE}\n\n{{\"id\": \n{LINE}\n").as_bytes());
        assert_eq!(pages.len(), 2);
        let error = pages[1].as_ref().unwrap_err().to_string();
        assert!(error.contains("line 3"), "{error}");
    }

    #[test]
    fn a_page_needs_exactly_one_content() {
        let both = LINE.replace("\"charset\"", "\"page\":\"Rain\",\"charset\"");
        for line in [both, LINE.replace("html", "htm")] {
            let error = read(line.as_bytes()).remove(0).unwrap_err().to_string();
            assert!(error.contains("line 1: page \"a\" needs either"), "{error}");
        }
    }

    #[test]
    fn damaged_compression_is_an_error_that_names_the_line() {
        let mut packed = zstd::encode_all(format!("{LINE}\n").repeat(3).as_bytes(), 3).unwrap();
        packed.truncate(packed.len() - 4);
        assert!(matches!(read(&packed).pop(), Some(Err(EvaluateError::Read { .. }))));
    }

    #[test]
    fn sets_are_named_after_their_files() {
        assert_eq!(set_name(Path::new("gold/news-dev.lynx.jsonl.zst")), "news-dev.lynx");
        assert_eq!(set_name(Path::new("seeds.jsonl")), "seeds");
        assert_eq!(set_name(Path::new("plain")), "plain");
    }
}
