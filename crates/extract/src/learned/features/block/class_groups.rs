//! Classes, ids and roles around the block: the distance to the nearest element of each group of names.

use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// For each container, the levels up to the nearest container of each group.
pub(crate) struct ClassGroups {
    distances: Vec<[u8; GROUPS.len()]>,
}

/// The distance if there is no such container; larger ones are cut to it.
const NONE: u8 = 20;

/// The groups, by the names of their columns. Models check the names and their order, which is that of the bits.
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

impl FeatureGroup for ClassGroups {
    fn new(context: &FeatureContext<'_>) -> Self {
        let containers = &context.document.containers;
        let mut distances: Vec<[u8; GROUPS.len()]> = Vec::with_capacity(containers.len());
        for (index, container) in containers.iter().enumerate() {
            let mut own =
                if index == 0 { [NONE; GROUPS.len()] } else { distances[container.parent as usize] };
            own.iter_mut().for_each(|distance| *distance = (*distance + 1).min(NONE));
            // Most containers have no names of any group.
            if container.names != 0 {
                for (distance, (_, bit)) in own.iter_mut().zip(GROUPS) {
                    if container.names & bit != 0 {
                        *distance = 0;
                    }
                }
            }
            distances.push(own);
        }
        Self { distances }
    }

    fn features() -> Vec<Feature> {
        let about = "Containers up to the nearest one with a class, id or role of this group; 20 for none";
        GROUPS.iter().map(|&(name, _)| feature(name, about)).collect()
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        row.push(self.distances[context.document.blocks[index].container as usize].map(f32::from));
    }
}
