//! What bzip2, xz and lz4 share: any number of members one after the other, and a way on behind a broken one.

use memchr::memmem;

use crate::item::ErrorKind;
use crate::stream::ratio::RatioGuard;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

/// A compression whose files are members put together.
pub(crate) trait Codec: Send + 'static {
    /// What a member is called in messages.
    const MEMBER: &'static str;
    const DAMAGED: ErrorKind;
    /// The first bytes of a member, to search for.
    const START: &'static [u8];
    /// So many bytes `begins` looks at.
    const HEAD_BYTES: usize;

    /// Whether a member begins here, as far as its head tells.
    fn begins(data: &[u8]) -> bool;

    /// Passes what may stand between members beside zeros. Says whether there was anything.
    fn pass_filler(_: &mut Stream) -> bool {
        false
    }

    /// Forgets the last member.
    fn start(&mut self);

    /// Decodes a piece: takes it off `input` and writes it to the front of `out`.
    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step;
}

/// What a decoder did.
pub(crate) struct Step {
    pub(crate) given: usize,
    pub(crate) state: State,
}

pub(crate) enum State {
    Running,
    /// It cannot go on without more input.
    Starved,
    /// The member is over, its checksums were right.
    Finished,
    Broken(ErrorKind, String),
}

/// Turns a stream of members into their contents.
pub(crate) struct Members<C> {
    input: Stream,
    codec: C,
    in_member: bool,
    seen_member: bool,
    member_offset: u64,
    rewind: Rewind,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl<C: Codec> Members<C> {
    pub(crate) fn new(mut input: Stream, codec: C, ratio: RatioGuard) -> Self {
        let rewind = Rewind::new(&mut input);
        Members {
            input,
            codec,
            in_member: false,
            seen_member: false,
            member_offset: 0,
            rewind,
            ratio,
            pending: None,
        }
    }

    /// Stands at the first byte of a member, or says why not.
    fn find_member(&mut self) -> Result<(), Stop> {
        loop {
            if self.input.data().is_empty() && !self.input.more() {
                return Err(self.input.pass_stop());
            }
            let zeros = self.input.data().iter().take_while(|&&byte| byte == 0).count();
            if zeros > 0 && self.seen_member {
                self.input.consume(zeros);
                continue;
            }
            self.input.fill_to(C::HEAD_BYTES);
            self.member_offset = self.input.offset();
            if !C::pass_filler(&mut self.input) {
                break;
            }
        }
        if C::begins(self.input.data()) {
            self.codec.start();
            self.in_member = true;
            self.seen_member = true;
            return Ok(());
        }
        let (offset, short) = (self.member_offset, self.input.data().len() < C::HEAD_BYTES);
        if short && C::START.starts_with(&self.input.data()[..self.input.data().len().min(C::START.len())]) {
            return Err(self.cut());
        }
        let what = format!("bytes that are no {} at compressed offset {offset}", C::MEMBER);
        Err(self.recover(C::DAMAGED, &what))
    }

    /// The stream below stopped within a member.
    fn cut(&mut self) -> Stop {
        match self.input.stop() {
            Some(Stop::Fatal(damage)) => Stop::Fatal(damage.clone()),
            Some(Stop::Gap(damage)) => {
                let (kind, detail) = (damage.kind, damage.detail.clone());
                self.recover(kind, &detail)
            }
            _ => {
                let offset = self.member_offset;
                let what = format!("the {} at compressed offset {offset} is not finished", C::MEMBER);
                self.recover(ErrorKind::Truncated, &what)
            }
        }
    }

    /// Searches the next member. Each call begins behind the beginning of the last one, so the file is left in
    /// the end.
    fn recover(&mut self, kind: ErrorKind, what: &str) -> Stop {
        self.rewind.to(&mut self.input, self.member_offset + 1);
        self.in_member = false;
        loop {
            match memmem::find(self.input.data(), C::START) {
                Some(at) => {
                    self.input.consume(at);
                    self.input.fill_to(C::HEAD_BYTES);
                    if C::begins(self.input.data()) {
                        let next = self.input.offset();
                        let detail = format!("{what}; reading went on at compressed offset {next}");
                        // Ends too early, but more follows: then it isn't the file that is cut.
                        let kind = if kind == ErrorKind::Truncated { C::DAMAGED } else { kind };
                        return Stop::Gap(Damage { kind, detail });
                    }
                    self.input.consume(1);
                }
                None => {
                    let keep = C::START.len() - 1;
                    self.input.consume(self.input.data().len().saturating_sub(keep));
                    if !self.input.more() && !self.input.bridge_gap() {
                        self.input.consume(keep);
                        let detail = format!("{what}; nothing readable follows");
                        return Stop::Gap(Damage { kind, detail });
                    }
                }
            }
        }
    }
}

impl<C: Codec> Produce for Members<C> {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if let Some(stop) = self.pending.take() {
            return Produced::Stop(stop);
        }
        loop {
            if !self.in_member
                && let Err(stop) = self.find_member()
            {
                return Produced::Stop(stop);
            }
            let Step { given, state } = self.codec.run(&mut self.input, out);
            let bomb = self.ratio.check(given, self.input.offset());
            match state {
                State::Running => {}
                State::Starved => {
                    if !self.input.more() {
                        self.pending = Some(self.cut());
                    }
                }
                State::Finished => self.in_member = false,
                State::Broken(kind, fault) => {
                    let offset = self.member_offset;
                    let what = format!("the {} at compressed offset {offset} is broken: {fault}", C::MEMBER);
                    self.pending = Some(self.recover(kind, &what));
                }
            }
            self.pending = bomb.or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
        }
    }
}

/// Goes back to search for the next member or frame. A broken one often makes its decoder run into those behind
/// it before the fault shows.
pub(crate) struct Rewind {
    /// The furthest offset from which anybody went back.
    reached: u64,
    budget: u64,
}

/// How far back bytes are kept.
const HISTORY_BYTES: usize = 256 << 10;
/// A fresh byte pays for reading so many again, so that hostile files cost time in proportion to their size.
const REREAD_BYTES_PER_BYTE: u64 = 4;

impl Rewind {
    pub(crate) fn new(input: &mut Stream) -> Self {
        input.history = HISTORY_BYTES;
        Rewind { reached: 0, budget: 0 }
    }

    /// Goes back to an offset, or as near to it as history and budget allow. If the offset lies ahead, because
    /// a decoder that failed did not say what it took, goes there, or the same fault would be met for ever.
    pub(crate) fn to(&mut self, input: &mut Stream, offset: u64) {
        let here = input.offset();
        input.consume(usize::try_from(offset.saturating_sub(here)).unwrap_or(usize::MAX));
        let fresh = here.saturating_sub(self.reached);
        self.budget = self.budget.saturating_add(fresh.saturating_mul(REREAD_BYTES_PER_BYTE));
        self.reached = self.reached.max(here);
        self.budget -= input.unread(here.saturating_sub(offset).min(self.budget));
    }
}
