//! Filters of lists: what a record must be for the list to hold it. Every field narrows the list further.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::{
    BudgetPlanId, BudgetRequestId, MemberId, PartnerId, PersonId, PluginId, ReplayId, RuleSetId, TrajectoryId,
};
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::obstacle::SuggestionState;
use krachtig_core::domain::partner::ReferralState;
use krachtig_core::domain::replay::DifferenceKind;
use krachtig_core::domain::vocabulary::{
    FundingSilo, ObstacleGround, PartnerType, ProblemCategory, ProblemGroup, Role,
};
use krachtig_core::service::{
    AccessLogFilter, ActionFilter, DifferenceFilter, FamilyFilter, GlassFilter, GoalFilter, MemberFilter,
    ObstacleFilter, PartnerFilter, ProblemFilter, ReferralFilter, RequestFilter, RightsFilter, SessionFilter,
    ShadowFilter, ShareFilter, SuggestionFilter, TokenFilter, TrajectoryFilter,
};
use time::Date;

use super::{Input, input};
use crate::graphql::scalar::{GlobalId, Word};

/// The code of a municipality, to look for.
#[derive(Clone, Debug)]
pub struct MunicipalityCode(Municipality);

/// The code of a municipality as Statistics Netherlands gives it: `GM0518`.
#[Scalar(name = "MunicipalityCode")]
impl ScalarType for MunicipalityCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let code = text.parse::<Municipality>();
        code.map(Self)
            .map_err(|_| InputValueError::custom("a municipality's code is GM and four digits"))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

impl Input for MunicipalityCode {
    type Plain = Municipality;

    fn plain(self) -> Municipality {
        self.0
    }
}

input! {
    /// Which trajectories.
    TrajectoryFilterInput => TrajectoryFilter {
        /// Open ones, or closed ones.
        open: Option<bool>,
        /// Those to which this member is assigned now.
        member_id: Option<GlobalId<MemberId>>,
        /// Those of families in this municipality.
        municipality: Option<MunicipalityCode>,
        /// Those of families whose name begins with this.
        family_name: Option<String>,
        /// Those with a problem of this category.
        problem: Option<Word<ProblemCategory>>,
        /// Those that run on this plugin: moved to it, or decided for by it last.
        runs_on: Option<GlobalId<PluginId>>,
        /// Those with a consent that ends from today until this day, and that no later one follows.
        consent_ends_until: Option<Date>,
        /// Begun on this day or later.
        opened_from: Option<Date>,
        /// Begun on this day or earlier.
        opened_until: Option<Date>,
        /// Those to which nobody is assigned now in this role.
        without_role: Option<Word<Role>>,
    }
}

input! {
    /// Which families.
    FamilyFilterInput => FamilyFilter {
        /// Whose name begins with this.
        name: Option<String>,
        /// In this municipality.
        municipality: Option<MunicipalityCode>,
    }
}

input! {
    /// Which parties.
    PartnerFilterInput => PartnerFilter {
        /// Whose name begins with this.
        name: Option<String>,
        /// Of this type.
        partner_type: Option<Word<PartnerType>>,
        /// In this municipality.
        municipality: Option<MunicipalityCode>,
        /// Those that take referrals, or those that do not.
        active: Option<bool>,
    }
}

input! {
    /// Which members.
    MemberFilterInput => MemberFilter {
        /// In this state.
        state: Option<Word<MemberState>>,
    }
}

input! {
    /// Which referrals.
    ReferralFilterInput => ReferralFilter {
        /// Where they stand.
        state: Option<Word<ReferralState>>,
        /// To this party.
        partner_id: Option<GlobalId<PartnerId>>,
    }
}

input! {
    /// Which budget requests.
    BudgetRequestFilterInput => RequestFilter {
        /// Those on which people still have to decide, or those that were decided.
        pending: Option<bool>,
        /// Those for which the region's rules gave no answer, so that it was left to a person.
        rules_failed: Option<bool>,
        /// Those of this trajectory.
        trajectory_id: Option<GlobalId<TrajectoryId>>,
        /// Those of the budget of which this is a plan.
        plan_id: Option<GlobalId<BudgetPlanId>>,
        /// Those of the budget of which this is a request, with it.
        beside: Option<GlobalId<BudgetRequestId>>,
    }
}

input! {
    /// Which differences that replays found.
    ReplayDifferenceFilterInput => DifferenceFilter {
        /// Those of this replay.
        replay_id: Option<GlobalId<ReplayId>>,
        /// Of this kind.
        kind: Option<Word<DifferenceKind>>,
    }
}

input! {
    /// Which decisions of rules in shadow.
    ShadowDecisionFilterInput => ShadowFilter {
        /// Those of this set of rules.
        rule_set_id: Option<GlobalId<RuleSetId>>,
        /// Those that differ from what was decided, or those that do not.
        differs: Option<bool>,
    }
}

input! {
    /// Which problems.
    ProblemFilterInput => ProblemFilter {
        /// Of this group.
        group: Option<Word<ProblemGroup>>,
        /// Solved ones, or those that are not.
        solved: Option<bool>,
    }
}

input! {
    /// Which silo obstacles.
    SiloObstacleFilterInput => ObstacleFilter {
        /// Of this silo.
        silo: Option<Word<FundingSilo>>,
        /// On this ground.
        ground: Option<Word<ObstacleGround>>,
        /// Out of the way, or still in it.
        solved: Option<bool>,
    }
}

input! {
    /// Which suggestions.
    SuggestionFilterInput => SuggestionFilter {
        /// Where they stand.
        state: Option<Word<SuggestionState>>,
        /// On the programme's agenda, or not.
        on_agenda: Option<bool>,
    }
}

input! {
    /// Which goals.
    GoalFilterInput => GoalFilter {
        /// Those without an outcome, or those with one.
        open: Option<bool>,
    }
}

input! {
    /// Which actions.
    ActionFilterInput => ActionFilter {
        /// Those still to do, or those done.
        open: Option<bool>,
        /// Due on this day or earlier.
        due_until: Option<Date>,
    }
}

input! {
    /// Which lines of the access log.
    AccessLogFilterInput => AccessLogFilter {
        /// In which something of this trajectory, or of its family, was looked at or changed.
        trajectory_id: Option<GlobalId<TrajectoryId>>,
        /// Of what this member did.
        member_id: Option<GlobalId<MemberId>>,
        /// Of this event.
        event: Option<Word<LogEvent>>,
        /// Of this day or later.
        from: Option<Date>,
        /// Of this day or earlier.
        until: Option<Date>,
    }
}

input! {
    /// Which of what is shared with parties.
    ShareFilterInput => ShareFilter {
        /// About this person.
        person_id: Option<GlobalId<PersonId>>,
        /// With this party.
        partner_id: Option<GlobalId<PartnerId>>,
        /// That ended without the party having been told, or all the rest.
        to_be_told: Option<bool>,
    }
}

input! {
    /// Which requests to use rights.
    RightsRequestFilterInput => RightsFilter {
        /// Those that wait for an answer or to be carried out, or all others.
        open: Option<bool>,
        /// Those of them whose day for it is over, or all others.
        overdue: Option<bool>,
    }
}

input! {
    /// Which sessions.
    SessionFilterInput => SessionFilter {
        /// Those of this member.
        member_id: Option<GlobalId<MemberId>>,
        /// Those that were ended, or those that were not; the latter may have run out.
        ended: Option<bool>,
    }
}

input! {
    /// Which access tokens.
    TokenFilterInput => TokenFilter {
        /// Those of this member.
        member_id: Option<GlobalId<MemberId>>,
        /// Those that were revoked, or those that were not; the latter may have run out.
        revoked: Option<bool>,
    }
}

input! {
    /// Which glasses that were broken.
    BreakGlassFilterInput => GlassFilter {
        /// Those that a coordinator still has to review, or those that were reviewed.
        to_review: Option<bool>,
    }
}
