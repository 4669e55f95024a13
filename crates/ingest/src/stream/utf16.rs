//! UTF-16, as spreadsheet programs and some shells write tables and JSON, turned into UTF-8.

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

use crate::sniff::ByteOrder;
use crate::stream::{Produce, Produced, Stop, Stream};

fn decoder(order: ByteOrder) -> Decoder {
    match order {
        ByteOrder::LittleEndian => UTF_16LE.new_decoder_with_bom_removal(),
        ByteOrder::BigEndian => UTF_16BE.new_decoder_with_bom_removal(),
    }
}

/// The text of a UTF-16 stream in UTF-8. Units that are not characters become U+FFFD. The byte order mark is left out.
pub(crate) struct Utf16Text {
    input: Stream,
    order: ByteOrder,
    decoder: Decoder,
    /// Decoded text, of which `given` bytes were produced.
    text: Vec<u8>,
    given: usize,
    pending: Option<Stop>,
}

/// How many bytes are decoded at a time.
const PIECE_BYTES: usize = 16 << 10;

impl Utf16Text {
    pub(crate) fn new(input: Stream, order: ByteOrder) -> Self {
        Utf16Text { input, order, decoder: decoder(order), text: Vec::new(), given: 0, pending: None }
    }

    /// Decodes the next piece into `text`. At a stop, ends the text before it and keeps the stop as pending.
    fn decode_piece(&mut self) {
        let stopped = self.input.data().is_empty() && !self.input.more();
        let piece = &self.input.data()[..self.input.data().len().min(PIECE_BYTES)];
        let most = self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * PIECE_BYTES);
        self.text.resize(most, 0);
        let (_, read, written, _) = self.decoder.decode_to_utf8(piece, &mut self.text, stopped);
        self.text.truncate(written);
        self.given = 0;
        self.input.consume(read);
        if stopped {
            self.decoder = decoder(self.order);
            self.pending = Some(self.input.pass_stop());
        }
    }
}

impl Produce for Utf16Text {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        while self.given == self.text.len() {
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
            self.decode_piece();
        }
        let bytes = out.len().min(self.text.len() - self.given);
        out[..bytes].copy_from_slice(&self.text[self.given..self.given + bytes]);
        self.given += bytes;
        Produced::Bytes(bytes)
    }
}
