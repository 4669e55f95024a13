//! Reads what an output has written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use parquet::file::reader::SerializedFileReader;
use parquet::record::reader::RowIter;

use crate::destination::{Compression, Destination, Format};

/// The lines of a file that an [`Output`](crate::Output) has written, in order and without their newlines. Rows of Parquet
/// are turned into lines again.
pub struct Lines(Source);

enum Source {
    Text(Box<dyn BufRead + Send>),
    Rows(Box<RowIter<'static>>),
}

impl Lines {
    /// Opens a file whose name ends as an output's does.
    ///
    /// # Errors
    ///
    /// Fails if the file can't be opened, if its name has another ending, or if it is not what the ending says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let format = match Destination::parse(path) {
            Ok(Destination::File(file)) => file.format(),
            Ok(_) => return Err(io::ErrorKind::IsADirectory.into()),
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidInput, error)),
        };
        let file = File::open(path)?;
        Ok(Self(match format {
            Format::Parquet => {
                let reader = SerializedFileReader::new(file)?;
                Source::Rows(Box::new(RowIter::from_file_into(Box::new(reader))))
            }
            Format::Lines(compression) => Source::Text(decompress(file, compression)?),
        }))
    }
}

fn decompress(file: File, compression: Compression) -> io::Result<Box<dyn BufRead + Send>> {
    fn buffered(plain: impl Read + Send + 'static) -> Box<dyn BufRead + Send> {
        Box::new(BufReader::with_capacity(1 << 18, plain))
    }
    Ok(match compression {
        Compression::None => buffered(file),
        Compression::Gzip => buffered(flate2::read::MultiGzDecoder::new(file)),
        Compression::Zstd => buffered(zstd::Decoder::new(file)?),
    })
}

impl Iterator for Lines {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Text(text) => {
                let mut line = vec![];
                match text.read_until(b'\n', &mut line) {
                    Ok(0) => return None,
                    Ok(_) => {}
                    Err(error) => return Some(Err(error)),
                }
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                Some(Ok(line))
            }
            Source::Rows(rows) => {
                let row = rows.next()?;
                Some(row.map_err(io::Error::from).map(|row| row.to_json_value().to_string().into_bytes()))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod tests {
    use super::*;
    use crate::output::{Output, OutputOptions};
    use crate::record::Reject;
    use serde_json::{Value, json};

    #[test]
    fn lines_of_each_format_are_read_back() {
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"] {
            let folder = tempfile::tempdir().unwrap();
            let destination = Destination::parse(folder.path().join(name)).unwrap();
            let mut output = Output::create(&destination, OutputOptions::default()).unwrap();
            for number in 1..=3 {
                let reject = Reject {
                    id: format!("page-{number}"),
                    title: (number == 2).then(|| "Zwei\n\u{2028}".to_owned()),
                    ..Reject::default()
                };
                let mut line = vec![];
                reject.write_line(&mut line);
                output.rejects(&line).unwrap();
            }
            let finished = output.finish(b"{}\n").unwrap();
            let read: Vec<Value> = Lines::open(&finished.files[1].path)
                .unwrap()
                .map(|line| serde_json::from_slice(&line.unwrap()).unwrap())
                .collect();
            assert_eq!(read.len(), 3, "{name}");
            assert_eq!(read[1]["id"], "page-2");
            assert_eq!(read[1]["title"], "Zwei\n\u{2028}");
            assert_eq!(read[2]["title"], Value::Null);
            assert_eq!(read[2]["source"], json!({ "file": "", "record": 0, "offset": 0 }));
        }
    }

    #[test]
    fn other_names_and_damage_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "x").unwrap();
        assert!(Lines::open(&path).is_err());
        let path = folder.path().join("a.jsonl.gz");
        std::fs::write(&path, "x").unwrap();
        assert!(Lines::open(&path).unwrap().next().unwrap().is_err());
        let path = folder.path().join("a.parquet");
        std::fs::write(&path, "x").unwrap();
        assert!(Lines::open(&path).is_err());
    }
}
