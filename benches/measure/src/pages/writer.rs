//! The parts of pages: words, tags with their attributes, scripts and styles.

use std::fmt::Write;

use super::Naming;
use crate::random::Random;
use crate::words::Language;

pub(super) struct Writer {
    pub(super) out: String,
    pub(super) random: Random,
    pub(super) language: &'static Language,
    words: Vec<&'static str>,
    naming: Naming,
}

impl Writer {
    pub(super) fn new(language: &'static Language, naming: Naming, name: &str) -> Self {
        let seed = name.bytes().fold(1, |seed: u64, byte| seed.wrapping_mul(131) + u64::from(byte));
        let words = language.words.split_whitespace().collect();
        Self { out: String::new(), random: Random::new(seed), language, words, naming }
    }

    pub(super) fn add(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    // Words

    pub(super) fn word(&mut self) -> &'static str {
        self.random.pick_early(&self.words)
    }

    pub(super) fn phrase(&mut self, low: usize, high: usize) -> String {
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

    pub(super) fn sentences(&mut self, count: usize) -> String {
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

    pub(super) fn number(&mut self, low: usize, high: usize) -> String {
        self.random.between(low, high).to_string()
    }

    pub(super) fn slug(&mut self) -> String {
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

    pub(super) fn date(&mut self) -> String {
        let (month, day, hour) =
            (self.random.between(1, 12), self.random.between(1, 28), self.random.between(0, 23));
        format!("2025-{month:02}-{day:02}T{hour:02}:30:00+01:00")
    }

    // Attributes

    /// A class attribute in the style of the site.
    pub(super) fn class(&mut self, name: &str) {
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

    /// Attributes for scripts and analytics, which readers do not see.
    pub(super) fn data(&mut self) {
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

    pub(super) fn open(&mut self, tag: &str, name: &str) {
        let _ = write!(self.out, "<{tag}");
        self.class(name);
        self.data();
        self.add(">\n");
    }

    // Small things

    pub(super) fn link(&mut self, name: &str, text: &str) {
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

    pub(super) fn picture(&mut self, alt: &str) {
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

    pub(super) fn icon(&mut self) {
        self.add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\" viewBox=\"0 0 24 24\" fill=\"none\" \
                  aria-hidden=\"true\"><path d=\"M");
        for _ in 0..self.random.between(6, 40) {
            let (x, y) = (self.random.below(240), self.random.below(240));
            let _ = write!(self.out, "{}.{}c{x}.4 {y}-1.{y} ", x % 24, y % 10);
        }
        self.add("z\" fill=\"currentColor\"/></svg>");
    }

    pub(super) fn script(&mut self, bytes: usize) {
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

    pub(super) fn style(&mut self, bytes: usize) {
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
}
