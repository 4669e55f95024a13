//! Splits rendered text into blocks: single lines, wrapped paragraphs, stanzas, tables and code.
//!
//! Renderers differ (resiliparse, html2text, lynx, inscriptis, w3m, WET, `innerText`, PDF), and one dump may contain the
//! output of several. The style is therefore detected for each page: whether it wraps at a width, whether it is
//! Markdown, and whether it numbers its links and lists them at the end.

mod blocks;
mod code;
mod lines;
mod markdown;
mod page_style;
mod paragraphs;
mod tables;
pub(crate) mod verse;

use crate::document::Document;
use crate::document::block::Container;
use crate::document::rendered::blocks::BlockWriter;
use crate::document::rendered::page_style::PageStyle;

impl Document {
    /// The blocks of a page that was rendered as text, with all its boilerplate.
    ///
    /// A block is a line, the lines of a wrapped paragraph, a stanza, a cell of a table, or a piece of code. Bullets and
    /// numbers become the block's kind; indentation and the empty lines before a block are kept as numbers. Any string
    /// is accepted.
    ///
    /// ```
    /// let document = dechaff_extract::Document::from_text("Home\n  • News\n\nA story begins here.\n");
    /// let texts: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
    /// assert_eq!(texts, ["Home", "News", "A story begins here."]);
    /// assert_eq!(document.blocks()[2].blank_before, 1);
    /// ```
    pub fn from_text(page: &str) -> Self {
        let raw = lines::split_lines(page);
        let fenced = code::find_fenced(&raw);
        let markdown = markdown::is_markdown(page, &raw, &fenced);
        let code = code::find_unfenced(&raw, fenced, markdown);
        let lines = lines::read_lines(&raw, &code);
        let style = PageStyle::new(&lines, markdown);
        let mut document = Self { rendered: true, ..Self::default() };
        let body = style.references.unwrap_or(lines.len());
        BlockWriter::new(&mut document, &style, page).add_lines(&lines[..body], &code);
        document.containers.push(Container::page(document.blocks.len()));
        document
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::document::block::BlockKind;

    fn texts(page: &str) -> Vec<String> {
        let document = Document::from_text(page);
        document.blocks().iter().map(|b| document.block_text(b).to_owned()).collect()
    }

    #[test]
    fn bullets_numbers_and_hashes_decide_the_kind() {
        let document =
            Document::from_text("# Head\n* one\n- two\n  1. three\n12. four\n1999. A year\n-no bullet");
        let kinds: Vec<BlockKind> = document.blocks().iter().map(|b| b.kind).collect();
        let bullet = |level| BlockKind::ListItem { level, number: None };
        assert_eq!(kinds[..3], [BlockKind::Heading(1), bullet(1), bullet(1)]);
        assert_eq!(kinds[3], BlockKind::ListItem { level: 1, number: Some(1) });
        assert_eq!(kinds[4], BlockKind::ListItem { level: 1, number: Some(12) });
        assert_eq!(kinds[5..], [BlockKind::Paragraph, BlockKind::Paragraph]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_short_lines_are_not() {
        let prose = "The council of the harbour town voted on Tuesday to rebuild the old\n\
                     lighthouse, which had been closed since the storm of last November tore\n\
                     away a part of its roof and flooded the rooms of the keeper's family.\n";
        let page = format!("Home\nNews\nSport\n\n{prose}\n{prose}\n{prose}");
        let texts = texts(&page);
        assert_eq!(texts[..3], ["Home", "News", "Sport"]);
        assert_eq!(texts.len(), 6);
        assert!(texts[3].ends_with("keeper's family.") && !texts[3].contains('\n'));
    }

    #[test]
    fn runs_of_a_sentence_on_separate_lines_are_joined() {
        assert_eq!(
            texts(
                "The minister told reporters that\nthe bridge\n, closed since May, would open again.\nNext line"
            ),
            ["The minister told reporters that the bridge, closed since May, would open again.", "Next line"]
        );
    }

    #[test]
    fn a_hyphen_at_a_line_end_is_removed_if_the_page_has_the_whole_word() {
        let start = "It was said at the harbour that the light-\nhouse would go";
        assert_eq!(texts(start), [start.replace('\n', "")]);
        let page = format!("{start}\n\nThe lighthouse stays.");
        assert_eq!(texts(&page)[0], start.replace("-\n", ""));
        let page = format!("{start}\n\nThe lighthouses stay.");
        assert_eq!(texts(&page)[0], start.replace('\n', ""));
    }

    #[test]
    fn lines_end_at_crlf_cr_and_form_feed() {
        assert_eq!(texts("\u{feff}One\r\nTwo\u{c}Three\r\n\r\n"), ["One", "Two", "Three"]);
        assert_eq!(texts("One\rTwo\rThree\u{b}four"), ["One", "Two", "Three four"]);
    }

    #[test]
    fn link_numbers_are_removed_only_if_the_page_lists_their_targets() {
        let page = "   [1]Home [2]News\n\n   The [3]bridge opens.\n\nReferences\n\n   1. https://a.example/\n   2. https://a.example/n\n   3. https://a.example/b\n";
        assert_eq!(texts(page), ["Home News", "The bridge opens."]);
        assert_eq!(texts("A note [1] stays."), ["A note [1] stays."]);
    }

    #[test]
    fn markdown_links_become_spans() {
        let document = Document::from_text("[Home](https://a.example/) [News](/n)\n\nA **bold** word\\.");
        assert_eq!(document.block_text(&document.blocks()[0]), "Home News");
        assert_eq!(document.blocks()[0].link_words, 2);
        assert_eq!(document.block_text(&document.blocks()[1]), "A bold word.");
    }
}
