//! What classes, ids and roles around the block call it: for each group of names how far away.

use std::marker::PhantomData;

use super::{Feature, Group, Page, Row, feature};

/// Distance to the nearest container of each group.
pub(super) struct Names<'d> {
    page: PhantomData<&'d ()>,
    distances: Vec<[u8; GROUPS.len()]>,
}

/// As far as none at all.
const NONE: u8 = 20;

const GROUPS: [(&str, u32); 23] = [
    ("nav_name", crate::names::NAV),
    ("header_name", crate::names::HEADER),
    ("footer_name", crate::names::FOOTER),
    ("sidebar_name", crate::names::SIDEBAR),
    ("comments_name", crate::names::COMMENTS),
    ("share_name", crate::names::SHARE),
    ("related_name", crate::names::RELATED),
    ("newsletter_name", crate::names::NEWSLETTER),
    ("cookie_name", crate::names::COOKIE),
    ("ad_name", crate::names::AD),
    ("byline_name", crate::names::BYLINE),
    ("tags_name", crate::names::TAGS),
    ("form_name", crate::names::FORM),
    ("rating_name", crate::names::RATING),
    ("hidden_name", crate::names::HIDDEN),
    ("caption_name", crate::names::CAPTION),
    ("bio_name", crate::names::BIO),
    ("gallery_name", crate::names::GALLERY),
    ("toc_name", crate::names::TOC),
    ("price_name", crate::names::PRICE),
    ("content_name", crate::names::CONTENT),
    ("article_name", crate::names::ARTICLE),
    ("teaser_name", crate::names::TEASER),
];

impl<'d> Group<'d> for Names<'d> {
    fn new(page: &'d Page<'d>) -> Self {
        let containers = &page.document.containers;
        let mut distances: Vec<[u8; GROUPS.len()]> = Vec::with_capacity(containers.len());
        for (index, container) in containers.iter().enumerate() {
            let mut own =
                if index == 0 { [NONE; GROUPS.len()] } else { distances[container.parent as usize] };
            own.iter_mut().for_each(|distance| *distance = (*distance + 1).min(NONE));
            // Most containers are called nothing.
            if container.names != 0 {
                for (distance, (_, bit)) in own.iter_mut().zip(GROUPS) {
                    if container.names & bit != 0 {
                        *distance = 0;
                    }
                }
            }
            distances.push(own);
        }
        Self { page: PhantomData, distances }
    }

    fn features() -> Vec<Feature> {
        let about = "Containers up to one whose class, id or role is of this group; 20 for none";
        GROUPS.iter().map(|&(name, _)| feature(name, about)).collect()
    }

    fn fill(&self, page: &Page<'d>, index: usize, row: &mut Row<'_>) {
        row.put(self.distances[page.document.blocks[index].container as usize].map(f32::from));
    }
}
