//! The main part of each kind of page.

use std::fmt::Write;

use super::writer::Writer;

impl Writer {
    pub(super) fn heading(&mut self, level: usize) {
        let title = self.phrase(3, 8);
        let _ = write!(self.out, "<h{level}");
        self.class("title");
        let _ = writeln!(self.out, ">{title}</h{level}>");
    }

    pub(super) fn paragraph(&mut self) {
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

    pub(super) fn byline(&mut self) {
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

    pub(super) fn news(&mut self, paragraphs: usize) {
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

    pub(super) fn front(&mut self) {
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

    pub(super) fn shop(&mut self) {
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

    pub(super) fn product(&mut self) {
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

    pub(super) fn forum(&mut self) {
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

    pub(super) fn questions(&mut self) {
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

    pub(super) fn code(&mut self, lines: usize) {
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

    pub(super) fn documentation(&mut self) {
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

    pub(super) fn table(&mut self, rows: usize, columns: usize) {
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

    pub(super) fn tables(&mut self) {
        self.heading(1);
        self.paragraph();
        for _ in 0..3 {
            self.heading(2);
            self.table(24, 8);
            self.paragraph();
        }
    }

    pub(super) fn encyclopedia(&mut self) {
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

    pub(super) fn blog(&mut self) {
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

    /// Nested boxes, and the page's contents a second time as data.
    pub(super) fn landing(&mut self) {
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

    /// A page as people wrote them by hand: capitals, nothing closed, layout by tables, lines that end with CR LF.
    pub(super) fn old(&mut self, bytes: usize) {
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
