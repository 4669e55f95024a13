//! What classes, ids and roles around the block call it: for each group of names how far away.

use std::marker::PhantomData;

use crate::learned::features::matrix::Row;
use crate::learned::features::{Feature, FeatureContext, Group, feature};

/// Distance to the nearest container of each group.
pub(crate) struct ClassGroups<'d> {
    page: PhantomData<&'d ()>,
    distances: Vec<[u8; GROUPS.len()]>,
}

/// As far as none at all.
const NONE: u8 = 20;

const GROUPS: [(&str, u32); 23] = [
    ("nav_name", crate::classes::NAV),
    ("header_name", crate::classes::HEADER),
    ("footer_name", crate::classes::FOOTER),
    ("sidebar_name", crate::classes::SIDEBAR),
    ("comments_name", crate::classes::COMMENTS),
    ("share_name", crate::classes::SHARE),
    ("related_name", crate::classes::RELATED),
    ("newsletter_name", crate::classes::NEWSLETTER),
    ("cookie_name", crate::classes::COOKIE),
    ("ad_name", crate::classes::AD),
    ("byline_name", crate::classes::BYLINE),
    ("tags_name", crate::classes::TAGS),
    ("form_name", crate::classes::FORM),
    ("rating_name", crate::classes::RATING),
    ("hidden_name", crate::classes::HIDDEN),
    ("caption_name", crate::classes::CAPTION),
    ("bio_name", crate::classes::BIO),
    ("gallery_name", crate::classes::GALLERY),
    ("toc_name", crate::classes::TOC),
    ("price_name", crate::classes::PRICE),
    ("content_name", crate::classes::CONTENT),
    ("article_name", crate::classes::ARTICLE),
    ("teaser_name", crate::classes::TEASER),
];

impl<'d> Group<'d> for ClassGroups<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
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

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        row.put(self.distances[page.document.blocks[index].container as usize].map(f32::from));
    }
}
