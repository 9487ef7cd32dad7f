//! One family's dossier in the making: who works on it, how far it goes, and the order in which things happen.

use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{Family, FamilyDraft};
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::room::{TimeDraft, TimeEntry};
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::domain::vocabulary::Role;
use time::{Date, Duration};

use super::clock::{DemoClock, mix};
use super::draw::Draw;
use super::names::{MARK, PLACES};
use super::themes::{Theme, fitting};
use super::{GeneratorPlan, Stage};

/// Who works on a family.
pub(super) struct Team {
    pub(super) lead: MemberId,
    pub(super) coordinator: MemberId,
    pub(super) volunteer: Option<MemberId>,
    /// Who decide on money, with the role in which they do.
    pub(super) approvers: Vec<(MemberId, Role)>,
}

/// A dossier in the making.
pub(super) struct Case<'p> {
    pub(super) plan: &'p GeneratorPlan,
    pub(super) number: usize,
    pub(super) goal: Stage,
    pub(super) surname: &'static str,
    pub(super) children: bool,
    pub(super) themes: Vec<&'static Theme>,
    pub(super) team: Team,
    pub(super) draw: Draw,
    pub(super) clock: DemoClock,
    pub(super) dossier: Dossier,
}

/// What happens on the way to a stage.
type Chapter<'p> = fn(&mut Case<'p>) -> Decision<()>;

impl<'p> Case<'p> {
    /// The beginning of the family with this number.
    pub(super) fn of(plan: &'p GeneratorPlan, number: usize) -> Decision<Self> {
        let stream = u64::try_from(number).unwrap_or(u64::MAX);
        let mut draw = Draw::of(plan.seed, stream);
        let team = team(plan, &mut draw)?;
        let goal = stage(plan, &mut draw);
        let begin = first_day(plan.today, goal, &mut draw);
        let clock = DemoClock::from(begin, plan.today, mix(plan.seed ^ mix(stream)));
        let surname = draw.word(PLACES);
        let children = draw.percent(48);
        let count = usize::try_from(draw.between(1, 4)).unwrap_or(1);
        let themes = draw.some(&fitting(children), count);
        let family = FamilyDraft {
            name: format!("Gezin {surname}-{:03} {MARK}", number + 1),
            municipality: draw.pick(&plan.region.municipalities).map(ToString::to_string),
            external_ref: Some(format!("DEMO-{:05}", number + 1)),
            note: None,
        };
        clock.pass(0);
        let stamp = Stamp::new(team.coordinator, &clock);
        let family = Family::record(&family, stamp)?;
        let trajectory = Trajectory::open(family.id, stamp.today, None, stamp)?;
        let dossier = Dossier::begin(family, trajectory);
        Ok(Self {
            plan,
            number,
            goal,
            surname,
            children,
            themes,
            team,
            draw,
            clock,
            dossier,
        })
    }

    /// The whole dossier, as far as the family has come.
    pub(super) fn told(mut self) -> Decision<Dossier> {
        self.assign()?;
        self.meet_detainee()?;
        let chapters: [(Stage, Chapter<'p>); 9] = [
            (Stage::RolesChecked, Self::check_roles),
            (Stage::Introduced, Self::introduce),
            (Stage::Mapped, Self::map_needs),
            (Stage::RoomGiven, Self::give_room),
            (Stage::Connected, Self::connect),
            (Stage::Learned, Self::learn),
            (Stage::StoryTold, Self::tell_story),
            (Stage::Scaled, Self::suggest),
            (Stage::Closed, Self::close),
        ];
        for (stage, chapter) in chapters {
            if self.goal >= stage {
                chapter(&mut self)?;
            }
        }
        Ok(self.dossier)
    }

    /// Somebody acts now.
    pub(super) fn stamp(&self, by: MemberId) -> Stamp<'_> {
        Stamp::new(by, &self.clock)
    }

    /// So many days go by, a number within bounds.
    pub(super) fn wait(&mut self, least: i64, most: i64) {
        let days = self.draw.between(least, most);
        self.clock.pass(days);
    }

    /// The volunteer where there is one, else the lead, each in half of the cases.
    pub(super) fn somebody(&mut self) -> MemberId {
        let volunteer = self.team.volunteer.filter(|_| self.draw.percent(50));
        volunteer.unwrap_or(self.team.lead)
    }

    /// Somebody gives time to the family.
    pub(super) fn give_time(&mut self, note: &str) -> Decision<()> {
        let by = self.somebody();
        let minutes = i32::try_from(self.draw.between(2, 12) * 15).unwrap_or(30);
        let life_domain = self.draw.pick(&self.themes).map(|theme| theme.life_domain);
        let stamp = self.stamp(by);
        let draft = TimeDraft {
            spent_on: stamp.today,
            minutes,
            life_domain,
            note: Some(note.to_owned()),
        };
        let entry = TimeEntry::record(&self.dossier, &draft, stamp)?;
        self.dossier.time_entries.push(entry);
        Ok(())
    }

    /// Adds one of the plan's parties to those that the dossier names.
    pub(super) fn name_partner(&mut self, partner: &Partner) {
        if !self.dossier.partners.iter().any(|known| known.id == partner.id) {
            self.dossier.partners.push(partner.clone());
            self.dossier.partners.sort_by_key(|known| known.id);
        }
    }
}

fn team(plan: &GeneratorPlan, draw: &mut Draw) -> Decision<Team> {
    let with = |role: Role| -> Vec<MemberId> {
        let held = plan.members.iter().filter(|(_, held)| *held == role);
        held.map(|(id, _)| *id).collect()
    };
    let missing = || Refusal::new(RefusalCode::NotFound, "members");
    Ok(Team {
        lead: *draw.pick(&with(Role::Professional)).ok_or_else(missing)?,
        coordinator: *with(Role::Coordinator).first().ok_or_else(missing)?,
        volunteer: draw.pick(&with(Role::Volunteer)).copied().filter(|_| draw.percent(80)),
        approvers: plan
            .members
            .iter()
            .filter(|(_, role)| matches!(role, Role::BudgetApprover | Role::Coordinator))
            .copied()
            .collect(),
    })
}

fn stage(plan: &GeneratorPlan, draw: &mut Draw) -> Stage {
    let all: i64 = plan.mix.0.iter().map(|(_, weight)| i64::from(*weight)).sum();
    let mut left = draw.between(1, all.max(1));
    for (stage, weight) in &plan.mix.0 {
        left -= i64::from(*weight);
        if left <= 0 {
            return *stage;
        }
    }
    Stage::Talked
}

/// A first day early enough for the family to have come as far as this.
fn first_day(today: Date, goal: Stage, draw: &mut Draw) -> Date {
    let (least, most) = match goal {
        Stage::Talked => (8, 30),
        Stage::RolesChecked => (30, 60),
        Stage::Introduced => (60, 100),
        Stage::Mapped => (100, 160),
        Stage::RoomGiven => (210, 290),
        Stage::Connected => (330, 420),
        Stage::Learned => (450, 540),
        Stage::StoryTold => (500, 600),
        Stage::Scaled => (540, 660),
        Stage::Closed => (600, 1_100),
    };
    today.saturating_sub(Duration::days(draw.between(least, most)))
}
