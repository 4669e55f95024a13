//! Users' rules: CSS selectors for what belongs to the article, on all sites or on some.

use std::collections::BTreeMap;

use serde::Serialize;

use dechaff_html::{Mark, Selection, SelectorError};

use crate::document::Document;
use crate::document::block::context;
use crate::metadata::{self, Sourced};

/// Selectors of one site, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SiteRule {
    /// Selects main content. If anything on a page matches, nothing else is kept.
    pub keep: Vec<String>,
    /// Selects what is not main content, even inside of what `keep` selects.
    pub drop: Vec<String>,
    /// Selects the headline.
    pub title: Vec<String>,
}

/// A rule with an invalid selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteRulesError {
    /// In a rule for all sites.
    #[error("{0}")]
    All(SelectorError),
    /// In a rule for one site.
    #[error("site {site:?}: {error}")]
    Site {
        /// The site.
        site: String,
        /// What is wrong.
        error: SelectorError,
    },
}

/// Rules for all sites and for some. A site is a host or a registrable domain; a rule for the host takes precedence.
///
/// ```
/// use dechaff_extract::{Extractor, PageContext, SiteRule, SiteRules};
/// let mut rules = SiteRules::default();
/// rules.add_site("example.org", &SiteRule { keep: vec!["div.body".into()], ..SiteRule::default() })?;
/// let extractor = Extractor::builder().site_rules(rules).build();
/// let page = b"<div class=body>All of this.</div><p>None of that, though it is a sentence of some length.</p>";
/// let context = PageContext::new().url("https://www.example.org/x");
/// assert_eq!(extractor.extract(page, &context).text, "All of this.");
/// # Ok::<(), dechaff_extract::SiteRulesError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SiteRules {
    all: Selection,
    sites: BTreeMap<String, Selection>,
}

impl SiteRules {
    /// Adds selectors for all pages.
    ///
    /// # Errors
    ///
    /// Fails if a selector is not valid CSS.
    pub fn add_all(&mut self, rule: &SiteRule) -> Result<(), SiteRulesError> {
        self.all.extend(&selection(rule).map_err(SiteRulesError::All)?);
        Ok(())
    }

    /// Adds selectors for the pages of one site.
    ///
    /// # Errors
    ///
    /// Fails if a selector is not valid CSS.
    pub fn add_site(&mut self, site: &str, rule: &SiteRule) -> Result<(), SiteRulesError> {
        let selection =
            selection(rule).map_err(|error| SiteRulesError::Site { site: site.to_owned(), error })?;
        self.sites.entry(site.to_ascii_lowercase()).or_default().extend(&selection);
        Ok(())
    }

    /// The selectors for a page, or `None` if there are none.
    pub(crate) fn selection(&self, url: Option<&str>) -> Option<Selection> {
        let site = url.and_then(|url| self.site(url));
        match (self.all.is_empty(), site) {
            (true, None) => None,
            (false, None) => Some(self.all.clone()),
            (_, Some(site)) => {
                let mut selection = self.all.clone();
                selection.extend(site);
                Some(selection)
            }
        }
    }

    fn site(&self, url: &str) -> Option<&Selection> {
        if self.sites.is_empty() {
            return None;
        }
        let host = url::Url::parse(url).ok()?.host_str()?.to_ascii_lowercase();
        let bare = host.strip_prefix("www.").unwrap_or(&host);
        let found = self.sites.get(&host).or_else(|| self.sites.get(bare));
        found.or_else(|| self.sites.get(&metadata::domain(url)?))
    }
}

fn selection(rule: &SiteRule) -> Result<Selection, SelectorError> {
    let mut selection = Selection::default();
    for (mark, selectors) in [(Mark::Keep, &rule.keep), (Mark::Drop, &rule.drop), (Mark::Title, &rule.title)]
    {
        for selector in selectors {
            selection.add(mark, selector)?;
        }
    }
    Ok(selection)
}

/// The headline that a user's rule names: the first block that it matches.
pub(crate) fn title(document: &Document) -> Option<Sourced<String>> {
    let block = document.blocks().iter().find(|b| b.is_in(context::RULE_TITLE))?;
    Some(Sourced::new(document.block_text(block).to_owned(), TITLE_SOURCE))
}

const TITLE_SOURCE: &str = "rule:title";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;
    use crate::page_context::PageContext;

    fn text(rule: &SiteRule, page: &str) -> (String, Option<String>) {
        let mut rules = SiteRules::default();
        rules.add_all(rule).unwrap();
        let article =
            Extractor::builder().site_rules(rules).build().extract(page.as_bytes(), &PageContext::new());
        (article.text, article.metadata.title.map(|t| t.value))
    }

    #[test]
    fn keep_drop_and_title_overrule_the_detector() {
        let page = "<h1>Site</h1><h2 class=head>Headline</h2><div id=body><p>One<sup>1</sup> sentence.</p><p class=ad>Buy.</p></div>\
                    <article><p>Another sentence that would be kept without a rule, since it is long enough, and said so.</p>\
                    <p>It has company too, which goes on for a while about the ferry, the harbour and the weather.</p></article>";
        let rule = SiteRule {
            keep: vec!["#body".into()],
            drop: vec![".ad".into(), "sup".into()],
            title: vec!["h2.head".into()],
        };
        assert_eq!(text(&rule, page), ("One sentence.".to_owned(), Some("Headline".to_owned())));
        let drop = SiteRule { drop: vec!["#body".into()], ..SiteRule::default() };
        assert!(text(&drop, page).0.starts_with("Another sentence"));
    }

    #[test]
    fn a_rule_for_a_site_applies_to_its_hosts() {
        let mut rules = SiteRules::default();
        rules.add_site("example.org", &SiteRule { keep: vec!["p".into()], ..SiteRule::default() }).unwrap();
        assert!(rules.selection(Some("https://news.example.org/a")).is_some());
        assert!(rules.selection(Some("https://www.example.org/a")).is_some());
        assert!(rules.selection(Some("https://example.com/a")).is_none());
        assert!(rules.selection(None).is_none());
        let error = rules.add_site("a.example", &SiteRule { keep: vec!["p[".into()], ..SiteRule::default() });
        assert!(error.unwrap_err().to_string().contains("a.example"));
    }
}
