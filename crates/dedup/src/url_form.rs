//! The normal form of an address: one for all the ways in which a page is linked to.

use std::borrow::Cow;

use url::Url;

/// Parameters that say where a reader came from, and nothing of the page. Lower case; a `*` at the end stands
/// for any ending. From the documentation of those that add them.
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
    // Letters and marketing: Mailchimp, Marketo, HubSpot, Vero, Omeda, Drip
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

/// Parameters that ask for a page's AMP version, and the values that do so.
const AMP_PARAMETERS: &[(&str, &[&str])] =
    &[("amp", &["", "1", "true"]), ("outputtype", &["amp"]), ("output", &["amp"])];

/// First labels of hosts that serve the same pages as the host without them.
const VARIANT_LABELS: &[&str] = &["www", "m", "mobile", "amp"];

/// One rule may uncover what another one takes off (an address in a viewer in a viewer); an address that is
/// still not done after so many rounds was made to be so.
const MAX_ROUNDS: usize = 8;

/// The address by which all the usual variants of one are the same, or `None` for what is no web address.
///
/// - `http` and `https` are the same (the form has `https`), ports 80 and 443, user names and passwords are
///   dropped; `//host/path` is taken for one of them.
/// - The host is in lower case and ASCII (IDNA), without a dot at its end and without `www.`, `m.`,
///   `mobile.`, `amp.` in front; a label `m` behind the first is dropped as well (`en.m.wikipedia.org`).
/// - Pages in AMP viewers (`google.com/amp/s/…`, `….cdn.ampproject.org/c/s/…`) are those inside. The AMP
///   version is the page itself: `?amp`, `?amp=1`, `?outputType=amp`, `….amp`, `….amp.html`, and a first or
///   last segment `amp` of the path, but the latter only if what remains ends like an article's path does, in
///   a segment with a digit, hyphen, underscore or dot: `/guitars/amp` is a page of its own.
/// - In the path, letters and digits that need no percent-encoding have none, hex digits are upper case, and
///   `;jsessionid=…` and slashes at the end are dropped.
/// - Tracking parameters are dropped (`utm_source`, `fbclid`, …), as are empty ones and the question mark
///   when none is left. `&amp;` in a query is an `&` that somebody escaped. **Order stays**: some servers
///   read it.
/// - The fragment is dropped, unless it begins with `!`: then the page is made from it.
///
/// The form of a form is itself. It is meant for comparing, not for fetching: a host may well serve only with
/// `www.`.
pub fn url_normal_form(address: &str) -> Option<String> {
    let mut form = apply_rules(address)?;
    for _ in 0..MAX_ROUNDS {
        let next = apply_rules(&form)?;
        if next == form {
            return Some(form);
        }
        form = next;
    }
    None
}

fn apply_rules(address: &str) -> Option<String> {
    let url = parse(address)?;
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

fn parse(address: &str) -> Option<Url> {
    let address = address.trim();
    let url = match address.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")),
        None => Url::parse(address),
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The address of the page that an AMP viewer shows.
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
    // `google.com/amp/` has pages of its own, of which none has a host for its next segment.
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
    // At least two labels stay: what is left of `m.com` is no host.
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

/// The path of the page of which this is the AMP version, if it looks like one.
fn without_amp(path: &str) -> Option<String> {
    for (amp, plain) in [(".amp", ""), (".amp.html", ".html")] {
        if let Some(stem) = path.strip_suffix(amp).filter(|stem| !stem.is_empty() && !stem.ends_with('/')) {
            return Some(format!("{stem}{plain}"));
        }
    }
    let first = || path.strip_prefix("/amp").filter(|rest| rest.starts_with('/'));
    let rest = path.strip_suffix("/amp").or_else(first)?;
    let last = rest.trim_end_matches('/').rsplit('/').next()?;
    let of_article = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    last.contains(of_article).then(|| rest.to_owned())
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

/// Percent-encodings of unreserved characters (RFC 3986, 2.3) are undone, the hex digits of others made upper
/// case.
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

    fn check(address: &str, expected: &str) {
        let form = url_normal_form(address);
        assert_eq!(form.as_deref(), Some(expected), "{address}");
        assert_eq!(url_normal_form(expected).as_deref(), Some(expected), "form of the form of {address}");
    }

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
    fn no_web_addresses() {
        for address in [
            "",
            "example.org",
            "/a/b",
            "ftp://example.org/",
            "mailto:a@example.org",
            "http://",
            "data:,x",
            "https://exa mple.org",
        ] {
            assert_eq!(url_normal_form(address), None, "{address}");
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
        for address in [
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
            let form = url_normal_form(address).unwrap();
            assert_eq!(form.replace("?usqp=x", ""), story, "{address}");
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
    fn the_list_is_in_lower_case_and_without_repeats() {
        let mut known = TRACKING_PARAMETERS.to_vec();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), TRACKING_PARAMETERS.len());
        assert!(known.iter().all(|name| name.to_ascii_lowercase() == **name));
    }

    /// Addresses that are rich in what the rules are about.
    fn any_address() -> impl Strategy<Value = String> {
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
        fn the_form_of_a_form_is_itself(
            address in any_address(),
        ) {
            if let Some(form) = url_normal_form(&address) {
                prop_assert_eq!(url_normal_form(&form), Some(form), "{}", address);
            }
        }

        #[test]
        fn any_text_is_an_address_or_not(text in "\\PC{0,60}") {
            if let Some(form) = url_normal_form(&text) {
                prop_assert_eq!(url_normal_form(&form), Some(form));
            }
            if let Some(form) = url_normal_form(&format!("http://{text}")) {
                prop_assert_eq!(url_normal_form(&form), Some(form));
            }
        }
    }
}
