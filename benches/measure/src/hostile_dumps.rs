//! Files built to stall a reader of dumps: heads of records, members and rows that lead nowhere, over and over.

/// A kind of hostile dump, of any size.
pub struct Dump {
    /// Its format and what it repeats.
    pub name: String,
    head: Vec<u8>,
    piece: Vec<u8>,
    tail: Vec<u8>,
}

impl Dump {
    fn new(format: &str, head: &[u8], piece: &[u8], tail: &[u8]) -> Self {
        let name = format!("{format} of {}", piece.escape_ascii());
        Self { name, head: head.to_vec(), piece: piece.to_vec(), tail: tail.to_vec() }
    }

    /// The dump, with about this many bytes of what it repeats.
    pub fn bytes(&self, repeated: usize) -> Vec<u8> {
        [&self.head[..], &self.piece.repeat(repeated / self.piece.len()), &self.tail].concat()
    }
}

/// All kinds.
pub fn dumps() -> Vec<Dump> {
    let mut all: Vec<Dump> = ALONE.iter().map(|(format, piece)| Dump::new(format, b"", piece, b"")).collect();
    all.push(bzip2());
    all.extend(MHTML.iter().map(|piece| Dump::new("saved page", mhtml_head().as_bytes(), piece, b"")));
    all.extend(CSV.iter().map(|line| Dump::new("table", b"url,text\nhttps://a.org/,words\n", line, b"")));
    all.extend(ARC.iter().map(|line| Dump::new("ARC file", ARC_HEAD, line, b"")));
    all.push(Dump::new("WARC file", b"", b"WARC/1.0\r\n", WARC_RECORD));
    all.push(Dump::new("WARC header", b"WARC/1.0\r\n", b"xWARC/", &[b"\r\n\r\n", WARC_RECORD].concat()));
    all.push(Dump::new("WARC file", b"", b"WARC/1.0\r\nContent-Length: 1000000\r\n\r\n", WARC_RECORD));
    all
}

/// Heads of members and archives, each a file that consists of nothing else.
const ALONE: [(&str, &[u8]); 7] = [
    ("gzip file", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"),
    ("zstd file", b"\x28\xb5\x2f\xfd\x00"),
    ("zstd file", b"\x50\x2a\x4d\x18\x00\x00\x00\x00"),
    ("xz file", b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46"),
    ("lz4 file", b"\x04\x22\x4d\x18\x60\x40\x82"),
    ("zip file", b"PK\x03\x04"),
    ("zip file", b"PK\x01\x02"),
];

/// Heads of bzip2 members. Each makes a decoder, with tables of megabytes, so there is one for a thousand bytes only.
fn bzip2() -> Dump {
    let piece = [&b"BZh91AY&SY"[..], &[b'.'; 1_000]].concat();
    Dump { name: "bzip2 file of BZh91AY&SY and 1,000 dots".to_owned(), head: vec![], piece, tail: vec![] }
}

const MHTML: [&[u8]; 8] = [
    b"\r\n--ab\r\n",
    b"\n--ab \nx",
    b"--",
    b"\n",
    b"\n--a",
    b"=",
    b"a:\n",
    b"\n--ab\nContent-Type: text/html\n\n<p>",
];

/// Seven multiparts in one another, whose boundaries never come again.
fn mhtml_head() -> String {
    let mut head =
        String::from("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ab\r\n\r\n--ab\r\n");
    for number in 0..7 {
        head +=
            &format!("Content-Type: multipart/mixed; boundary=never-to-come-again-{number}\r\n\r\n--ab\r\n");
    }
    head
}

const CSV: [&[u8]; 9] = [
    b"\"a\n",
    b"\"\n",
    b",\"x\n",
    b"x,\"\"\"\n",
    b"\",\",\"x\n",
    b"\"\"\"a\n",
    b"a,\"b\",\"\n",
    b"a,\"b\"c\n",
    b"x\n",
];

const ARC_HEAD: &[u8] = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 76\n\
1 0 Somebody\nURL IP-address Archive-date Content-type Archive-length\n\n\n\n\n";

const ARC: [&[u8]; 6] = [
    b"http://a.org/ 1.2.3.4 20080430204825 text/html 1000000\n",
    b"http://a.org/ 1.2.3.4 20080430204825 text/html 9000000000\n",
    b"http://a.org/ 1.2.3.4 20080430204825 text/html 0\n",
    b"http: http: http:\n",
    b"http:",
    b"\n",
];

const WARC_RECORD: &[u8] = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/\r\n\
Content-Type: text/html\r\nContent-Length: 27\r\n\r\n<p>The ferry sails again.</p\r\n\r\n";
