//! URLs of pages: registrable domains, relative URLs, and comparisons.

use dechaff_html::{AttributeName, Tag, Tree};
use url::{Host, Url};

/// The registrable domain of a URL by the Public Suffix List, in Punycode. `None` for a URL without one: IP addresses,
/// suffixes alone, URLs without a host.
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

/// The site of a page: the registrable domain of its URL, or the host where there is none, such as an IP address. `None` if
/// the URL has no host.
///
/// All hosts of a domain are one site: they share their templates more often than not, and hosts with a few pages each would
/// say nothing by themselves. Domains below which anyone can register, such as `blogspot.com`, are not sites of their own.
pub fn site_of(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    match url.host()? {
        Host::Domain(host) => Some(registrable(host).unwrap_or(host).to_owned()),
        address => Some(address.to_string()),
    }
}

/// The registrable domain of a host.
fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host.trim_end_matches('.'))
}

/// Whether a text is an absolute URL of the web.
pub(super) fn is_web(text: &str) -> bool {
    let text = text.trim_start();
    text.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"))
        || text.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"))
}

/// The URL of the page.
#[derive(Clone, Debug)]
pub(super) struct PageUrl {
    url: Url,
    /// The URL as [`comparable`] returns it.
    comparable: String,
}

impl PageUrl {
    /// `None` if the text is not an absolute URL of the web.
    pub(super) fn new(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
        let comparable = comparable(url.as_str()).to_owned();
        Some(Self { url, comparable })
    }

    /// The host in lower case.
    pub(super) fn host(&self) -> Option<&str> {
        self.url.host_str()
    }

    pub(super) fn path(&self) -> &str {
        self.url.path()
    }

    /// The locale in the path, a language and a country: `en-gb` of `/en-gb/news/ferry`.
    pub(super) fn locale(&self) -> Option<&str> {
        let is_locale = |segment: &&str| {
            let letters = segment.split_once(['-', '_']).filter(|(a, b)| a.len() == 2 && b.len() == 2);
            letters.is_some_and(|(a, b)| a.chars().chain(b.chars()).all(|c| c.is_ascii_alphabetic()))
        };
        self.path().split('/').skip(1).take(2).find(is_locale)
    }

    /// Whether the URL is that of the site's home page.
    pub(super) fn is_root(&self) -> bool {
        self.url.path().trim_matches('/').is_empty() && self.url.query().is_none()
    }

    /// The label of the registrable domain that names the site: `example` of `www.example.co.uk`.
    pub(super) fn site_label(&self) -> Option<&str> {
        registrable(self.host()?)?.split('.').next()
    }

    /// Whether a URL or an absolute path is that of this page. Scheme, `www.`, query and fragment do not count.
    pub(super) fn is_same(&self, url: &str) -> bool {
        if url.starts_with('/') && !url.starts_with("//") {
            return comparable(url) == self.path().trim_end_matches('/') && url.len() > 1;
        }
        comparable(url) == self.comparable
    }

    /// A URL in the page made absolute, by the `base` element if there is one.
    fn resolve(&self, base: Option<&str>, url: &str) -> Option<String> {
        let base = base.and_then(|b| self.url.join(b.trim()).ok());
        let url = base.as_ref().unwrap_or(&self.url).join(url.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.into())
    }
}

/// A URL without scheme, `www.`, query, fragment and final slashes.
fn comparable(url: &str) -> &str {
    let url = url.trim();
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let url = url.split_once("//").map_or(url, |(_, rest)| rest);
    url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/')
}

/// A URL in a page made absolute, even if the URL of the page is unknown. `None` if it is not a URL of the web then.
pub(super) fn resolve(page: Option<&PageUrl>, base: Option<&str>, url: &str) -> Option<String> {
    match page {
        Some(page) => page.resolve(base, url),
        None if is_web(url) => Url::parse(url.trim()).ok().map(Into::into),
        None => {
            let base = Url::parse(base?.trim()).ok().filter(|b| matches!(b.scheme(), "http" | "https"))?;
            base.join(url.trim()).ok().map(Into::into)
        }
    }
}

/// Makes the relative URLs of a page absolute, as far as the page or its context says where it is.
pub(crate) fn resolver(tree: &Tree, page: Option<&str>) -> impl Fn(&str) -> Option<String> {
    let page = page.and_then(PageUrl::new);
    let base = tree.find(Tag::Base).and_then(|base| tree.attribute(base, AttributeName::Href));
    move |url| if is_web(url) { None } else { resolve(page.as_ref(), base, url) }
}

/// Whether a declared URL can be that of this page: on the same site, and not the home page unless the page is.
pub(super) fn is_credible_canonical(page: Option<&PageUrl>, canonical: &str) -> bool {
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
    fn registrable_domains() {
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
    fn urls_of_the_same_page() {
        let page = PageUrl::new("https://www.example.com/a/b/?x#y").unwrap();
        for (url, expected) in [
            ("http://example.com/a/b", true),
            ("/a/b", true),
            ("//www.example.com/a/b/", true),
            ("https://example.com/a", false),
            ("/", false),
            ("", false),
        ] {
            assert_eq!(page.is_same(url), expected, "{url}");
        }
    }

    #[test]
    fn canonical_urls_are_of_the_same_site() {
        let page = PageUrl::new("https://www.example.com/a");
        for (url, expected) in [
            ("https://example.com/b", true),
            ("https://example.com/", false),
            ("https://example.org/a", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_credible_canonical(page.as_ref(), url), expected, "{url}");
        }
        assert_eq!(resolve(page.as_ref(), Some("/x/"), "b").as_deref(), Some("https://www.example.com/x/b"));
        assert_eq!(resolve(None, None, "/b"), None);
    }
}
