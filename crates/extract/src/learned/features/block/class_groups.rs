//! Classes, ids and roles around the block: the distance to the nearest element of each group of names.

use crate::classes;
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// For each container, the levels up to the nearest container of each group.
pub(crate) struct ClassGroups {
    distances: Vec<[u8; GROUPS]>,
}

/// The distance if there is no such container; larger ones are cut to it.
const NONE: u8 = 20;

/// How many groups there are.
const GROUPS: usize = classes::ALL.len();

impl FeatureGroup for ClassGroups {
    fn new(context: &FeatureContext<'_>) -> Self {
        let containers = &context.document.containers;
        let mut distances: Vec<[u8; GROUPS]> = Vec::with_capacity(containers.len());
        for (index, container) in containers.iter().enumerate() {
            let mut own = if index == 0 { [NONE; GROUPS] } else { distances[container.parent as usize] };
            own.iter_mut().for_each(|distance| *distance = (*distance + 1).min(NONE));
            // Most containers have no names of any group.
            if container.class_groups != 0 {
                for (distance, (_, bit)) in own.iter_mut().zip(classes::ALL) {
                    if container.class_groups & bit != 0 {
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
        classes::ALL.iter().map(|(name, _)| feature(format!("{name}_name"), about)).collect()
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        row.push(self.distances[context.document.blocks[index].container as usize].map(f32::from));
    }
}
