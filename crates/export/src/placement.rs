//! Complete files: written under temporary names, then renamed to their final ones.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::error::ExportError;

/// A complete file under its temporary name, which is removed when dropped. Standard output has no temporary name.
pub(crate) struct ClosedFile {
    pub(crate) path: PathBuf,
    pub(crate) temporary: Option<TempPath>,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

/// Creates a file under a temporary name, in the folder of its final name: only there can it be renamed in one step.
/// It has the access rights of any new file, unlike other temporary files, which only their owner may read.
pub(crate) fn create_temporary(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path))
}

/// The folder that contains a file.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames in a folder durable. File systems that do not support this return an error, which is ignored because
/// nothing can be done about it.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

pub(crate) fn remove_files(paths: &[PathBuf]) -> Result<(), ExportError> {
    for path in paths {
        std::fs::remove_file(path).map_err(|source| ExportError::Place { path: path.clone(), source })?;
    }
    Ok(())
}

/// Files that have got their final names. They are removed again if this is dropped before all files have.
#[derive(Default)]
pub(crate) struct Placement {
    placed: Vec<PathBuf>,
}

impl Placement {
    /// Gives all files their final names, the manifest last.
    pub(crate) fn place_all(
        self,
        files: Vec<ClosedFile>,
        manifest: Option<ClosedFile>,
    ) -> Result<(), ExportError> {
        self.place_all_with(files, manifest, || Ok(()))
    }

    /// Like [`place_all`](Self::place_all), and calls `before_manifest` before the manifest gets its final name.
    pub(crate) fn place_all_with(
        mut self,
        files: Vec<ClosedFile>,
        manifest: Option<ClosedFile>,
        before_manifest: impl FnOnce() -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for file in files {
            self.place(file)?;
        }
        before_manifest()?;
        if let Some(manifest) = manifest {
            self.place(manifest)?;
        }
        let mut folders: Vec<&Path> = self.placed.iter().map(|path| folder_of(path)).collect();
        folders.dedup();
        folders.into_iter().for_each(sync_folder);
        self.placed.clear();
        Ok(())
    }

    fn place(&mut self, file: ClosedFile) -> Result<(), ExportError> {
        let ClosedFile { path, temporary, .. } = file;
        let Some(temporary) = temporary else { return Ok(()) };
        match temporary.persist(&path) {
            Ok(()) => {
                self.placed.push(path);
                Ok(())
            }
            Err(error) => Err(ExportError::Place { path, source: error.error }),
        }
    }
}

impl Drop for Placement {
    fn drop(&mut self) {
        for path in &self.placed {
            // The first error is reported already.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Writes one file completely or not at all: under a temporary name in the same folder, then renamed.
///
/// # Errors
///
/// [`ExportError::Exists`] if the file exists and `overwrite` is false, even if another process created it in the
/// meantime. [`ExportError::Write`] and [`ExportError::Place`] with the operating system's reason.
pub fn write_whole(path: &Path, bytes: &[u8], overwrite: bool) -> Result<(), ExportError> {
    let exists = || ExportError::Exists { path: path.to_owned() };
    if !overwrite && path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let Some(temporary) = write_temporary(path, bytes)?.temporary else { return Ok(()) };
    let placed = if overwrite { temporary.persist(path) } else { temporary.persist_noclobber(path) };
    placed.map_err(|error| match error.error {
        reason if reason.kind() == std::io::ErrorKind::AlreadyExists => exists(),
        source => ExportError::Place { path: path.to_owned(), source },
    })?;
    sync_folder(folder_of(path));
    Ok(())
}

/// Writes a complete file under a temporary name.
pub(crate) fn write_temporary(path: &Path, bytes: &[u8]) -> Result<ClosedFile, ExportError> {
    let written = create_temporary(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    });
    match written {
        Ok(temporary) => Ok(ClosedFile {
            path: path.to_owned(),
            temporary: Some(temporary),
            bytes: bytes.len() as u64,
            lines: 0,
        }),
        Err(source) => Err(ExportError::Write { path: path.to_owned(), source }),
    }
}
