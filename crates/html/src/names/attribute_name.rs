//! The attributes that the tree keeps.

macro_rules! attributes {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// An attribute that the tree keeps. Other attributes are dropped while parsing, unless the parser is
        /// [`Parser::keeping_all`](crate::Parser::keeping_all).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum AttributeName { $($variant),* }

        impl AttributeName {
            /// The attribute with this lower-case name, or `None` if it is not among those that the tree keeps.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// The attribute's name in lower case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// All attributes, in the order of their discriminants.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// Their names, in the same order.
            pub(crate) const NAMES: &[&str] = &[$($name),*];
        }
    };
}

attributes! {
    Alt = "alt", AltText = "alttext", AriaControls = "aria-controls", AriaExpanded = "aria-expanded",
    AriaHidden = "aria-hidden", AriaLabel = "aria-label", AriaModal = "aria-modal", Charset = "charset",
    Cite = "cite", Class = "class", Colspan = "colspan", Content = "content", DataActualSrc = "data-actualsrc",
    DataDeferSrc = "data-defer-src", DataEcho = "data-echo", DataFullSrc = "data-full-src",
    DataImage = "data-image", DataImgSrc = "data-img-src", DataLang = "data-lang", DataLanguage = "data-language",
    DataLazy = "data-lazy", DataLazyLoad = "data-lazyload",
    DataLazySrc = "data-lazy-src", DataOriginal = "data-original", DataRealSrc = "data-real-src",
    DataSrc = "data-src", DataSrcset = "data-srcset", DataUrl = "data-url", DateTime = "datetime", Dir = "dir",
    Display = "display", DisplayStyle = "displaystyle", Encoding = "encoding", Hidden = "hidden", Href = "href",
    HttpEquiv = "http-equiv", Id = "id", ItemProp = "itemprop", ItemScope = "itemscope", ItemType = "itemtype",
    Lang = "lang", LineThickness = "linethickness", MathVariant = "mathvariant", Name = "name", Open = "open",
    Property = "property", Rel = "rel", Role = "role", Rowspan = "rowspan", Src = "src", Srcset = "srcset",
    Start = "start", Style = "style", Title = "title", Type = "type", Value = "value",
}
