//! The office, for who leads it: requests to use rights and their day, glasses that were broken, parties that have to be
//! told, and who works with how many families.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::break_glass::{BreakGlass, GlassReview, GlassVerdict};
use krachtig_core::domain::id::{BreakGlassId, MemberId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::rights::RightsRequest;
use krachtig_core::domain::trajectory::Workload;
use krachtig_core::service::{Action, Ask, DueSort, GlassFilter, RecordedSort, ReviewGlass, RightsFilter};
use poem::http::StatusCode;

use super::super::draw::{Bar, Drawing, Table, bars};
use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::refused;
use super::expiring::expiring;
use super::telling::to_tell;
use super::{List, Ways, ways};

#[derive(Template)]
#[template(path = "office/overview.html")]
struct OfficePage {
    p: Frame,
    ways: Ways,
    rights: Vec<Row>,
    glasses: Vec<Glass>,
    consents: Vec<Row>,
    parties: Vec<Row>,
    workload: Option<Drawing>,
    problems: Problems,
}

/// A broken glass that waits for a review.
struct Glass {
    id: String,
    version: String,
    who: String,
    about: String,
    reason: String,
    href: String,
    fields: Vec<Field>,
}

/// How many rows of each kind are shown.
const ROWS: u32 = 25;

/// Shows the office.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    Reply::page(&page(visit, (&Form::default(), Problems::default())).await?)
}

/// Reviews a broken glass.
pub(in crate::web) async fn review(visit: &Visit, form: &Form) -> Answered {
    let id: BreakGlassId = form.text("id").parse().map_err(|_| Trouble::not_found())?;
    let mut reading = Reading::new(form, visit.t);
    let verdict = reading.word::<GlassVerdict>("verdict");
    let cmd = verdict.map(|verdict| ReviewGlass {
        id,
        version: Version::new(form.text("version").parse().unwrap_or_default()),
        draft: GlassReview {
            verdict,
            note: form.filled("note"),
        },
    });
    let problems = match reading.done(cmd) {
        Err(problems) => problems,
        Ok(cmd) => match visit.services.review_break_glass(&visit.ctx, cmd).await {
            Ok(_) => return Ok(Reply::go_to(format!("{}/office?done=glass", visit.home()))),
            Err(failure) => Problems::of(visit.t, &refused(failure)?),
        },
    };
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, (form, problems)).await?)
}

async fn page(visit: &Visit, (form, problems): (&Form, Problems)) -> Result<OfficePage, Trouble> {
    Ok(OfficePage {
        p: visit.frame(fl!(visit.t, "bar-office"), Some(Place::Office)),
        ways: ways(visit, List::Office),
        rights: rights(visit).await?,
        glasses: glasses(visit, (form, &problems)).await?,
        consents: expiring(visit).await?,
        parties: to_tell(visit).await?,
        workload: workload(visit).await?,
        problems,
    })
}

async fn rights(visit: &Visit) -> Result<Vec<Row>, Trouble> {
    let t = visit.t;
    let ask = Ask {
        first: ROWS,
        after: None,
        filter: RightsFilter {
            open: Some(true),
            overdue: None,
        },
        sort: DueSort::DueOn,
        descending: false,
    };
    let page = visit.services.rights_requests(&visit.ctx, &ask).await?;
    let row = |one: RightsRequest| {
        let late = one.overdue(visit.today());
        let due = t.format.day(one.due_on);
        let due = if late {
            fl!(t, "due-late", day = due)
        } else {
            fl!(t, "rights-due", day = due)
        };
        let tone = if late { Tone::Bad } else { Tone::Wait };
        let received = fl!(t, "rights-received", day = t.format.day(one.received_on));
        let at = format!("{}/families/of/{}", visit.home(), one.family_id);
        let row = Row::new(t.word(one.right))
            .about([received, t.word(one.state())])
            .to(at);
        row.badge(Some(Badge::new(tone, due)))
            .late(late)
            .more(one.about.as_ref())
    };
    Ok(page.rows.into_iter().map(|(_, one)| row(one)).collect())
}

async fn glasses(visit: &Visit, (form, problems): (&Form, &Problems)) -> Result<Vec<Glass>, Trouble> {
    let t = visit.t;
    if !visit.may(Action::ListBreakGlass) {
        return Ok(Vec::new());
    }
    let ask = Ask {
        first: ROWS,
        after: None,
        filter: GlassFilter { to_review: Some(true) },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.break_glasses(&visit.ctx, &ask).await?;
    let who: Vec<MemberId> = page.rows.iter().map(|(_, one)| one.member_id).collect();
    let members = visit.services.members_by_id(&visit.ctx, &who).await?;
    let (blank, fine) = (Form::default(), Problems::default());
    let shown = |one: &BreakGlass| {
        // What was typed about one stands with that one.
        let this = form.text("id") == one.id.to_string();
        let fields = Fields {
            t,
            form: if this { form } else { &blank },
            problems: if this { problems } else { &fine },
        };
        let broken = fl!(t, "glass-broken", moment = t.format.moment(one.id.made_at()));
        let until = fl!(t, "glass-until", moment = t.format.moment(one.until()));
        Glass {
            id: one.id.to_string(),
            version: one.version.get().to_string(),
            who: members
                .get(&one.member_id)
                .map(|member| member.name.to_string())
                .unwrap_or_default(),
            about: format!("{broken} · {until}"),
            reason: one.reason.to_string(),
            href: format!("{}/dossiers/{}", visit.home(), one.trajectory_id),
            fields: vec![
                fields.radios::<GlassVerdict>("verdict", fl!(t, "glass-verdict")),
                fields.optional(fields.prose("note", fl!(t, "field-note"))),
            ],
        }
    };
    Ok(page.rows.iter().map(|(_, one)| shown(one)).collect())
}

/// With how many open trajectories each works.
async fn workload(visit: &Visit) -> Result<Option<Drawing>, Trouble> {
    let t = visit.t;
    let loads = visit.services.workloads(&visit.ctx).await?;
    if loads.is_empty() {
        return Ok(None);
    }
    let who: Vec<MemberId> = loads.iter().map(|load| load.member_id).collect();
    let members = visit.services.members_by_id(&visit.ctx, &who).await?;
    let named = |load: Workload| Some((members.get(&load.member_id)?.name.to_string(), load));
    let mut loads: Vec<(String, Workload)> = loads.into_iter().filter_map(named).collect();
    loads.sort_by(|(one, less), (other, more)| (more.trajectories, one).cmp(&(less.trajectories, other)));
    let bar = |(name, load): &(String, Workload)| Bar {
        label: name.split(" (").next().unwrap_or_default().to_owned(),
        value: u32::try_from(load.trajectories).unwrap_or(u32::MAX),
    };
    let row =
        |(name, load): &(String, Workload)| vec![name.clone(), load.trajectories.to_string(), load.led.to_string()];
    let table = Table {
        head: vec![fl!(t, "field-member"), fl!(t, "bar-families"), fl!(t, "workload-led")],
        rows: loads.iter().map(row).collect(),
    };
    let all: Vec<Bar> = loads.iter().map(bar).collect();
    let texts = (fl!(t, "workload"), fl!(t, "workload-about"), fl!(t, "as-table"));
    Ok(Some(Drawing::of("workload", bars(&all), texts, table)))
}
