//! The rights of the people in a dossier, its destruction, the life of a region's rules, the door and an import, each
//! use case that writes tried through the saboteur until it is done. What they mean does not belong here.

use std::cell::RefCell;

use krachtig_core::access::Actor;
use krachtig_core::domain::family::DetaineeDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::identity::Session;
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::retention::{RetentionBasis, RetentionDraft};
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision};
use krachtig_core::domain::rule_set::{RuleSetDraft, RuleUse};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    AcceptInvitation, Add, ChangePassword, Ctx, ExportPerson, ExtendRights, Import, ImportedDossier, IssueToken,
    KeepUnder, PlaceHold, ProposeRules, RectifyDetainee, TrustKey,
};
use serde_json::json;
use time::Duration;

use super::sabotage::Saboteur;
use crate::device::Device;
use crate::door::{PASSWORD, knock, sign_in};
use crate::example::Example;
use crate::life::{act, revise};
use crate::office::{Office, draft_of};
use crate::region::{Component, Decides, key, replay};
use crate::retention::{erase, second};
use crate::rights;

/// Uses the rights of a family's people, and erases one of them.
pub(super) async fn use_rights(office: &Office, tries: &Saboteur) {
    let (id, adult) = office.willing_family("Gezin (fictief)", 0).await;
    let subject = DataSubject::Person(adult);
    share_and_ask(office, tries, (id, subject)).await;
    limit_and_correct(office, tries, (id, subject)).await;
    erase_somebody(office, tries, (id, subject)).await;
}

async fn share_and_ask(office: &Office, tries: &Saboteur, (trajectory_id, subject): (TrajectoryId, DataSubject)) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let mut dossier = office.dossier(trajectory_id).await;
    dossier.partners.push(office.partner("Veilig Thuis").await);
    let deed = async || services.share_with_party(ctx, rights::share(&dossier)).await;
    let shared = tries.through("share_with_party", deed).await.record;
    let deed = async || services.end_share(ctx, act(&shared)).await;
    let ended = tries.through("end_share", deed).await.record;
    let deed = async || services.tell_party_of_end(ctx, act(&ended)).await;
    tries.through("tell_party_of_end", deed).await;
    let receive = async || {
        let draft = rights::request(subject, Right::Access);
        services.receive_rights_request(ctx, Add { trajectory_id, draft }).await
    };
    let request = tries.through("receive_rights_request", receive).await.record;
    let other = tries.through("receive_rights_request", receive).await.record;
    let deed = async || services.withdraw_rights_request(ctx, act(&other)).await;
    tries.through("withdraw_rights_request", deed).await;
    let extend = || ExtendRights {
        id: request.id,
        version: request.version,
        reason: "veel".to_owned(),
    };
    let deed = async || services.extend_rights_request(ctx, extend()).await;
    let request = tries.through("extend_rights_request", deed).await.record;
    let decision = || RightsDecision {
        refusal: None,
        identity_check: Some("gezien".to_owned()),
        note: None,
    };
    let deed = async || services.decide_rights_request(ctx, revise(&request, decision())).await;
    let granted = tries.through("decide_rights_request", deed).await.record;
    let deed = async || services.carry_out_rights_request(ctx, act(&granted)).await;
    tries.through("carry_out_rights_request", deed).await;
    // It writes nothing but the line that tells of it, without which nothing is handed out.
    let deed = async || services.export_person(ctx, ExportPerson { subject }).await;
    tries.through("export_person", deed).await;
}

async fn limit_and_correct(office: &Office, tries: &Saboteur, (trajectory_id, subject): (TrajectoryId, DataSubject)) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let dossier = office.dossier(trajectory_id).await;
    let (adult, family_id) = (&dossier.persons[0], dossier.family.id);
    let limit = async || {
        let draft = rights::limit(subject, None);
        services.limit_processing(ctx, Add { trajectory_id, draft }).await
    };
    let limit = tries.through("limit_processing", limit).await.record;
    let deed = async || services.lift_limit(ctx, act(&limit)).await;
    tries.through("lift_limit", deed).await;
    let deed = async || {
        services
            .record_own_words(ctx, rights::words(trajectory_id, adult.id))
            .await
    };
    tries.through("record_own_words", deed).await;
    let deed = async || services.rectify_person(ctx, rights::rectify(adult)).await;
    tries.through("rectify_person", deed).await;
    let detainee = |institution: &str| DetaineeDraft {
        name: "Gedetineerde (fictief)".to_owned(),
        institution: Some(institution.to_owned()),
        ..DetaineeDraft::default()
    };
    let draft = detainee("PI Krimpen");
    let added = services.add_detainee(ctx, Add { trajectory_id, draft }).await;
    let added = added.expect("added").record;
    let correct = || RectifyDetainee {
        id: added.id,
        version: added.version,
        words: "Ik zit ergens anders".to_owned(),
        draft: detainee("PI Leeuwarden"),
    };
    let deed = async || services.rectify_detainee(ctx, correct()).await;
    tries.through("rectify_detainee", deed).await;
    let hold = async || {
        let reason = "klacht".to_owned();
        services.place_hold(ctx, PlaceHold { family_id, reason }).await
    };
    let hold = tries.through("place_hold", hold).await.record;
    let deed = async || services.lift_hold(ctx, act(&hold)).await;
    tries.through("lift_hold", deed).await;
    let keep = || KeepUnder {
        id: trajectory_id,
        version: dossier.trajectory.version,
        basis: RetentionBasis::Informal,
    };
    let deed = async || services.keep_under(ctx, keep()).await;
    tries.through("keep_under", deed).await;
    let longer = || RetentionDraft {
        basis: RetentionBasis::Informal,
        years: 3,
    };
    let deed = async || services.set_retention(ctx, longer()).await;
    tries.through("set_retention", deed).await;
}

async fn erase_somebody(office: &Office, tries: &Saboteur, (id, subject): (TrajectoryId, DataSubject)) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let other = second(office).await;
    let family_id = office.dossier(id).await.family.id;
    let propose = async || services.propose_erasure(ctx, erase(family_id, subject)).await;
    let turned_down = tries.through("propose_erasure", propose).await;
    let deed = async || services.reject_destruction(&other, act(&turned_down)).await;
    tries.through("reject_destruction", deed).await;
    let proposed = tries.through("propose_erasure", propose).await;
    let deed = async || services.confirm_destruction(&other, act(&proposed)).await;
    tries.through("confirm_destruction", deed).await;
    // What is erased, and the certificate of it.
    let step = async || services.run_destruction_step(ctx, proposed.id).await;
    let erased = tries.through("run_destruction_step", step).await;
    assert!(erased.completed_on.is_none());
    let certified = tries.through("run_destruction_step", step).await;
    assert!(certified.completed_on.is_some());
}

/// Switches a region's rules on, and back.
pub(super) async fn switch_rules(office: &Office, tries: &Saboteur) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let trust = || TrustKey {
        label: "Ontwikkelaar (fictief)".to_owned(),
        public_key: key().public_key().to_string(),
    };
    let deed = async || services.trust_key(ctx, trust()).await;
    let trusted = tries.through("trust_key", deed).await;
    let component = Component::new("regels", "1.0.0", Decides::UpToMost);
    let deed = async || services.upload_plugin(ctx, component.upload(&key())).await;
    let plugin = tries.through("upload_plugin", deed).await;
    // A replay goes on by itself after it was started, so it is not tried one write at a time.
    replay(services, ctx, &plugin, &json!({})).await;
    let propose = || ProposeRules {
        plugin_id: plugin.id,
        draft: RuleSetDraft {
            settings: json!({}),
            usage: RuleUse::Active,
            valid_from: ctx.stamp().today,
        },
    };
    let deed = async || services.propose_rules(ctx, propose()).await;
    let proposed = tries.through("propose_rules", deed).await;
    let deed = async || services.confirm_rules(&office.approver, act(&proposed)).await;
    let confirmed = tries.through("confirm_rules", deed).await;
    let deed = async || services.roll_back_rules(ctx, act(&confirmed)).await;
    tries.through("roll_back_rules", deed).await;
    let deed = async || services.withdraw_key(ctx, act(&trusted)).await;
    tries.through("withdraw_key", deed).await;
}

/// Comes in by an invitation, changes the password and leaves; comes in by the new one.
pub(super) async fn come_in(office: &Office, tries: &Saboteur) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let invited = MemberDraft {
        state: MemberState::Invited,
        ..draft_of("nieuw", &[Role::Volunteer])
    };
    let member = services.add_member(ctx, invited.clone()).await.expect("added");
    let deed = async || services.invite_member(ctx, member.id).await;
    let invitation = tries.through("invite_member", deed).await;
    let accept = async || {
        let chosen = AcceptInvitation::Password(PASSWORD.to_owned());
        services
            .accept_invitation(&knock(ctx), &invitation.secret, chosen)
            .await
    };
    let entered = tries.through("accept_invitation", accept).await;
    let own = Ctx {
        actor: Actor::member(entered.member.id, entered.member.roles.clone()),
        ..ctx.clone()
    };
    let session = &entered.session;
    let deed = async || services.offer_totp(&own, session).await;
    tries.through("offer_totp", deed).await;
    by_passkey(office, tries, (&own, session)).await;
    by_token(office, tries).await;
    let new = "het andere nieuwe wachtwoord";
    let change = || ChangePassword {
        current: Some(PASSWORD.to_owned()),
        new: new.to_owned(),
    };
    // A try at a password counts before it is known how it ends, and so stays when the rest fails. The sessions of tries
    // are ended before the next, for a new password ends them as well and would have more to write each time.
    let deed = async || {
        office.clock.pass(Duration::minutes(16));
        services.end_sessions(ctx, member.id).await?;
        let shown = services
            .sign_in_by_password(&knock(ctx), sign_in(&invited.email, PASSWORD))
            .await?;
        services
            .change_password((&knock(ctx), &own), &shown.session, change())
            .await
    };
    tries.in_steps("change_password", deed).await;
    let deed = async || {
        office.clock.pass(Duration::minutes(16));
        services
            .sign_in_by_password(&knock(ctx), sign_in(&invited.email, new))
            .await
    };
    let again = tries.in_steps("sign_in_by_password", deed).await;
    let deed = async || services.end_own_session(&own, again.session.id).await;
    tries.through("end_own_session", deed).await;
    let deed = async || services.end_sessions(ctx, member.id).await;
    tries.through("end_sessions", deed).await;
}

/// Makes a passkey, comes in by it, and takes it away.
async fn by_passkey(office: &Office, tries: &Saboteur, (own, session): (&Ctx, &Session)) {
    let services = &office.services;
    // A ceremony counts once, however it ends, so each try begins another.
    let device = RefCell::new(Device::new("http://localhost:8080"));
    let deed = async || {
        let begun = services.begin_passkey(own, session).await?;
        let made = device.borrow_mut().make(&begun.options);
        services
            .add_passkey(own, session, (&begun.handle, "Laptop", made))
            .await
    };
    let passkey = tries.in_steps("add_passkey", deed).await;
    let deed = async || {
        let begun = services.begin_passkey_sign_in(&knock(own)).await?;
        let shown = device.borrow_mut().show(&begun.options);
        services.sign_in_by_passkey(&knock(own), (&begun.handle, shown)).await
    };
    tries.in_steps("sign_in_by_passkey", deed).await;
    let deed = async || services.remove_passkey(own, session, passkey.id).await;
    tries.through("remove_passkey", deed).await;
}

/// Gives out a token for programs, and takes it back.
async fn by_token(office: &Office, tries: &Saboteur) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let member_id = ctx.actor.as_member().expect("a member");
    let issue = || IssueToken {
        member_id,
        label: "Rapportage".to_owned(),
        days: 30,
        scopes: vec![TokenScope::Read],
    };
    let deed = async || services.issue_token(ctx, issue()).await;
    let token = tries.through("issue_token", deed).await.token.id;
    let deed = async || services.revoke_token(ctx, token).await;
    tries.through("revoke_token", deed).await;
}

/// Imports a dossier with one of each record.
pub(super) async fn bring_in(office: &Office, tries: &Saboteur) {
    let partner = office.partner("Wijkteam").await;
    let mut example = Example::new(office, true);
    example.one_of_each(false, &partner);
    let after = example.dossier();
    let deed = async || {
        let import = Import {
            dossiers: vec![ImportedDossier {
                before: None,
                after: after.clone(),
            }],
            ..Import::default()
        };
        office.services.import(&office.operator, import).await
    };
    tries.through("import", deed).await;
}
