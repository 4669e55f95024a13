//! Sixteen ordinary pages, made of code: the kinds that dumps are made of, in the proportions that 1,497 scraped pages
//! had (a third of the bytes scripts, a tenth styles, half inside of tags, a tenth text; a token for every 70 bytes).
//!
//! They are no test of accuracy, and their words mean nothing. They never change: figures are kept beside them.

use std::fmt::Write;

use crate::random::Random;
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

struct Writer {
    out: String,
    random: Random,
    language: &'static Language,
    words: Vec<&'static str>,
    naming: Naming,
}

impl Writer {
    fn new(language: &'static Language, naming: Naming, name: &str) -> Self {
        let seed = name.bytes().fold(1, |seed: u64, byte| seed.wrapping_mul(131) + u64::from(byte));
        let words = language.words.split_whitespace().collect();
        Self { out: String::new(), random: Random::new(seed), language, words, naming }
    }

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

    fn add(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    // Words

    fn word(&mut self) -> &'static str {
        self.random.pick_early(&self.words)
    }

    fn phrase(&mut self, low: usize, high: usize) -> String {
        let mut phrase = String::new();
        for i in 0..self.random.between(low, high) {
            let word = self.word();
            if i == 0 {
                let mut letters = word.chars();
                phrase.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                phrase.push_str(letters.as_str());
            } else {
                phrase.push_str(self.language.space);
                phrase.push_str(word);
            }
        }
        phrase
    }

    fn sentences(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(&self.phrase(5, 12));
            text.push_str(self.language.comma);
            for i in 0..self.random.between(4, 10) {
                if i > 0 {
                    text.push_str(self.language.space);
                }
                text.push_str(self.word());
            }
            if self.random.below(12) == 0 {
                text.push_str(self.random.pick(&[" &amp; ", "&nbsp;", " &#8211; ", "&rsquo;s ", " &quot;"]));
                text.push_str(self.word());
            }
            text.push_str(self.language.stop);
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn number(&mut self, low: usize, high: usize) -> String {
        self.random.between(low, high).to_string()
    }

    fn slug(&mut self) -> String {
        const PARTS: [&str; 12] = [
            "old", "bridge", "opens", "again", "after", "winter", "council", "votes", "for", "new", "market",
            "hall",
        ];
        let mut slug = String::new();
        for _ in 0..self.random.between(3, 7) {
            slug.push_str(self.random.pick(&PARTS));
            slug.push('-');
        }
        slug + &self.number(10_000, 999_999)
    }

    fn date(&mut self) -> String {
        let (month, day, hour) =
            (self.random.between(1, 12), self.random.between(1, 28), self.random.between(0, 23));
        format!("2025-{month:02}-{day:02}T{hour:02}:30:00+01:00")
    }

    // Attributes

    /// A class attribute as this kind of site writes it.
    fn class(&mut self, name: &str) {
        self.add(" class=\"");
        match self.naming {
            Naming::Blocks => {
                let other = self.random.pick(&["", " u-clearfix", " js-lazy", " is-visible", " has-icon"]);
                let _ = write!(self.out, "{name} {name}--default{other}");
            }
            Naming::Hashed => {
                let (a, b) = (self.random.below(1 << 24), self.random.below(1 << 20));
                let _ = write!(self.out, "css-{a:06x} e{b:05x}-{}", self.random.below(30));
            }
            Naming::Utility => {
                const NAMES: [&str; 16] = [
                    "flex",
                    "items-center",
                    "justify-between",
                    "px-4",
                    "py-2",
                    "text-sm",
                    "font-medium",
                    "text-gray-700",
                    "hover:text-blue-600",
                    "md:grid-cols-3",
                    "lg:w-1/2",
                    "rounded-lg",
                    "shadow-sm",
                    "mt-6",
                    "relative",
                    "overflow-hidden",
                ];
                for i in 0..self.random.between(2, 7) {
                    let space = if i > 0 { " " } else { "" };
                    let _ = write!(self.out, "{space}{}", self.random.pick(&NAMES));
                }
            }
        }
        self.add("\"");
    }

    /// Attributes for scripts and measurements, that no reader sees.
    fn data(&mut self) {
        let number = self.random.below(1 << 30);
        match self.random.below(6) {
            0 => {
                let _ = write!(
                    self.out,
                    " data-track='{{\"event\":\"click\",\"position\":{},\"module\":\"teaser\",\"id\":\"{number:08x}\"}}'",
                    number % 40
                );
            }
            1 => {
                let _ = write!(self.out, " data-testid=\"item-{number}\" data-index=\"{}\"", number % 50);
            }
            2 => {
                let _ = write!(
                    self.out,
                    " id=\"node-{number:x}\" style=\"--ratio:56.25%;width:{}px\"",
                    number % 900
                );
            }
            3 => {
                let _ = write!(
                    self.out,
                    " itemscope itemtype=\"https://schema.org/ListItem\" data-id=\"{number}\""
                );
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &str, name: &str) {
        let _ = write!(self.out, "<{tag}");
        self.class(name);
        self.data();
        self.add(">\n");
    }

    // Small things

    fn link(&mut self, name: &str, text: &str) {
        let slug = self.slug();
        let _ = write!(self.out, "<a href=\"https://www.harbour.example/news/{slug}");
        if self.random.below(3) == 0 {
            let _ = write!(self.out, "?utm_source=site&amp;utm_medium={name}&amp;utm_campaign=related");
        }
        self.add("\"");
        self.class(name);
        self.data();
        let _ = write!(self.out, ">{text}</a>");
    }

    fn picture(&mut self, alt: &str) {
        let number = self.random.below(1 << 30);
        self.add("<picture><source type=\"image/webp\" srcset=\"");
        for width in [320, 640, 960, 1280] {
            let _ = write!(
                self.out,
                "https://img.harbour.example/{number:08x}/w_{width},q_auto,f_webp/photo.webp {width}w, "
            );
        }
        let _ = write!(
            self.out,
            "\" sizes=\"(max-width: 640px) 100vw, 640px\"><img src=\"https://img.harbour.example/{number:08x}/w_640/photo.jpg\" \
             alt=\"{alt}\" width=\"640\" height=\"360\" loading=\"lazy\" decoding=\"async\""
        );
        self.class("image");
        self.add("></picture>\n");
    }

    fn icon(&mut self) {
        self.add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\" viewBox=\"0 0 24 24\" fill=\"none\" \
                  aria-hidden=\"true\"><path d=\"M");
        for _ in 0..self.random.between(6, 40) {
            let (x, y) = (self.random.below(240), self.random.below(240));
            let _ = write!(self.out, "{}.{}c{x}.4 {y}-1.{y} ", x % 24, y % 10);
        }
        self.add("z\" fill=\"currentColor\"/></svg>");
    }

    fn script(&mut self, bytes: usize) {
        const PIECES: [&str; 12] = [
            "!function(e,t){\"use strict\";var n=e.document,r=t||{};",
            "for(var i=0;i<n.length;i++){if(n[i]<r&&i>0)continue;o.push(n[i].id)}",
            "window.dataLayer=window.dataLayer||[];",
            "e.addEventListener(\"click\",function(t){t.preventDefault(),o(t.target)},!1);",
            "return\"<div class='ad' id='\"+r+\"'><\\/div>\";",
            "var a=\"https://cdn.harbour.example/v3/player.js\",s=/^[a-z]+\\d{2,4}$/i;",
            "try{localStorage.setItem(\"seen\",JSON.stringify({t:Date.now(),n:++c}))}catch(e){}",
            "\n  // Loads what is below the fold, once it is near.\n",
            "{\"id\":\"8f21\",\"slots\":[{\"w\":300,\"h\":250},{\"w\":728,\"h\":90}],\"targeting\":{\"section\":\"news\"}},",
            "void 0!==u&&(l=u.call(this,f,d))||p(function(){return m(h,2)});",
            "Object.keys(g).forEach(function(k){v[k]=g[k]+\"px\"});\n",
            "}(window,window.config);",
        ];
        let end = self.out.len() + bytes;
        while self.out.len() < end {
            if self.random.below(4) == 0 {
                let number = self.random.below(1 << 30);
                let _ = writeln!(
                    self.out,
                    "<script async src=\"https://cdn.harbour.example/js/chunk.{number:08x}.js\" crossorigin=\"anonymous\"></script>"
                );
            }
            self.add("<script>");
            let size = self.random.between(200, 8000).min(bytes);
            let stop = end.min(self.out.len() + size);
            while self.out.len() < stop {
                let piece = self.random.pick(&PIECES);
                self.add(piece);
            }
            self.add("</script>\n");
        }
    }

    fn style(&mut self, bytes: usize) {
        const RULES: [&str; 8] = [
            "{display:flex;align-items:center;justify-content:space-between}",
            "{margin:0 auto;max-width:1200px;padding:0 16px}",
            ":hover{color:#0a5;text-decoration:underline}",
            "{font:700 1.125rem/1.4 Georgia,serif;letter-spacing:-.01em}",
            "::before{content:\"\\201C\";position:absolute;left:-.5em}",
            "{background:url(data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=)}",
            "{border-top:1px solid rgba(0,0,0,.12);opacity:.87}\n",
            "{grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:24px}",
        ];
        let end = self.out.len() + bytes;
        while self.out.len() < end {
            self.add("<style>");
            let stop = end.min(self.out.len() + self.random.between(1000, 12_000).min(bytes));
            while self.out.len() < stop {
                let number = self.random.below(4096);
                let rule = self.random.pick(&RULES);
                let _ = write!(self.out, ".c-{number:x} .c-card__title{rule}");
            }
            self.add("</style>\n");
        }
    }

    // What surrounds the main part

    fn head(&mut self, kind: Kind) {
        let (title, description) = (self.phrase(5, 9), self.sentences(1));
        let (date, slug) = (self.date(), self.slug());
        let _ = write!(
            self.out,
            "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} | Harbour News</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <link rel=\"canonical\" href=\"https://www.harbour.example/{slug}\">\n\
             <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{description}\">\n\
             <meta property=\"og:site_name\" content=\"Harbour News\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n\
             <meta property=\"og:image\" content=\"https://img.harbour.example/{slug}-1200x630.jpg\">\n"
        );
        for size in [16, 32, 57, 72, 114, 152, 180] {
            let _ = writeln!(
                self.out,
                "<link rel=\"apple-touch-icon\" sizes=\"{size}x{size}\" href=\"/static/icons/touch-{size}.png\">"
            );
        }
        for number in 0..6 {
            let _ = writeln!(
                self.out,
                "<link rel=\"preload\" as=\"script\" href=\"https://cdn.harbour.example/js/runtime.{number}f{number}a.js\" crossorigin>"
            );
        }
        if matches!(kind, Kind::News | Kind::Blog) {
            let _ = writeln!(
                self.out,
                "<meta property=\"article:published_time\" content=\"{date}\">\n<script type=\"application/ld+json\">\
                 {{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\"datePublished\":\"{date}\",\
                 \"author\":[{{\"@type\":\"Person\",\"name\":\"Ada Mallow\",\"url\":\"https://www.harbour.example/people/ada\"}}],\
                 \"publisher\":{{\"@type\":\"Organization\",\"name\":\"Harbour News\",\"logo\":{{\"@type\":\"ImageObject\",\
                 \"url\":\"https://www.harbour.example/logo.png\"}}}}}}</script>"
            );
        }
    }

    fn header(&mut self) {
        self.add("<a class=\"skip\" href=\"#main\">Skip</a>\n");
        self.open("header", "header");
        self.icon();
        self.open("nav", "nav");
        for _ in 0..self.random.between(5, 9) {
            self.open("ul", "nav__list");
            for _ in 0..self.random.between(3, 9) {
                self.open("li", "nav__item");
                let text = self.phrase(1, 3);
                self.link("nav__link", &text);
                self.add("</li>\n");
            }
            self.add("</ul>\n");
        }
        self.add("</nav>\n<button type=\"button\" aria-expanded=\"false\" aria-controls=\"menu\"");
        self.class("burger");
        self.add(">");
        self.icon();
        self.add("</button>\n</header>\n<!-- end of header, rendered by fragment 12 -->\n");
    }

    fn card(&mut self) {
        self.open("article", "card");
        let (title, lead) = (self.phrase(4, 9), self.sentences(1));
        self.open("div", "card__media");
        self.picture(&title);
        self.add("</div>\n");
        self.open("div", "card__body");
        self.open("span", "card__kicker");
        let kicker = self.phrase(1, 2);
        self.add(&kicker);
        self.add("</span>\n");
        self.open("h3", "card__title");
        self.link("card__link", &title);
        self.add("</h3>\n");
        if self.random.below(2) == 0 {
            self.open("p", "card__lead");
            self.add(&lead);
            self.add("</p>\n");
        }
        let date = self.date();
        let _ = write!(self.out, "<time datetime=\"{date}\"");
        self.class("card__time");
        let _ = write!(self.out, ">{}</time>\n</div>\n</article>\n", &date[..10]);
    }

    fn related(&mut self) {
        self.open("section", "related");
        self.open("h2", "related__title");
        let title = self.phrase(1, 3);
        self.add(&title);
        self.add("</h2>\n");
        for _ in 0..self.random.between(2, 4) {
            self.card();
        }
        self.add("</section>\n");
        if self.random.below(3) == 0 {
            self.add("<!-- ad slot: /1234567/harbour/news/mpu, filled by the header bidder once consent is given; empty without -->\n<div class=\"ad\" data-slot=\"mpu\"><div></div></div>\n");
        }
    }

    fn footer(&mut self) {
        self.open("footer", "footer");
        for _ in 0..3 {
            self.open("ul", "footer__list");
            for _ in 0..6 {
                self.add("<li>");
                let text = self.phrase(1, 3);
                self.link("footer__link", &text);
                self.add("</li>\n");
            }
            self.add("</ul>\n");
        }
        self.add("<p>&copy; 2025 Harbour News. All rights reserved.</p>\n</footer>\n");
    }

    // Main parts

    fn heading(&mut self, level: usize) {
        let title = self.phrase(3, 8);
        let _ = write!(self.out, "<h{level}");
        self.class("title");
        let _ = writeln!(self.out, ">{title}</h{level}>");
    }

    fn paragraph(&mut self) {
        self.add("<p>");
        let count = self.random.between(1, 3);
        let text = self.sentences(count);
        self.add(&text);
        match self.random.below(4) {
            0 => {
                self.add(" ");
                let text = self.phrase(2, 4);
                self.link("inline", &text);
                let text = self.sentences(1);
                let _ = write!(self.out, " {text}");
            }
            1 => {
                let text = self.phrase(1, 3);
                let _ = write!(self.out, " <em>{text}</em>{}", self.language.stop);
            }
            _ => {}
        }
        self.add("</p>\n");
    }

    fn byline(&mut self) {
        let date = self.date();
        self.open("div", "byline");
        self.add("By <a rel=\"author\" href=\"/people/ada\">Ada Mallow</a> ");
        let _ = writeln!(self.out, "<time datetime=\"{date}\">{}</time></div>", &date[..10]);
        self.open("ul", "share");
        for name in ["Facebook", "X", "WhatsApp", "E-mail"] {
            self.add("<li><button type=\"button\"");
            self.class("share__button");
            let _ = write!(self.out, " aria-label=\"{name}\">");
            self.icon();
            self.add("</button></li>\n");
        }
        self.add("</ul>\n");
    }

    fn news(&mut self, paragraphs: usize) {
        self.open("article", "article");
        self.heading(1);
        self.byline();
        self.open("figure", "article__figure");
        let caption = self.sentences(1);
        self.picture(&caption);
        let _ = writeln!(self.out, "<figcaption>{caption}</figcaption></figure>");
        self.open("div", "article__body");
        for i in 1..=paragraphs {
            self.paragraph();
            match i % 8 {
                3 => self.heading(2),
                5 => {
                    self.open("aside", "inset");
                    self.card();
                    self.add("</aside>\n");
                }
                7 => {
                    let text = self.sentences(2);
                    let _ = writeln!(self.out, "<blockquote><p>{text}</p></blockquote>");
                }
                _ => {}
            }
        }
        self.add("</div>\n</article>\n");
    }

    fn front(&mut self) {
        for _ in 0..12 {
            self.open("section", "section");
            self.heading(2);
            self.add("<!-- module: teaser list, five items, cached for a minute -->\n");
            for _ in 0..5 {
                self.card();
            }
            self.add("</section>\n");
        }
    }

    fn shop(&mut self) {
        self.heading(1);
        self.open("ul", "grid");
        for _ in 0..48 {
            self.open("li", "tile");
            let title = self.phrase(2, 6);
            self.picture(&title);
            self.link("tile__name", &title);
            let price = self.random.between(5, 400);
            self.open("div", "tile__price");
            let _ = writeln!(
                self.out,
                "<span>{price},99&nbsp;€</span> <del>{},00&nbsp;€</del></div>",
                price + 20
            );
            self.add("<button type=\"submit\" name=\"add\" value=\"1\"");
            self.class("tile__add");
            self.add(">");
            self.icon();
            self.add("</button></li>\n");
        }
        self.add("</ul>\n");
    }

    fn product(&mut self) {
        self.open("div", "product");
        for _ in 0..6 {
            let alt = self.phrase(2, 4);
            self.picture(&alt);
        }
        self.heading(1);
        self.add("<form action=\"/cart\" method=\"post\"><select name=\"size\">\n");
        for size in 36..48 {
            let _ = writeln!(self.out, "<option value=\"{size}\">{size}</option>");
        }
        self.add("</select><input type=\"number\" name=\"count\" value=\"1\"><button>Add</button></form>\n");
        for _ in 0..6 {
            self.paragraph();
        }
        self.table(14, 2);
        for _ in 0..12 {
            self.open("div", "review");
            let (title, text) = (self.phrase(2, 5), self.sentences(3));
            for _ in 0..5 {
                self.icon();
            }
            let _ = writeln!(self.out, "<h3>{title}</h3><p>{text}</p></div>");
        }
        self.add("</div>\n");
    }

    fn forum(&mut self) {
        self.heading(1);
        for i in 0..25 {
            let (date, text) = (self.date(), self.sentences(1));
            let _ =
                write!(self.out, "<table id=\"post{i}\" cellspacing=\"0\" cellpadding=\"6\" width=\"100%\"");
            self.class("post");
            let _ = write!(
                self.out,
                "><tr><td class=\"thead\" colspan=\"2\">{date}</td></tr>\n<tr valign=\"top\"><td width=\"175\">"
            );
            self.link("username", "gull_");
            self.add("<div class=\"smallfont\">Member<br>Posts: 1,204</div></td>\n<td class=\"alt1\">");
            if i % 3 == 1 {
                let _ = writeln!(self.out, "<div class=\"quote\"><b>gull_ wrote:</b><br>{text}</div><br>");
            }
            for _ in 0..self.random.between(1, 4) {
                let text = self.sentences(2);
                let _ = write!(self.out, "{text}<br>\n<br>\n");
            }
            self.add("<div class=\"signature\">__________________<br><i>");
            let text = self.phrase(4, 9);
            let _ = writeln!(self.out, "{text}</i></div></td></tr></table>");
        }
    }

    fn questions(&mut self) {
        self.heading(1);
        for i in 0..8 {
            self.open("div", if i == 0 { "question" } else { "answer" });
            let votes = self.number(0, 300);
            let _ = writeln!(
                self.out,
                "<div class=\"vote\"><button aria-label=\"up\"></button><span>{votes}</span></div>"
            );
            for _ in 0..3 {
                self.paragraph();
            }
            self.code(8);
            self.paragraph();
            self.open("ul", "comments");
            for _ in 0..5 {
                let text = self.sentences(1);
                let _ = write!(self.out, "<li class=\"comment\" id=\"c{i}\"><span>{text}</span> – ");
                self.link("comment__user", "gull_");
                self.add("</li>\n");
            }
            self.add("</ul></div>\n");
        }
    }

    fn code(&mut self, lines: usize) {
        self.add("<div class=\"highlight\"><pre><code class=\"language-rust\">");
        for _ in 0..lines {
            let (a, b) = (self.number(1, 900), self.number(1, 900));
            let _ = writeln!(
                self.out,
                "    <span class=\"hljs-keyword\">let</span> bridge_{a} = <span class=\"hljs-title\">measure</span>(<span \
                 class=\"hljs-number\">{b}</span>, &amp;harbour)?; <span class=\"hljs-comment\">// {a} &lt; {b}</span>"
            );
        }
        self.add("</code></pre></div>\n");
    }

    fn documentation(&mut self) {
        self.open("nav", "toc");
        for _ in 0..60 {
            self.add("<li>");
            let text = self.phrase(1, 3);
            self.link("toc__link", &text);
            self.add("</li>\n");
        }
        self.add("</nav>\n");
        self.heading(1);
        for i in 0..10 {
            self.heading(2);
            self.paragraph();
            self.code(10);
            self.paragraph();
            if i % 3 == 0 {
                self.add("<ul>\n");
                for _ in 0..5 {
                    let text = self.sentences(1);
                    let _ = writeln!(self.out, "<li><code>--flag-{i}</code> {text}</li>");
                }
                self.add("</ul>\n");
            }
        }
    }

    fn table(&mut self, rows: usize, columns: usize) {
        self.add("<table");
        self.class("data");
        self.add(">\n<tbody>\n");
        for _ in 0..rows {
            let name = self.phrase(1, 3);
            let _ = write!(self.out, "<tr><th scope=\"row\">{name}</th>");
            for _ in 1..columns {
                let number = self.number(1, 100_000);
                let _ =
                    write!(self.out, "<td data-sort=\"{number}\" style=\"text-align:right\">{number}</td>");
            }
            self.add("</tr>\n");
        }
        self.add("</tbody></table>\n");
    }

    fn tables(&mut self) {
        self.heading(1);
        self.paragraph();
        for _ in 0..3 {
            self.heading(2);
            self.table(24, 8);
            self.paragraph();
        }
    }

    fn encyclopedia(&mut self) {
        self.heading(1);
        self.table(16, 2);
        for i in 0..60 {
            if i % 5 == 0 {
                self.heading(2);
            }
            self.add("<p>");
            for _ in 0..self.random.between(2, 4) {
                let text = self.sentences(1);
                let (target, number) = (self.phrase(1, 2), self.number(1, 300));
                let _ = write!(
                    self.out,
                    "{text} <a href=\"/wiki/{0}\" title=\"{0}\">{target}</a><sup id=\"cite_ref-{number}\" class=\"reference\"><a \
                     href=\"#cite_note-{number}\">[{number}]</a></sup> ",
                    target.replace(' ', "_")
                );
            }
            self.add("</p>\n");
        }
        self.add("<ol class=\"references\">\n");
        for i in 0..120 {
            let text = self.phrase(5, 12);
            let _ = writeln!(
                self.out,
                "<li id=\"cite_note-{i}\"><span class=\"mw-cite-backlink\"><a href=\"#cite_ref-{i}\">^</a></span> <span \
                 class=\"reference-text\"><cite class=\"citation web\">{text}. <a rel=\"nofollow\" class=\"external text\" \
                 href=\"https://archive.example/{i}\">\"{text}\"</a>.</cite></span></li>"
            );
        }
        self.add("</ol>\n");
    }

    fn blog(&mut self) {
        self.news(14);
        self.open("section", "comments");
        for _ in 0..20 {
            self.open("li", "comment");
            let (date, text) = (self.date(), self.sentences(2));
            let _ = write!(
                self.out,
                "<article class=\"comment-body\"><footer><b class=\"fn\">gull_</b> <a href=\"#\"><time \
                 datetime=\"{date}\">{}</time></a></footer>\n<p>{text}</p><div class=\"reply\"><a rel=\"nofollow\" \
                 href=\"?replytocom=1#respond\">Reply</a></div></article></li>\n",
                &date[..10]
            );
        }
        self.add("</section>\n");
    }

    /// Boxes in boxes, and the page once more as data.
    fn landing(&mut self) {
        self.heading(1);
        for _ in 0..24 {
            for _ in 0..4 {
                self.open("div", "box");
            }
            self.icon();
            self.heading(3);
            self.paragraph();
            let text = self.phrase(2, 3);
            self.link("button", &text);
            self.add("</div></div></div></div>\n");
        }
        self.add(
            "<script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"boxes\":[",
        );
        for i in 0..120 {
            let (title, text) = (self.phrase(3, 6), self.phrase(12, 20));
            let _ =
                write!(self.out, "{{\"id\":{i},\"title\":\"{title}\",\"text\":\"{text}\",\"image\":null}},");
        }
        self.add("null]}},\"page\":\"/\"}</script>\n");
    }

    /// As pages were written by hand: capitals, nothing closed, layout by tables, lines ended by CR LF.
    fn old(&mut self, bytes: usize) {
        self.add("<HTML><HEAD><TITLE>The harbour's history</TITLE>\n<META NAME=keywords CONTENT=\"harbour, bridge\"></HEAD>\n");
        self.add("<BODY BGCOLOR=#FFFFFF TEXT=#000000 LINK=#0000CC>\n<!-- made by hand -->\n<CENTER><FONT FACE=Arial SIZE=5>");
        let title = self.phrase(3, 5);
        let _ = write!(
            self.out,
            "<B>{title}</B></FONT></CENTER><HR>\n<TABLE BORDER=0 WIDTH=100%><TR><TD VALIGN=top WIDTH=150>\n<UL>"
        );
        for _ in 0..15 {
            let (name, slug) = (self.phrase(1, 3), self.slug());
            let _ = writeln!(self.out, "<LI><A HREF={slug}.html><FONT SIZE=2 FACE=Arial>{name}</FONT></A>");
        }
        self.add("</UL><TD VALIGN=top>\n");
        while self.out.len() < bytes {
            let (text, name) = (self.sentences(4), self.phrase(1, 2));
            let _ = write!(
                self.out,
                "<P ALIGN=justify><FONT FACE=\"Times New Roman\" SIZE=3>{text}<BR>\n<A NAME=\"{name}\"><IMG SRC=dot.gif WIDTH=1 \
                 HEIGHT=8></A>&nbsp;<I>{name}</I></FONT>\n"
            );
        }
        self.add("</TABLE><HR><ADDRESS>webmaster@harbour.example</ADDRESS></BODY></HTML>\n");
        self.out = self.out.replace('\n', "\r\n");
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
