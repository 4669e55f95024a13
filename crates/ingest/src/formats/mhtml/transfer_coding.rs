//! The transfer codings of parts: quoted-printable and base64.

use memchr::{memchr, memmem};

use crate::record::headers::Headers;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TransferCoding {
    Identity,
    QuotedPrintable,
    Base64,
}

impl TransferCoding {
    /// The coding that the header names. If it names none that is known, the coding that the body looks like.
    pub(super) fn detect(headers: &Headers<'_>, body: &[u8]) -> TransferCoding {
        match headers.text("Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase().trim() {
            "quoted-printable" => return TransferCoding::QuotedPrintable,
            "base64" => return TransferCoding::Base64,
            "7bit" | "8bit" | "binary" => return TransferCoding::Identity,
            _ => {}
        }
        let soft_breaks = memmem::find(body, b"=\r\n").or_else(|| memmem::find(body, b"=\n")).is_some();
        let line = &body[..memchr(b'\n', body).unwrap_or(body.len())].trim_ascii_end();
        if soft_breaks || memmem::find(body, b"=3D").is_some() {
            TransferCoding::QuotedPrintable
        } else if line.len() >= 40 && line.iter().all(|&byte| sextet(byte).is_some()) {
            TransferCoding::Base64
        } else {
            TransferCoding::Identity
        }
    }
}

/// Undoes a part's transfer coding piece by piece.
pub(super) struct TransferDecoder {
    coding: TransferCoding,
    keep: usize,
    out: Vec<u8>,
    /// How many bytes were decoded, kept or not.
    given: u64,
    /// Quoted-printable: the beginning of an escape that continues in the next piece.
    held: Vec<u8>,
    /// Base64: bits that are not a whole byte yet.
    bits: u32,
    bit_count: u32,
    /// Base64: the padding, and so the end, was reached.
    ended: bool,
}

/// A part's body without its transfer coding.
pub(super) struct DecodedPart {
    /// At most as many bytes as were to be kept.
    pub(super) bytes: Vec<u8>,
    /// How many bytes the whole body has.
    pub(super) full_bytes: u64,
}

impl TransferDecoder {
    pub(super) fn new(coding: TransferCoding, keep: usize) -> Self {
        TransferDecoder {
            coding,
            keep,
            out: Vec::new(),
            given: 0,
            held: Vec::new(),
            bits: 0,
            bit_count: 0,
            ended: false,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.given += bytes.len() as u64;
        let free = self.keep.saturating_sub(self.out.len());
        self.out.extend_from_slice(&bytes[..bytes.len().min(free)]);
    }

    /// Decodes the next piece of a part's body.
    pub(super) fn decode(&mut self, piece: &[u8]) {
        match self.coding {
            TransferCoding::Identity => self.push(piece),
            TransferCoding::Base64 => self.decode_base64(piece),
            TransferCoding::QuotedPrintable => self.decode_quoted_printable(piece),
        }
    }

    fn decode_base64(&mut self, piece: &[u8]) {
        for &byte in piece {
            self.ended |= byte == b'=';
            let Some(value) = sextet(byte).filter(|_| !self.ended) else { continue };
            self.bits = self.bits << 6 | u32::from(value);
            self.bit_count += 6;
            if self.bit_count >= 8 {
                self.bit_count -= 8;
                self.push(&[(self.bits >> self.bit_count) as u8]);
            }
        }
    }

    fn decode_quoted_printable(&mut self, piece: &[u8]) {
        let joined;
        let mut rest = if self.held.is_empty() {
            piece
        } else {
            joined = [&std::mem::take(&mut self.held), piece].concat();
            &joined[..]
        };
        while let Some(at) = memchr(b'=', rest) {
            self.push(&rest[..at]);
            rest = &rest[at..];
            rest = match rest {
                [_, b'\n', rest @ ..] | [_, b'\r', b'\n', rest @ ..] => rest,
                [_, high, low, after @ ..] => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => {
                        self.push(&[high << 4 | low]);
                        after
                    }
                    // Not an escape, so it stays as it is.
                    _ => {
                        self.push(b"=");
                        &rest[1..]
                    }
                },
                _ => {
                    self.held = rest.to_vec();
                    return;
                }
            };
        }
        self.push(rest);
    }

    pub(super) fn finish(mut self) -> DecodedPart {
        let held = std::mem::take(&mut self.held);
        // A soft line break before the boundary is the end of the body.
        if held.len() > 1 && held != b"=\r" {
            self.push(&held);
        }
        DecodedPart { bytes: self.out, full_bytes: self.given }
    }
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(coding: TransferCoding, body: &[u8], piece: usize) -> Vec<u8> {
        let mut decoder = TransferDecoder::new(coding, 1 << 20);
        for piece in body.chunks(piece) {
            decoder.decode(piece);
        }
        decoder.finish().bytes
    }

    #[test]
    fn codings_are_undone_in_pieces_of_any_size() {
        let check = |coding: TransferCoding, body: &[u8], expected: &[u8]| {
            for piece in 1..=body.len() {
                assert_eq!(decode(coding, body, piece), expected, "{piece}");
            }
        };
        check(
            TransferCoding::QuotedPrintable,
            b"a=3Db =\r\nc=c3=A9 =\nd = e =zz",
            "a=b cé d = e =zz".as_bytes(),
        );
        check(TransferCoding::Base64, b"VGhl\r\nIHJh aW4=\r\n", b"The rain");
        check(TransferCoding::Base64, b"VGhlIHJ*hdw==ignored", b"The raw");
        check(TransferCoding::Identity, b"a=3Db", b"a=3Db");
    }
}
