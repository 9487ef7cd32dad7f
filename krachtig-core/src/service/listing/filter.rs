//! What lists can be narrowed down to.

mod money;

use time::Date;

use crate::domain::dossier_part::{DossierPart, DossierParts};
use crate::domain::family::Municipality;
use crate::domain::id::{MemberId, PartnerId, PersonId, PluginId};
use crate::domain::member::MemberState;
use crate::domain::obstacle::SuggestionState;
use crate::domain::partner::ReferralState;
use crate::domain::vocabulary::{
    FundingSilo, ObstacleGround, PartnerType, ProblemCategory, ProblemGroup, Role, Vocabulary,
};
use crate::store::{ASSIGNMENT_HOLDS, CONSENT_IS_LAST, Condition};

pub use money::{DifferenceFilter, RequestFilter, ShadowFilter};

/// What a filter says to the store.
pub(super) trait Filter {
    fn conditions(&self, today: Date) -> Vec<Condition>;

    /// The parts of the dossiers at which it looks besides the listed records: whoever may not see those may not ask
    /// either which rows they leave.
    fn looks_at(&self) -> DossierParts {
        DossierParts::NONE
    }
}

/// No filter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFilter;

impl Filter for NoFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        Vec::new()
    }
}

/// Which trajectories.
#[derive(Clone, Debug, Default)]
pub struct TrajectoryFilter {
    /// Open ones, or closed ones.
    pub open: Option<bool>,
    /// Those to which this member is assigned now.
    pub member_id: Option<MemberId>,
    /// Those of families in this municipality.
    pub municipality: Option<Municipality>,
    /// Those of families whose name begins with this.
    pub family_name: Option<String>,
    /// Those with a problem of this category.
    pub problem: Option<ProblemCategory>,
    /// Those that run on this plugin: moved to it, or decided for by it last.
    pub runs_on: Option<PluginId>,
    /// Those with a consent that ends from today until this day, and that no later one follows.
    pub consent_ends_until: Option<Date>,
    /// Begun on this day or later.
    pub opened_from: Option<Date>,
    /// Begun on this day or earlier.
    pub opened_until: Option<Date>,
    /// Those to which nobody is assigned now in this role.
    pub without_role: Option<Role>,
}

impl Filter for TrajectoryFilter {
    fn conditions(&self, today: Date) -> Vec<Condition> {
        let mut all = Vec::new();
        all.extend(self.open.map(|open| Condition::Absent("closed_on", open)));
        all.extend(self.opened_from.map(|on| Condition::AtLeast("opened_on", on.into())));
        all.extend(self.opened_until.map(|on| Condition::AtMost("opened_on", on.into())));
        all.extend(self.member_id.map(|member| {
            let sql = "x.id IN (SELECT a.trajectory_id FROM assignment a WHERE a.member_id = {} AND";
            let values = vec![member.uuid().into(), today.into(), today.into()];
            Condition::SqlWith(format!("{sql} {ASSIGNMENT_HOLDS})"), values)
        }));
        all.extend(self.without_role.map(|role| {
            let sql = "NOT EXISTS (SELECT 1 FROM assignment a WHERE a.trajectory_id = x.id AND a.role = {} AND";
            let values = vec![role.code().into(), today.into(), today.into()];
            Condition::SqlWith(format!("{sql} {ASSIGNMENT_HOLDS})"), values)
        }));
        all.extend(self.municipality.as_ref().map(|code| {
            let sql = "x.family_id IN (SELECT f.id FROM family f WHERE f.municipality = {})";
            Condition::SqlWith(sql.to_owned(), vec![code.as_str().into()])
        }));
        all.extend(
            self.family_name
                .as_ref()
                .map(|name| Condition::FamilyBegins(name.clone())),
        );
        all.extend(self.runs_on.map(|plugin| {
            // A decision that names no component was made by a person's rules and moves nobody. SQLite and PostgreSQL
            // write the same JSON with and without a blank.
            let decision = "replace(CAST(r.decision AS text), ' ', '')";
            let sql = format!(
                "coalesce(x.rules_hash, (SELECT {decision} FROM budget_request r WHERE r.trajectory_id = x.id \
                 AND {decision} NOT LIKE '%\"component_sha256\":null%' ORDER BY r.id DESC LIMIT 1)) \
                 LIKE '%' || (SELECT p.hash FROM plugin p WHERE p.id = {{}}) || '%'"
            );
            Condition::SqlWith(sql, vec![plugin.uuid().into()])
        }));
        all.extend(self.consent_ends_until.map(|until| {
            let sql = "x.family_id IN (SELECT c.family_id FROM consent c WHERE c.valid_until BETWEEN {} AND {} AND";
            Condition::SqlWith(format!("{sql} {CONSENT_IS_LAST})"), vec![today.into(), until.into()])
        }));
        all.extend(self.problem.map(|category| {
            let sql = "x.id IN (SELECT p.trajectory_id FROM problem p WHERE p.category = {})";
            Condition::SqlWith(sql.to_owned(), vec![category.code().into()])
        }));
        all
    }

    fn looks_at(&self) -> DossierParts {
        let mut parts = DossierParts::NONE;
        if self.municipality.is_some() || self.family_name.is_some() || self.problem.is_some() {
            parts = parts.with(DossierPart::Family);
        }
        if self.runs_on.is_some() {
            parts = parts.with(DossierPart::Budget);
        }
        if self.consent_ends_until.is_some() {
            for part in [DossierPart::Family, DossierPart::Child, DossierPart::Detainee] {
                parts = parts.with(part);
            }
        }
        parts
    }
}

/// Which families.
#[derive(Clone, Debug, Default)]
pub struct FamilyFilter {
    /// Whose name begins with this.
    pub name: Option<String>,
    /// In this municipality.
    pub municipality: Option<Municipality>,
}

impl Filter for FamilyFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let name = self.name.as_ref().map(|name| Condition::Begins("name", name.clone()));
        let place = self
            .municipality
            .as_ref()
            .map(|code| Condition::Is("municipality", code.as_str().into()));
        name.into_iter().chain(place).collect()
    }
}

/// Which parties.
#[derive(Clone, Debug, Default)]
pub struct PartnerFilter {
    /// Whose name begins with this.
    pub name: Option<String>,
    /// Of this type.
    pub partner_type: Option<PartnerType>,
    /// In this municipality.
    pub municipality: Option<Municipality>,
    /// Those that take referrals, or those that do not.
    pub active: Option<bool>,
}

impl Filter for PartnerFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let mut all = Vec::new();
        all.extend(self.name.as_ref().map(|name| Condition::Begins("name", name.clone())));
        all.extend(
            self.partner_type
                .map(|word| Condition::Is("partner_type", word.code().into())),
        );
        all.extend(
            self.municipality
                .as_ref()
                .map(|code| Condition::Is("municipality", code.as_str().into())),
        );
        all.extend(self.active.map(|active| Condition::Is("active", active.into())));
        all
    }
}

/// Which members.
#[derive(Clone, Debug, Default)]
pub struct MemberFilter {
    /// In this state.
    pub state: Option<MemberState>,
}

/// No account of a family is in a list of the office.
fn of_office(member: &str) -> Condition {
    let sql = format!("NOT EXISTS (SELECT 1 FROM family_login f WHERE f.id = {member})");
    Condition::SqlWith(sql, Vec::new())
}

impl Filter for MemberFilter {
    /// As [`crate::domain::member::Member::state_on`] says.
    fn conditions(&self, today: Date) -> Vec<Condition> {
        const ENDED: &str = "(x.until_on IS NOT NULL AND x.until_on <= {})";
        const BEGUN: &str = "(x.from_on IS NULL OR x.from_on <= {})";
        let (sql, days) = match self.state {
            None => return vec![of_office("x.id")],
            Some(MemberState::Suspended) => ("x.state = 'suspended'".to_owned(), 0),
            Some(MemberState::Expired) => (format!("x.state <> 'suspended' AND {ENDED}"), 1),
            Some(MemberState::Invited) => (
                format!("x.state <> 'suspended' AND NOT {ENDED} AND (x.state = 'invited' OR NOT {BEGUN})"),
                2,
            ),
            Some(MemberState::Active) => (format!("x.state = 'active' AND NOT {ENDED} AND {BEGUN}"), 2),
        };
        vec![
            of_office("x.id"),
            Condition::SqlWith(format!("({sql})"), vec![today.into(); days]),
        ]
    }
}

/// Which glasses that were broken.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlassFilter {
    /// Those that a coordinator still has to review, or those that were reviewed.
    pub to_review: Option<bool>,
}

impl Filter for GlassFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let waits = self.to_review.map(|waits| Condition::Absent("reviewed_on", waits));
        waits.into_iter().collect()
    }
}

/// Which referrals.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    /// Where they stand.
    pub state: Option<ReferralState>,
    /// To this party.
    pub partner_id: Option<PartnerId>,
}

impl Filter for ReferralFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let state = match self.state {
            None => "",
            Some(ReferralState::Sent) => "x.answered_on IS NULL AND x.withdrawn_on IS NULL",
            Some(ReferralState::Accepted) => "x.accepted AND x.outcome IS NULL AND x.withdrawn_on IS NULL",
            Some(ReferralState::Declined) => "NOT x.accepted AND x.withdrawn_on IS NULL",
            Some(ReferralState::Concluded) => "x.outcome IS NOT NULL AND x.withdrawn_on IS NULL",
            Some(ReferralState::Withdrawn) => "x.withdrawn_on IS NOT NULL",
        };
        let mut all = Vec::new();
        if !state.is_empty() {
            all.push(Condition::Sql(format!("({state})")));
        }
        all.extend(
            self.partner_id
                .map(|partner| Condition::Is("partner_id", partner.uuid().into())),
        );
        all
    }
}

/// Which problems.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemFilter {
    /// Of this group.
    pub group: Option<ProblemGroup>,
    /// Solved ones, or those that are not.
    pub solved: Option<bool>,
}

impl Filter for ProblemFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let of = |group| {
            let codes = ProblemCategory::ALL.iter().filter(|category| category.group() == group);
            let codes: Vec<String> = codes.map(|category| format!("'{}'", category.code())).collect();
            Condition::Sql(format!("x.category IN ({})", codes.join(", ")))
        };
        let solved = self.solved.map(|solved| Condition::Absent("solved_on", !solved));
        self.group.map(of).into_iter().chain(solved).collect()
    }
}

/// Which silo obstacles.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObstacleFilter {
    /// Of this silo.
    pub silo: Option<FundingSilo>,
    /// On this ground.
    pub ground: Option<ObstacleGround>,
    /// Out of the way, or still in it.
    pub solved: Option<bool>,
}

impl Filter for ObstacleFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let mut all = Vec::new();
        all.extend(self.silo.map(|silo| Condition::Is("silo", silo.code().into())));
        all.extend(self.ground.map(|ground| Condition::Is("ground", ground.code().into())));
        all.extend(self.solved.map(|solved| Condition::Absent("solved_on", !solved)));
        all
    }
}

/// Which suggestions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SuggestionFilter {
    /// Where they stand.
    pub state: Option<SuggestionState>,
    /// On the programme's agenda, or not.
    pub on_agenda: Option<bool>,
}

impl Filter for SuggestionFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let state = self.state.map(|state| Condition::Is("state", state.code().into()));
        let agenda = self.on_agenda.map(|on| Condition::Absent("agenda_on", !on));
        state.into_iter().chain(agenda).collect()
    }
}

/// Which goals.
#[derive(Clone, Copy, Debug, Default)]
pub struct GoalFilter {
    /// Those without an outcome, or those with one.
    pub open: Option<bool>,
}

impl Filter for GoalFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        self.open
            .map(|open| Condition::Absent("outcome", open))
            .into_iter()
            .collect()
    }
}

/// Which actions.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActionFilter {
    /// Those still to do, or those done.
    pub open: Option<bool>,
    /// Due on this day or earlier.
    pub due_until: Option<Date>,
}

impl Filter for ActionFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let open = self.open.map(|open| Condition::Absent("done_on", open));
        let due = self.due_until.map(|on| Condition::AtMost("due_on", on.into()));
        open.into_iter().chain(due).collect()
    }
}

/// Which of what is shared with parties.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShareFilter {
    /// About this person.
    pub person_id: Option<PersonId>,
    /// With this party.
    pub partner_id: Option<PartnerId>,
    /// That ended without the party having been told, or all the rest.
    pub to_be_told: Option<bool>,
}

impl Filter for ShareFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let mut all = Vec::new();
        all.extend(self.person_id.map(|id| {
            // The list of people is JSON of ids in one form on either database.
            let sql = "CAST(x.persons AS text) LIKE {}".to_owned();
            Condition::SqlWith(sql, vec![format!("%{}%", id.uuid()).into()])
        }));
        all.extend(self.partner_id.map(|id| Condition::Is("partner_id", id.uuid().into())));
        all.extend(self.to_be_told.map(|due| {
            let sql = "(x.ended_on IS NOT NULL AND x.told_on IS NULL)";
            Condition::Sql(if due { sql.to_owned() } else { format!("NOT {sql}") })
        }));
        all
    }
}

/// Which requests to use rights.
#[derive(Clone, Copy, Debug, Default)]
pub struct RightsFilter {
    /// Those that wait for an answer or to be carried out, or all others.
    pub open: Option<bool>,
    /// Those of them whose day for it is over.
    pub overdue: Option<bool>,
}

impl Filter for RightsFilter {
    fn conditions(&self, today: Date) -> Vec<Condition> {
        let waits = "(x.withdrawn_on IS NULL AND x.refusal IS NULL AND x.done_on IS NULL)";
        let mut all = Vec::new();
        all.extend(
            self.open
                .map(|open| Condition::Sql(if open { waits.to_owned() } else { format!("NOT {waits}") })),
        );
        all.extend(self.overdue.map(|overdue| {
            let sql = format!("{}({waits} AND x.due_on < {{}})", if overdue { "" } else { "NOT " });
            Condition::SqlWith(sql, vec![today.into()])
        }));
        all
    }
}

/// Which access tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenFilter {
    /// Those of this member.
    pub member_id: Option<MemberId>,
    /// Those that were revoked, or those that were not; the latter may have run out.
    pub revoked: Option<bool>,
}

impl Filter for TokenFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let member = self.member_id.map(|id| Condition::Is("member_id", id.uuid().into()));
        let revoked = self.revoked.map(|revoked| Condition::Absent("revoked_on", !revoked));
        let all = [of_office("x.member_id")].into_iter();
        all.chain(member).chain(revoked).collect()
    }
}

/// Which sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionFilter {
    /// Those of this member.
    pub member_id: Option<MemberId>,
    /// Those that were ended, or those that were not; the latter may have run out.
    pub ended: Option<bool>,
}

impl Filter for SessionFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let member = self.member_id.map(|id| Condition::Is("member_id", id.uuid().into()));
        let ended = self.ended.map(|ended| Condition::Absent("ended_on", !ended));
        let all = [of_office("x.member_id")].into_iter();
        all.chain(member).chain(ended).collect()
    }
}
