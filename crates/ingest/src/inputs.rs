//! From arguments to files in a stable order.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

/// The argument that means standard input.
pub(crate) const STDIN: &str = "-";

/// The files to read, in the order in which they are read.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    files: Vec<InputFile>,
}

#[derive(Debug, Clone)]
pub(crate) struct InputFile {
    /// As shown. Also the path, unless `path` is set.
    pub(crate) name: Box<str>,
    /// Set for names that are not UTF-8.
    pub(crate) path: Option<Box<Path>>,
    /// `None` if the size is not known before reading.
    pub(crate) size: Option<u64>,
    /// Why this is not readable, for a folder that could not be listed.
    pub(crate) fault: Option<Box<str>>,
}

impl InputFile {
    fn new(path: &Path, size: Option<u64>) -> Self {
        match path.to_str() {
            Some(name) => InputFile { name: name.into(), path: None, size, fault: None },
            None => {
                InputFile { name: path.to_string_lossy().into(), path: Some(path.into()), size, fault: None }
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or_else(|| Path::new(&*self.name))
    }

    pub(crate) fn is_stdin(&self) -> bool {
        self.path.is_none() && &*self.name == STDIN
    }
}

/// An argument that names nothing to read. The message contains it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// There are no arguments.
    #[error("no input is named")]
    NoInput,
    /// There is no such file, and the argument is not a pattern.
    #[error("{0}: no such file or folder")]
    NotFound(String),
    /// A pattern that matches no file.
    #[error("{0}: no file matches this pattern")]
    NoMatch(String),
    /// A pattern that cannot be parsed.
    #[error("{pattern}: {fault}")]
    Pattern {
        /// The argument.
        pattern: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A file that cannot be opened, or a folder that cannot be listed.
    #[error("{path}: {source}")]
    Unreadable {
        /// The argument.
        path: String,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// Standard input is named twice.
    #[error("standard input (`-`) can be named only once")]
    StdinTwice,
}

impl Inputs {
    /// Finds the files that the arguments name, in the order of the arguments.
    ///
    /// `-` is standard input. A folder means all files in it and below it, sorted by the bytes of their paths.
    /// A folder that several links lead to is entered once, and pipes, sockets and devices in folders are
    /// ignored. An argument that is not an existing file may be a pattern (`*`, `?`, `[a-z]`, `{a,b}`, and `**`
    /// for any number of folders). Its matches are sorted by the bytes of their paths too.
    ///
    /// # Errors
    ///
    /// If an argument names nothing, or something that cannot be opened or listed. Errors within a folder are not
    /// errors here. They are reported when the folder is read.
    pub fn resolve(args: &[String]) -> Result<Inputs, ResolveError> {
        if args.is_empty() {
            return Err(ResolveError::NoInput);
        }
        let mut files: Vec<InputFile> = Vec::new();
        for arg in args {
            if arg == STDIN {
                if files.iter().any(InputFile::is_stdin) {
                    return Err(ResolveError::StdinTwice);
                }
                files.push(InputFile { name: STDIN.into(), path: None, size: None, fault: None });
                continue;
            }
            let path = Path::new(arg);
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => {
                    fs::read_dir(path).map_err(unreadable(arg))?;
                    files.extend(files_below(path));
                }
                Ok(metadata) if metadata.is_file() => {
                    File::open(path).map_err(unreadable(arg))?;
                    files.push(InputFile::new(path, Some(metadata.len())));
                }
                // A pipe is opened once only, or its writer would see it close.
                Ok(_) => files.push(InputFile::new(path, None)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    if !arg.contains(['*', '?', '[', '{']) {
                        return Err(ResolveError::NotFound(arg.clone()));
                    }
                    files.extend(files_matching(arg)?);
                }
                Err(error) => return Err(unreadable(arg)(error)),
            }
        }
        Ok(Inputs { files })
    }

    /// The sum of the sizes in bytes, as stored on disk. `None` if one of them is not known.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.files.iter().map(|file| if file.fault.is_some() { Some(0) } else { file.size }).sum()
    }

    /// The names of the files as they will appear in [`Origin::file`](crate::Origin::file), and their sizes in
    /// bytes if these are known.
    pub fn files(&self) -> impl Iterator<Item = (&str, Option<u64>)> {
        self.files.iter().map(|file| (&*file.name, file.size))
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files, as with an empty folder.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether the inputs can be opened again and give the same bytes: all are files.
    #[must_use]
    pub fn can_be_read_twice(&self) -> bool {
        self.files.iter().all(|file| !file.is_stdin() && (file.size.is_some() || file.fault.is_some()))
    }

    /// The inputs without some files.
    #[must_use]
    pub fn without(mut self, is_left_out: impl Fn(&Path) -> bool) -> Self {
        self.files.retain(|file| !is_left_out(file.path()));
        self
    }

    /// The paths of the files; `-` is standard input.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(InputFile::path)
    }

    /// The inputs file by file, in the same order.
    #[must_use]
    pub fn by_file(&self) -> Vec<Inputs> {
        self.files.iter().map(|file| Inputs { files: vec![file.clone()] }).collect()
    }

    pub(crate) fn into_files(self) -> Vec<InputFile> {
        self.files
    }
}

fn unreadable(arg: &str) -> impl FnOnce(std::io::Error) -> ResolveError {
    let path = arg.to_owned();
    move |source| ResolveError::Unreadable { path, source }
}

/// All regular files below a folder, sorted by the bytes of their paths.
fn files_below(folder: &Path) -> Vec<InputFile> {
    let mut files = Vec::new();
    // Links may lead to the same folder again and again, also in circles.
    let mut entered: HashSet<PathBuf> = HashSet::new();
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| {
        !entry.file_type().is_dir()
            || fs::canonicalize(entry.path()).map_or(true, |real| entered.insert(real))
    });
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let size = entry.metadata().ok().map(|metadata| metadata.len());
                files.push(InputFile::new(entry.path(), size));
            }
            Ok(_) => {}
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let Some(path) = error.path() else { continue };
                let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                files.push(InputFile { fault: Some(why.into()), ..InputFile::new(path, None) });
            }
        }
    }
    sort_by_path(&mut files);
    files
}

fn sort_by_path(files: &mut [InputFile]) {
    files.sort_by(|a, b| path_bytes(a.path()).cmp(path_bytes(b.path())));
}

fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// The regular files that match a pattern, and those below folders that match it.
fn files_matching(pattern: &str) -> Result<Vec<InputFile>, ResolveError> {
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| ResolveError::Pattern {
            pattern: pattern.to_owned(),
            fault: error.kind().to_string(),
        })?
        .compile_matcher();
    // The folders before the first wildcard need not be searched.
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    let base = pattern[..wild].rfind('/').map_or("", |at| &pattern[..=at]);
    let folder = if base.is_empty() { Path::new(".") } else { Path::new(base) };
    let rest = &pattern[base.len()..];
    let max_depth = if rest.contains("**") { usize::MAX } else { rest.split('/').count() };
    let mut files = Vec::new();
    let mut matches: Vec<PathBuf> = Vec::new();
    let entries =
        WalkDir::new(folder).follow_links(true).min_depth(1).max_depth(max_depth).sort_by_file_name();
    for entry in entries.into_iter().flatten() {
        let path = entry.path();
        let path = if base.is_empty() { path.strip_prefix(".").unwrap_or(path) } else { path };
        if glob.is_match(path) {
            matches.push(path.to_owned());
        }
    }
    for path in &matches {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => files.extend(files_below(path)),
            Ok(metadata) if metadata.is_file() => files.push(InputFile::new(path, Some(metadata.len()))),
            _ => {}
        }
    }
    // A folder and a file in it may both match.
    sort_by_path(&mut files);
    files.dedup_by(|a, b| a.path() == b.path());
    if files.is_empty() {
        return Err(ResolveError::NoMatch(pattern.to_owned()));
    }
    Ok(files)
}
