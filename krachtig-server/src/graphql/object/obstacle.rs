//! Funding silos that stood in the way, and what would solve them.

use krachtig_core::domain::id::{PartnerId, SiloObstacleId, SuggestionId, TrajectoryId};
use krachtig_core::domain::obstacle::{Bridge, SiloObstacle, Suggestion, SuggestionState};
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{Cents, GlobalId, Word};
use crate::graphql::shown::{Child, alone, shown};

impl DossierView {
    fn suggestions_on(&self, obstacle: SiloObstacleId) -> Vec<Child<'_, Suggestion>> {
        let on = |suggestion: &&Suggestion| suggestion.obstacle_id == obstacle;
        self.dossier.suggestions.iter().filter(on).map(alone).collect()
    }
}

shown! {
    /// A funding silo (financieringsschot) that stood in the way of a need.
    "SiloObstacle", |obstacle: SiloObstacle, view: DossierView| {
        /// Its id.
        id: GlobalId<SiloObstacleId> = GlobalId(obstacle.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(obstacle.trajectory_id);
        /// What the family needed.
        need: &str = obstacle.need.as_str();
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(obstacle.life_domain);
        /// The silo that should have paid.
        silo: Word<FundingSilo> = Word(obstacle.silo);
        /// The id of the party that refused.
        partnerId: Option<GlobalId<PartnerId>> = obstacle.partner_id.map(GlobalId);
        /// The party that refused.
        partner: Option<Child<'_, Partner>> = view.partner(obstacle.partner_id);
        /// On which ground.
        ground: Word<ObstacleGround> = Word(obstacle.ground);
        /// When.
        metOn: Date = obstacle.met_on;
        /// How many days it cost.
        daysLost: i32 = obstacle.days_lost;
        /// How much money it cost the family.
        cost: Cents = Cents(obstacle.cost);
        /// What bridged it.
        bridgedBy: Option<Word<Bridge>> = obstacle.bridged_by.map(Word);
        /// When it was out of the way.
        solvedOn: Option<Date> = obstacle.solved_on;
        /// What more there is to say.
        note: Option<&Prose> = obstacle.note.as_ref();
        /// What would solve it.
        suggestions: Vec<Child<'_, Suggestion>> = view.suggestions_on(obstacle.id);
        /// When it was recorded.
        recordedAt: OffsetDateTime = obstacle.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = obstacle.version;
    }
}

shown! {
    /// What would solve an obstacle, and to whom that was said.
    "Suggestion", |suggestion: Suggestion| {
        /// Its id.
        id: GlobalId<SuggestionId> = GlobalId(suggestion.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(suggestion.trajectory_id);
        /// The obstacle.
        obstacleId: GlobalId<SiloObstacleId> = GlobalId(suggestion.obstacle_id);
        /// What would solve it.
        about: &str = suggestion.about.as_str();
        /// To what kind of party it is made.
        addressedTo: Word<PartnerType> = Word(suggestion.addressed_to);
        /// When.
        madeOn: Date = suggestion.made_on;
        /// What came of it.
        state: Word<SuggestionState> = Word(suggestion.state);
        /// What was said about it.
        result: Option<&Prose> = suggestion.result.as_ref();
        /// When it was taken into the programme's agenda (opschalen).
        agendaOn: Option<Date> = suggestion.agenda_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = suggestion.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = suggestion.version;
    }
}
