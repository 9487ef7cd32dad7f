//! What a party without an account does by the link of one referral, and the office with such links.
//!
//! A link shows the least that it takes to answer: what is needed, in which area of life, and who asks. Who it is about
//! is told once the party accepted. Nobody hears why a link opens nothing: one that nobody made, one that is over, and
//! one whose family withdrew its consent, or restricted the use of its data, look alike.

use super::identity::Knock;
use super::logging::{Read, reading};
use super::work::{Case, Recorded, begin, expect_version, lines, not_found};
use super::{Act, Ctx, Failure, Outcome, Services, fresh_secret, hash_of};
use crate::access::{Action, Actor};
use crate::domain::clock::Stamp;
use crate::domain::family::Person;
use crate::domain::id::{MemberId, ReferralId};
use crate::domain::member::Member;
use crate::domain::partner::{Partner, Referral, ReferralAnswer, ReferralOutcome, ReferralState};
use crate::domain::record::{Change, InDossier, RecordKind};
use crate::domain::referral_link::{ReferralLink, ReferralMessage};
use crate::domain::vocabulary::{ObstacleGround, Vocabulary};
use crate::store::{AuditLine, Find};

/// A link that was just made, with what opens it.
#[derive(Clone)]
pub struct IssuedReferralLink {
    /// The link.
    pub link: ReferralLink,
    /// The secret, told once and kept as a hash.
    pub secret: String,
}

/// Somebody of the office writes to the party of a referral.
#[derive(Clone, Debug)]
pub struct WriteToParty {
    /// The referral.
    pub referral_id: ReferralId,
    /// What is said.
    pub text: String,
}

/// What a party does by a link.
#[derive(Clone, Debug)]
pub enum ByLink {
    /// Accepts, or declines on a ground, with a note.
    Answer(Option<ObstacleGround>, Option<String>),
    /// Asks or tells something.
    Write(String),
    /// Reports what came of it, with a note.
    Report(ReferralOutcome, Option<String>),
}

/// A referral as its party sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedReferral {
    /// The referral.
    pub referral: Referral,
    /// The party.
    pub partner: Partner,
    /// Whom it is about: nobody is named before the party accepted.
    pub people: Vec<String>,
    /// The office that asks.
    pub office: String,
    /// Who of it made the link: name and e-mail address.
    pub contact: Option<(String, String)>,
    /// What was said, in the order in which it was.
    pub messages: Vec<ReferralMessage>,
}

impl Services {
    /// Makes a link to a referral, which takes the place of any before.
    ///
    /// # Errors
    /// As [`ReferralLink::make`]; `not_found`, `stale`.
    pub async fn link_referral(&self, ctx: &Ctx, cmd: Act<Referral>) -> Outcome<IssuedReferralLink> {
        let mut case = begin(ctx, Action::LinkReferral, Find::of::<Referral>(cmd.id)).await?;
        let referral = Referral::find(&case.dossier, cmd.id, "id")?.clone();
        expect_version(&case.tx, &referral, cmd.version).await?;
        let partner = Partner::find(&case.dossier, referral.partner_id, "id")?.clone();
        let secret = fresh_secret()?;
        let link = ReferralLink::make(&case.dossier, (&referral, &partner), hash_of(&secret), ctx.stamp())?;
        let before = case.end_links(ctx, referral.id)?;
        let first = case.write(ctx, &Change::recorded(link.clone()))?;
        let Recorded { record: link, .. } = case.commit(ctx, lines(first, before), link).await?;
        Ok(IssuedReferralLink { link, secret })
    }

    /// Ends a link.
    ///
    /// # Errors
    /// As [`ReferralLink::end`]; `not_found`, `stale`.
    pub async fn end_referral_link(&self, ctx: &Ctx, cmd: Act<ReferralLink>) -> Outcome<Recorded<ReferralLink>> {
        let end = |link: &ReferralLink, _: &_, stamp: Stamp<'_>| link.end(stamp);
        self.revise(ctx, (Action::EndReferralLink, cmd.id, cmd.version), end)
            .await
    }

    /// Writes to the party of a referral, which reads it by its link.
    ///
    /// # Errors
    /// As [`crate::domain::dossier::Dossier::demand_open_to_party`]; `not_found`, and what is wrong with the text.
    pub async fn write_to_party(&self, ctx: &Ctx, cmd: WriteToParty) -> Outcome<Recorded<ReferralMessage>> {
        let case = begin(ctx, Action::WriteToParty, Find::of::<Referral>(cmd.referral_id)).await?;
        let referral = Referral::find(&case.dossier, cmd.referral_id, "referral_id")?;
        let partner = Partner::find(&case.dossier, referral.partner_id, "referral_id")?;
        case.dossier.demand_open_to_party((referral, partner), ctx.stamp())?;
        let message = ReferralMessage::say(referral, (ctx.actor.as_member(), &cmd.text), ctx.stamp())?;
        case.finish(ctx, Change::recorded(message)).await
    }

    /// Shows a party the referral whose link it holds, once the access log tells of it.
    ///
    /// # Errors
    /// `not_found` for a link that opens nothing; `slow_down`.
    pub async fn open_by_link(&self, knock: &Knock, secret: &str) -> Outcome<LinkedReferral> {
        let opened = self.opened(knock, (secret, Action::OpenByLink)).await?;
        let shown = opened.shown(&opened.referral).await?;
        let read = Read {
            kind: RecordKind::Referral.code(),
            trajectory: Some(opened.referral.trajectory_id),
            ..Read::default()
        };
        let line = reading(&opened.ctx, &opened.case.permit, read);
        let Opened { ctx, case, .. } = opened;
        // The log's lines wait for the writer.
        drop(case);
        ctx.store.log(line).await?;
        Ok(shown)
    }

    /// Does what a party says by its link, and shows the referral as it became. Declining and reporting say all, and end
    /// the link.
    ///
    /// # Errors
    /// `not_found` for a link that opens nothing; `wrong_state` for what the referral is not open to any more; what is
    /// wrong with the words; `slow_down`.
    pub async fn do_by_link(&self, knock: &Knock, secret: &str, deed: ByLink) -> Outcome<LinkedReferral> {
        let action = match deed {
            ByLink::Answer(..) => Action::AnswerByLink,
            ByLink::Write(_) => Action::WriteByLink,
            ByLink::Report(..) => Action::ReportByLink,
        };
        let mut opened = self.opened(knock, (secret, action)).await?;
        let Opened {
            ctx, case, referral, ..
        } = &mut opened;
        let stamp = ctx.stamp();
        let mut after = referral.clone();
        let first = match deed {
            ByLink::Answer(decline_ground, note) => {
                let answer = ReferralAnswer {
                    answered_on: stamp.today,
                    decline_ground,
                    note,
                };
                after = referral.answer(&answer, stamp)?;
                case.write(ctx, &Change::revised(referral, after.clone()))?
            }
            ByLink::Write(text) => {
                let message = ReferralMessage::say(referral, (None, &text), stamp)?;
                case.write(ctx, &Change::recorded(message))?
            }
            ByLink::Report(outcome, note) => {
                after = referral.conclude(outcome, (stamp.today, note.as_deref()), stamp)?;
                case.write(ctx, &Change::revised(referral, after.clone()))?
            }
        };
        let ended = if after.state().is_open() {
            Vec::new()
        } else {
            case.end_links(ctx, referral.id)?
        };
        let shown = opened.shown(&after).await?;
        let Opened { ctx, case, .. } = opened;
        case.commit(&ctx, lines(first, ended), after).await?;
        Ok(shown)
    }

    /// Begins what a party does by its link, if the link opens anything.
    async fn opened(&self, knock: &Knock, (secret, action): (&str, Action)) -> Outcome<Opened> {
        self.admit_ceremony(knock).await?;
        let closed = || not_found("link");
        let link = knock
            .store
            .get_by::<ReferralLink>("hash", hash_of(secret).into())
            .await?;
        let link = link.filter(|link| link.holds(knock.clock.now())).ok_or_else(closed)?;
        let ctx = knock.ctx_of(Actor::Party { link: link.id });
        let case = match begin(&ctx, action, Find::of::<Referral>(link.referral_id)).await {
            Err(Failure::Refused(_)) => return Err(closed()),
            begun => begun?,
        };
        let stamp = ctx.stamp();
        let referral = Referral::find(&case.dossier, link.referral_id, "link")?.clone();
        let partner = Partner::find(&case.dossier, referral.partner_id, "link")?;
        // As it stands within the transaction: it may have been ended a moment ago.
        let holds = case.dossier.links_of(referral.id).any(|now| now.id == link.id);
        let carried = case.dossier.demand_open_to_party((&referral, partner), stamp);
        if !holds || carried.is_err() {
            return Err(closed());
        }
        Ok(Opened {
            ctx,
            case,
            referral,
            made_by: link.made_by,
        })
    }
}

/// What a link opened.
struct Opened {
    ctx: Ctx,
    case: Case,
    referral: Referral,
    made_by: MemberId,
}

impl Case {
    /// Ends the links of a referral.
    fn end_links(&mut self, ctx: &Ctx, referral: ReferralId) -> Outcome<Vec<AuditLine>> {
        let open: Vec<ReferralLink> = self.dossier.links_of(referral).cloned().collect();
        let end = |link: ReferralLink| {
            let ended = link.end(ctx.stamp())?;
            self.write(ctx, &Change::revised(&link, ended))
        };
        open.into_iter().map(end).collect()
    }
}

impl Opened {
    /// The referral, as it stands or as it becomes, as its party sees it.
    async fn shown(&self, referral: &Referral) -> Outcome<LinkedReferral> {
        let dossier = &self.case.dossier;
        let partner = Partner::find(dossier, referral.partner_id, "link")?.clone();
        let contact = self.case.tx.get::<Member>(self.made_by).await?;
        let named = referral.state() == ReferralState::Accepted;
        let about = |person: &&Person| referral.persons.is_empty() || referral.persons.contains(&person.id);
        let people = dossier.persons.iter().filter(about).filter(|_| named);
        Ok(LinkedReferral {
            people: people.map(|person| person.name.to_string()).collect(),
            messages: dossier.messages_of(referral.id).cloned().collect(),
            office: self.ctx.store.tenant().name.clone(),
            contact: contact.map(|member| (member.name.to_string(), member.email.to_string())),
            referral: referral.clone(),
            partner,
        })
    }
}
