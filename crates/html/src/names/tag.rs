//! Element names.

macro_rules! tags {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// An element's name. Names that are not in the HTML standard are distinguished only as custom, if they have a
        /// hyphen, and unknown. [`Tree::name`](crate::Tree::name) returns them in full.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum Tag {
            $($variant,)*
            /// A custom element, whose name has a hyphen.
            Custom,
            /// Any other name, and any element inside of `svg` and `math`.
            Unknown,
        }

        impl Tag {
            /// The tag of a lower-case element name. Never fails: see [`Tag::Custom`] and [`Tag::Unknown`].
            pub fn from_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ if name.contains('-') => Self::Custom,
                    _ => Self::Unknown,
                }
            }

            /// All tags that have a name of their own, in the order of their discriminants.
            pub(crate) const NAMED: &[Self] = &[$(Self::$variant),*];

            /// Their names, in the same order.
            pub(crate) const NAMES: &[&str] = &[$($name),*];

            /// The element's name in lower case; `*-*` for custom elements and `*` for unknown ones.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Custom => "*-*", Self::Unknown => "*" }
            }
        }

        /// The ids of the tags' names, for tree construction to match on.
        #[allow(non_upper_case_globals, dead_code)]
        pub(crate) mod name_ids {
            $(pub(crate) const $variant: u16 = super::Tag::$variant as u16;)*
        }
    };
}

tags! {
    A = "a", Abbr = "abbr", Acronym = "acronym", Address = "address", Area = "area", Article = "article",
    Aside = "aside", Audio = "audio", B = "b", Base = "base", Bdi = "bdi", Bdo = "bdo", Big = "big",
    Blockquote = "blockquote", Body = "body", Br = "br", Button = "button", Canvas = "canvas", Caption = "caption",
    Center = "center", Cite = "cite", Code = "code", Col = "col", Colgroup = "colgroup", Data = "data",
    Datalist = "datalist", Dd = "dd", Del = "del", Details = "details", Dfn = "dfn", Dialog = "dialog",
    Dir = "dir", Div = "div", Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
    Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer", Form = "form",
    Frame = "frame", Frameset = "frameset", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6",
    Head = "head", Header = "header", Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe",
    Img = "img", Input = "input", Ins = "ins", Kbd = "kbd", Label = "label", Legend = "legend", Li = "li",
    Link = "link", Listing = "listing", Main = "main", Map = "map", Mark = "mark", Marquee = "marquee",
    Math = "math", Menu = "menu", Meta = "meta", Meter = "meter", Nav = "nav", Nobr = "nobr",
    Noembed = "noembed", Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol",
    Optgroup = "optgroup", Option = "option", Output = "output", P = "p", Param = "param", Picture = "picture",
    Plaintext = "plaintext", Pre = "pre", Progress = "progress", Q = "q", Rb = "rb", Rp = "rp", Rt = "rt",
    Rtc = "rtc", Ruby = "ruby", S = "s", Samp = "samp", Script = "script", Search = "search",
    Section = "section", Select = "select", Slot = "slot", Small = "small", Source = "source", Span = "span",
    Strike = "strike", Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup",
    Svg = "svg", Table = "table", Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea",
    Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time", Title = "title", Tr = "tr", Track = "track",
    Tt = "tt", U = "u", Ul = "ul", Var = "var", Video = "video", Wbr = "wbr", Xmp = "xmp",
}

impl Tag {
    /// The level of a heading element, 1 to 6; `None` for other elements.
    pub fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }
}
