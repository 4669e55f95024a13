//! Makes the sketches of texts. `benches/peers/sketches.py` runs this program.
//!
//! The argument is a file of texts, each after its length in bytes as a little-endian `u32`. For each line on standard
//! input all sketches are made once, and the CPU nanoseconds are printed.

use cpu_time::ThreadTime;
use dechaff_dedup::Sketcher;

fn main() {
    let path = std::env::args().nth(1).expect("sketches FILE");
    let bytes = std::fs::read(path).expect("a readable file");
    let mut texts = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (text, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        texts.push(std::str::from_utf8(text).expect("UTF-8"));
        rest = after;
    }
    let mut sketcher = Sketcher::default();
    for _ in std::io::stdin().lines() {
        let start = ThreadTime::now();
        for text in &texts {
            std::hint::black_box(sketcher.sketch(text));
        }
        println!("{}", start.elapsed().as_nanos());
    }
}
