//! The normal form of a URL: the same for all the ways in which a page is linked to.

use std::borrow::Cow;

use url::Url;

/// The version of the [normal form](url_normal_form) of URLs. Hashes of normal forms are comparable only if it is equal.
pub const URL_FORM_VERSION: u32 = 1;

/// Parameters that tell where a reader came from, and nothing about the page. In lower case; a `*` at the end matches
/// any ending. Taken from the documentation of the services that add them.
const TRACKING_PARAMETERS: &[&str] = &[
    // Google Analytics (campaign URL builder; cross-domain linker), Ads (click ids), Merchant Center
    "utm_*",
    "_ga",
    "_gl",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "srsltid",
    // Matomo and Piwik (campaign tracking)
    "mtm_*",
    "matomo_*",
    "pk_campaign",
    "pk_kwd",
    "pk_keyword",
    "pk_source",
    "pk_medium",
    "pk_content",
    "pk_cid",
    "piwik_campaign",
    "piwik_kwd",
    // Meta: Facebook (click id, actions, app links) and Instagram (shares)
    "fbclid",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    "mibextid",
    "igshid",
    "igsh",
    // Other networks' click ids and share marks: Microsoft, Yandex, X, TikTok, LinkedIn, Reddit, Openstat
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    "twclid",
    "__twitter_impression",
    "ref_src",
    "ref_url",
    "ttclid",
    "li_fat_id",
    "rdt_cid",
    // Newsletters and marketing: Mailchimp, Marketo, HubSpot, Vero, Omeda, Drip
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "__s",
    // Measurement: Comscore, AT Internet, Webtrekk, Adobe
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "ns_linkname",
    "ns_fee",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "wt_mc",
    "wt.mc_id",
    "s_cid",
    // Publishers' own: New York Times, The Guardian, MSN, AOL and Yahoo (consent), CNN and others
    "smid",
    "smtyp",
    "cmp",
    "ocid",
    "ncid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "cmpid",
    "itm_*",
    // Sessions: PHP, Java servlets
    "phpsessid",
    "jsessionid",
];

/// Parameters that request a page's AMP version, with the values that do so.
const AMP_PARAMETERS: &[(&str, &[&str])] =
    &[("amp", &["", "1", "true"]), ("outputtype", &["amp"]), ("output", &["amp"])];

/// First labels of host names. The host without the label serves the same pages.
const VARIANT_LABELS: &[&str] = &["www", "m", "mobile", "amp"];

/// Rounds of rules. One rule may uncover what another one removes, such as a URL in a viewer in a viewer. A URL that
/// still changes after this many rounds was made to do so.
const MAX_ROUNDS: usize = 8;

/// Returns a URL that is the same for all usual variants of a page's URL, or `None` if `url` is not a web address.
///
/// - `http` becomes `https`. Ports 80 and 443, user names and passwords are dropped. `//host/path` gets `https`.
/// - The host is in lower case and ASCII (IDNA), without a dot at its end and without `www.`, `m.`,
///   `mobile.` or `amp.` in front; a label `m` after the first one is dropped as well (`en.m.wikipedia.org`).
/// - The URL of an AMP viewer (`google.com/amp/s/…`, `….cdn.ampproject.org/c/s/…`) becomes that of the page inside.
/// - Marks of the AMP version are dropped: `?amp`, `?amp=1`, `?outputType=amp`, `….amp`, `….amp.html`, and a first or
///   last segment `amp` of the path. Such a segment is dropped only if the rest ends like an article's path, in a
///   segment with a digit, hyphen, underscore or dot: `/guitars/amp` is a page of its own.
/// - In the path, percent-encodings of characters that do not need one are decoded, hex digits become upper case, and
///   `;jsessionid=…` and slashes at the end are dropped.
/// - Tracking parameters (`utm_source`, `fbclid`, …) and empty ones are dropped, and so is the question mark if none is
///   left. `&amp;` in a query counts as an escaped `&`. **The order stays**, because some servers depend on it.
/// - The fragment is dropped, unless it starts with `!`: such a page is built from its fragment.
///
/// The normal form of a normal form is itself. It is meant for comparison, not for fetching: a host may serve its
/// pages only with `www.`.
pub fn url_normal_form(url: &str) -> Option<String> {
    let mut form = apply_rules(url)?;
    for _ in 0..MAX_ROUNDS {
        let next = apply_rules(&form)?;
        if next == form {
            return Some(form);
        }
        form = next;
    }
    None
}

fn apply_rules(text: &str) -> Option<String> {
    let url = parse(text)?;
    if let Some(inside) = inside_of_viewer(&url) {
        return Some(inside.into());
    }
    let host = normal_host(&url)?;
    let port = url.port().filter(|port| ![80, 443].contains(port));
    let mut form = format!("https://{host}");
    if let Some(port) = port {
        form.push_str(&format!(":{port}"));
    }
    form.push_str(&normal_path(url.path()));
    let query = normal_query(url.query().unwrap_or_default());
    if !query.is_empty() {
        form.push('?');
        form.push_str(&query);
    }
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with('!')) {
        form.push('#');
        form.push_str(fragment);
    }
    Some(form)
}

fn parse(text: &str) -> Option<Url> {
    let text = text.trim();
    let url = match text.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")),
        None => Url::parse(text),
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The URL of the page that an AMP viewer shows.
fn inside_of_viewer(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let rest = if host == "cdn.ampproject.org"
        || host.ends_with(".cdn.ampproject.org")
        || host.ends_with(".bing-amp.com")
    {
        // Content, viewer and web package; an `s/` follows for https.
        ["/c/", "/v/", "/wp/"].iter().find_map(|prefix| path.strip_prefix(prefix))?
    } else if is_google(host) {
        path.strip_prefix("/amp/")?
    } else {
        return None;
    };
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    // `google.com/amp/` has pages of its own, but none of them has a host as its next segment.
    if !rest.split('/').next().is_some_and(|host| host.contains('.')) {
        return None;
    }
    let mut inside = parse(&format!("//{rest}"))?;
    inside.set_query(url.query());
    inside.set_fragment(url.fragment());
    Some(inside)
}

/// `google.com`, `www.google.de`, `google.co.uk`.
fn is_google(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.strip_prefix("google.").is_some_and(|end| end.len() <= 6)
}

fn normal_host(url: &Url) -> Option<String> {
    let host = match url.host()? {
        url::Host::Domain(domain) => domain.trim_end_matches('.'),
        address => return Some(address.to_string()),
    };
    let mut labels: Vec<&str> = host.split('.').collect();
    // At least two labels stay: the rest of `m.com` would not be a host.
    while labels.len() > 2 && VARIANT_LABELS.contains(&labels[0]) {
        labels.remove(0);
    }
    if labels.len() > 3 && labels[1] == "m" {
        labels.remove(1);
    }
    Some(labels.join(".")).filter(|host| !host.is_empty())
}

fn normal_path(path: &str) -> String {
    let mut path: &str = &normal_percents(path);
    if let Some(at) = path.to_ascii_lowercase().find(";jsessionid=") {
        path = &path[..at];
    }
    let mut path = path.trim_end_matches('/').to_owned();
    if let Some(shorter) = without_amp(&path) {
        path = shorter;
        path.truncate(path.trim_end_matches('/').len());
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

/// The path of the regular page, if this looks like the path of an AMP version.
fn without_amp(path: &str) -> Option<String> {
    for (amp, plain) in [(".amp", ""), (".amp.html", ".html")] {
        if let Some(stem) = path.strip_suffix(amp).filter(|stem| !stem.is_empty() && !stem.ends_with('/')) {
            return Some(format!("{stem}{plain}"));
        }
    }
    let first = || path.strip_prefix("/amp").filter(|rest| rest.starts_with('/'));
    let rest = path.strip_suffix("/amp").or_else(first)?;
    let last = rest.trim_end_matches('/').rsplit('/').next()?;
    let is_typical_of_articles = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    last.contains(is_typical_of_articles).then(|| rest.to_owned())
}

fn normal_query(query: &str) -> String {
    let mut parameters = Vec::new();
    for parameter in query.split('&') {
        let mut parameter = parameter;
        while let Some(unescaped) = parameter.strip_prefix("amp;") {
            parameter = unescaped;
        }
        let parameter = normal_percents(parameter);
        let (name, value) = parameter.split_once('=').unwrap_or((&parameter, ""));
        let name = name.to_ascii_lowercase();
        let asks_for_amp = || {
            let value = value.to_ascii_lowercase();
            AMP_PARAMETERS.iter().any(|(amp, values)| *amp == name && values.contains(&value.as_str()))
        };
        if !parameter.is_empty() && !is_tracking(&name) && !asks_for_amp() {
            parameters.push(parameter.into_owned());
        }
    }
    parameters.join("&")
}

fn is_tracking(name: &str) -> bool {
    TRACKING_PARAMETERS.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}

/// Decodes percent-encodings of unreserved characters (RFC 3986, 2.3), and makes the hex digits of others upper case.
fn normal_percents(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        let digits = rest.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some((digits, byte)) = digits.and_then(|d| Some((d, u8::from_str_radix(d, 16).ok()?))) else {
            normal.push('%');
            rest = &rest[at + 1..];
            continue;
        };
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            normal.push(char::from(byte));
        } else {
            normal.push('%');
            normal.push_str(&digits.to_ascii_uppercase());
        }
        rest = &rest[at + 3..];
    }
    normal.push_str(rest);
    Cow::Owned(normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(url: &str, expected: &str) {
        let form = url_normal_form(url);
        assert_eq!(form.as_deref(), Some(expected), "{url}");
        assert_eq!(
            url_normal_form(expected).as_deref(),
            Some(expected),
            "normal form of the normal form of {url}"
        );
    }

    // If a change of the rules changes an expected form, URL_FORM_VERSION must change.

    #[test]
    fn hosts() {
        check("HTTP://WWW.Example.ORG", "https://example.org/");
        check("https://m.example.org./", "https://example.org/");
        check("http://www.mobile.example.org:80/", "https://example.org/");
        check("http://example.org:443/", "https://example.org/");
        check("http://example.org:8080/", "https://example.org:8080/");
        check("https://en.m.wikipedia.org/wiki/Ferry", "https://en.wikipedia.org/wiki/Ferry");
        check("https://user:word@example.org/a", "https://example.org/a");
        check("//bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4");
        check("http://m.com/", "https://m.com/");
        check("http://192.168.0.1/", "https://192.168.0.1/");
        check("http://[::1]:80/a", "https://[::1]/a");
        check("  https://example.org/a b\n", "https://example.org/a%20b");
    }

    #[test]
    fn other_strings_are_not_web_addresses() {
        for url in [
            "",
            "example.org",
            "/a/b",
            "ftp://example.org/",
            "mailto:a@example.org",
            "http://",
            "data:,x",
            "https://exa mple.org",
        ] {
            assert_eq!(url_normal_form(url), None, "{url}");
        }
    }

    #[test]
    fn paths() {
        check("https://example.org/a/b//", "https://example.org/a/b");
        check("https://example.org/%7euser/%c3%a9%2f", "https://example.org/~user/%C3%A9%2F");
        check("https://example.org/a;jsessionid=9F3?x=1", "https://example.org/a?x=1");
        check("https://example.org/50%", "https://example.org/50%");
        check("https://example.org/A", "https://example.org/A");
    }

    #[test]
    fn amp() {
        let story = "https://example.org/2024/harbour-bridge";
        for url in [
            "https://example.org/2024/harbour-bridge/amp/",
            "https://example.org/2024/harbour-bridge/amp",
            "https://example.org/amp/2024/harbour-bridge",
            "https://amp.example.org/2024/harbour-bridge.amp",
            "https://example.org/2024/harbour-bridge?amp",
            "https://example.org/2024/harbour-bridge?amp=1&utm_source=x",
            "https://example.org/2024/harbour-bridge?outputType=amp",
            "https://www.google.com/amp/s/www.example.org/2024/harbour-bridge/amp",
            "https://google.co.uk/amp/example.org/2024/harbour-bridge",
            "https://example-org.cdn.ampproject.org/c/s/example.org/2024/harbour-bridge?amp=1",
            "https://cdn.ampproject.org/v/s/example.org/2024/harbour-bridge/amp?usqp=x&amp=1",
        ] {
            let form = url_normal_form(url).unwrap();
            assert_eq!(form.replace("?usqp=x", ""), story, "{url}");
        }
        let in_viewers =
            |times| format!("https://google.com/{}x.org/a-1", "amp/s/www.google.de/".repeat(times));
        check(&in_viewers(0), "https://google.com/x.org/a-1");
        check(&in_viewers(3), "https://google.de/x.org/a-1");
        assert_eq!(url_normal_form(&in_viewers(1000)), None);
        check("https://example.org/story-1.amp.html", "https://example.org/story-1.html");
        check("https://example.org/story-1.amp.html/amp/", "https://example.org/story-1.html");
        check("https://example.org/.amp.html/amp/", "https://example.org/.amp.html");
        check("https://example.org/guitars/amp", "https://example.org/guitars/amp");
        check("https://example.org/amp", "https://example.org/amp");
        check("https://example.org/?amp=4ohm", "https://example.org/?amp=4ohm");
        check("https://www.google.com/amp/", "https://google.com/amp");
    }

    #[test]
    fn queries() {
        check("https://example.org/?", "https://example.org/");
        check("https://example.org/a?utm_source=x&UTM_Medium=y&fbclid=z", "https://example.org/a");
        check("https://example.org/a?b=2&gclid=1&a=1&", "https://example.org/a?b=2&a=1");
        check("https://example.org/a?id=7&amp;utm_source=x&amp;page=2", "https://example.org/a?id=7&page=2");
        check("https://example.org/a?utm%5Fsource=x&q=%e2%82%ac", "https://example.org/a?q=%E2%82%AC");
        check("https://example.org/a?a=&b", "https://example.org/a?a=&b");
        check("https://example.org/a?source=rss", "https://example.org/a?source=rss");
    }

    #[test]
    fn fragments() {
        check("https://example.org/a#comments", "https://example.org/a");
        check("https://example.org/a#:~:text=ferry", "https://example.org/a");
        check("https://example.org/#!/story/7", "https://example.org/#!/story/7");
    }

    #[test]
    fn the_list_is_in_lower_case_and_without_duplicates() {
        let mut known = TRACKING_PARAMETERS.to_vec();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), TRACKING_PARAMETERS.len());
        assert!(known.iter().all(|name| name.to_ascii_lowercase() == **name));
    }

    /// URLs with many of the features that the rules are about.
    fn any_url() -> impl Strategy<Value = String> {
        let some_of = |parts: &'static [&'static str]| {
            proptest::collection::vec(proptest::sample::select(parts), 0..6).prop_map(|parts| parts.concat())
        };
        let host = proptest::sample::select(&[
            "www.google.com",
            "google.com",
            "b.cdn.ampproject.org",
            "a.b",
            "a.m.x.y",
            "x.y:80",
            "x.y:443",
            "x.y:8",
        ]);
        (
            some_of(&["www.", "m.", "amp."]),
            host,
            some_of(&[
                "/",
                "/amp",
                "/c",
                "/s",
                "/a-1",
                "/x.amp",
                "/a.b",
                "/%61mp",
                "%2f",
                "%25",
                "%",
                ".amp.html",
                ".amp",
                "/..",
                ";jsessionid=",
                "/www.google.com/amp/s",
            ]),
            some_of(&["?", "&", "amp;", "utm_a=b", "&amp=1", "&a=b", "&%61mp", "%26", "=", "#", "!"]),
        )
            .prop_map(|(labels, host, path, end)| format!("http://{labels}{host}{path}{end}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn the_normal_form_of_a_normal_form_is_itself(
            url in any_url(),
        ) {
            if let Some(form) = url_normal_form(&url) {
                prop_assert_eq!(url_normal_form(&form), Some(form), "{}", url);
            }
        }

        #[test]
        fn any_text_has_a_stable_normal_form_or_none(text in "\\PC{0,60}") {
            if let Some(form) = url_normal_form(&text) {
                prop_assert_eq!(url_normal_form(&form), Some(form));
            }
            if let Some(form) = url_normal_form(&format!("http://{text}")) {
                prop_assert_eq!(url_normal_form(&form), Some(form));
            }
        }
    }
}
