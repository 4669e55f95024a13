//! HTML pages: chooses one value for each field among all candidates.

mod authors;
mod candidates;
mod dates;
mod headings;
mod json_ld;
mod json_repair;
mod meta_tags;
mod surroundings;
mod unused;
mod zones;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::sync::LazyLock;

use dechaff_html::{AttributeName, NodeId, Tree};

use self::candidates::{HtmlCandidates, Property};
use self::dates::{DeclaredDays, SeenDate};
use self::headings::Headings;
use self::json_ld::LinkedData;
use self::meta_tags::{Field, MetaTag};
use self::surroundings::Surroundings;
use self::zones::Zone;
use crate::classes::cache::ClassCache;
use crate::lexicon;
use crate::metadata::authors::{self as names, AuthorForm};
use crate::metadata::dates::{DayMonthOrder, FIRST_WEB_YEAR, Moment, date_in_path, read as read_date};
use crate::metadata::title::{self, SiteNames, TitleCandidate, Titles};
use crate::metadata::word_lists::WordSet;
use crate::metadata::{Metadata, ParsedContext, Sourced, language, normalize, page_url, tags};
use crate::page_context::PageContext;
use crate::unicode::words::fold;

/// The first year of declared dates. Old newspapers are on the web, but nothing older.
const FIRST_DECLARED_YEAR: i16 = 1700;

/// Bytes of a site's name, a section and a tag. A longer value is something else; descriptions are cut.
const MAX_SITE_NAME: usize = 100;
const MAX_SECTION: usize = 80;
const MAX_DESCRIPTION: usize = 2000;
const MAX_TAGS: usize = 60;

/// Bytes of the `title` element that are read.
const MAX_TITLE_BYTES: usize = 1200;

/// Bytes, letters and digits only, of a breadcrumb that is the page's title if the title begins with it.
const MIN_START_OF_TITLE: usize = 12;

/// What breadcrumbs call the start of the site.
static STARTS: LazyLock<[WordSet; 2]> =
    LazyLock::new(|| ["start", "start-html"].map(|section| WordSet::new(lexicon::PAGE_LABELS, section)));

/// Metadata of an HTML page.
pub(crate) fn read(
    tree: &Tree,
    classes: &mut ClassCache,
    context: &PageContext<'_>,
    with_unused: bool,
) -> Metadata {
    let context = ParsedContext::new(context);
    let found = candidates::collect(tree, classes);
    let linked = json_ld::read(&found.scripts, context.url.as_ref());
    HtmlMetadataReader { tree, context, found, linked }.metadata(with_unused)
}

/// Reads the metadata of a page from everything that the page says about itself.
struct HtmlMetadataReader<'t> {
    tree: &'t Tree,
    context: ParsedContext,
    found: HtmlCandidates<'t>,
    linked: LinkedData,
}

impl<'t> HtmlMetadataReader<'t> {
    fn metadata(&self, with_unused: bool) -> Metadata {
        let site_name = self.site_name();
        let site = self.site_names(site_name.as_ref());
        let headings = headings::headings(self.tree, &self.found);
        let (title, headline) = self.title(&headings, &site);
        let declared = self.language();
        let order =
            self.context.day_month_order(self.found.language.or(declared.as_ref().map(|d| d.value.as_str())));
        let around = Surroundings::new(self.tree, &self.found, headline, order, self.context.fetched);
        let (published, modified) = self.dates(&around, order);
        let mut metadata = Metadata {
            authors: self.authors(&around, &site),
            section: self.section(&around, title.as_ref(), &site),
            title,
            published,
            modified,
            site_name,
            description: self.description(),
            language: declared,
            tags: self.tags(),
            image: self.image(),
            canonical_url: self.canonical(),
            license: self.license(),
            page_type: self.page_type(),
            paywalled: self.paywalled(),
            unused: None,
        };
        if with_unused {
            let unused = self.unused_values(&metadata, &headings, &site, &around, order);
            metadata.unused = Some(Box::new(unused));
        }
        metadata
    }

    fn meta(&self, field: Field) -> Vec<&MetaTag<'t>> {
        meta_tags::tags_of_field(&self.found.metas, field)
    }

    fn first_meta(&self, field: Field) -> Option<Sourced<String>> {
        let meta = self.meta(field).into_iter().next()?;
        let value = normalize::plain(meta.content);
        (!value.is_empty()).then(|| Sourced::new(value, source_of(meta)))
    }

    // --- title ---

    fn titles(&self, headings: &Headings) -> Titles {
        let mut declared = Vec::new();
        let linked = [(&self.linked.headline, "json-ld:headline"), (&self.linked.name, "json-ld:name")];
        for (value, source) in linked {
            declared.extend(value.iter().map(|text| TitleCandidate::new(text.clone(), source)));
        }
        let metas = self.meta(Field::Title);
        declared.extend(metas.iter().map(|m| TitleCandidate::new(m.content.to_owned(), source_of(m))));
        let document = self
            .found
            .title
            .map(|node| normalize::element_text(self.tree, node, MAX_TITLE_BYTES))
            .filter(|t| !t.is_empty());
        Titles {
            headings: headings.all.iter().map(|h| h.1.clone()).collect(),
            main_headings: headings.main,
            declared,
            document: document.map(|text| TitleCandidate::new(text, "dom:title")),
        }
    }

    fn title(&self, headings: &Headings, site: &SiteNames) -> (Option<Sourced<String>>, Option<NodeId>) {
        let titles = self.titles(headings);
        let is_root = self.context.url.as_ref().is_some_and(|url| url.is_root());
        let lesser = || headings::lesser_headings(self.tree, &self.found).map(|h| h.1).collect();
        let chosen = title::choose_title(&titles, site, is_root, lesser);
        let headline = self.headline(headings, chosen.as_ref());
        (chosen, headline)
    }

    /// The node of the headline: the heading that is the title, one that has the title and something else (a count, a
    /// button), the text that is the title, or the heading that is most like it.
    fn headline(&self, headings: &Headings, title: Option<&Sourced<String>>) -> Option<NodeId> {
        let first = || headings.all.first().map(|h| h.0);
        let Some(title) = title.map(|t| t.value.as_str()) else { return first() };
        let key = fold(title);
        let lesser: LazyCell<Vec<_>, _> =
            LazyCell::new(|| headings::lesser_headings(self.tree, &self.found).collect());
        let is_title = |h: &&(NodeId, TitleCandidate)| fold(&h.1.text) == key;
        let main = &headings.all[..headings.main];
        let in_heading = || {
            let heading = main.iter().find(|h| title::is_inside(title, &h.1.text))?;
            Some(headings::title_in(self.tree, heading.0, title))
        };
        let found = headings.all.iter().find(is_title).map(|h| h.0);
        let found = found.or_else(in_heading).or_else(|| lesser.iter().find(is_title).map(|h| h.0));
        found.or_else(|| headings::find_text_node(self.tree, title)).or_else(|| {
            let alike = headings::most_alike(title, main.iter().chain(lesser.iter()));
            alike.or_else(first)
        })
    }

    // --- site ---

    fn site_name(&self) -> Option<Sourced<String>> {
        let fits = |name: &str| {
            let name = normalize::plain(name);
            let usable = !name.is_empty()
                && name.len() <= MAX_SITE_NAME
                && !page_url::is_web(&name)
                && !name.starts_with('@');
            usable.then_some(name)
        };
        for meta in self.meta(Field::SiteName) {
            if !matches!(meta.name, "copyright" | "twitter:site")
                && let Some(name) = fits(meta.content)
            {
                return Some(Sourced::new(name, source_of(meta)));
            }
        }
        let linked = [(&self.linked.site, "json-ld:WebSite"), (&self.linked.publisher, "json-ld:publisher")];
        let mut linked = linked
            .into_iter()
            .filter_map(|(name, source)| Some(Sourced::new(fits(name.as_deref()?)?, source)));
        linked.next().or_else(|| {
            let document = normalize::element_text(self.tree, self.found.title?, MAX_TITLE_BYTES);
            let by_host = SiteNames::new(std::iter::empty(), self.context.site_label(), self.context.host());
            Some(Sourced::new(fits(&title::find_site_name(&document, &by_host)?)?, "dom:title"))
        })
    }

    fn site_names(&self, chosen: Option<&Sourced<String>>) -> SiteNames {
        let metas = self.meta(Field::SiteName);
        let names = metas
            .iter()
            .map(|m| m.content.trim_start_matches('@'))
            .chain(self.linked.site.as_deref())
            .chain(self.linked.publisher.as_deref())
            .chain(chosen.map(|c| c.value.as_str()));
        SiteNames::new(names, self.context.site_label(), self.context.host())
    }

    // --- authors ---

    /// The declared persons, else the names that the page shows, else the declared organizations, which may be the site.
    fn authors(&self, around: &Surroundings<'_, '_>, site: &SiteNames) -> Option<Sourced<Vec<String>>> {
        let mut fallback: Option<Sourced<Vec<String>>> = None;
        for names in self.linked_authors().into_iter().chain(self.meta_authors().take(MAX_META_AUTHORS)) {
            let typed = self.linked.authors_are_organizations && names.source.starts_with("json-ld");
            let is_site = names.value.iter().all(|n| site.is_exactly_site(n) || self.has_rights(n));
            if !typed && !is_site && !names.value.iter().all(|n| names::is_organization(n)) {
                return Some(full_names(&names, around).unwrap_or(names));
            }
            fallback = fallback.or(Some(names));
        }
        if let Some((names, source)) = around.authors()
            && (fallback.is_none() || !names.iter().all(|n| site.is_exactly_site(n)))
        {
            return Some(Sourced::new(names, source));
        }
        fallback
    }

    /// Whether the page says that somebody has its rights, as publishers do whose templates give them as the author.
    fn has_rights(&self, name: &str) -> bool {
        let mut metas = self.meta(Field::SiteName).into_iter();
        metas.any(|m| m.name == "copyright" && m.content.contains(name))
    }

    fn linked_authors(&self) -> Option<Sourced<Vec<String>>> {
        let mut names = Vec::new();
        for text in &self.linked.authors {
            for name in names::names(text, AuthorForm::Field) {
                names::add(&mut names, Some(name));
            }
        }
        names::drop_agencies(&mut names, false);
        (!names.is_empty()).then(|| Sourced::new(names, "json-ld:author"))
    }

    /// The authors that `<meta>` elements declare, the most trusted ones first.
    fn meta_authors(&self) -> impl Iterator<Item = Sourced<Vec<String>>> {
        let metas = self.meta(Field::Author);
        let by_name = (0..metas.len()).filter_map(move |at| {
            let meta = metas[at];
            if meta.name == "twitter:creator" {
                return None;
            }
            let mut names = Vec::new();
            for same in metas.iter().filter(|m| m.name == meta.name) {
                for name in names::names(same.content, AuthorForm::Field) {
                    names::add(&mut names, Some(name));
                }
            }
            names::drop_agencies(&mut names, false);
            (!names.is_empty()).then(|| Sourced::new(names, source_of(meta)))
        });
        let pairs = [(Field::Label1, Field::Data1), (Field::Label2, Field::Data2)];
        let labelled = pairs.into_iter().filter_map(|(label, data)| {
            let (label, data) = (self.first_meta(label)?, self.first_meta(data)?);
            let names = match names::is_byline_label(&label.value) {
                true => names::names(&data.value, AuthorForm::Field),
                false => return None,
            };
            (!names.is_empty()).then(|| Sourced::new(names, data.source))
        });
        by_name.chain(labelled)
    }

    // --- dates ---

    fn dates(
        &self,
        around: &Surroundings<'_, '_>,
        order: DayMonthOrder,
    ) -> (Option<Sourced<String>>, Option<Sourced<String>>) {
        let visible = LazyCell::new(|| around.dates());
        let plausible = |text: &str| {
            read_date(text, order).filter(|m| m.is_plausible(FIRST_DECLARED_YEAR, self.context.fetched))
        };
        let from_linked = |of_video: bool| {
            let dates = self.linked.published.iter().filter(|p| (p.0 == "uploadDate") == of_video);
            let mut dates = dates
                .filter_map(|(key, value)| Some((plausible(value)?, Cow::Owned(format!("json-ld:{key}")))));
            dates.next()
        };
        let from_meta = |field, weak: bool| {
            let metas = self.meta(field).into_iter().filter(|m| m.is_weak_date() == weak);
            let mut dates = metas.filter_map(|m| Some((plausible(m.content)?, source_of(m))));
            dates.next()
        };
        let declared = from_linked(false).or_else(|| from_meta(Field::Published, false));
        let modified =
            self.linked.modified.as_deref().and_then(plausible).map(|m| (m, "json-ld:dateModified".into()));
        let modified = modified
            .or_else(|| from_meta(Field::Modified, false))
            .or_else(|| from_meta(Field::Modified, true));
        let in_path = self.date_in_path();
        // Newsrooms have a field for it; other templates use one field for both days.
        let is_news = self.linked.page_type.as_deref().is_some_and(|name| name.contains("News"));
        let may_be_change = |days: &DeclaredDays| !is_news && days.may_be_change();
        let published = declared
            .map(|declared| {
                let day = |found: &Option<(Moment, Cow<'static, str>)>| found.as_ref().map(|d| d.0);
                let days =
                    DeclaredDays { published: declared.0, modified: day(&modified), in_path: day(&in_path) };
                let seen = || {
                    let seen = if may_be_change(&days) { around.date_at_headline()? } else { return None };
                    days.is_change_of(seen).then(|| seen.sourced())
                };
                days.better_in_path().and(in_path.clone()).or_else(seen).unwrap_or(declared)
            })
            .or_else(|| from_linked(true))
            .or_else(|| visible.near.published.map(SeenDate::sourced))
            .or_else(|| from_meta(Field::Published, true))
            .or(in_path)
            .or_else(|| visible.far.published.or_else(|| around.labelled_below()).map(SeenDate::sourced));
        let modified =
            modified.or_else(|| visible.near.modified.or(visible.far.modified).map(SeenDate::sourced));
        let written = |found: Option<(Moment, Cow<'static, str>)>| {
            found.map(|(moment, source)| Sourced::new(moment.to_string(), source))
        };
        (written(published), written(modified))
    }

    fn date_in_path(&self) -> Option<(Moment, Cow<'static, str>)> {
        let moment = date_in_path(self.context.url.as_ref()?.path())?;
        moment.is_plausible(FIRST_WEB_YEAR, self.context.fetched).then(|| (moment, "url".into()))
    }

    // --- the rest ---

    fn language(&self) -> Option<Sourced<String>> {
        let from_html =
            self.found.language.and_then(language::primary_subtag).map(|l| Sourced::new(l, "dom:lang"));
        let from_linked = || {
            let tag = language::primary_subtag(self.linked.language.as_deref()?)?;
            Some(Sourced::new(tag, "json-ld:inLanguage"))
        };
        let from_meta = || {
            let tags = self.meta(Field::Language);
            tags.into_iter()
                .find_map(|m| Some(Sourced::new(language::primary_subtag(m.content)?, source_of(m))))
        };
        from_html.or_else(from_linked).or_else(from_meta)
    }

    fn description(&self) -> Option<Sourced<String>> {
        let mut found = self.first_meta(Field::Description).or_else(|| {
            let value = normalize::plain(self.linked.description.as_deref()?);
            (!value.is_empty()).then(|| Sourced::new(value, "json-ld:description"))
        })?;
        normalize::truncate(&mut found.value, MAX_DESCRIPTION);
        Some(found)
    }

    fn section(
        &self,
        around: &Surroundings<'_, '_>,
        title: Option<&Sourced<String>>,
        site: &SiteNames,
    ) -> Option<Sourced<String>> {
        let usable = |s: &Sourced<String>| {
            !s.value.is_empty() && s.value.len() <= MAX_SECTION && !page_url::is_web(&s.value)
        };
        let linked =
            self.linked.section.as_deref().map(|s| {
                Sourced::new(first_section(&normalize::plain(s)).to_owned(), "json-ld:articleSection")
            });
        if let Some(found) = linked.into_iter().chain(self.first_meta(Field::Section)).find(usable) {
            return Some(found);
        }
        let title = title.map(|t| fold(&t.value));
        let lists = [
            (self.linked.breadcrumbs.clone(), "json-ld:BreadcrumbList"),
            (around.breadcrumbs(), "dom:breadcrumbs"),
        ];
        lists
            .into_iter()
            .find_map(|(list, source)| Some(Sourced::new(section_of(&list, title.as_deref(), site)?, source)))
    }

    fn tags(&self) -> Option<Sourced<Vec<String>>> {
        let mut tags = Vec::new();
        for keywords in &self.linked.keywords {
            add_tags(&mut tags, keywords);
        }
        if !tags.is_empty() {
            return Some(Sourced::new(tags, "json-ld:keywords"));
        }
        let metas = self.meta(Field::Tags);
        if let Some(first) = metas.first() {
            for meta in metas.iter().filter(|m| m.name == first.name) {
                add_tags(&mut tags, meta.content);
            }
            return (!tags.is_empty()).then(|| Sourced::new(tags, source_of(first)));
        }
        for marked in
            self.found.marked.iter().filter(|m| m.property == Property::Tag && m.zone <= Zone::Header)
        {
            add_tags(&mut tags, &normalize::element_text(self.tree, marked.node, 100));
        }
        (!tags.is_empty()).then(|| Sourced::new(tags, "dom:rel=tag"))
    }

    /// A URL of the page made absolute.
    fn resolve(&self, url: &str) -> Option<String> {
        page_url::resolve(self.context.url.as_ref(), self.found.base, url)
    }

    fn image(&self) -> Option<Sourced<String>> {
        let metas = self.meta(Field::Image);
        let from_meta =
            metas.into_iter().find_map(|m| Some(Sourced::new(self.resolve(m.content)?, source_of(m))));
        from_meta
            .or_else(|| Some(Sourced::new(self.resolve(self.linked.image.as_deref()?)?, "json-ld:image")))
            .or_else(|| {
                let (_, href) = self.found.links.iter().find(|l| l.0.eq_ignore_ascii_case("image_src"))?;
                Some(Sourced::new(self.resolve(href)?, "link:image_src"))
            })
    }

    fn canonical(&self) -> Option<Sourced<String>> {
        let credible = |url: &str| {
            let url = self.resolve(url)?;
            page_url::is_credible_canonical(self.context.url.as_ref(), &url).then_some(url)
        };
        let links = self.found.links.iter().filter(|l| l.0.eq_ignore_ascii_case("canonical"));
        let from_link = links.into_iter().find_map(|l| Some(Sourced::new(credible(l.1)?, "link:canonical")));
        let from_meta = || {
            let metas = self.meta(Field::Url);
            metas.into_iter().find_map(|m| Some(Sourced::new(credible(m.content)?, source_of(m))))
        };
        let from_linked = || Some(Sourced::new(credible(self.linked.url.as_deref()?)?, "json-ld:url"));
        from_link.or_else(from_meta).or_else(from_linked)
    }

    fn license(&self) -> Option<Sourced<String>> {
        if let Some((_, href)) = self.found.links.iter().find(|l| l.0.eq_ignore_ascii_case("license"))
            && let Some(url) = self.resolve(href)
        {
            return Some(Sourced::new(url, "link:license"));
        }
        let linked = self.linked.license.as_deref().filter(|l| page_url::is_web(l));
        if let Some(license) = linked {
            return Some(Sourced::new(license.trim().to_owned(), "json-ld:license"));
        }
        let marked = self.found.marked.iter().filter(|m| m.property == Property::License);
        let links = marked.filter_map(|m| self.resolve(self.tree.attribute(m.node, AttributeName::Href)?));
        if let Some(url) = links.into_iter().next() {
            return Some(Sourced::new(url, "dom:license"));
        }
        self.first_meta(Field::License).filter(|l| {
            // `dc.rights` may also contain "all rights reserved".
            let lower = l.value.to_lowercase();
            page_url::is_web(&lower)
                || ["creative commons", "cc by", "cc-by", "cc0", "public domain", "licen"]
                    .iter()
                    .any(|w| lower.contains(w))
        })
    }

    fn page_type(&self) -> Option<Sourced<String>> {
        let linked = self.linked.page_type.as_ref().map(|t| Sourced::new(t.clone(), "json-ld:@type"));
        linked.or_else(|| self.first_meta(Field::PageType))
    }

    fn paywalled(&self) -> Option<Sourced<bool>> {
        let linked = self.linked.is_free.map(|free| Sourced::new(!free, "json-ld:isAccessibleForFree"));
        linked.or_else(|| {
            let tier = self.first_meta(Field::ContentTier)?;
            let paid = match tier.value.to_ascii_lowercase().as_str() {
                "free" => false,
                "metered" | "locked" => true,
                _ => return None,
            };
            Some(Sourced::new(paid, tier.source))
        })
    }
}

/// How many names of `<meta>` elements with authors are tried until one has a person.
const MAX_META_AUTHORS: usize = 2;

/// Where a value of a `<meta>` element was found.
fn source_of(meta: &MetaTag<'_>) -> Cow<'static, str> {
    Cow::Owned(format!("meta:{}", meta.name))
}

/// The names that readers see, if the declared name is one of them in part, or looks like that of an account:
/// `Jane` and `jane.doe` for `Jane Doe`.
fn full_names(
    declared: &Sourced<Vec<String>>,
    around: &Surroundings<'_, '_>,
) -> Option<Sourced<Vec<String>>> {
    let [name] = declared.value.as_slice() else { return None };
    if name.contains(' ') || !name.is_ascii() {
        return None;
    }
    let (names, source) = around.authors()?;
    let key = fold(name);
    let is_account = !name.starts_with(|c: char| c.is_ascii_uppercase())
        || name.contains(|c: char| matches!(c, '.' | '_') || c.is_ascii_digit());
    // A text next to a date that no label or link calls an author is less than an account.
    let is_sure = source != "dom:text";
    let is_full = |seen: &String| {
        seen.contains(' ')
            && names::is_person_like(seen)
            && (is_account && is_sure || fold(seen).contains(&key))
    };
    names.iter().all(is_full).then(|| Sourced::new(names, source))
}

/// The last breadcrumb that is neither the title of the page nor the start of the site.
fn section_of(breadcrumbs: &[String], title: Option<&str>, site: &SiteNames) -> Option<String> {
    let crumbs =
        breadcrumbs.iter().map(|c| normalize::plain(c)).filter(|c| !c.is_empty() && c.len() <= MAX_SECTION);
    let mut sections = crumbs.filter(|c| {
        let key = fold(c);
        let is_title =
            title.is_some_and(|t| t == key || (key.len() > MIN_START_OF_TITLE && t.starts_with(&key)));
        !is_title && !STARTS.iter().any(|starts| starts.contains(&key)) && !site.is_site(c)
    });
    sections.next_back()
}

/// The first of several sections that a template joins without spaces: `Boats` of `Boats,Harbors`.
fn first_section(text: &str) -> &str {
    match text.split_once(',') {
        Some((first, rest)) if rest.starts_with(char::is_alphanumeric) && !first.is_empty() => first,
        _ => text,
    }
}

/// Adds the tags of a text that are not in the list yet.
fn add_tags(found: &mut Vec<String>, text: &str) {
    for tag in text.split([',', ';', '、', '，', '|']) {
        if tag.trim().len() <= MAX_SECTION {
            tags::add(found, tag, MAX_TAGS);
        }
    }
}
