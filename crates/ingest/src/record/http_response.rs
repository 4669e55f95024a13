//! From a stored HTTP response to a page, or to the reason why it is not one. Shared by all web archives.

use std::borrow::Cow;

use crate::item::{ErrorKind, InputError, Item, SkipKind, Skipped};
use crate::options::Options;
use crate::page::{Origin, Page, PageKind};
use crate::record::headers::content_type;
use crate::record::http::{self, Body, ResponseHead};
use crate::sniff::{self, Sniffed};

/// How many bytes besides the page to keep of a response: its header and the sizes of chunks.
pub(crate) const HTTP_OVERHEAD_BYTES: usize = 1 << 20;

/// 206: the body is a part of a page by definition.
const PARTIAL_CONTENT: u16 = 206;

/// Judges a block: an HTTP response, or a body alone whose type the archive states. `block` may be the first
/// part of the whole, which has `length` bytes. Archives that cut pages without marking them do so at
/// `unmarked_limits`.
pub(crate) fn page_from_response(
    block: &[u8],
    length: u64,
    given_type: Option<String>,
    unmarked_limits: &[usize],
    origin: Origin,
    options: &Options,
) -> Item {
    let limit = options.max_page_bytes;
    let head = http::parse_head(block);
    if head.as_ref().is_some_and(|head| head.status == 0) {
        let detail = "the HTTP response has no readable status".to_owned();
        return Item::Error(InputError { origin, kind: ErrorKind::DamagedHttp, detail });
    }
    if let Some(head) = &head
        && !options.statuses.contains(head.status)
    {
        return Item::Skipped(Skipped { origin, kind: SkipKind::HttpStatus });
    }
    let (body, type_header) = match &head {
        Some(head) => {
            (http::decode_body(&block[head.body..], &head.headers, limit), head.headers.text("Content-Type"))
        }
        None => (Body::plain(block), given_type),
    };
    let (media_type, charset) = content_type(&type_header.unwrap_or_default());
    let media_type = Some(media_type).filter(|media_type| !media_type.is_empty());
    let judged = match judge_body(&body, media_type.as_deref()) {
        Ok(judged) => judged,
        Err(NoPage::Skipped(kind)) => return Item::Skipped(Skipped { origin, kind }),
        Err(NoPage::UnknownCoding(detail)) => {
            return Item::Error(InputError { origin, kind: ErrorKind::Unsupported, detail });
        }
    };
    let mut page = Page::new(Vec::new(), judged.kind, origin);
    fill_page(&mut page, body, head.as_ref(), (block.len(), length), limit);
    page.not_text = judged.not_text;
    page.truncated |= unmarked_limits.contains(&page.bytes.len());
    page.declared.charset = charset;
    Item::Page(Box::new(page))
}

/// How to read a body.
struct JudgedBody {
    kind: PageKind,
    not_text: bool,
}

/// Why a body is not a page.
enum NoPage {
    Skipped(SkipKind),
    UnknownCoding(String),
}

/// Decides what a body is, by its bytes and the media type that is stated for it.
fn judge_body(body: &Body<'_>, media_type: Option<&str>) -> Result<JudgedBody, NoPage> {
    let sniffed = sniff::sniff_body(&body.bytes, media_type);
    if let Some(coding) = body.unknown_coding.as_ref().filter(|_| matches!(sniffed, Sniffed::Binary)) {
        let detail = format!("the body has the content coding {coding}, which is not supported");
        return Err(NoPage::UnknownCoding(detail));
    }
    let claims_page = media_type
        .is_none_or(|media_type| media_type.starts_with("text/") || media_type == "application/xhtml+xml");
    match sniffed {
        Sniffed::Html => Ok(JudgedBody { kind: PageKind::Html, not_text: false }),
        // An empty body is whatever the header says.
        Sniffed::Text if body.bytes.is_empty() && media_type != Some("text/plain") => {
            Ok(JudgedBody { kind: PageKind::Html, not_text: false })
        }
        Sniffed::Text => Ok(JudgedBody { kind: PageKind::Text, not_text: false }),
        Sniffed::Other(kind) => Err(NoPage::Skipped(kind)),
        Sniffed::Binary if claims_page => Ok(JudgedBody { kind: PageKind::Html, not_text: true }),
        Sniffed::Binary => Err(NoPage::Skipped(SkipKind::Binary)),
    }
}

/// Gives a page the bytes of a body, cut at the limit, and what is known of its size. `kept_of` is how many
/// bytes of the response there are, and how many it had.
fn fill_page(
    page: &mut Page,
    body: Body<'_>,
    head: Option<&ResponseHead<'_>>,
    kept_of: (usize, u64),
    limit: usize,
) {
    let (kept, length) = kept_of;
    let header_bytes = head.map_or(0, |head| head.body as u64);
    let block_cut = length > kept as u64;
    // If no coding was undone, the stated length shows how large the page really is.
    let known = if block_cut && matches!(body.bytes, Cow::Borrowed(_)) {
        length.saturating_sub(header_bytes)
    } else {
        body.full_bytes
    };
    let broken = body.broken && !block_cut;
    let over = body.over_limit || block_cut;
    let (bytes, too_large) = limited(body.bytes, known, limit);
    page.bytes = bytes;
    page.too_large = too_large.or(over.then_some(known));
    page.truncated = broken || head.is_some_and(|head| head.status == PARTIAL_CONTENT);
}

/// Cuts bytes at the limit. `known` is the size of the whole, as far as it is known. The second value is that
/// size if it is more than the limit.
pub(crate) fn limited(bytes: Cow<'_, [u8]>, known: u64, limit: usize) -> (Vec<u8>, Option<u64>) {
    let too_large = (known > limit as u64).then_some(known);
    let mut bytes = bytes.into_owned();
    bytes.truncate(limit);
    (bytes, too_large)
}
