//! Colleagues: who has an account, in which roles, from when until when; and how somebody is invited.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Action, Ask, IssuedInvitation, LimitMember, MOST_ROWS, MemberFilter, NameSort, Revise};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::{Asked, about, done, filled, seen};
use super::duty::{Changed, Duty, Entry, Next, Sent};
use super::{Ways, act, acts, ways};

#[derive(Template)]
#[template(path = "office/list.html")]
struct MembersPage {
    p: Frame,
    ways: Ways,
    lead: String,
    heading: String,
    rows: Vec<Row>,
    none: String,
    buttons: Vec<Button>,
}

/// Shows the colleagues, by name.
pub(in crate::web) async fn list(visit: &Visit) -> Answered {
    let t = visit.t;
    if !visit.may(Action::AddMember) {
        return Err(Trouble::not_found());
    }
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: MemberFilter { state: None },
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.members(&visit.ctx, &ask).await?;
    Reply::page(&MembersPage {
        p: visit.frame(fl!(t, "members"), Some(Place::Office)),
        ways: ways(visit, super::List::Members),
        lead: fl!(t, "members-lead"),
        heading: fl!(t, "members"),
        rows: page.rows.iter().map(|(_, one)| row(visit, one)).collect(),
        none: String::new(),
        buttons: act(visit, Duty::AddMember).into_iter().collect(),
    })
}

fn row(visit: &Visit, one: &Member) -> Row {
    let t = visit.t;
    let state = one.state_on(visit.today());
    let tone = match state {
        MemberState::Active => Tone::Good,
        MemberState::Invited => Tone::Wait,
        MemberState::Suspended | MemberState::Expired => Tone::Bad,
    };
    let roles: Vec<String> = one.roles.iter().map(|role| t.word(*role)).collect();
    let from = one.from_on.map(|on| fl!(t, "since", day = t.format.day(on)));
    let until = one.until_on.map(|on| fl!(t, "until", day = t.format.day(on)));
    let about = [Some(one.email.to_string()), Some(roles.join(", ")), from, until];
    Row::new(one.name.as_str())
        .about(about.into_iter().flatten())
        .badge(Some(Badge::new(tone, t.word(state))))
        .acts(acts(
            visit,
            (
                one.id,
                &[Duty::ChangeMember, Duty::LimitMember, Duty::Invite, Duty::EndSessions],
            ),
        ))
}

/// The colleague that a form is about.
async fn member(visit: &Visit, of: &str) -> Result<Member, Trouble> {
    let id: MemberId = of.parse().map_err(|_| Trouble::not_found())?;
    let mut found = visit.services.members_by_id(&visit.ctx, &[id]).await?;
    let member = found.remove(&id).filter(|member| !member.is_of_family());
    member.ok_or_else(Trouble::not_found)
}

fn asked(fields: &Fields<'_>) -> Vec<super::super::field::Field> {
    let t = fields.t;
    let roles = Role::of_office().map(|role| (role.code().to_owned(), t.word(role)));
    vec![
        fields.line("name", fl!(t, "field-name")),
        fields.email("email", fl!(t, "sign-in-email")),
        fields.boxes(("roles", fl!(t, "field-roles")), roles),
    ]
}

fn draft(form: &Form, state: MemberState) -> MemberDraft {
    MemberDraft {
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        roles: form.all("roles").filter_map(Role::from_code).collect(),
        state,
    }
}

/// Adds a colleague, and invites him or her.
pub(super) struct New;

impl Entry for New {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(Asked::of(asked(fields)).lead(fl!(fields.t, "member-lead")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let draft = draft(form, MemberState::Invited);
        let member = visit.services.add_member(&visit.ctx, draft).await?;
        invited(visit, member.id).await
    }
}

impl Entry for Changed<Member> {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let member = member(visit, of).await?;
        Ok(about(filled::with(&member), &member))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let mut all = asked(fields);
        let states = [MemberState::Active, MemberState::Invited, MemberState::Suspended];
        let states = states.map(|state| (state.code().to_owned(), t.word(state)));
        all.push(fields.radios_of(("state", fl!(t, "field-member-state")), states));
        Ok(Asked::of(all).lead(fl!(t, "member-change-lead")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (id, version) = seen::<Member>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let state = reading.word("state");
        let draft = reading.done(state.map(|state| draft(form, state)))?;
        let cmd = Revise { id, version, draft };
        done(visit.services.revise_member(&visit.ctx, cmd).await)
    }

    fn changes() -> Option<RecordKind> {
        Some(RecordKind::Member)
    }
}

/// Says from when until when somebody is a colleague.
pub(super) struct Limit;

impl Entry for Limit {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let member = member(visit, of).await?;
        Ok(about(filled::with(&member), &member))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let until = fields.day("until_on", fl!(t, "field-until-on"));
        Ok(Asked::of(vec![
            fields.optional(fields.day("from_on", fl!(t, "field-from-on"))),
            fields.optional(until.hint(fl!(t, "field-until-on-hint"))),
        ]))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (id, version) = seen::<Member>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let (from_on, until_on) = (reading.optional_day("from_on"), reading.optional_day("until_on"));
        let cmd = reading.done(Some(LimitMember {
            id,
            version,
            from_on,
            until_on,
        }))?;
        done(visit.services.limit_member(&visit.ctx, cmd).await)
    }
}

/// Invites somebody, for the first time or again.
pub(super) struct Invite;

impl Entry for Invite {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), &member(visit, of).await?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let member = member(visit, fields.form.text("of")).await?;
        let lead = fl!(fields.t, "invite-lead", name = member.name.to_string());
        Ok(Asked::default().lead(lead).submit(fl!(fields.t, "do-invite")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (id, _) = seen::<Member>(form)?;
        invited(visit, id).await
    }
}

/// Ends what somebody is signed in with, everywhere.
pub(super) struct EndSessions;

impl Entry for EndSessions {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), &member(visit, of).await?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let member = member(visit, fields.form.text("of")).await?;
        let lead = fl!(fields.t, "sign-out-member-lead", name = member.name.to_string());
        Ok(Asked::default().lead(lead).submit(fl!(fields.t, "do-it")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (id, _) = seen::<Member>(form)?;
        done(visit.services.end_sessions(&visit.ctx, id).await)
    }
}

#[derive(Template)]
#[template(path = "office/invited.html")]
struct InvitedPage {
    p: Frame,
    name: String,
    address: String,
    until: String,
    back: String,
}

/// Invites, and tells the address of the invitation, which is told once and kept nowhere. Its secret stands behind the `#`,
/// so that no server on the way logs it.
async fn invited(visit: &Visit, id: MemberId) -> Sent {
    let issued: IssuedInvitation = visit.services.invite_member(&visit.ctx, id).await?;
    let t = visit.t;
    let page = InvitedPage {
        p: visit.frame(fl!(t, "invited"), Some(Place::Office)),
        name: issued.member.name.to_string(),
        address: format!("{}/invitation#{}", visit.home(), issued.secret),
        until: t.format.moment(issued.invitation.expires_at),
        back: format!("{}/members", visit.home()),
    };
    Ok(Next::Told(Reply::page(&page)?))
}
