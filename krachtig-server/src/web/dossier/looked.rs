//! Who looked at a dossier or changed it, when, in which role and why, as the access log tells it; nothing of what was seen.
//! Reading this leaves a line as well.

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::member::Member;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{AccessLogFilter, Action, Ask, Cursor, LoggedLine, RecordedSort};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};

/// How many lines stand on a page.
const LINES: u32 = 50;

#[derive(Template)]
#[template(path = "dossier/looked.html")]
struct LookedPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    /// Where one narrows it down.
    at: String,
    fields: Vec<Field>,
    lines: Vec<LineShown>,
    /// Where the next page is.
    more: String,
}

/// A line: when, who, what, why.
struct LineShown {
    when: String,
    who: String,
    role: String,
    what: String,
    why: String,
}

/// Shows who looked, the newest first.
pub(in crate::web) async fn answer(visit: &Visit) -> Answered {
    let t = visit.t;
    let id = visit.trajectory()?;
    if !visit.may(Action::ReadAccessLog) {
        return Err(Trouble::not_found());
    }
    let mut reading = Reading::new(&visit.query, t);
    let filter = AccessLogFilter {
        trajectory_id: Some(id),
        member_id: None,
        event: reading.optional_word("event"),
        from: reading.optional_day("from"),
        until: reading.optional_day("until"),
    };
    let problems = reading.done(Some(())).err().unwrap_or_default();
    let after = visit.query.filled("after");
    let ask = Ask {
        first: LINES,
        after: after.and_then(|after| serde_json::from_str(&after).ok()),
        filter,
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let page = visit.services.access_log(&visit.ctx, &ask).await?;
    let actors = page.rows.iter().filter_map(|(_, line)| line.actor.parse().ok());
    let actors: Vec<MemberId> = actors.collect::<BTreeSet<_>>().into_iter().collect();
    let members = visit.services.members_by_id(&visit.ctx, &actors).await?;
    let dossier = format!("{}/dossiers/{id}", visit.home());
    let at = format!("{dossier}/looked");
    let last = page.rows.last().filter(|_| page.more);
    Reply::page(&LookedPage {
        p: visit.frame(fl!(t, "looked"), Some(Place::Families)),
        crumbs: vec![
            (format!("{}/families", visit.home()), fl!(t, "bar-families")),
            (format!("{dossier}/rights"), fl!(t, "tab-rights")),
        ],
        fields: filters(visit, (&visit.query, &problems)),
        more: last.map(|(cursor, _)| next(visit, &at, cursor)).unwrap_or_default(),
        lines: page.rows.iter().map(|(_, line)| shown(visit, line, &members)).collect(),
        at,
    })
}

fn filters(visit: &Visit, (form, problems): (&Form, &Problems)) -> Vec<Field> {
    let t = visit.t;
    let fields = Fields { t, form, problems };
    vec![
        fields.optional(fields.select::<LogEvent>("event", fl!(t, "looked-event"))),
        fields.optional(fields.day("from", fl!(t, "looked-from"))),
        fields.optional(fields.day("until", fl!(t, "looked-until"))),
    ]
}

fn next(visit: &Visit, at: &str, cursor: &Cursor) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["event", "from", "until"] {
        if let Some(text) = visit.query.filled(name) {
            query.append_pair(name, &text);
        }
    }
    let cursor = serde_json::to_string(cursor).unwrap_or_default();
    format!("{at}?{}", query.append_pair("after", &cursor).finish())
}

fn shown(visit: &Visit, line: &LoggedLine, members: &HashMap<MemberId, Member>) -> LineShown {
    let t = visit.t;
    let member = line.actor.parse().ok().and_then(|id: MemberId| members.get(&id));
    // Whoever is of a family has an account without a name.
    let named = member.filter(|member| !member.is_of_family());
    let role = match Role::from_code(&line.role) {
        Some(role) => t.word(role),
        None if line.role == "party" => fl!(t, "own-by-party"),
        None => fl!(t, "own-by-operator"),
    };
    let kind = format!("record_kind-{}", line.record_kind);
    let kind = if t.has(&kind) { t.get(&kind) } else { String::new() };
    let purpose = line
        .purpose
        .map(|purpose| t.get(&format!("looked-why-{}", purpose.code())));
    let (who, role) = match named {
        Some(member) => (member.name.to_string(), role),
        None => (role, String::new()),
    };
    LineShown {
        when: t.format.moment(line.at),
        who,
        role,
        what: match kind.is_empty() {
            true => t.word(line.event),
            false => format!("{}: {kind}", t.word(line.event)),
        },
        why: purpose.unwrap_or_default(),
    }
}
