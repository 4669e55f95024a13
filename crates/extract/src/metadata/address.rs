//! Addresses: resolving, registrable domains, and what an address tells of its page.

use url::{Host, Url};

/// The registrable domain of an address by the Public Suffix List, host in punycode; `None` for an address
/// without one (IP addresses, bare suffixes, other schemes).
///
/// ```
/// use dechaff_extract::metadata::domain;
/// assert_eq!(domain("https://news.example.co.uk/a").as_deref(), Some("example.co.uk"));
/// ```
pub fn domain(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let Some(Host::Domain(host)) = url.host() else { return None };
    registrable(host).map(str::to_owned)
}

fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host.trim_end_matches('.'))
}

/// Whether an address is of the web, with its scheme.
pub(super) fn is_web(address: &str) -> bool {
    let address = address.trim_start();
    address.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || address.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"))
}

/// The page's own address.
#[derive(Clone, Debug)]
pub(super) struct PageAddress {
    url: Url,
    /// As [`comparable`].
    bare: String,
}

impl PageAddress {
    /// `None` for what is no address of the web.
    pub(super) fn new(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
        let bare = comparable(url.as_str()).into_owned();
        Some(Self { url, bare })
    }

    /// The host in lower case.
    pub(super) fn host(&self) -> Option<&str> {
        self.url.host_str()
    }

    pub(super) fn path(&self) -> &str {
        self.url.path()
    }

    pub(super) fn is_root(&self) -> bool {
        self.url.path().trim_matches('/').is_empty() && self.url.query().is_none()
    }

    /// The label of the registrable domain that names the site: `example` of `www.example.co.uk`.
    pub(super) fn site_label(&self) -> Option<&str> {
        registrable(self.host()?)?.split('.').next()
    }

    /// Whether an address, absolute or a path, is this page's, whatever its scheme, `www.`, query and
    /// fragment.
    pub(super) fn is_same(&self, address: &str) -> bool {
        if address.starts_with('/') && !address.starts_with("//") {
            return comparable(address).trim_end_matches('/') == self.path().trim_end_matches('/')
                && address.len() > 1;
        }
        comparable(address) == self.bare.as_str()
    }

    /// An address that the page gives, made absolute.
    pub(super) fn resolve(&self, base: Option<&str>, address: &str) -> Option<String> {
        let base = base.and_then(|b| self.url.join(b.trim()).ok());
        let url = base.as_ref().unwrap_or(&self.url).join(address.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.into())
    }
}

/// An address without scheme, `www.`, query, fragment and last slash.
fn comparable(address: &str) -> std::borrow::Cow<'_, str> {
    let address = address.trim();
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let address = address.split_once("//").map_or(address, |(_, rest)| rest);
    let address = address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/');
    std::borrow::Cow::Borrowed(address)
}

/// An address made absolute, where the page's own may be unknown.
pub(super) fn resolve(page: Option<&PageAddress>, base: Option<&str>, address: &str) -> Option<String> {
    match page {
        Some(page) => page.resolve(base, address),
        None if is_web(address) => Url::parse(address.trim()).ok().map(Into::into),
        None => {
            let base = Url::parse(base?.trim()).ok().filter(|b| matches!(b.scheme(), "http" | "https"))?;
            base.join(address.trim()).ok().map(Into::into)
        }
    }
}

/// Whether a declared address can be this page's: a path unless the page is the root, and on the same site.
pub(super) fn is_credible_canonical(page: Option<&PageAddress>, canonical: &str) -> bool {
    let Ok(url) = Url::parse(canonical) else { return false };
    let has_path = !url.path().trim_matches('/').is_empty() || url.query().is_some();
    let Some(page) = page else { return has_path };
    let same_site = match (url.host_str(), page.host()) {
        (Some(a), Some(b)) => a == b || registrable(a).is_some_and(|a| registrable(b) == Some(a)),
        _ => false,
    };
    (has_path || page.is_root()) && same_site
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (url, expected) in [
            ("https://www.example.com/a", Some("example.com")),
            ("http://münchen.example.de", Some("example.de")),
            ("http://bücher.de", Some("xn--bcher-kva.de")),
            ("http://127.0.0.1/", None),
            ("mailto:a@example.com", None),
            ("/a", None),
        ] {
            assert_eq!(domain(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn same_page() {
        let page = PageAddress::new("https://www.example.com/a/b/?x#y").unwrap();
        for (address, expected) in [
            ("http://example.com/a/b", true),
            ("/a/b", true),
            ("//www.example.com/a/b/", true),
            ("https://example.com/a", false),
            ("/", false),
            ("", false),
        ] {
            assert_eq!(page.is_same(address), expected, "{address}");
        }
    }

    #[test]
    fn canonical() {
        let page = PageAddress::new("https://www.example.com/a");
        for (address, expected) in [
            ("https://example.com/b", true),
            ("https://example.com/", false),
            ("https://example.org/a", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_credible_canonical(page.as_ref(), address), expected, "{address}");
        }
        assert_eq!(resolve(page.as_ref(), Some("/x/"), "b").as_deref(), Some("https://www.example.com/x/b"));
        assert_eq!(resolve(None, None, "/b"), None);
    }
}
