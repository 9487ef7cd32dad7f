//! Destroying what dossiers hold: proposing, confirming as a second person, and carrying out, dossier by dossier.
//!
//! Each step of carrying out is one transaction that erases some dossiers and notes in the destruction that they are
//! done, so that whoever goes on after a crash finds exactly what is left to do. When nothing is left, the tenant gets
//! another key, and the certificate tells with which keys it is that copies from before become unreadable. Sealing anew
//! what stays, and destroying the old keys, is the work of whoever looks after keys.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::attachment::forget;
use super::family_login::end_account;
use super::work::{expect_version, finish, line, lines, not_found, tenant_permit, write};
use super::{Act, Ctx, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::attachment::AttachmentKey;
use crate::domain::break_glass::BreakGlass;
use crate::domain::destruction::{Destruction, DestructionCause, DestructionItem, DestructionOutcome, WholeDossier};
use crate::domain::dossier::{Dossier, Parts, lists_of_dossier};
use crate::domain::erasure::GONE;
use crate::domain::family_login::FamilyLogin;
use crate::domain::id::{AttachmentId, DestructionId, FamilyId, Id, LedgerLineId};
use crate::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};
use crate::domain::record::{Change, InDossier, Record, RecordKind};
use crate::domain::redact::Redactor;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::rights::DataSubject;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;
use crate::rules::sha256_hex;
use crate::store::{AuditLine, Batch, Condition, Find, Row, Window, Writing, Written};

/// Proposes to erase somebody, or a family.
#[derive(Clone, Copy, Debug)]
pub struct ProposeErasure {
    /// The family.
    pub family_id: FamilyId,
    /// Who of it; the family as a whole, once its trajectories are closed.
    pub subject: DataSubject,
}

/// Proposes to destroy dossiers that are due.
#[derive(Clone, Debug, Default)]
pub struct ProposeDestruction {
    /// These alone; all that are due when none is named.
    pub families: Vec<FamilyId>,
}

/// The most dossiers that one proposal may have. The rest is proposed with the next.
const MOST_ITEMS: usize = 500;

/// How many dossiers are erased in one transaction.
const BATCH: usize = 10;

impl Services {
    /// Proposes to erase one person, or a family. Nothing is erased before somebody else confirms it.
    ///
    /// # Errors
    /// As [`WholeDossier::demand_erasable`]; `not_found`, `dossier_destroyed`.
    pub async fn propose_erasure(&self, ctx: &Ctx, cmd: ProposeErasure) -> Outcome<Destruction> {
        let permit = tenant_permit(ctx, Action::ProposeErasure)?;
        let tx = ctx.store.begin().await?;
        let items = vec![erasable(ctx, &tx, &cmd).await?];
        let proposed = Destruction::propose(DestructionCause::Request, items, permit.actor(), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::recorded(proposed)).await
    }

    /// Proposes to destroy what is due and under no legal hold, the longest due first.
    ///
    /// # Errors
    /// `required` when nothing is due; `not_found` for a family that is not.
    pub async fn propose_destruction(&self, ctx: &Ctx, cmd: ProposeDestruction) -> Outcome<Destruction> {
        let permit = tenant_permit(ctx, Action::ProposeDestruction)?;
        let due = super::retention::preview(ctx).await?.due;
        let free: Vec<_> = due.into_iter().filter(|whole| !whole.held).collect();
        for (place, id) in cmd.families.iter().enumerate() {
            if !free.iter().any(|whole| whole.family_id == *id) {
                return Err(not_found(&format!("families.{place}")));
            }
        }
        let wanted = |id: FamilyId| cmd.families.is_empty() || cmd.families.contains(&id);
        let tx = ctx.store.begin().await?;
        let mut items = Vec::new();
        for due in free.iter().filter(|due| wanted(due.family_id)).take(MOST_ITEMS) {
            let family = whole(ctx, &tx, due.family_id).await?;
            items.push(family.item(due.family_id, DataSubject::Family, Some(due.due_on)));
        }
        let proposed = Destruction::propose(DestructionCause::Retention, items, permit.actor(), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::recorded(proposed)).await
    }

    /// Confirms a destruction as a second person.
    ///
    /// # Errors
    /// As [`Destruction::confirm`]; `legal_hold`; `not_found`, `stale`.
    pub async fn confirm_destruction(&self, ctx: &Ctx, cmd: Act<Destruction>) -> Outcome<Destruction> {
        let permit = tenant_permit(ctx, Action::ConfirmDestruction)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<Destruction>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let mut now = Vec::new();
        for item in &before.items {
            let family = whole(ctx, &tx, item.family_id).await?;
            family.demand_free()?;
            now.push(family.digest);
        }
        let after = before.confirm(permit.actor(), &now, ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Turns a proposed destruction down.
    ///
    /// # Errors
    /// As [`Destruction::reject`]; `not_found`, `stale`.
    pub async fn reject_destruction(&self, ctx: &Ctx, cmd: Act<Destruction>) -> Outcome<Destruction> {
        let permit = tenant_permit(ctx, Action::ConfirmDestruction)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<Destruction>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.reject(permit.actor(), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Carries a confirmed destruction out, or goes on where it was interrupted, to its certificate.
    ///
    /// # Errors
    /// `not_found`; `wrong_state` unless it is confirmed; `stale` where another carries it out at the same time.
    pub async fn run_destruction(&self, ctx: &Ctx, id: DestructionId) -> Outcome<Destruction> {
        self.go_on_with_destruction(ctx, id, usize::MAX).await
    }

    /// Carries out so many steps of it at most, for whoever wants to see how far it is in between.
    ///
    /// # Errors
    /// As [`Services::run_destruction`].
    pub async fn go_on_with_destruction(&self, ctx: &Ctx, id: DestructionId, steps: usize) -> Outcome<Destruction> {
        let mut went_on = self.run_destruction_step(ctx, id).await?;
        for _ in 1..steps {
            if went_on.completed_on.is_some() {
                break;
            }
            went_on = self.run_destruction_step(ctx, id).await?;
        }
        if went_on.completed_on.is_some() {
            // What could not be swept now is swept by whoever looks after keys.
            self.tenants.sweep(&ctx.store.tenant().slug).await?;
        }
        Ok(went_on)
    }

    /// Carries out one step of it: some dossiers, in one transaction, or the certificate when all are done.
    ///
    /// # Errors
    /// As [`Services::run_destruction`].
    pub async fn run_destruction_step(&self, ctx: &Ctx, id: DestructionId) -> Outcome<Destruction> {
        let permit = tenant_permit(ctx, Action::RunDestruction)?;
        self.certifying()?;
        let found = ctx.store.get::<Destruction>(id).await?.ok_or_else(|| not_found("id"))?;
        // The state is asked before anything is done.
        found.went_on(Vec::new())?;
        if !found.to_do(1).is_empty() {
            return erase_some(ctx, &permit, id).await;
        }
        // Made when everything is erased and before that is certified, so that no value of what is gone has it.
        let last_key = self.retire_key_of(ctx, &found).await?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<Destruction>(id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, found.version).await?;
        let after = self.certified(ctx, before.went_on(Vec::new())?, last_key)?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }
}

/// What is to be erased, as it stands, where it may be.
///
/// # Errors
/// As [`Services::propose_erasure`].
pub(super) async fn erasable(ctx: &Ctx, tx: &Writing, cmd: &ProposeErasure) -> Outcome<DestructionItem> {
    let family = whole(ctx, tx, cmd.family_id).await?;
    let first = family.dossiers.first().ok_or_else(|| not_found("family_id"))?;
    first.demand_not_destroyed("family_id")?;
    cmd.subject.demand_in(first)?;
    family.demand_erasable(cmd.subject)?;
    Ok(family.item(cmd.family_id, cmd.subject, None))
}

/// Erases some dossiers of a destruction in one transaction.
async fn erase_some(ctx: &Ctx, permit: &Permit, id: DestructionId) -> Outcome<Destruction> {
    let tx = ctx.store.begin().await?;
    let before = tx.get::<Destruction>(id).await?.ok_or_else(|| not_found("id"))?;
    // The state is asked before anything is erased.
    before.went_on(Vec::new())?;
    let mut erasing = Erasing::begin(ctx, &tx, permit);
    let mut came = Vec::new();
    for place in before.to_do(BATCH) {
        let (outcome, records) = erasing.item(&before.items[place]).await?;
        came.push((place, outcome, records));
    }
    let after = before.went_on(came)?;
    let Erasing {
        batch,
        audit,
        gone,
        contents,
        ..
    } = erasing;
    tx.forget_import_keys(permit, &gone).await?;
    let change = Change::revised(&before, after);
    let first = write(ctx, &tx, (permit, None), &change).await?;
    match tx.commit_with(batch, lines(first, audit)).await? {
        Written::Yes => {
            for content in contents {
                forget(ctx, content).await;
            }
            Ok(change.after)
        }
        Written::Stale => Err(Refusal::new(RefusalCode::Stale, "id").into()),
        Written::Taken(column) => Err(Refusal::new(RefusalCode::AlreadyExists, column).into()),
    }
}

/// A family's dossier with all its trajectories, kept from others until the end of the transaction.
pub(super) async fn whole(ctx: &Ctx, tx: &Writing, family: FamilyId) -> Outcome<WholeDossier> {
    let ids = tx.trajectories_of(family).await?;
    let changes = tx.last_changes(&ids).await?;
    let (mut dossiers, mut changed_on, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        let all = (Find::Trajectory(id), Parts::ALL);
        if let Some(loaded) = tx.dossier(all, (&ctx.actor, ctx.stamp().today)).await? {
            let dossier = loaded.dossier;
            held.extend(dossier.own_versions());
            changed_on.push(changes.get(&id).copied().unwrap_or(dossier.trajectory.opened_on));
            dossiers.push(dossier);
        }
    }
    held.sort_unstable();
    held.dedup();
    let text: Vec<String> = held
        .iter()
        .map(|(id, version)| format!("{id} {}", version.get()))
        .collect();
    Ok(WholeDossier {
        dossiers,
        changed_on,
        digest: sha256_hex(text.join("\n").as_bytes()),
    })
}

/// One transaction that erases.
pub(super) struct Erasing<'a> {
    ctx: &'a Ctx,
    tx: &'a Writing,
    permit: &'a Permit,
    batch: Batch,
    audit: Vec<AuditLine>,
    /// The records of which something went, or all of a family's.
    gone: Vec<Uuid>,
    /// The attachments whose contents nobody can open any more.
    contents: Vec<AttachmentId>,
}

impl<'a> Erasing<'a> {
    /// Begins to erase in a transaction.
    pub(super) fn begin(ctx: &'a Ctx, tx: &'a Writing, permit: &'a Permit) -> Self {
        Self {
            ctx,
            tx,
            permit,
            batch: tx.batch(),
            audit: Vec::new(),
            gone: Vec::new(),
            contents: Vec::new(),
        }
    }

    /// Erases what an item is about, unless it changed or is held by now, and counts the records by their kinds.
    pub(super) async fn item(
        &mut self,
        item: &DestructionItem,
    ) -> Outcome<(DestructionOutcome, BTreeMap<String, u32>)> {
        let family = whole(self.ctx, self.tx, item.family_id).await?;
        let mut records = BTreeMap::new();
        if family.demand_free().is_err() {
            return Ok((DestructionOutcome::Held, records));
        }
        if family.digest != item.digest {
            return Ok((DestructionOutcome::Changed, records));
        }
        let subject = item.subject();
        for (place, dossier) in family.dossiers.iter().enumerate() {
            self.dossier(dossier, (subject, place == 0), &mut records).await?;
        }
        if let (Some(dossier), true) = (family.dossiers.first(), subject != DataSubject::Family) {
            self.restrict(dossier, subject)?;
        }
        self.tx.forget_facts(item.family_id).await?;
        Ok((DestructionOutcome::Destroyed, records))
    }

    /// Erases the records of one trajectory, and with the first of a family's those that belong to the family.
    async fn dossier(
        &mut self,
        dossier: &Dossier,
        (subject, with_family): (DataSubject, bool),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        let redactor = dossier.redactor_of(subject, GONE);
        let whose = (dossier, subject, &redactor);
        if with_family {
            self.records(std::slice::from_ref(&dossier.family), whose, records)?;
        }
        self.records(std::slice::from_ref(&dossier.trajectory), whose, records)?;
        self.notes(whose, records).await?;
        macro_rules! erase {
            (own { $($(#[$about:meta])* $list:ident: $record:ty,)+ } $($shared:tt)+) => {
                $(self.list(&dossier.$list, with_family, whose, records)?;)+
            };
        }
        lists_of_dossier!(erase);
        self.logins(dossier, subject).await?;
        Box::pin(self.contents(whose, records)).await?;
        self.glasses(whose, records).await
    }

    /// Destroys the keys of the attachments that go, and with them their contents, which are counted.
    async fn contents(
        &mut self,
        (dossier, subject, redactor): (&Dossier, DataSubject, &Redactor),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        for attachment in dossier.attachments.iter().filter(|one| one.is_there()) {
            let erased = dossier.erasure_of(attachment, subject, redactor).ok().flatten();
            let key = self
                .tx
                .get::<AttachmentKey>(AttachmentKey::id_of(attachment.id))
                .await?;
            let goes = erased.is_some_and(|after| !after.is_there());
            if let Some(key) = key.filter(|_| goes) {
                let change = Change::revised(&key, key.destroyed());
                self.tx.put_off(&mut self.batch, self.permit, &change)?;
                self.contents.push(attachment.id);
                count::<AttachmentKey>(records, 1);
            }
        }
        Ok(())
    }

    /// Ends the logins of whoever is erased: what is left of an account is a made-up name.
    async fn logins(&mut self, dossier: &Dossier, subject: DataSubject) -> Outcome<()> {
        let gone = |login: &&FamilyLogin| {
            let erased = [DataSubject::Family, DataSubject::Person(login.person_id)];
            login.ended_on.is_none() && erased.contains(&subject)
        };
        for login in dossier.family_logins.iter().filter(gone) {
            let change = Change::revised(login, login.end(self.ctx.stamp())?);
            self.tx.put_off(&mut self.batch, self.permit, &change)?;
            let trajectory = Some(dossier.trajectory.id);
            self.audit.push(line(self.ctx, (self.permit, trajectory), &change));
            self.audit
                .extend(end_account((self.ctx, self.permit), self.tx, login.account()).await?);
        }
        Ok(())
    }

    /// The records of a list, unless they belong to the family and were erased with its first trajectory.
    fn list<R: Row + InDossier>(
        &mut self,
        all: &[R],
        with_family: bool,
        whose: (&Dossier, DataSubject, &Redactor),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        let of_trajectory = R::COLUMNS.iter().any(|column| column.name == "trajectory_id");
        if with_family || of_trajectory {
            self.records(all, whose, records)?;
        }
        Ok(())
    }

    fn records<R: Row>(
        &mut self,
        all: &[R],
        (dossier, subject, redactor): (&Dossier, DataSubject, &Redactor),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        if subject == DataSubject::Family {
            self.gone.extend(all.iter().map(|record| Id::uuid(record.id())));
        }
        if R::KIND == RecordKind::LedgerLine {
            return Ok(());
        }
        for record in all {
            let corrupt = |_| Fault::Corrupt {
                table: R::KIND.code(),
                column: "?",
                id: Id::uuid(record.id()),
            };
            let erased = dossier.erasure_of(record, subject, redactor).map_err(corrupt)?;
            let Some(after) = erased else { continue };
            self.gone.push(Id::uuid(record.id()));
            let change = Change::revised(record, after);
            self.tx.put_off(&mut self.batch, self.permit, &change)?;
            let trajectory = Some(dossier.trajectory.id);
            self.audit.push(line(self.ctx, (self.permit, trajectory), &change));
            count::<R>(records, 1);
        }
        Ok(())
    }

    /// Why glasses of the dossier were broken: they are in no list of it.
    async fn glasses(
        &mut self,
        whose: (&Dossier, DataSubject, &Redactor),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        let of = vec![Condition::Is("trajectory_id", whose.0.trajectory.id.uuid().into())];
        let window = Window {
            first: 10_000,
            after: None,
            sort: "id",
            descending: false,
        };
        let broken = self.tx.page::<BreakGlass>(of, &window).await?;
        let broken: Vec<BreakGlass> = broken.rows.into_iter().map(|(_, glass)| glass).collect();
        self.records(&broken, whose, records)
    }

    /// Empties the notes of the ledger that go. Its lines stay as they were booked.
    async fn notes(
        &mut self,
        (dossier, subject, redactor): (&Dossier, DataSubject, &Redactor),
        records: &mut BTreeMap<String, u32>,
    ) -> Outcome<()> {
        let goes = |note: &str| subject == DataSubject::Family || redactor.finds(note);
        let noted = dossier
            .ledger
            .iter()
            .filter(|line| line.note.as_ref().is_some_and(|note| goes(note.as_str())));
        let ids: Vec<LedgerLineId> = noted.map(|line| line.id).collect();
        self.tx.empty_ledger_notes(self.permit, &ids).await?;
        count::<crate::domain::budget::LedgerLine>(records, ids.len());
        Ok(())
    }

    /// Nothing is done any more with what is left of somebody who was erased from a dossier that goes on.
    fn restrict(&mut self, dossier: &Dossier, subject: DataSubject) -> Outcome<()> {
        let draft = LimitDraft {
            subject,
            kind: LimitKind::Restriction,
            purpose: None,
            reason: None,
            until_on: None,
        };
        let change = Change::recorded(ProcessingLimit::put(dossier, &draft, self.ctx.stamp())?);
        self.tx.put_off(&mut self.batch, self.permit, &change)?;
        let trajectory = Some(dossier.trajectory.id);
        self.audit.push(line(self.ctx, (self.permit, trajectory), &change));
        Ok(())
    }
}

fn count<R: Record>(records: &mut BTreeMap<String, u32>, by: usize) {
    if by > 0 {
        let number = records.entry(R::KIND.code().to_owned()).or_default();
        *number = number.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
    }
}
