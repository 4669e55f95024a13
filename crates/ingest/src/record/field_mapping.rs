//! Which JSON fields hold what: a table of producers, and aliases for all others.
//!
//! The same name means different things: `source` is the URL in trafilatura's output and the corpus in dolma's,
//! and `text` is not the article in news-please's. So a record is first matched against [`PROFILES`] by the
//! names of its fields, and only fields that the profile leaves open are looked up in [`ALIASES`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::mapping::{Field, Mapping, Path};

/// What the records of a producer look like.
struct Profile {
    name: &'static str,
    /// A record that has all these fields at its top level belongs to the producer.
    needs: &'static [&'static str],
    /// Where the producer stores what, first choice first. An empty list means that the producer has no such
    /// field, although an alias would find one. A field that is not listed is left to the aliases.
    fields: &'static [(Field, &'static [&'static str])],
    /// How one string of authors is split.
    author_separators: &'static [char],
}

const SEMICOLON: &[char] = &[';'];
const COMMA: &[char] = &[';', ','];

use Field::{Authors, Fetched, Html, Id, Language, Published, SiteName, Text, Title, Url};

/// Producers. The first that matches wins, so producers that need more fields come first.
const PROFILES: &[Profile] = &[
    Profile {
        name: "news-please",
        needs: &["maintext", "date_publish"],
        fields: &[
            (Text, &["maintext"]),
            (Url, &["url"]),
            (Id, &["filename"]),
            (Title, &["title", "title_page"]),
            (Published, &["date_publish"]),
            (Fetched, &["date_download"]),
            (Language, &["language"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "rs-trafilatura",
        needs: &["content_text", "metadata"],
        fields: &[
            (Html, &["content_html"]),
            (Text, &["content_markdown", "content_text"]),
            (Url, &["metadata.url"]),
            (Id, &["metadata.id"]),
            (Title, &["metadata.title"]),
            (Authors, &["metadata.author", "metadata.authors"]),
            (Published, &["metadata.date"]),
            (Language, &["metadata.language"]),
            (SiteName, &["metadata.sitename"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "goose3",
        needs: &["cleaned_text", "meta"],
        fields: &[
            (Text, &["cleaned_text"]),
            (Url, &["meta.canonical"]),
            (Published, &["publish_date"]),
            (Language, &["meta.lang"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "fundus",
        needs: &["plaintext", "publishing_date"],
        fields: &[
            (Html, &["html.content"]),
            (Text, &["plaintext"]),
            (Url, &["html.requested_url", "html.responded_url"]),
            (Published, &["publishing_date"]),
            (Fetched, &["html.crawl_date"]),
            (Language, &["lang"]),
            (SiteName, &["source_info.publisher", "html.source_info.publisher"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "redpajama-v2",
        needs: &["raw_content", "quality_signals"],
        fields: &[
            (Text, &["raw_content"]),
            (Url, &["url", "meta.url"]),
            (Id, &["doc_id", "digest", "meta.digest"]),
            (Published, &[]),
            (Fetched, &["date_download", "meta.date_download"]),
            (Language, &["language", "meta.language"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "ccnet",
        needs: &["raw_content", "date_download"],
        fields: &[
            (Text, &["raw_content"]),
            (Url, &["url"]),
            (Id, &["digest"]),
            (Published, &[]),
            (Fetched, &["date_download"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "oscar",
        needs: &["content", "warc_headers"],
        fields: &[
            (Text, &["content"]),
            (Url, &["warc_headers.warc-target-uri"]),
            (Id, &["warc_headers.warc-record-id"]),
            (Published, &[]),
            (Fetched, &["warc_headers.warc-date"]),
            (Language, &["metadata.identification.label"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "hplt",
        needs: &["text", "u", "ts"],
        fields: &[
            (Text, &["text"]),
            (Url, &["u"]),
            (Id, &["id"]),
            (Published, &[]),
            (Fetched, &["ts"]),
            (Language, &["lang"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "warc2text",
        needs: &["u", "h"],
        fields: &[
            (Html, &["h"]),
            (Text, &["p"]),
            (Url, &["u"]),
            (Published, &[]),
            (Fetched, &["ts"]),
            (Language, &["l"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "warc2text",
        needs: &["u", "p"],
        fields: &[(Text, &["p"]), (Url, &["u"]), (Published, &[]), (Fetched, &["ts"]), (Language, &["l"])],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "fineweb",
        needs: &["text", "dump", "file_path"],
        fields: &[
            (Text, &["text"]),
            (Url, &["url"]),
            (Id, &["id"]),
            (Published, &[]),
            (Fetched, &["date"]),
            (Language, &["language"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "dolma",
        needs: &["text", "id", "source", "added"],
        fields: &[
            (Text, &["text"]),
            (Url, &["metadata.url", "url"]),
            (Id, &["id"]),
            (Title, &["metadata.title", "title"]),
            (Published, &["created"]),
            (Fetched, &["added"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "datatrove",
        needs: &["text", "id", "metadata"],
        fields: &[
            (Text, &["text"]),
            (Url, &["metadata.url", "url"]),
            (Id, &["id"]),
            (Title, &["metadata.title", "title"]),
            (Published, &[]),
            (Fetched, &["metadata.date", "metadata.timestamp", "date"]),
            (Language, &["metadata.language", "language"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "realnews",
        needs: &["text", "publish_date", "warc_date"],
        fields: &[
            (Text, &["text"]),
            (Url, &["url"]),
            (Published, &["publish_date"]),
            (Fetched, &["warc_date"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "cc_news",
        needs: &["text", "url", "domain", "date", "image_url"],
        fields: &[(Text, &["text"]), (Url, &["url"]), (Published, &["date"])],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "c4",
        needs: &["text", "url", "timestamp"],
        fields: &[(Text, &["text"]), (Url, &["url"]), (Fetched, &["timestamp"])],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "trafilatura",
        needs: &["text", "source-hostname"],
        fields: &[
            (Text, &["text", "raw_text", "raw-text"]),
            (Url, &["source", "url"]),
            (Id, &["id"]),
            (Authors, &["author"]),
            (Published, &["date"]),
            (Fetched, &["filedate"]),
            (SiteName, &["source-hostname"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "trafilatura",
        needs: &["text", "hostname", "fingerprint"],
        fields: &[
            (Text, &["text", "raw_text"]),
            (Url, &["source", "url"]),
            (Id, &["id"]),
            (Authors, &["author"]),
            (Published, &["date"]),
            (Fetched, &["filedate"]),
            (SiteName, &["sitename"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "readability",
        needs: &["content", "textContent"],
        fields: &[
            (Html, &["content"]),
            (Text, &["textContent"]),
            (Authors, &["byline"]),
            (Published, &["publishedTime"]),
            (Language, &["lang"]),
            (SiteName, &["siteName"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "dom_smoothie",
        needs: &["content", "text_content"],
        fields: &[
            (Html, &["content"]),
            (Text, &["text_content"]),
            (Authors, &["byline"]),
            (Published, &["published_time"]),
            (Language, &["lang"]),
            (SiteName, &["site_name"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "newspaper4k",
        needs: &["text", "meta_site_name"],
        fields: &[
            (Text, &["text"]),
            (Url, &["url", "canonical_link"]),
            (Authors, &["authors"]),
            (Published, &["publish_date"]),
            (Language, &["language", "meta_lang"]),
            (SiteName, &["meta_site_name"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "newsapi",
        needs: &["content", "publishedAt", "source"],
        fields: &[
            (Text, &["content"]),
            (Url, &["url"]),
            (Authors, &["author"]),
            (Published, &["publishedAt"]),
            (SiteName, &["source.name"]),
        ],
        author_separators: COMMA,
    },
    Profile {
        name: "wordpress",
        needs: &["content", "link", "date_gmt"],
        fields: &[
            (Html, &["content.rendered"]),
            (Url, &["link"]),
            (Id, &["id"]),
            (Title, &["title.rendered"]),
            // The standard field is a number that only the site can resolve.
            (Authors, &["yoast_head_json.author"]),
            (Published, &["date_gmt", "date"]),
        ],
        author_separators: SEMICOLON,
    },
    Profile {
        name: "rss",
        needs: &["content:encoded"],
        fields: &[
            (Html, &["content:encoded"]),
            (Url, &["link"]),
            (Id, &["guid"]),
            (Authors, &["dc:creator", "author"]),
            (Published, &["pubDate"]),
        ],
        author_separators: SEMICOLON,
    },
];

/// Names that mean the same for most producers, first choice first.
const ALIASES: &[(Field, &[&str])] = &[
    (Id, &["id", "_id", "uuid", "guid", "doc_id", "digest"]),
    (Url, &["url", "final_url", "responded_url", "link", "source_url", "uri", "u", "metadata.url"]),
    (
        Html,
        &["html", "raw_html", "page_source", "content.rendered", "body_html", "content_html", "html_content"],
    ),
    (
        Text,
        &[
            "maintext",
            "cleaned_text",
            "raw_content",
            "articleBody",
            "content_text",
            "text",
            "body",
            "content",
            "plaintext",
            "textContent",
            "text_content",
            "article",
            "raw_text",
            "markdown",
            "page",
        ],
    ),
    (Title, &["title", "headline", "metadata.title"]),
    (
        Authors,
        &["authors", "author", "byline", "creator", "dc:creator", "metadata.authors", "metadata.author"],
    ),
    (
        Published,
        &[
            "date_publish",
            "publish_date",
            "published_at",
            "publishedAt",
            "published",
            "pubDate",
            "datePublished",
            "date_published",
            "publication_date",
            "published_date",
            "published_time",
            "publishedTime",
            "date",
            "created",
        ],
    ),
    (
        Fetched,
        &[
            "date_download",
            "crawl_date",
            "fetched_at",
            "fetched",
            "scraped_at",
            "crawled_at",
            "warc_date",
            "timestamp",
            "seendate",
            "ts",
        ],
    ),
    (Language, &["language", "lang", "metadata.language"]),
    (SiteName, &["site_name", "sitename", "siteName", "metadata.sitename", "metadata.site_name"]),
];

/// Producers that write dates as month, day, year.
const MONTH_FIRST: &[&str] = &["realnews"];

/// The name of the profile for records that match no producer.
const NO_PROFILE: &str = "aliases";

/// Whether a producer or the user's mapping has a field of this name.
pub(crate) fn is_known_name(name: &str, mapping: &Mapping) -> bool {
    let profile_fields = PROFILES.iter().flat_map(|profile| profile.fields);
    profile_fields.chain(ALIASES).any(|(_, paths)| paths.contains(&name))
        || PROFILES.iter().any(|profile| profile.needs.contains(&name))
        || mapping.has_path(name)
}

/// The known name that a column's name means. People write headers for people: `URL`, `Page Text` and `"text"` are
/// `url`, `page_text` and `text`. `None` if no producer, alias or mapping knows the name in any of these forms.
pub(crate) fn known_column_name(name: &str, mapping: &Mapping) -> Option<String> {
    if is_known_name(name, mapping) {
        return Some(name.to_owned());
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '"' | '\''));
    let folded = name.to_lowercase().replace([' ', '-', '\u{a0}'], "_");
    // `Page Text` and `Full Text`, but not a phrase.
    let noun =
        folded.split_once('_').map(|(_, noun)| noun).filter(|noun| !noun.contains('_')).map(str::to_owned);
    let joined = folded.replace('_', "");
    [Some(folded), Some(joined), noun].into_iter().flatten().find(|form| is_known_name(form, mapping))
}

/// Whether a field of this name holds the URL.
pub(crate) fn is_url_name(name: &str, mapping: &Mapping) -> bool {
    match mapping.paths(Url).next() {
        Some(path) => path == name,
        None => ALIASES.iter().any(|(field, paths)| *field == Url && paths.contains(&name)),
    }
}

/// Where to look for the fields of a record.
pub(crate) struct Plan {
    name: &'static str,
    needs: &'static [&'static str],
    /// By field, first choice first.
    paths: [Vec<Path>; Field::ALL.len()],
    pub(crate) author_separators: &'static [char],
    records: u64,
    /// By field and choice: the number of records that it served.
    uses: [Vec<u64>; Field::ALL.len()],
}

impl Plan {
    pub(crate) fn paths(&self, field: Field) -> &[Path] {
        &self.paths[field as usize]
    }

    /// Whether the producer writes `MM-DD-YYYY`.
    pub(crate) fn month_first(&self) -> bool {
        MONTH_FIRST.contains(&self.name)
    }

    pub(crate) fn count_use(&mut self, field: Field, choice: usize) {
        self.uses[field as usize][choice] += 1;
    }
}

/// Finds the plan for each record, and counts what was read from where.
pub(crate) struct Resolver {
    /// One per profile, and at the end the one for records that match none.
    plans: Vec<Plan>,
    last_keys: Vec<Box<str>>,
    last_plan: usize,
}

impl Resolver {
    pub(crate) fn new(mapping: &Mapping) -> Self {
        let none = Profile { name: NO_PROFILE, needs: &[], fields: &[], author_separators: SEMICOLON };
        let plans = PROFILES.iter().chain([&none]).map(|profile| plan(profile, mapping)).collect();
        Resolver { plans, last_keys: Vec::new(), last_plan: usize::MAX }
    }

    /// The plan for a record with these fields at its top level. Counts the record.
    pub(crate) fn plan<'a>(&mut self, keys: impl Iterator<Item = &'a str> + Clone) -> &mut Plan {
        // Most records of a file have the same fields in the same order.
        let same = self.last_plan < self.plans.len() && {
            let mut last = self.last_keys.iter();
            keys.clone().all(|key| last.next().is_some_and(|last| **last == *key)) && last.next().is_none()
        };
        if !same {
            self.last_keys = keys.map(Box::from).collect();
            let has = |need: &&str| self.last_keys.iter().any(|key| **key == **need);
            let fits = |plan: &Plan| plan.needs.iter().all(has);
            self.last_plan = self.plans.iter().position(fits).unwrap_or(self.plans.len() - 1);
        }
        let plan = &mut self.plans[self.last_plan];
        plan.records += 1;
        plan
    }

    pub(crate) fn mapping_in_force(&self) -> MappingInForce {
        let mut profiles: BTreeMap<String, ProfileUse> = BTreeMap::new();
        for plan in self.plans.iter().filter(|plan| plan.records > 0) {
            let profile = profiles.entry(plan.name.to_owned()).or_default();
            profile.records += plan.records;
            for field in Field::ALL {
                let uses = plan.uses[field as usize].iter().zip(plan.paths(field));
                for (&count, path) in uses.filter(|(count, _)| **count > 0) {
                    let paths = profile.fields.entry(field).or_default();
                    *paths.entry(path.as_str().to_owned()).or_default() += count;
                }
            }
        }
        MappingInForce { profiles }
    }
}

fn plan(profile: &Profile, mapping: &Mapping) -> Plan {
    let overridden = |field: Field| mapping.paths(field).next().is_some();
    let paths = Field::ALL.map(|field| {
        if overridden(field) {
            return mapping.paths(field).map(Path::new).collect();
        }
        if field == Html && overridden(Text) {
            return Vec::new();
        }
        let in_table = |table: &'static [(Field, &'static [&'static str])]| {
            table.iter().find(|(named, _)| *named == field).map(|(_, paths)| *paths)
        };
        let paths = in_table(profile.fields).or_else(|| in_table(ALIASES)).unwrap_or(&[]);
        paths.iter().copied().map(Path::new).collect::<Vec<_>>()
    });
    let uses = std::array::from_fn(|field| vec![0; paths[field].len()]);
    Plan {
        name: profile.name,
        needs: profile.needs,
        paths,
        author_separators: profile.author_separators,
        records: 0,
        uses,
    }
}

/// Which JSON fields were read as what, by profile, for the manifest. Records that match no profile are counted
/// under `aliases`.
///
/// As JSON: `{"news-please": {"records": 2, "fields": {"text": {"maintext": 2}}}}`, where the numbers are how
/// many records a field supplied. Rows of CSV are records too. Empty if neither JSON nor CSV was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct MappingInForce {
    /// By profile name.
    pub profiles: BTreeMap<String, ProfileUse>,
}

impl MappingInForce {
    /// Adds the counts of another one.
    pub(crate) fn add(&mut self, other: &Self) {
        for (name, used) in &other.profiles {
            let profile = self.profiles.entry(name.clone()).or_default();
            profile.records += used.records;
            for (field, paths) in &used.fields {
                let sums = profile.fields.entry(*field).or_default();
                for (path, count) in paths {
                    *sums.entry(path.clone()).or_default() += count;
                }
            }
        }
    }
}

/// What was read by one profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProfileUse {
    /// The number of records that matched the profile.
    pub records: u64,
    /// By field and path in the record: the number of records that it supplied.
    pub fields: BTreeMap<Field, BTreeMap<String, u64>>,
}
