//! Families and their people: registering, adding, consents, and who works on the trajectory.

use time::Date;

use super::logging::{of_dossier, reading};
use super::work::{Case, Recorded, begin, expect_version, insert, line, lines, not_found, tenant_permit};
use super::{Act, Add, Ctx, Outcome, Revise, Services};
use crate::access::{Action, permit, seen};
use crate::domain::consent::{Consent, ConsentDraft, Subject};
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::dossier_part::DossierPart;
use crate::domain::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft};
use crate::domain::id::{FamilyId, MemberId, TrajectoryId};
use crate::domain::member::{Member, MemberState};
use crate::domain::record::{Change, RecordKind};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::trajectory::{Assignment, Side, Trajectory};
use crate::domain::vocabulary::Role;
use crate::store::{Condition, Find, Window};

/// Registers a family and opens its trajectory.
#[derive(Clone, Debug)]
pub struct RegisterFamily {
    /// The family.
    pub family: FamilyDraft,
    /// When the trajectory began.
    pub opened_on: Date,
}

/// Opens another trajectory for a family.
#[derive(Clone, Copy, Debug)]
pub struct OpenTrajectory {
    /// The family.
    pub family_id: FamilyId,
    /// When it begins.
    pub opened_on: Date,
}

/// Assigns a member to a trajectory.
#[derive(Clone, Copy, Debug)]
pub struct AssignMember {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The member.
    pub member_id: MemberId,
    /// As what.
    pub role: Role,
    /// Whether this member leads from now on. Whoever led does so no longer.
    pub lead: bool,
    /// On which side of the wall.
    pub side: Side,
}

impl Services {
    /// Registers a family and opens its trajectory. A professional who does so is assigned and leads.
    ///
    /// # Errors
    /// What is wrong with the family's fields; `already_exists` for an office's key that another family has.
    pub async fn register_family(&self, ctx: &Ctx, cmd: RegisterFamily) -> Outcome<Dossier> {
        let permit = tenant_permit(ctx, Action::RegisterFamily)?;
        let stamp = ctx.stamp();
        let tx = ctx.store.begin().await?;
        let family = Family::record(&cmd.family, stamp).map_err(|refusals| refusals.under("family"))?;
        if let Some(key) = &family.external_ref
            && tx
                .get_by::<Family>("external_ref", key.as_str().into())
                .await?
                .is_some()
        {
            return Err(Refusal::new(RefusalCode::AlreadyExists, "family.external_ref").into());
        }
        let trajectory = Trajectory::open(family.id, cmd.opened_on, None, stamp)?;
        let mut dossier = Dossier::begin(family, trajectory);
        if let Some(member) = ctx
            .actor
            .as_member()
            .filter(|_| ctx.actor.roles().contains(&Role::Professional))
        {
            dossier
                .assignments
                .push(Assignment::assign(&dossier, (member, Role::Professional), true, stamp)?);
        }
        let id = Some(dossier.trajectory.id);
        insert(&tx, &permit, std::slice::from_ref(&dossier.family)).await?;
        insert(&tx, &permit, std::slice::from_ref(&dossier.trajectory)).await?;
        insert(&tx, &permit, &dossier.assignments).await?;
        let mut audit = vec![line(ctx, (&permit, id), &Change::recorded(dossier.trajectory.clone()))];
        audit.extend(
            dossier
                .assignments
                .iter()
                .map(|a| line(ctx, (&permit, id), &Change::recorded(a.clone()))),
        );
        tx.commit(lines(
            line(ctx, (&permit, id), &Change::recorded(dossier.family.clone())),
            audit,
        ))
        .await?;
        Ok(dossier)
    }

    /// Opens another trajectory for a family whose last one is closed.
    ///
    /// # Errors
    /// `not_found`; `already_exists` while one is open; `in_future`.
    pub async fn open_trajectory(&self, ctx: &Ctx, cmd: OpenTrajectory) -> Outcome<Recorded<Trajectory>> {
        let mut case = begin(ctx, Action::OpenTrajectory, Find::of::<Family>(cmd.family_id)).await?;
        demand_none_open(&case, "family_id").await?;
        let stamp = ctx.stamp();
        let trajectory = Trajectory::open(cmd.family_id, cmd.opened_on, None, stamp)?;
        let team: Vec<_> = case
            .dossier
            .assignments
            .iter()
            .filter(|a| a.holds(stamp.today))
            .cloned()
            .collect();
        // What belongs to the family goes along; what belonged to the closed trajectory stays with it.
        case.dossier = Dossier {
            persons: std::mem::take(&mut case.dossier.persons),
            detainees: std::mem::take(&mut case.dossier.detainees),
            consents: std::mem::take(&mut case.dossier.consents),
            ..Dossier::begin(case.dossier.family.clone(), trajectory.clone())
        };
        let opened = case.write(ctx, &Change::recorded(trajectory.clone()))?;
        let mut audit = Vec::new();
        for before in team {
            let again = Assignment::assign(&case.dossier, (before.member_id, before.role), before.lead, stamp)?;
            let again = again.on_side(before.side);
            audit.push(case.write(ctx, &Change::recorded(again))?);
        }
        case.commit(ctx, lines(opened, audit), trajectory).await
    }

    /// Edits a family.
    ///
    /// # Errors
    /// `not_found`, `stale`, and what is wrong with the fields.
    pub async fn revise_family(&self, ctx: &Ctx, cmd: Revise<Family, FamilyDraft>) -> Outcome<Recorded<Family>> {
        let case = begin(ctx, Action::ReviseFamily, Find::of::<Family>(cmd.id)).await?;
        expect_version(&case.tx, &case.dossier.family, cmd.version).await?;
        let after = case.dossier.family.revise(&cmd.draft)?;
        let change = Change::revised(&case.dossier.family, after);
        case.finish(ctx, change).await
    }

    /// Adds a person to the family of a trajectory.
    ///
    /// # Errors
    /// `not_found`, and what is wrong with the fields.
    pub async fn add_person(&self, ctx: &Ctx, cmd: Add<PersonDraft>) -> Outcome<Recorded<Person>> {
        self.add(ctx, (Action::AddPerson, cmd.trajectory_id), |dossier, stamp| {
            Person::record(dossier.family.id, &cmd.draft, stamp)
        })
        .await
    }

    /// Edits a person.
    ///
    /// # Errors
    /// `not_found`, `stale`, and what is wrong with the fields.
    pub async fn revise_person(&self, ctx: &Ctx, cmd: Revise<Person, PersonDraft>) -> Outcome<Recorded<Person>> {
        self.revise(
            ctx,
            (Action::RevisePerson, cmd.id, cmd.version),
            |person: &Person, _, stamp| person.revise(&cmd.draft, stamp),
        )
        .await
    }

    /// Adds the detainee whom the family of a trajectory misses.
    ///
    /// # Errors
    /// `not_found`, and what is wrong with the fields.
    pub async fn add_detainee(&self, ctx: &Ctx, cmd: Add<DetaineeDraft>) -> Outcome<Recorded<Detainee>> {
        self.add(ctx, (Action::AddDetainee, cmd.trajectory_id), |dossier, stamp| {
            Detainee::record(dossier.family.id, &cmd.draft, stamp)
        })
        .await
    }

    /// Edits what the detainee shared.
    ///
    /// # Errors
    /// `not_found`, `stale`, and what is wrong with the fields.
    pub async fn revise_detainee(
        &self,
        ctx: &Ctx,
        cmd: Revise<Detainee, DetaineeDraft>,
    ) -> Outcome<Recorded<Detainee>> {
        self.revise(
            ctx,
            (Action::ReviseDetainee, cmd.id, cmd.version),
            |detainee: &Detainee, _, stamp| detainee.revise(&cmd.draft, stamp),
        )
        .await
    }

    /// Records a consent.
    ///
    /// # Errors
    /// As [`Consent::give`].
    pub async fn give_consent(&self, ctx: &Ctx, cmd: Add<ConsentDraft>) -> Outcome<Recorded<Consent>> {
        let case = begin(ctx, Action::GiveConsent, Find::Trajectory(cmd.trajectory_id)).await?;
        let part = match cmd.draft.subject {
            Subject::Detainee(_) => DossierPart::Detainee,
            Subject::Person(_) if cmd.draft.given_by.is_some() => DossierPart::Child,
            Subject::Person(_) => DossierPart::Family,
        };
        case.demand_part(ctx, part, "subject")?;
        let consent = Consent::give(&case.dossier, &cmd.draft, ctx.stamp())?;
        case.finish(ctx, Change::recorded(consent)).await
    }

    /// Assigns a member to a trajectory.
    ///
    /// # Errors
    /// As [`Assignment::assign`]; `not_found` for a member who is not there or may not act.
    pub async fn assign_member(&self, ctx: &Ctx, cmd: AssignMember) -> Outcome<Recorded<Assignment>> {
        let mut case = begin(ctx, Action::AssignMember, Find::Trajectory(cmd.trajectory_id)).await?;
        let member = case.tx.get::<Member>(cmd.member_id).await?;
        let stamp = ctx.stamp();
        let acts = |member: &Member| member.state_on(stamp.today) == MemberState::Active && !member.is_of_family();
        let member = member.filter(acts);
        let member = member.ok_or_else(|| not_found("member_id"))?;
        if !member.roles.contains(&cmd.role) {
            return Err(Refusal::new(RefusalCode::WrongState, "role").into());
        }
        let assignment = Assignment::assign(&case.dossier, (cmd.member_id, cmd.role), cmd.lead, stamp)?;
        let assignment = assignment.on_side(cmd.side);
        let leads = |a: &&Assignment| cmd.lead && a.lead && a.holds(stamp.today);
        let led: Vec<_> = case.dossier.assignments.iter().filter(leads).cloned().collect();
        let first = case.write(ctx, &Change::recorded(assignment.clone()))?;
        let mut audit = Vec::new();
        for before in led {
            audit.push(case.write(ctx, &Change::revised(&before, before.without_lead()))?);
        }
        case.commit(ctx, lines(first, audit), assignment).await
    }

    /// Ends an assignment.
    ///
    /// # Errors
    /// `not_found`, `stale`, `wrong_state` when it has ended.
    pub async fn end_assignment(&self, ctx: &Ctx, cmd: Act<Assignment>) -> Outcome<Recorded<Assignment>> {
        self.revise(
            ctx,
            (Action::EndAssignment, cmd.id, cmd.version),
            |assignment: &Assignment, _, stamp| assignment.end(stamp),
        )
        .await
    }

    /// The wanted parts of a dossier.
    ///
    /// # Errors
    /// `not_found` when it is not there, or not the actor's to see.
    pub async fn dossier(&self, ctx: &Ctx, id: TrajectoryId, parts: Parts) -> Outcome<Dossier> {
        // Whether it may be read depends on who is assigned.
        let parts = parts.and(Parts::of(&[RecordKind::Assignment]));
        let found = ctx.store.dossier(id, parts).await?.found();
        let dossier = found.ok_or_else(|| not_found("id"))?;
        let stamp = ctx.stamp();
        let mut relation = super::work::relation(ctx, dossier.peek(), stamp);
        let glass = self.glass(ctx, id, relation).await?;
        if let Some(glass) = &glass {
            relation = relation.with_glass(glass.id);
        }
        let permit = permit(&ctx.actor, Action::ReadDossier, relation).ok_or_else(|| not_found("id"))?;
        if let Some(glass) = &glass {
            self.note_use(ctx, &permit, glass).await?;
        }
        let line = |_: &Dossier| reading(ctx, &permit, of_dossier(id, parts));
        let dossier = dossier.log(&ctx.store, &permit, line).await?;
        Ok(dossier.seen(seen(&ctx.actor, relation), stamp.today))
    }

    /// Closes a trajectory with an outcome for every goal.
    ///
    /// # Errors
    /// As [`Dossier::close`]; `stale`.
    pub async fn close_trajectory(
        &self,
        ctx: &Ctx,
        cmd: Revise<Trajectory, crate::domain::trajectory::ClosingDraft>,
    ) -> Outcome<Recorded<Trajectory>> {
        let mut case = begin(ctx, Action::CloseTrajectory, Find::Trajectory(cmd.id)).await?;
        expect_version(&case.tx, &case.dossier.trajectory, cmd.version).await?;
        let (closed, goals) = case.dossier.close(&cmd.draft, ctx.stamp())?;
        let first = case.write(ctx, &closed)?;
        let mut audit = Vec::new();
        for goal in &goals {
            audit.push(case.write(ctx, goal)?);
        }
        case.commit(ctx, lines(first, audit), closed.after).await
    }

    /// Takes a closed trajectory up again.
    ///
    /// # Errors
    /// `not_found`, `stale`, `wrong_state` when it is not closed; `already_exists` while the family has another open.
    pub async fn reopen_trajectory(&self, ctx: &Ctx, cmd: Act<Trajectory>) -> Outcome<Recorded<Trajectory>> {
        let case = begin(ctx, Action::ReopenTrajectory, Find::Trajectory(cmd.id)).await?;
        expect_version(&case.tx, &case.dossier.trajectory, cmd.version).await?;
        let change = Change::revised(&case.dossier.trajectory, case.dossier.trajectory.reopen()?);
        demand_none_open(&case, "id").await?;
        case.finish(ctx, change).await
    }

    /// Records the family's wish that no story is told.
    ///
    /// # Errors
    /// `not_found`, `stale`, `wrong_state` when it was recorded before.
    pub async fn wish_no_story(&self, ctx: &Ctx, cmd: Act<Trajectory>) -> Outcome<Recorded<Trajectory>> {
        let stamp = ctx.stamp();
        let case = begin(ctx, Action::WishNoStory, Find::Trajectory(cmd.id)).await?;
        expect_version(&case.tx, &case.dossier.trajectory, cmd.version).await?;
        let after = case.dossier.trajectory.wish_no_story(stamp.today, stamp)?;
        let change = Change::revised(&case.dossier.trajectory, after);
        case.finish(ctx, change).await
    }
}

/// A family has one open trajectory at most, whoever works on it: the one of this dossier need not be its newest.
async fn demand_none_open(case: &Case, field: &str) -> Outcome<()> {
    let open = vec![
        Condition::Is("family_id", case.dossier.family.id.uuid().into()),
        Condition::Absent("closed_on", true),
    ];
    let window = Window {
        first: 1,
        after: None,
        sort: "id",
        descending: false,
    };
    if case.tx.page::<Trajectory>(open, &window).await?.rows.is_empty() {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::AlreadyExists, field).into())
    }
}
