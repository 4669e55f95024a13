//! What the words of classes and ids say of an element for metadata, as bits.

use crate::lexicon;

macro_rules! marks {
    ($($(#[$doc:meta])* $constant:ident = $name:literal @ $bit:literal),* $(,)?) => {
        /// Bits of what classes and ids say of their element.
        pub(crate) mod mark {
            $($(#[$doc])* pub(crate) const $constant: u32 = 1 << $bit;)*
        }

        /// The marks by the names that the list gives them.
        const MARKS: &[(&str, u32)] = &[$(($name, mark::$constant)),*];
    };
}

marks! {
    /// An author: `byline`, `author-name`.
    AUTHOR = "author" @ 0,
    /// A date.
    DATE = "date" @ 1,
    /// The day of the first publication.
    PUBLISHED = "published" @ 2,
    /// The day of a change.
    MODIFIED = "modified" @ 3,
    /// The headline.
    HEADLINE = "headline" @ 4,
    /// Breadcrumbs.
    BREADCRUMB = "breadcrumb" @ 5,
    /// Readers' comments.
    COMMENTS = "comments" @ 6,
    /// Other articles: teasers, related, most read; side columns.
    OTHERS = "others" @ 7,
    /// Part of the site's frame: menus, search.
    FRAME = "frame" @ 8,
    /// The logo.
    LOGO = "logo" @ 9,
    /// A text about the author.
    BIOGRAPHY = "biography" @ 10,
    /// Something that belongs to an author or a date but is not the value itself: pictures, links, counts.
    ACCESSORY = "accessory" @ 11,
    /// The name describes the layout, what an element has or lacks: `has-sidebar`, `no-sidebar`.
    LAYOUT = "layout" @ 12,
    /// A footer: an article's together with [`POST`], else the site's.
    FOOT = "foot" @ 13,
    /// An article or post.
    POST = "post" @ 14,
    /// Words of others: testimonials, reviews by customers.
    QUOTATION = "quotation" @ 15,
}

/// The words of the list, each with its marks.
pub(crate) fn words() -> impl Iterator<Item = (u32, &'static str)> {
    lexicon::entries(lexicon::CLASS_MARKS)
        .filter_map(|(_, line)| parse_line(line))
        .flat_map(|(marks, words)| words.split_whitespace().map(move |word| (marks, word)))
}

/// The marks and the words of a line such as `date published: pubdate posted`.
fn parse_line(line: &'static str) -> Option<(u32, &'static str)> {
    let (names, words) = line.split_once(':')?;
    let mark = |name: &str| MARKS.iter().find(|(known, _)| *known == name).map(|(_, mark)| mark);
    let marks = names.split(' ').try_fold(0, |marks, name| Some(marks | mark(name)?))?;
    Some((marks, words))
}

/// Bytes of an attribute that are read for marks. Longer class lists come from utility frameworks; they name the
/// element at their start.
pub(crate) const MAX_NAMES: usize = 160;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::mark::*;
    use super::*;
    use crate::classes;

    fn check(value: &str, expected: u32) {
        assert_eq!(classes::marks(value.as_bytes()), expected, "{value}");
        assert_eq!(classes::read(value, |_| {}).marks, expected, "{value}");
    }

    #[test]
    fn every_line_of_the_list_is_read_and_no_word_is_in_two() {
        let mut known = BTreeSet::new();
        for (_, line) in lexicon::entries(lexicon::CLASS_MARKS) {
            let (_, words) = parse_line(line).unwrap();
            for word in words.split_whitespace() {
                assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
                assert!(known.insert(word), "{word}");
            }
        }
        assert_eq!(known.len(), words().count());
    }

    #[test]
    fn parts_of_names() {
        check("entry-date published", DATE | PUBLISHED | POST);
        check("c-Byline__authorName", AUTHOR);
        check("postAuthor", AUTHOR | POST);
        check("authority candidate updates", 0);
        check("ArticleHeadline", HEADLINE | POST);
        check("HTMLAuthor", 0);
        check("iPhoneDate", DATE);
        check("myHTMLDate published", DATE | PUBLISHED);
        check(&format!("{}author", "-".repeat(155)), 0);
        check(&format!("{}author", "-".repeat(154)), AUTHOR);
        check("averyveryverylongnameofaclass author", AUTHOR);
        check("", 0);
    }
}
