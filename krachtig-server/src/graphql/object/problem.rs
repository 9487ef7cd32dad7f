//! Problems that a family meets.

use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{ProblemId, TrajectoryId};
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::{Effect, ProblemCategory, ProblemGroup};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, shown};

shown! {
    /// A problem that the family meets because somebody is detained.
    "Problem", |problem: Problem, view: DossierView| {
        /// Its id.
        id: GlobalId<ProblemId> = GlobalId(problem.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(problem.trajectory_id);
        /// What it is about.
        category: Word<ProblemCategory> = Word(problem.category);
        /// The group under which it is reported.
        group: Word<ProblemGroup> = Word(problem.category.group());
        /// Whose it is, where it is one person's.
        person: Option<Child<'_, Person>> = view.person(problem.person_id);
        /// What the detention did to it. Some families get better when somebody is detained.
        effect: Word<Effect> = Word(problem.effect);
        /// Whether it was there before the detention.
        preexisting: bool = problem.preexisting;
        /// When it was first noted.
        notedOn: Date = problem.noted_on;
        /// When it was solved.
        solvedOn: Option<Date> = problem.solved_on;
        /// What made it smaller.
        whatHelped: Option<&Prose> = problem.what_helped.as_ref();
        /// What more there is to say.
        note: Option<&Prose> = problem.note.as_ref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = problem.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = problem.version;
    }
}
