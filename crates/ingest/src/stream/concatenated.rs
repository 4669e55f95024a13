//! What all compressions share: a file is any number of members, one after the other, and damage costs the
//! member that it hits.

use memchr::memmem;

use crate::item::ErrorKind;
use crate::stream::ratio::RatioGuard;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

/// A compression whose files are concatenated members.
pub(crate) trait Codec: Send + 'static {
    /// What a member is called in messages.
    const MEMBER: &'static str;
    /// The kind of error that a damaged member is.
    const DAMAGED: ErrorKind;
    /// The first bytes of a member, to search for.
    const START: &'static [u8];
    /// How many bytes `begins` looks at.
    const HEAD_BYTES: usize;

    /// Whether a member begins here, as far as its head shows.
    fn begins(data: &[u8]) -> bool;

    /// Whether a member that a search for `START` found is one. Bytes within a member may look like a start,
    /// so codecs whose head is short decode the first bytes here.
    fn confirms_member(&mut self, input: &mut Stream) -> bool {
        input.fill_to(Self::HEAD_BYTES);
        Self::begins(input.data())
    }

    /// Skips what may occur between members besides zeros. Returns whether there was anything.
    fn skip_filler(_: &mut Stream) -> bool {
        false
    }

    /// Prepares for the next member.
    fn start(&mut self);

    /// Whether each member can be decoded without those before it.
    fn has_independent_members(&self) -> bool {
        true
    }

    /// Decodes a piece: takes it off `input` and writes it to the front of `out`.
    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step;
}

/// What a decoder did.
pub(crate) struct Step {
    /// Bytes written.
    pub(crate) given: usize,
    pub(crate) state: State,
}

pub(crate) enum State {
    Running,
    /// It cannot continue without more input.
    Starved,
    /// The member is complete and its checksums were right.
    Finished,
    /// The member is damaged, or asks for something that is not supported.
    Broken(ErrorKind, String),
    /// The decoder itself could not be created.
    Unusable(String),
}

/// Turns a stream of members into their contents.
pub(crate) struct Concatenated<C> {
    input: Stream,
    codec: C,
    in_member: bool,
    seen_member: bool,
    /// Whether something was damaged so far.
    is_damaged: bool,
    member_offset: u64,
    rewind: Rewind,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl<C: Codec> Concatenated<C> {
    pub(crate) fn new(mut input: Stream, codec: C, ratio: RatioGuard) -> Self {
        let rewind = Rewind::new(&mut input);
        // A reader that goes on behind a member has seen it.
        let seen_member = input.offset() > 0;
        Concatenated {
            input,
            codec,
            in_member: false,
            seen_member,
            is_damaged: false,
            member_offset: 0,
            rewind,
            ratio,
            pending: None,
        }
    }

    /// Goes to the first byte of the next member, or returns why there is none.
    fn find_member(&mut self) -> Result<(), Stop> {
        loop {
            if self.input.data().is_empty() && !self.input.more() {
                return Err(self.input.pass_stop());
            }
            // Tapes and block devices pad with zeros.
            let zeros = self.input.data().iter().take_while(|&&byte| byte == 0).count();
            if zeros > 0 && self.seen_member {
                self.input.consume(zeros);
                continue;
            }
            self.input.fill_to(C::HEAD_BYTES);
            self.member_offset = self.input.offset();
            if !C::skip_filler(&mut self.input) {
                break;
            }
        }
        if C::begins(self.input.data()) {
            self.codec.start();
            self.in_member = true;
            self.seen_member = true;
            return Ok(());
        }
        let (offset, data) = (self.member_offset, self.input.data());
        let is_short = data.len() < C::HEAD_BYTES;
        if is_short && C::START.starts_with(&data[..data.len().min(C::START.len())]) {
            return Err(self.cut());
        }
        let what = format!("no {} begins at compressed offset {offset}", C::MEMBER);
        Err(self.recover(C::DAMAGED, &what))
    }

    /// The stop to report when the underlying stream stops within a member.
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

    /// Searches for the next member. Each call starts after the start of the last one, so the end of the file
    /// is always reached.
    fn recover(&mut self, kind: ErrorKind, what: &str) -> Stop {
        self.rewind.to(&mut self.input, self.member_offset + 1);
        self.in_member = false;
        self.is_damaged = true;
        loop {
            match memmem::find(self.input.data(), C::START) {
                Some(at) => {
                    self.input.consume(at);
                    if self.codec.confirms_member(&mut self.input) {
                        let next = self.input.offset();
                        let detail = format!("{what}; reading resumed at compressed offset {next}");
                        // The member ends too early but more follows, so it is not the file that is cut.
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

    /// The stop to report after a step of the decoder, if there is one. `stalled` says that the step before
    /// this one made no progress either.
    fn stop_after(&mut self, state: State, stalled: bool) -> Option<Stop> {
        match state {
            State::Running => None,
            // A decoder that does not take the input it asked for would make the buffer grow without end.
            State::Starved if stalled || !self.input.more() => Some(self.cut()),
            State::Starved => None,
            State::Finished => {
                self.in_member = false;
                None
            }
            State::Broken(kind, fault) => {
                let offset = self.member_offset;
                let what = format!("the {} at compressed offset {offset} is broken: {fault}", C::MEMBER);
                Some(self.recover(kind, &what))
            }
            State::Unusable(detail) => Some(Stop::Fatal(Damage { kind: C::DAMAGED, detail })),
        }
    }
}

impl<C: Codec> Produce for Concatenated<C> {
    fn member_start(&self) -> Option<u64> {
        let is_between = !self.in_member && self.pending.is_none();
        let can_restart = is_between && !self.is_damaged && self.codec.has_independent_members();
        (can_restart && self.input.is_file()).then(|| self.input.offset())
    }

    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if let Some(stop) = self.pending.take() {
            return Produced::Stop(stop);
        }
        let mut stalled = false;
        loop {
            if !self.in_member
                && let Err(stop) = self.find_member()
            {
                return Produced::Stop(stop);
            }
            // A decoder may hold back output after it has taken the last input, so it runs before more is read.
            let Step { given, state } = self.codec.run(&mut self.input, out);
            let excess = self.ratio.check(given, self.input.offset());
            let starved = matches!(state, State::Starved);
            let stop = self.stop_after(state, stalled);
            stalled = starved;
            self.pending = excess.or(stop);
            if given > 0 {
                return Produced::Bytes(given);
            }
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
        }
    }
}

/// Goes back in a stream to search for the next member. The decoder of a broken member often runs into the
/// members after it before the fault shows.
struct Rewind {
    /// The furthest offset from which the stream was rewound.
    reached: u64,
    /// Bytes that may still be read again.
    budget: u64,
}

/// How far back bytes are kept.
const HISTORY_BYTES: usize = 256 << 10;
/// How many bytes may be read again for each byte read for the first time, so that hostile files take time in
/// proportion to their size.
const REREAD_BYTES_PER_BYTE: u64 = 4;

impl Rewind {
    fn new(input: &mut Stream) -> Self {
        input.keep_history(HISTORY_BYTES);
        Rewind { reached: 0, budget: 0 }
    }

    /// Goes back to an offset, or as near to it as history and budget allow. If the offset lies ahead because
    /// a decoder that failed did not report what it took, goes forward to it. Otherwise the same fault would
    /// be met forever.
    fn to(&mut self, input: &mut Stream, offset: u64) {
        let here = input.offset();
        input.consume(usize::try_from(offset.saturating_sub(here)).unwrap_or(usize::MAX));
        let fresh = here.saturating_sub(self.reached);
        self.budget = self.budget.saturating_add(fresh.saturating_mul(REREAD_BYTES_PER_BYTE));
        self.reached = self.reached.max(here);
        self.budget -= input.unread(here.saturating_sub(offset).min(self.budget));
    }
}
