//! The attributes that the tree keeps.

macro_rules! attributes {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// An attribute that some reader of the tree asks for; all others are dropped while parsing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum AttributeName { $($variant),* }

        impl AttributeName {
            /// The attribute by its lower-case name; `None` for one that the tree drops.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// The lower-case name as the standard writes it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// All names, in the order of their numbers.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            pub(crate) const NAMES: &[&str] = &[$($name),*];
        }
    };
}

attributes! {
    Alt = "alt", AriaHidden = "aria-hidden", AriaLabel = "aria-label", AriaModal = "aria-modal", Charset = "charset",
    Cite = "cite", Class = "class", Colspan = "colspan", Content = "content", DataSrc = "data-src",
    DateTime = "datetime", Dir = "dir", Hidden = "hidden", Href = "href", HttpEquiv = "http-equiv", Id = "id",
    ItemProp = "itemprop", ItemScope = "itemscope", ItemType = "itemtype", Lang = "lang", Name = "name",
    Property = "property", Rel = "rel", Role = "role", Rowspan = "rowspan", Src = "src", Srcset = "srcset",
    Start = "start", Style = "style", Title = "title", Type = "type", Value = "value",
}
