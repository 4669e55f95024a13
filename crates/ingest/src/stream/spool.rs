//! Streams that are written to disk, for formats that have to be read at any offset.

use std::io::Write;

use crate::item::ErrorKind;
use crate::stream::raw_input::DiskFile;
use crate::stream::{Damage, Stop, Stream};

/// Writes a stream to a temporary file without a name. The bytes before damage are kept. `what` names the format in
/// messages, with its article.
pub(crate) fn spool(
    stream: &mut Stream,
    what: &str,
    max_bytes: u64,
) -> Result<(DiskFile, Option<Damage>), Damage> {
    let full = |error: std::io::Error| {
        let detail = format!("{what} can't be written to a temporary file: {error}");
        Damage { kind: ErrorKind::SpoolFull, detail }
    };
    let mut file = tempfile::tempfile().map_err(full)?;
    let mut size = 0;
    loop {
        let data = stream.data();
        size += data.len() as u64;
        if size > max_bytes {
            let detail = format!(
                "{what} that does not come from a file is written to a temporary file; this one has more than \
                 {max_bytes} bytes (--max-spool-bytes)"
            );
            return Err(Damage { kind: ErrorKind::SpoolFull, detail });
        }
        file.write_all(data).map_err(full)?;
        stream.consume(data.len());
        if !stream.more() {
            break;
        }
    }
    let damage = match stream.stop() {
        // After a gap all offsets are wrong.
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => Some(damage.clone()),
        _ => None,
    };
    Ok((DiskFile::spooled(file, size), damage))
}
