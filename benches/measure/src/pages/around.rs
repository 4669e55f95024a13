//! The surroundings of a page's main part: head, menus, teasers, footer.

use std::fmt::Write;

use super::PageKind;
use super::writer::Writer;

impl Writer {
    pub(super) fn head(&mut self, kind: PageKind) {
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
        if matches!(kind, PageKind::News | PageKind::Blog) {
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

    pub(super) fn header(&mut self) {
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

    pub(super) fn card(&mut self) {
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

    pub(super) fn related(&mut self) {
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

    pub(super) fn footer(&mut self) {
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
}
