//! Destinations of outputs, and the names of their files.

use std::path::{Path, PathBuf};

use crate::fields::Field;
use crate::record::{Duplicate, ErrorLine, Record, Reject};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip, with neither a name nor a time in its header.
    Gzip,
    /// Zstandard, with a checksum.
    Zstd,
}

impl Compression {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Gzip, Self::Zstd];

    /// The file ending for JSON Lines: `.jsonl`, `.jsonl.gz` or `.jsonl.zst`.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::None => ".jsonl",
            Self::Gzip => ".jsonl.gz",
            Self::Zstd => ".jsonl.zst",
        }
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON Lines.
    Lines(Compression),
    /// Parquet, compressed with Zstandard inside.
    Parquet,
}

impl Default for Format {
    fn default() -> Self {
        Self::Lines(Compression::None)
    }
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [
        Self::Lines(Compression::None),
        Self::Lines(Compression::Gzip),
        Self::Lines(Compression::Zstd),
        Self::Parquet,
    ];

    /// The file ending: `.jsonl`, `.jsonl.gz`, `.jsonl.zst` or `.parquet`.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Lines(compression) => compression.ending(),
            Self::Parquet => ".parquet",
        }
    }
}

/// The destination of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Articles go to standard output; other lines are not written.
    Stdout,
    /// Articles go to one file, other lines to files next to it.
    File(FileDestination),
    /// Articles go to shards in `articles` in a folder, other lines to files in the folder itself. Readers that take all
    /// files of a folder are pointed at `articles`.
    Folder(PathBuf),
}

/// A file whose name determines how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDestination {
    path: PathBuf,
    /// The file's name without its ending.
    stem: String,
    format: Format,
}

impl FileDestination {
    /// The file itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The format of the file and the files next to it.
    pub fn format(&self) -> Format {
        self.format
    }
}

/// The name of an output does not determine how to write it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot tell what to write to {}: an output is a file that ends in .jsonl, .jsonl.gz, .jsonl.zst \
     or .parquet, a folder with / at its end, or - for standard output",
    path.display()
)]
pub struct UnknownEnding {
    /// The name of the output.
    pub path: PathBuf,
}

impl Destination {
    /// Parses the name of an output: `-`, `name.jsonl`, `name.jsonl.gz`, `name.jsonl.zst`, `name.parquet`, or a folder.
    ///
    /// A name means a folder if it ends in a slash or is an existing folder. Endings may be in upper or lower case.
    ///
    /// # Errors
    ///
    /// [`UnknownEnding`] for every other name, and for a name that consists of an ending alone.
    pub fn parse(output: impl AsRef<Path>) -> Result<Self, UnknownEnding> {
        let path = output.as_ref();
        let text = path.to_string_lossy();
        if text == "-" {
            return Ok(Self::Stdout);
        }
        if text.ends_with(std::path::is_separator) || path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let unknown = || UnknownEnding { path: path.to_owned() };
        // The names of the files next to it cannot be built from a name that is not UTF-8.
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(unknown)?;
        let lower = name.to_ascii_lowercase();
        let (format, stem_len) = Format::ALL
            .into_iter()
            .find_map(|format| Some((format, lower.strip_suffix(format.ending())?.len())))
            .filter(|(_, stem_len)| *stem_len > 0)
            .ok_or_else(unknown)?;
        Ok(Self::File(FileDestination { path: path.to_owned(), stem: name[..stem_len].to_owned(), format }))
    }

    /// Where the manifest is written, unless the caller says otherwise. `None` for standard output.
    pub fn manifest(&self) -> Option<PathBuf> {
        OutputNames::new(self, Format::default()).manifest()
    }
}

/// The kinds of lines. Each goes to a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Articles,
    Rejects,
    Duplicates,
    Errors,
}

impl Stream {
    pub(crate) const ALL: [Self; 4] = [Self::Articles, Self::Rejects, Self::Duplicates, Self::Errors];
    /// All kinds but articles.
    const SIDE: [Self; 3] = [Self::Rejects, Self::Duplicates, Self::Errors];

    /// The fields of its lines.
    pub(crate) fn fields(self) -> &'static [Field] {
        match self {
            Self::Articles => Record::FIELDS,
            Self::Rejects => Reject::FIELDS,
            Self::Duplicates => Duplicate::FIELDS,
            Self::Errors => ErrorLine::FIELDS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Rejects => "rejects",
            Self::Duplicates => "duplicates",
            Self::Errors => "errors",
        }
    }
}

/// The folder of the shards. Nothing else is in it.
const ARTICLES_FOLDER: &str = "articles";
const SHARD_PREFIX: &str = "part-";

/// The final names of an output's files.
#[derive(Debug, Clone)]
pub(crate) struct OutputNames {
    destination: Destination,
    format: Format,
}

impl OutputNames {
    /// Files in a folder have the format `in_folder`, other files that of their names.
    pub(crate) fn new(destination: &Destination, in_folder: Format) -> Self {
        let format = match destination {
            Destination::Stdout => Format::default(),
            Destination::File(file) => file.format,
            Destination::Folder(_) => in_folder,
        };
        Self { destination: destination.clone(), format }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether articles are split into shards.
    pub(crate) fn sharded(&self) -> bool {
        matches!(self.destination, Destination::Folder(_))
    }

    /// The file for a stream's lines; `None` if they are not written. Only articles have shards.
    pub(crate) fn path(&self, stream: Stream, shard: u32) -> Option<PathBuf> {
        match (&self.destination, stream) {
            (Destination::Stdout, Stream::Articles) => Some(PathBuf::from("-")),
            (Destination::Stdout, _) => None,
            (Destination::File(file), Stream::Articles) => Some(file.path.clone()),
            (Destination::Folder(folder), Stream::Articles) => {
                let name = format!("{SHARD_PREFIX}{shard:05}{}", self.format.ending());
                Some(folder.join(ARTICLES_FOLDER).join(name))
            }
            (_, side) => self.side_path(&format!("{}{}", side.name(), self.format.ending())),
        }
    }

    /// The file for the manifest; `None` if it is not written.
    pub(crate) fn manifest(&self) -> Option<PathBuf> {
        self.side_path("manifest.json")
    }

    /// The folders that the files are in, outer ones first; none if they exist in any case.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        match &self.destination {
            Destination::Folder(folder) => vec![folder.clone(), folder.join(ARTICLES_FOLDER)],
            _ => vec![],
        }
    }

    /// The name of a file in the output, so that a folder of results can be moved.
    pub(crate) fn name_in_output(&self, path: &Path) -> String {
        let name = match &self.destination {
            Destination::Folder(folder) => path.strip_prefix(folder).ok(),
            _ => None,
        };
        name.or(path.file_name().map(Path::new)).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// The path of a file next to the articles; `None` for standard output.
    fn side_path(&self, name: &str) -> Option<PathBuf> {
        match &self.destination {
            Destination::Stdout => None,
            Destination::File(file) => Some(file.path.with_file_name(format!("{}.{name}", file.stem))),
            Destination::Folder(folder) => Some(folder.join(name)),
        }
    }

    /// The temporary files of an earlier run, which was killed.
    pub(crate) fn leftovers(&self) -> Vec<PathBuf> {
        let mut folders = self.folders();
        if let Destination::File(file) = &self.destination {
            let folder = file.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            folders.push(folder.unwrap_or(Path::new(".")).to_owned());
        }
        let sides = Stream::ALL.into_iter().filter_map(|stream| self.path(stream, 0)).chain(self.manifest());
        let names: Vec<String> =
            sides.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
        let ending = self.format.ending();
        let is_leftover = |name: &str| {
            let name = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part"));
            let Some((name, _)) = name.and_then(|name| name.rsplit_once('.')) else { return false };
            let is_shard = name.strip_prefix(SHARD_PREFIX).and_then(|rest| rest.strip_suffix(ending));
            let is_shard = is_shard.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
            names.iter().any(|own| own == name) || self.sharded() && is_shard
        };
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files
            .filter(|file| file.file_name().to_str().is_some_and(is_leftover))
            .map(|file| file.path())
            .collect()
    }

    /// The existing files of an earlier run, sorted by name: those that this run may write itself, and those that
    /// would be mistaken for its own. In a folder, this includes files of other formats, because readers take
    /// a folder as a whole.
    pub(crate) fn existing(&self) -> std::io::Result<Vec<PathBuf>> {
        let mut names: Vec<PathBuf> = Vec::new();
        match &self.destination {
            Destination::Stdout => {}
            Destination::File(_) => {
                names.extend(Stream::ALL.into_iter().filter_map(|stream| self.path(stream, 0)));
                names.extend(self.manifest());
                names.retain(|path| path.symlink_metadata().is_ok());
            }
            Destination::Folder(folder) => {
                names.extend(files_in(folder, is_side_name)?);
                names.extend(files_in(&folder.join(ARTICLES_FOLDER), is_shard_name)?);
            }
        }
        names.sort();
        Ok(names)
    }
}

/// The files of a folder with certain names. A folder that does not exist has none.
fn files_in(folder: &Path, has_name: fn(&str) -> bool) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        entries => entries?,
    };
    let mut files = vec![];
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(has_name) {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// The name of a file without the ending of any format.
fn stem_of_lines(name: &str) -> Option<&str> {
    Format::ALL.iter().find_map(|format| name.strip_suffix(format.ending()))
}

/// Whether the folder of an output has a file of this name next to the articles.
fn is_side_name(name: &str) -> bool {
    let is_stream = |stem: &str| Stream::SIDE.iter().any(|side| side.name() == stem);
    name == "manifest.json" || stem_of_lines(name).is_some_and(is_stream)
}

/// Whether a shard has this name.
fn is_shard_name(name: &str) -> bool {
    let number = stem_of_lines(name).and_then(|stem| stem.strip_prefix(SHARD_PREFIX));
    number.is_some_and(|number| number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_determine_the_destination() {
        let check = |name: &str, format, stem: &str| {
            let expected = FileDestination { path: name.into(), stem: stem.into(), format };
            assert_eq!(Destination::parse(name), Ok(Destination::File(expected)));
        };
        check("out.jsonl", Format::Lines(Compression::None), "out");
        check("out.parquet", Format::Parquet, "out");
        check("some/where/Out.v2.JSONL.gz", Format::Lines(Compression::Gzip), "Out.v2");
        check("/tmp/out.jsonl.zst", Format::Lines(Compression::Zstd), "out");
        assert_eq!(Destination::parse("-"), Ok(Destination::Stdout));
        assert_eq!(Destination::parse("out.jsonl/"), Ok(Destination::Folder("out.jsonl/".into())));
        assert!(matches!(Destination::parse(std::env::temp_dir()), Ok(Destination::Folder(_))));
    }

    #[test]
    fn errors_for_other_names_list_the_allowed_ones() {
        for name in ["", "out", "out.json", "out.jsonl.bz2", ".jsonl", "x/.jsonl.gz", "out.parquet.gz", ".."]
        {
            match Destination::parse(name) {
                Err(error) => assert!(error.to_string().contains(".jsonl.zst"), "{error}"),
                Ok(other) => assert_eq!((name, matches!(other, Destination::Folder(_))), ("..", true)),
            }
        }
    }

    #[test]
    fn side_files_are_next_to_the_file() {
        let destination = Destination::parse("a/out.v2.jsonl.gz").unwrap();
        let names = OutputNames::new(&destination, Format::Parquet);
        assert_eq!(names.path(Stream::Rejects, 0), Some("a/out.v2.rejects.jsonl.gz".into()));
        assert_eq!(names.manifest(), Some("a/out.v2.manifest.json".into()));
    }

    #[test]
    fn a_folder_has_shards() {
        let names = OutputNames::new(&Destination::parse("a/").unwrap(), Format::Lines(Compression::Zstd));
        assert_eq!(names.path(Stream::Articles, 12), Some("a/articles/part-00012.jsonl.zst".into()));
        assert_eq!(names.path(Stream::Errors, 12), Some("a/errors.jsonl.zst".into()));
        assert_eq!(
            names.name_in_output(Path::new("a/articles/part-00012.jsonl.zst")),
            "articles/part-00012.jsonl.zst"
        );
        for name in ["part-00000.jsonl", "part-123456.jsonl.gz"] {
            assert!(is_shard_name(name) && !is_side_name(name), "{name}");
        }
        for name in ["rejects.jsonl.zst", "manifest.json"] {
            assert!(is_side_name(name) && !is_shard_name(name), "{name}");
        }
        for name in ["part-0.jsonl", "part-0000x.jsonl", "articles.jsonl", "part-00000.json", "notes.txt"] {
            assert!(!is_shard_name(name) && !is_side_name(name), "{name}");
        }
    }
}
