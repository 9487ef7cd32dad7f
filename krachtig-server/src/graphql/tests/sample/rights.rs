//! The sample's sharing, requests, limits, words and hold.

use krachtig_core::domain::attachment::{Attachment, AttachmentDraft, Measured, MediaType};
use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::co_signature::CoSignature;
use krachtig_core::domain::concerned::Concerned;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::id::{FamilyLoginId, MemberId};
use krachtig_core::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};
use krachtig_core::domain::own_words::{OwnWords, OwnWordsDraft};
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::referral_link::{ReferralLink, ReferralMessage};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::retention::LegalHold;
use krachtig_core::domain::rights::{DataSubject, Right, RightsDraft, RightsRequest};
use krachtig_core::domain::share::Share;
use time::macros::date;

pub(super) fn rights(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    dossier.shares.push(Share::of_referral(&dossier.referrals[0], stamp));
    let person = dossier.persons[0].id;
    let subject = DataSubject::Person(person);
    let draft = RightsDraft {
        subject,
        right: Right::Access,
        received_on: date!(2026 - 01 - 31),
        about: None,
        identity_check: None,
    };
    dossier
        .rights_requests
        .push(RightsRequest::receive(dossier, &draft, stamp)?);
    let draft = LimitDraft {
        subject,
        kind: LimitKind::Objection,
        purpose: Some(Purpose::Story),
        reason: None,
        until_on: None,
    };
    dossier.limits.push(ProcessingLimit::put(dossier, &draft, stamp)?);
    let draft = OwnWordsDraft {
        subject,
        words: "Zo was het niet".to_owned(),
        made_on: date!(2026 - 02 - 10),
    };
    let words = OwnWords::make(dossier, (RecordKind::Person, person.uuid()), &draft, stamp)?;
    dossier.own_words.push(words);
    dossier
        .holds
        .push(LegalHold::place(dossier, "Een klacht loopt", stamp)?);
    let referral = &dossier.referrals[0];
    dossier
        .referral_messages
        .push(ReferralMessage::say(referral, (None, "Kan het ook later?"), stamp)?);
    dossier.referral_links.push(ReferralLink {
        id: stamp.id(),
        trajectory_id: referral.trajectory_id,
        referral_id: referral.id,
        hash: String::new(),
        made_by: stamp.by,
        expires_at: stamp.now + ReferralLink::HOLDS,
        ended_on: None,
        version: Version::FIRST,
    });
    login(dossier, stamp)
}

/// A login of the sample's adult, with what is said and signed by it.
fn login(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    let person = dossier.persons[0].id;
    let account = MemberId::from_uuid(stamp.id::<FamilyLoginId>().uuid());
    dossier
        .family_logins
        .push(FamilyLogin::invite(dossier, person, account, stamp)?);
    let said = PlanComment::say(dossier, (person, None), (None, "Kan het ook later?"), stamp)?;
    dossier.plan_comments.push(said);
    let told_to = Concerned::of(dossier, person, stamp.today);
    dossier
        .co_signatures
        .push(CoSignature::sign(dossier, &told_to, ("00ff", "00ff"), stamp)?);
    let draft = AttachmentDraft {
        record_kind: RecordKind::Goal,
        record_id: dossier.goals[0].id.uuid(),
        name: "foto.jpg".to_owned(),
        about: "De nieuwe keukentafel".to_owned(),
    };
    let measured = Measured {
        media_type: MediaType::Jpeg,
        size: 34_000,
    };
    let attachment = Attachment::add(dossier, &draft, measured, stamp)?;
    dossier.attachments.push(attachment);
    Ok(())
}
