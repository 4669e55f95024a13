//! HTML pages: from all candidates to one value a field.

mod candidates;
mod json_ld;
mod json_repair;
mod meta_tags;
mod visible;

use std::borrow::Cow;

use dechaff_html::{AttributeName, NodeId, Tree};

use crate::classes::cache::ClassCache;
use crate::metadata::authors::{self, Form};
use crate::metadata::dates::{self, Moment, Order};
use crate::metadata::title::{self, Candidate, SiteNames, Titles};
use crate::metadata::{Facts, Metadata, PageFacts, Sourced, address, language, normalize};
use crate::unicode::words::fold;
use candidates::{Candidates, Property, Zone};
use json_ld::LinkedData;
use meta_tags::{Field, MetaTag};
use visible::{Headings, Surroundings};

/// Nothing on the web is older than the papers that were put there.
const FIRST_YEAR: i16 = 1700;

/// Longer values of these fields are something else.
const MAX_SITE_NAME: usize = 100;
const MAX_SECTION: usize = 80;
const MAX_DESCRIPTION: usize = 2000;
const MAX_TAGS: usize = 60;

/// Metadata of an HTML page.
pub(crate) fn read<'t>(tree: &'t Tree, classes: &mut ClassCache<'t>, facts: &PageFacts<'_>) -> Metadata {
    let facts = Facts::new(facts);
    let found = candidates::collect(tree, classes);
    let linked = json_ld::read(&found.scripts, facts.address.as_ref());
    let page = Page { tree, facts, found, linked };
    page.metadata()
}

/// A page and everything it says of itself.
struct Page<'t> {
    tree: &'t Tree,
    facts: Facts,
    found: Candidates<'t>,
    linked: LinkedData,
}

type Names = (Vec<String>, Cow<'static, str>);

impl<'t> Page<'t> {
    fn metadata(&self) -> Metadata {
        let site_name = self.site_name();
        let site = self.site_names(site_name.as_ref());
        let headings = visible::headings(self.tree, &self.found);
        let (title, headline) = self.title(&headings, &site);
        let declared = self.language();
        let order =
            Order::of(self.found.language.or(declared.as_ref().map(|d| d.value.as_str())), self.facts.host());
        let around = Surroundings::new(self.tree, &self.found, headline, order, self.facts.fetched);
        let (published, modified) = self.dates(&around, order);
        Metadata {
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
        }
    }

    fn meta(&self, field: Field) -> Vec<&MetaTag<'t>> {
        meta_tags::of_field(&self.found.metas, field)
    }

    fn first_meta(&self, field: Field) -> Option<Sourced<String>> {
        let meta = self.meta(field).into_iter().next()?;
        let value = normalize::plain(meta.content);
        (!value.is_empty()).then(|| Sourced::new(value, source_of(meta)))
    }

    // --- title ---

    fn title(&self, headings: &Headings, site: &SiteNames) -> (Option<Sourced<String>>, Option<NodeId>) {
        let mut declared = Vec::new();
        let linked = [(&self.linked.headline, "json-ld:headline"), (&self.linked.name, "json-ld:name")];
        for (value, source) in linked {
            declared
                .extend(value.as_ref().map(|text| Candidate { text: text.clone(), source: source.into() }));
        }
        declared.extend(
            self.meta(Field::Title)
                .iter()
                .map(|m| Candidate { text: m.content.to_owned(), source: source_of(m) }),
        );
        let document = self
            .found
            .title
            .map(|node| normalize::of_element(self.tree, node, 1200))
            .filter(|t| !t.is_empty());
        let titles = Titles {
            headings: headings.all.iter().map(|h| h.1.clone()).collect(),
            main_headings: headings.main,
            declared,
            document: document.map(|text| Candidate { text, source: "dom:title".into() }),
        };
        let is_root = self.facts.address.as_ref().is_some_and(|a| a.is_root());
        let lesser = || visible::lesser_headings(self.tree, &self.found).map(|h| h.1).collect();
        let chosen = title::choose(&titles, site, is_root, lesser);
        let headline = self.headline(headings, chosen.as_ref());
        (chosen, headline)
    }

    /// The heading that says the title; else the first in the main flow.
    fn headline(&self, headings: &Headings, title: Option<&Sourced<String>>) -> Option<NodeId> {
        if let Some(title) = title {
            let key = fold(&title.value);
            if let Some((node, _)) = headings.all.iter().find(|(_, c)| fold(&c.text) == key) {
                return Some(*node);
            }
            let lesser = visible::lesser_headings(self.tree, &self.found).find(|(_, c)| fold(&c.text) == key);
            if let Some(lesser) = lesser {
                return Some(lesser.0);
            }
        }
        let by_text = title.and_then(|t| visible::text_node_of(self.tree, &t.value));
        headings.all.first().map(|h| h.0).filter(|_| by_text.is_none()).or(by_text)
    }

    // --- site ---

    fn site_name(&self) -> Option<Sourced<String>> {
        let fits = |name: &str| {
            let name = normalize::plain(name);
            let usable = !name.is_empty()
                && name.len() <= MAX_SITE_NAME
                && !address::is_web(&name)
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
            let document = normalize::of_element(self.tree, self.found.title?, 1200);
            let by_host = SiteNames::new(std::iter::empty(), self.facts.site_label(), self.facts.host());
            Some(Sourced::new(fits(&title::site_part(&document, &by_host)?)?, "dom:title"))
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
        SiteNames::new(names, self.facts.site_label(), self.facts.host())
    }

    // --- authors ---

    /// Declared persons; else who the page shows; else declared organisations, the site itself among them.
    fn authors(&self, around: &Surroundings<'_, '_>, site: &SiteNames) -> Option<Sourced<Vec<String>>> {
        let mut fallback: Option<Names> = None;
        for (names, source) in [self.linked_authors(), self.meta_authors()].into_iter().flatten() {
            let typed = self.linked.authors_are_organizations && source.starts_with("json-ld");
            let is_site = names.iter().all(|n| site.is_exactly_site(n));
            if !typed && !is_site && !names.iter().all(|n| authors::is_organization(n)) {
                return Some(Sourced::new(names, source));
            }
            fallback = fallback.or(Some((names, source)));
        }
        if let Some((names, source)) = around.authors()
            && (fallback.is_none() || !names.iter().all(|n| site.is_exactly_site(n)))
        {
            return Some(Sourced::new(names, source));
        }
        fallback.map(|(names, source)| Sourced::new(names, source))
    }

    fn linked_authors(&self) -> Option<Names> {
        let mut names = Vec::new();
        for text in &self.linked.authors {
            for name in authors::names(text, Form::Field) {
                authors::add(&mut names, Some(name));
            }
        }
        (!names.is_empty()).then(|| (names, "json-ld:author".into()))
    }

    fn meta_authors(&self) -> Option<Names> {
        let metas = self.meta(Field::Author);
        for meta in &metas {
            if meta.name == "twitter:creator" {
                continue;
            }
            let mut names = Vec::new();
            for same in metas.iter().filter(|m| m.name == meta.name) {
                for name in authors::names(same.content, Form::Field) {
                    authors::add(&mut names, Some(name));
                }
            }
            if !names.is_empty() {
                return Some((names, source_of(meta)));
            }
        }
        for (label, data) in [(Field::Label1, Field::Data1), (Field::Label2, Field::Data2)] {
            if let (Some(label), Some(data)) = (self.first_meta(label), self.first_meta(data))
                && authors::is_label(&label.value)
            {
                let names = authors::names(&data.value, Form::Field);
                if !names.is_empty() {
                    return Some((names, data.source));
                }
            }
        }
        None
    }

    // --- dates ---

    fn dates(
        &self,
        around: &Surroundings<'_, '_>,
        order: Order,
    ) -> (Option<Sourced<String>>, Option<Sourced<String>>) {
        let seen = std::cell::LazyCell::new(|| around.dates());
        let plausible =
            |text: &str| dates::read(text, order).filter(|m| m.is_plausible(FIRST_YEAR, self.facts.fetched));
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
        let published = from_linked(false)
            .or_else(|| from_meta(Field::Published, false))
            .or_else(|| from_linked(true))
            .or_else(|| seen.near.published.map(|(m, source)| (m, source.into())))
            .or_else(|| from_meta(Field::Published, true))
            .or_else(|| self.date_in_path())
            .or_else(|| seen.far.published.map(|(m, source)| (m, source.into())));
        let modified =
            self.linked.modified.as_deref().and_then(plausible).map(|m| (m, "json-ld:dateModified".into()));
        let modified = modified
            .or_else(|| from_meta(Field::Modified, false))
            .or_else(|| from_meta(Field::Modified, true))
            .or_else(|| seen.near.modified.or(seen.far.modified).map(|(m, source)| (m, source.into())));
        let written = |found: Option<(Moment, Cow<'static, str>)>| {
            found.map(|(moment, source)| Sourced::new(moment.to_string(), source))
        };
        (written(published), written(modified))
    }

    fn date_in_path(&self) -> Option<(Moment, Cow<'static, str>)> {
        let moment = dates::in_path(self.facts.address.as_ref()?.path())?;
        moment.is_plausible(1994, self.facts.fetched).then(|| (moment, "url".into()))
    }

    // --- the rest ---

    fn language(&self) -> Option<Sourced<String>> {
        let of_html = self.found.language.and_then(language::primary).map(|l| Sourced::new(l, "dom:lang"));
        let of_linked = || {
            let tag = language::primary(self.linked.language.as_deref()?)?;
            Some(Sourced::new(tag, "json-ld:inLanguage"))
        };
        let of_meta = || {
            let tags = self.meta(Field::Language);
            tags.into_iter().find_map(|m| Some(Sourced::new(language::primary(m.content)?, source_of(m))))
        };
        of_html.or_else(of_linked).or_else(of_meta)
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
            !s.value.is_empty() && s.value.len() <= MAX_SECTION && !address::is_web(&s.value)
        };
        let linked = self
            .linked
            .section
            .as_deref()
            .map(|s| Sourced::new(normalize::plain(s), "json-ld:articleSection"));
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
            add_tags(&mut tags, &normalize::of_element(self.tree, marked.node, 100));
        }
        (!tags.is_empty()).then(|| Sourced::new(tags, "dom:rel=tag"))
    }

    fn resolve(&self, address: &str) -> Option<String> {
        address::resolve(self.facts.address.as_ref(), self.found.base, address)
    }

    fn image(&self) -> Option<Sourced<String>> {
        let metas = self.meta(Field::Image);
        let of_meta =
            metas.into_iter().find_map(|m| Some(Sourced::new(self.resolve(m.content)?, source_of(m))));
        of_meta
            .or_else(|| Some(Sourced::new(self.resolve(self.linked.image.as_deref()?)?, "json-ld:image")))
            .or_else(|| {
                let (_, href) = self.found.links.iter().find(|l| l.0.eq_ignore_ascii_case("image_src"))?;
                Some(Sourced::new(self.resolve(href)?, "link:image_src"))
            })
    }

    fn canonical(&self) -> Option<Sourced<String>> {
        let credible = |address: &str| {
            let address = self.resolve(address)?;
            address::is_credible_canonical(self.facts.address.as_ref(), &address).then_some(address)
        };
        let links = self.found.links.iter().filter(|l| l.0.eq_ignore_ascii_case("canonical"));
        let of_link = links.into_iter().find_map(|l| Some(Sourced::new(credible(l.1)?, "link:canonical")));
        let of_meta = || {
            let metas = self.meta(Field::Url);
            metas.into_iter().find_map(|m| Some(Sourced::new(credible(m.content)?, source_of(m))))
        };
        let of_linked = || Some(Sourced::new(credible(self.linked.url.as_deref()?)?, "json-ld:url"));
        of_link.or_else(of_meta).or_else(of_linked)
    }

    fn license(&self) -> Option<Sourced<String>> {
        if let Some((_, href)) = self.found.links.iter().find(|l| l.0.eq_ignore_ascii_case("license"))
            && let Some(address) = self.resolve(href)
        {
            return Some(Sourced::new(address, "link:license"));
        }
        let linked = self.linked.license.as_deref().filter(|l| address::is_web(l));
        if let Some(license) = linked {
            return Some(Sourced::new(license.trim().to_owned(), "json-ld:license"));
        }
        let marked = self.found.marked.iter().filter(|m| m.property == Property::License);
        let of_links = marked.filter_map(|m| self.resolve(self.tree.attribute(m.node, AttributeName::Href)?));
        if let Some(address) = of_links.into_iter().next() {
            return Some(Sourced::new(address, "dom:license"));
        }
        self.first_meta(Field::License).filter(|l| {
            // `dc.rights` also holds "all rights reserved".
            let lower = l.value.to_lowercase();
            address::is_web(&lower)
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

fn source_of(meta: &MetaTag<'_>) -> Cow<'static, str> {
    Cow::Owned(format!("meta:{}", meta.name))
}

/// The last breadcrumb that is neither the page's title nor the site's start.
fn section_of(breadcrumbs: &[String], title: Option<&str>, site: &SiteNames) -> Option<String> {
    const STARTS: &[&str] = &[
        "home",
        "start",
        "startseite",
        "homepage",
        "accueil",
        "inicio",
        "início",
        "frontpage",
        "главная",
        "ホーム",
        "首页",
        "首頁",
        "홈",
    ];
    let crumbs =
        breadcrumbs.iter().map(|c| normalize::plain(c)).filter(|c| !c.is_empty() && c.len() <= MAX_SECTION);
    let mut sections = crumbs.filter(|c| {
        let key = fold(c);
        let is_title = title.is_some_and(|t| t == key || (key.len() > 12 && t.starts_with(&key)));
        !is_title && !STARTS.contains(&key.as_str()) && !site.is_site(c)
    });
    sections.next_back()
}

fn add_tags(tags: &mut Vec<String>, text: &str) {
    for tag in text.split([',', ';', '、', '，', '|']) {
        let tag = normalize::plain(tag);
        if !tag.is_empty() && tag.len() <= MAX_SECTION && tags.len() < MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}
