//! From a stored answer to a page, or to a word on why it is none. Shared by all archives of answers.

use std::borrow::Cow;

use crate::formats::ReadState;
use crate::item::{ErrorKind, InputError, Item, SkipKind, Skipped};
use crate::page::{Origin, Page, PageKind};
use crate::record::headers::content_type;
use crate::record::http::{self, Body};
use crate::sniff::{self, Sniffed};

/// Room for the HTTP header and chunk sizes in front of a page.
pub(crate) const CODING_ROOM: usize = 1 << 20;

/// Judges a block: an HTTP answer, or a body alone, of which the archive gives the type. `length` is that of
/// the whole block, of which the bytes may be the first part. Archives that cut pages without marking them
/// do so at `unmarked_limits`.
pub(crate) fn page_of_answer(
    block: &[u8],
    length: u64,
    given_type: Option<String>,
    unmarked_limits: &[usize],
    origin: Origin,
    state: &ReadState,
) -> Item {
    let limit = state.options.max_page_bytes;
    let answer = http::parse_answer(block);
    if answer.as_ref().is_some_and(|answer| answer.status == 0) {
        let detail = "the HTTP answer has no readable status".to_owned();
        return Item::Error(InputError { origin, kind: ErrorKind::DamagedHttp, detail });
    }
    if let Some(answer) = &answer
        && !state.options.statuses.contains(answer.status)
    {
        return Item::Skipped(Skipped { origin, kind: SkipKind::HttpStatus });
    }
    let (body, header_value) = match &answer {
        Some(answer) => (
            http::decode_body(&block[answer.body..], &answer.headers, limit),
            answer.headers.text("Content-Type"),
        ),
        None => {
            let body = Body::plain(block);
            (body, given_type)
        }
    };
    let (media_type, charset) = content_type(&header_value.unwrap_or_default());
    let media_type = Some(media_type).filter(|media_type| !media_type.is_empty());
    let sniffed = sniff::sniff_body(&body.bytes, media_type.as_deref());
    let unread_coding = body.unknown_coding.as_ref().filter(|_| matches!(sniffed, Sniffed::Binary));
    if let Some(coding) = unread_coding {
        let detail = format!("the body has the content coding {coding}, which is not undone");
        return Item::Error(InputError { origin, kind: ErrorKind::Unsupported, detail });
    }
    let claims_page = media_type
        .as_deref()
        .is_none_or(|media_type| media_type.starts_with("text/") || media_type == "application/xhtml+xml");
    let mut not_text = false;
    let kind = match sniffed {
        Sniffed::Html => PageKind::Html,
        // Nothing at all is whatever the header says.
        Sniffed::Text if body.bytes.is_empty() && media_type.as_deref() != Some("text/plain") => {
            PageKind::Html
        }
        Sniffed::Text => PageKind::Text,
        Sniffed::Other(kind) => return Item::Skipped(Skipped { origin, kind }),
        Sniffed::Binary if claims_page => {
            not_text = true;
            PageKind::Html
        }
        Sniffed::Binary => return Item::Skipped(Skipped { origin, kind: SkipKind::Binary }),
    };
    let header_bytes = answer.as_ref().map_or(0, |answer| answer.body as u64);
    let block_cut = length > block.len() as u64;
    // If nothing was undone, the length in the header says how large the page really is.
    let known = if block_cut && matches!(body.bytes, Cow::Borrowed(_)) {
        length.saturating_sub(header_bytes)
    } else {
        body.full_bytes
    };
    let broken = body.broken && !block_cut;
    let over = body.over_limit || block_cut;
    let (bytes, too_large) = limited(body.bytes, known, limit);
    let mut page = Page::new(bytes, kind, origin);
    page.too_large = too_large.or(over.then_some(known));
    // 206 is a part of a page by its name.
    let partial = answer.as_ref().is_some_and(|answer| answer.status == 206);
    page.truncated = broken || partial || unmarked_limits.contains(&page.bytes.len());
    page.not_text = not_text;
    page.declared.charset = charset;
    Item::Page(Box::new(page))
}

/// Cuts at the limit. `known` is the size of the whole, as far as it is known.
pub(crate) fn limited(bytes: Cow<'_, [u8]>, known: u64, limit: usize) -> (Vec<u8>, Option<u64>) {
    let too_large = (known > limit as u64).then_some(known);
    let mut bytes = bytes.into_owned();
    bytes.truncate(limit);
    (bytes, too_large)
}
