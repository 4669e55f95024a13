//! The addresses of pictures, also where a script loads them later.
//!
//! Pages that load pictures lazily have a placeholder in `src` and the address in attributes that their script knows, in
//! the `source` elements of a `picture`, or in a second picture for browsers without scripts.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::document::block::Image;
use crate::document::{Document, to_usize};

/// The address of a picture as written. `None` if the page names none.
pub(super) fn source(tree: &Tree, img: NodeId) -> Option<&str> {
    let attribute = |name: AttributeName| tree.attribute(img, name);
    let own = tree.attribute(img, AttributeName::Src).and_then(address);
    // Where there is an address for later, the one in `src` is a placeholder or a small preview.
    let later = LATER.iter().find_map(|&name| attribute(name).and_then(later_address));
    let later = later.or_else(|| attribute(AttributeName::DataSrcset).and_then(largest));
    later
        .or_else(|| own.filter(|url| !is_placeholder(url)))
        .or_else(|| tree.attribute(img, AttributeName::Srcset).and_then(largest))
        .or_else(|| sources_before(tree, img))
}

/// Whether a picture has an address of its own or one for later, a placeholder's included.
pub(super) fn has_address(tree: &Tree, img: NodeId) -> bool {
    let is_data = |url: &str| url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    [AttributeName::Src, AttributeName::DataSrc].iter().any(|&name| {
        tree.attribute(img, name).map(str::trim).is_some_and(|url| !url.is_empty() && !is_data(url))
    })
}

/// Attributes that hold the address of a picture that is loaded later, most frequent first.
const LATER: &[AttributeName] = &[
    AttributeName::DataSrc,
    AttributeName::DataLazySrc,
    AttributeName::DataOriginal,
    AttributeName::DataLazy,
    AttributeName::DataLazyLoad,
    AttributeName::DataFullSrc,
    AttributeName::DataRealSrc,
    AttributeName::DataActualSrc,
    AttributeName::DataDeferSrc,
    AttributeName::DataImgSrc,
    AttributeName::DataEcho,
    AttributeName::DataUrl,
    AttributeName::DataImage,
];

/// Maximum number of siblings that are read for the other addresses of a picture.
const MAX_SIBLINGS: usize = 16;

/// An address, if the value is one and not data.
fn address(value: &str) -> Option<&str> {
    let value = value.trim();
    let scheme = value.get(..5).unwrap_or("").to_ascii_lowercase();
    let is_address = !value.is_empty() && !matches!(scheme.as_str(), "data:" | "about" | "blob:" | "javas");
    is_address.then_some(value)
}

/// An address in an attribute of a script, which may hold something else.
fn later_address(value: &str) -> Option<&str> {
    address(value).filter(|url| {
        !url.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '<' | '"'))
            && url.contains(['.', '/'])
    })
}

/// The largest picture of a `srcset`.
fn largest(set: &str) -> Option<&str> {
    let mut best: Option<(f32, &str)> = None;
    // Addresses may have commas; a comma that separates follows a size or precedes white space.
    for part in set.split(", ").flat_map(|part| part.split(",\n")) {
        let mut words = part.split_whitespace();
        let Some(url) = words.next().map(|url| url.trim_end_matches(',')).and_then(address) else { continue };
        let size = words.next().unwrap_or("1x").trim_end_matches([',', 'w', 'x', 'h']).parse().unwrap_or(0.0);
        if !is_placeholder(url) && best.is_none_or(|(known, _)| size > known) {
            best = Some((size, url));
        }
    }
    best.map(|(_, url)| url)
}

/// The largest picture of the `source` elements before an `img`.
fn sources_before(tree: &Tree, img: NodeId) -> Option<&str> {
    let mut before = tree.previous_sibling(img);
    for _ in 0..MAX_SIBLINGS {
        let node = before?;
        if tree.tag(node) == Some(Tag::Source) {
            let sets = [AttributeName::Srcset, AttributeName::DataSrcset];
            let found = sets.iter().find_map(|&name| tree.attribute(node, name).and_then(largest));
            if found.is_some() {
                return found;
            }
        }
        before = tree.previous_sibling(node);
    }
    None
}

/// Whether an address is of a picture that only holds the place of another.
fn is_placeholder(url: &str) -> bool {
    const NAMES: &[&str] = &[
        "1x1",
        "blank",
        "blankimg",
        "clear",
        "dot",
        "empty",
        "grey",
        "gray",
        "lazy",
        "lazyload",
        "loader",
        "loading",
        "pixel",
        "placeholder",
        "s",
        "spacer",
        "spinner",
        "trans",
        "transparent",
    ];
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let file = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    // Pictures of one color are small files of these kinds.
    let may_be = matches!(ending, "gif" | "png" | "svg");
    may_be
        && (NAMES.contains(&stem)
            || stem.split(['-', '_']).any(|part| NAMES.contains(&part) && part.len() > 4))
}

/// Whether the picture before is the same one, which a `noscript` repeats for browsers without scripts.
pub(super) fn is_repeated(tree: &Tree, document: &Document, img: NodeId, source: &str) -> bool {
    let Some(last) = document.images.last() else { return false };
    if document.value(&last.source) == source && last.block as usize == document.blocks.len() {
        return true;
    }
    // The twin may have another size, and so another address.
    let before = elements_before(tree, img).find(|&node| tree.tag(node) == Some(Tag::Noscript));
    if let Some(noscript) = before.filter(|_| LATER.iter().any(|&name| tree.attribute(img, name).is_some())) {
        return picture_in(tree, noscript).and_then(|twin| self::source(tree, twin))
            == Some(document.value(&last.source));
    }
    let Some(noscript) = tree.ancestors(img).take(2).find(|&n| tree.tag(n) == Some(Tag::Noscript)) else {
        return false;
    };
    elements_before(tree, noscript).next().is_some_and(|node| {
        picture_in(tree, node).and_then(|img| self::source(tree, img)) == Some(document.value(&last.source))
    })
}

/// The element just before a node, if any.
fn elements_before(tree: &Tree, node: NodeId) -> impl Iterator<Item = NodeId> {
    std::iter::successors(tree.previous_sibling(node), |&node| tree.previous_sibling(node))
        .take(2)
        .filter(|&node| tree.tag(node).is_some())
        .take(1)
}

/// The picture that an element is or that is in it.
fn picture_in(tree: &Tree, node: NodeId) -> Option<NodeId> {
    let inner = tree.descendants(node).take(MAX_SIBLINGS);
    std::iter::once(node).chain(inner).find(|&node| tree.tag(node) == Some(Tag::Img))
}

/// Makes the addresses of pictures absolute.
pub(crate) fn resolve(document: &mut Document, absolute: impl Fn(&str) -> Option<String>) {
    let Document { images, values, .. } = document;
    for Image { source, .. } in images {
        if let Some(url) = absolute(&values[to_usize(source)]) {
            let start = values.len() as u32;
            values.push_str(&url);
            *source = start..values.len() as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(html: &str) -> Vec<String> {
        let tree = dechaff_html::parse(html);
        tree.find_all(Tag::Img).map(|img| source(&tree, img).unwrap_or("").to_owned()).collect()
    }

    #[test]
    fn addresses_for_later_come_before_placeholders() {
        for (html, expected) in [
            ("<img src=/boot.jpg>", "/boot.jpg"),
            ("<img src='data:image/gif;base64,R0' data-original=/boot.jpg>", "/boot.jpg"),
            ("<img src=/img/spacer.gif data-url=/boot.webp?w=3>", "/boot.webp?w=3"),
            ("<img src=/small.jpg data-lazy-src=/boot.jpg>", "/boot.jpg"),
            ("<img src=/boot.jpg data-src='{width}x.jpg' data-url=boot>", "/boot.jpg"),
            ("<img data-srcset='/a,b.jpg 1x, /c.jpg 2.5x'>", "/c.jpg"),
            ("<img srcset='/a.jpg'>", "/a.jpg"),
            ("<picture><source srcset='/a.avif 400w, /b.avif 900w'><img src='data:,'></picture>", "/b.avif"),
            ("<img src=/lazy-placeholder.svg>", ""),
            ("<img src=/class-of-1984.jpg>", "/class-of-1984.jpg"),
        ] {
            assert_eq!(sources(html), [expected], "{html}");
        }
    }
}
