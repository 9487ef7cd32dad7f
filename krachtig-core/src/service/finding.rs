//! Finding a dossier to break the glass of: by what somebody in an emergency knows exactly, and answered with nothing
//! but what it takes to break it.
//!
//! Looking around does not belong here: there are no parts of names, a few answers at most, and each search takes
//! longer to be answered than the one before.

use time::Date;

use super::identity::count_try;
use super::logging::page_shown;
use super::work::{not_found, tenant_permit};
use super::{Ctx, Outcome, Services, hash_of};
use crate::access::Action;
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::text::Line;
use crate::domain::trajectory::Trajectory;
use crate::store::{Condition, EVERYTHING, Window};

/// The most trajectories that a search answers.
const MOST_FOUND: u32 = 5;

/// By what a dossier is searched.
#[derive(Clone, Debug)]
pub enum FindForGlass {
    /// The office's own key of the family.
    Reference(String),
    /// Somebody of the family, on its own side of the wall.
    Person(PersonKnown),
}

/// What somebody knows of a person.
#[derive(Clone, Debug)]
pub struct PersonKnown {
    /// The whole name, or the last name: whatever stands behind the first names.
    pub last_name: String,
    /// The birth date.
    pub born_on: Date,
}

/// A trajectory whose glass can be broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundForGlass {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The office's own key of the family.
    pub reference: Option<Line>,
}

impl Services {
    /// The trajectories, newest first, of the families that this is exactly about, for somebody who may break a glass.
    /// The access log tells of each search, and of whom it found.
    ///
    /// # Errors
    /// `not_found` for whoever may break no glass; what is wrong with the text; `slow_down` for whoever searches much.
    pub async fn find_for_glass(&self, ctx: &Ctx, cmd: FindForGlass) -> Outcome<Vec<FoundForGlass>> {
        let permit = tenant_permit(ctx, Action::FindForGlass)?;
        let member = ctx.actor.as_member().ok_or_else(|| not_found(""))?;
        let whose = families(cmd)?;
        // Counted before it is known what it finds, as tries at an account are.
        count_try(&ctx.store, hash_of(&format!("glass {member}")), ctx.now(), ctx.stamp()).await?;
        let window = Window {
            first: MOST_FOUND,
            after: None,
            sort: "id",
            descending: true,
        };
        let page = ctx.store.page::<Trajectory>(EVERYTHING, vec![whose], &window).await?;
        let page = page_shown(ctx, &permit, page).await?;
        let trajectories: Vec<Trajectory> = page.rows.into_iter().map(|(_, trajectory)| trajectory).collect();
        let ids: Vec<FamilyId> = trajectories.iter().map(|one| one.family_id).collect();
        let families = self.families_by_id(ctx, &page.logged, &ids).await?;
        let found = |trajectory: Trajectory| FoundForGlass {
            trajectory_id: trajectory.id,
            reference: families
                .get(&trajectory.family_id)
                .and_then(|family| family.external_ref.clone()),
        };
        Ok(trajectories.into_iter().map(found).collect())
    }
}

/// Those trajectories whose family it is about.
fn families(cmd: FindForGlass) -> Outcome<Condition> {
    Ok(match cmd {
        FindForGlass::Reference(reference) => {
            let reference = Line::parse("reference", &reference)?;
            let sql = "x.family_id IN (SELECT f.id FROM family f WHERE f.external_ref = {})";
            Condition::SqlWith(sql.to_owned(), vec![reference.as_str().into()])
        }
        FindForGlass::Person(PersonKnown { last_name, born_on }) => {
            let name = Line::parse("last_name", &last_name)?;
            let length = name.as_str().chars().count();
            // What was typed has no meaning but itself: no pattern. Of a name that is shorter, more than all is taken.
            let sql = format!(
                "x.family_id IN (SELECT p.family_id FROM person p WHERE p.born_on = {{}} AND (lower(p.name) = lower({{}}) \
                 OR substr(lower(p.name), length(p.name) - {length}) = lower({{}})))"
            );
            let behind_a_space = format!(" {name}");
            let values = vec![born_on.into(), name.as_str().into(), behind_a_space.into()];
            Condition::SqlWith(sql, values)
        }
    })
}
