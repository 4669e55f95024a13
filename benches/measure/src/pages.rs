//! Sixteen ordinary pages, made of code: the kinds that dumps are made of, in the proportions that 1,497 scraped pages
//! had (a third of the bytes scripts, a tenth styles, half inside of tags, a tenth text; a token for every 70 bytes).
//!
//! They are no test of accuracy, and their words mean nothing. They never change: figures are kept beside them.

mod around;
mod main_part;
mod writer;

use self::writer::Writer;
use crate::words::{ARABIC, CHINESE, ENGLISH, FRENCH, GERMAN, JAPANESE, Language, RUSSIAN, SPANISH};

/// A page and what it is.
pub struct Page {
    /// Kind and language.
    pub name: &'static str,
    /// The page.
    pub html: String,
}

/// What a page's main part is.
#[derive(Clone, Copy)]
enum Kind {
    News,
    Front,
    Shop,
    Product,
    Forum,
    Questions,
    Documentation,
    Tables,
    Encyclopedia,
    Blog,
    App,
    Old,
}

/// How a site names its classes.
#[derive(Clone, Copy)]
enum Naming {
    /// `card__title card__title--large`
    Blocks,
    /// `css-1f3ab9 e8d02c1`
    Hashed,
    /// `flex items-center px-4`
    Utility,
}

/// All sixteen, always the same.
pub fn ordinary() -> Vec<Page> {
    use Kind::*;
    use Naming::*;
    let specifications: [(&str, Kind, &Language, Naming, usize); 16] = [
        ("news, English", News, &ENGLISH, Blocks, 190),
        ("news, Russian", News, &RUSSIAN, Blocks, 140),
        ("news, Chinese", News, &CHINESE, Blocks, 90),
        ("news, Japanese", News, &JAPANESE, Hashed, 160),
        ("news, Arabic", News, &ARABIC, Utility, 120),
        ("front page, German", Front, &GERMAN, Blocks, 420),
        ("shop, French", Shop, &FRENCH, Hashed, 330),
        ("product, English", Product, &ENGLISH, Utility, 280),
        ("forum, English", Forum, &ENGLISH, Blocks, 110),
        ("questions, Russian", Questions, &RUSSIAN, Blocks, 130),
        ("documentation, English", Documentation, &ENGLISH, Blocks, 100),
        ("tables, German", Tables, &GERMAN, Blocks, 70),
        ("encyclopedia, English", Encyclopedia, &ENGLISH, Blocks, 210),
        ("blog, Spanish", Blog, &SPANISH, Blocks, 150),
        ("app, English", App, &ENGLISH, Utility, 240),
        ("old page, English", Old, &ENGLISH, Blocks, 25),
    ];
    let make = |(name, kind, language, naming, kilobytes)| {
        let mut writer = Writer::new(language, naming, name);
        writer.page(kind, kilobytes * 1000);
        Page { name, html: writer.out }
    };
    specifications.map(make).into()
}

impl Writer {
    fn page(&mut self, kind: Kind, bytes: usize) {
        if matches!(kind, Kind::Old) {
            return self.old(bytes);
        }
        let (scripts, styles) = match kind {
            Kind::App => (45, 6),
            Kind::Encyclopedia | Kind::Documentation | Kind::Forum => (18, 6),
            Kind::Tables => (20, 8),
            _ => (34, 12),
        };
        let direction = if self.language.tag == "ar" { " dir=\"rtl\"" } else { "" };
        let lang = self.language.tag;
        self.add(&format!("<!DOCTYPE html>\n<html lang=\"{lang}\"{direction} class=\"no-js\">\n<head>\n"));
        self.head(kind);
        self.style(bytes * styles / 100);
        self.script(bytes * scripts / 200);
        self.add("</head>\n<body");
        self.class("page");
        self.add(">\n");
        self.header();
        self.open("main", "main");
        match kind {
            Kind::News => self.news(22),
            Kind::Front => self.front(),
            Kind::Shop => self.shop(),
            Kind::Product => self.product(),
            Kind::Forum => self.forum(),
            Kind::Questions => self.questions(),
            Kind::Documentation => self.documentation(),
            Kind::Tables => self.tables(),
            Kind::Encyclopedia => self.encyclopedia(),
            Kind::Blog => self.blog(),
            Kind::App | Kind::Old => self.landing(),
        }
        self.add("</main>\n");
        // What is still missing is what surrounds articles.
        let rest = bytes * scripts / 200 + 6000;
        while self.out.len() + rest < bytes {
            self.related();
        }
        self.footer();
        self.script(bytes * scripts / 200);
        self.add("</body>\n</html>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of scripts' contents, of styles' contents, inside of tags, of comments; and tokens.
    fn shape(html: &str) -> [usize; 5] {
        let [mut script, mut style, mut tags, mut comments, mut tokens] = [0; 5];
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            tokens += usize::from(start > 0) + 1;
            rest = &rest[start..];
            let length = if rest.starts_with("<!--") {
                rest.find("-->").unwrap() + 3
            } else {
                rest.find('>').unwrap() + 1
            };
            let (tag, after) = rest.split_at(length);
            rest = after;
            if tag.starts_with("<!--") {
                comments += length;
                continue;
            }
            tags += length;
            for (name, sum) in [("script", &mut script), ("style", &mut style)] {
                if tag.starts_with(&format!("<{name}")) {
                    let end = rest.find(&format!("</{name}")).unwrap();
                    *sum += end;
                    tokens += usize::from(end > 0);
                    rest = &rest[end..];
                }
            }
        }
        [script, style, tags, comments, tokens]
    }

    #[test]
    fn pages_are_shaped_as_scraped_ones() {
        let pages = ordinary();
        let bytes: usize = pages.iter().map(|p| p.html.len()).sum();
        let [script, style, tags, comments, tokens] = pages
            .iter()
            .map(|p| shape(&p.html))
            .fold([0; 5], |sum, page| std::array::from_fn(|i| sum[i] + page[i]))
            .map(|n| n as f64 / bytes as f64);
        let figures = format!(
            "script {script:.3} style {style:.3} tags {tags:.3} comments {comments:.4}, bytes a token {:.0}",
            1.0 / tokens
        );
        assert!((0.28..0.34).contains(&script), "{figures}");
        assert!((0.08..0.12).contains(&style), "{figures}");
        assert!((0.45..0.53).contains(&tags), "{figures}");
        assert!((0.001..0.01).contains(&comments), "{figures}");
        assert!((60.0..80.0).contains(&(1.0 / tokens)), "{figures}");
        let mut sizes: Vec<usize> = pages.iter().map(|p| p.html.len()).collect();
        sizes.sort_unstable();
        assert!((120_000..160_000).contains(&sizes[8]), "{sizes:?}");
    }
}
