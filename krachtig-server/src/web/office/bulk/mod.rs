//! What is done to many families at once: what each such act asks, and the page on which one is sure of it.
//!
//! How the families are worked off does not belong here: see [`working`]; nor what is done to one: see [`step`].

mod step;
mod working;

use std::collections::HashMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::retention::RetentionBasis;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::Action;
use poem::http::StatusCode;

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::words::Words;
use super::super::write::colleagues;
use super::assigning::{self, whose};
pub(in crate::web) use working::carry_out;

/// The most families that are chosen at once.
pub(super) const MOST: usize = 500;

/// What can be done to many families at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Bulk {
    /// A colleague is assigned to each.
    Assign,
    /// What one colleague does for each is handed over to another.
    HandOver,
    /// A colleague's assignment to each ends.
    Release,
    /// It is said under what the dossier of each is kept.
    Keep,
}

impl Bulk {
    /// All of them.
    pub(in crate::web) const ALL: [Self; 4] = [Self::Assign, Self::HandOver, Self::Release, Self::Keep];

    /// How forms call it.
    pub(in crate::web) fn code(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::HandOver => "hand-over",
            Self::Release => "release",
            Self::Keep => "keep",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// What it is called.
    pub(super) fn label(self, t: &'static Words) -> String {
        t.get(&format!("bulk-{}", self.code()))
    }

    /// Whether it can be done by whoever looks.
    pub(super) fn may(self, visit: &Visit) -> bool {
        let needs: &[Action] = match self {
            Self::Assign => &[Action::AssignMember],
            Self::HandOver => &[Action::AssignMember, Action::EndAssignment],
            Self::Release => &[Action::EndAssignment],
            Self::Keep => &[Action::KeepUnder],
        };
        needs.iter().all(|action| visit.may(*action))
    }

    /// The act that a form names.
    fn named(visit: &Visit, form: &Form) -> Result<Self, Trouble> {
        let act = Self::from_code(form.text("act")).filter(|act| act.may(visit));
        act.ok_or_else(Trouble::not_found)
    }

    async fn fields(self, visit: &Visit, fields: &Fields<'_>) -> Result<Vec<Field>, Trouble> {
        let t = visit.t;
        let member =
            |label: String, colleagues: Vec<(String, String)>| fields.select_of(("member_id", label), colleagues);
        Ok(match self {
            Self::Assign => vec![
                member(fl!(t, "field-member"), colleagues(visit).await?),
                fields.radios::<Side>("side", fl!(t, "field-side")),
                fields.tick("lead", fl!(t, "field-lead")),
            ],
            Self::HandOver => vec![
                fields.select_of(("from", fl!(t, "field-from")), whose(visit).await?),
                member(fl!(t, "field-to"), colleagues(visit).await?),
            ],
            Self::Release => vec![fields.select_of(("from", fl!(t, "field-member")), whose(visit).await?)],
            Self::Keep => vec![fields.radios::<RetentionBasis>("basis", fl!(t, "field-kept-under"))],
        })
    }

    /// What is asked for, as the form has it.
    fn read(self, t: &'static Words, form: &Form) -> Result<Asked, Problems> {
        let mut reading = Reading::new(form, t);
        let asked = match self {
            Self::Assign => {
                let (member, side) = (colleague(&mut reading, form), reading.word("side"));
                let lead = form.ticked("lead");
                member.zip(side).map(|(member, side)| Asked::Assign(member, side, lead))
            }
            Self::HandOver => {
                let (from, member) = (reading.id("from"), colleague(&mut reading, form));
                if from.is_some() && from == member.map(|(id, _)| id) {
                    reading.missing("member_id");
                }
                from.zip(member).map(|(from, to)| Asked::HandOver(from, to))
            }
            Self::Release => reading.id("from").map(Asked::Release),
            Self::Keep => reading.word("basis").map(Asked::Keep),
        };
        reading.done(asked)
    }
}

/// The colleague that was chosen, and as what.
fn colleague(reading: &mut Reading<'_>, form: &Form) -> Option<(MemberId, Role)> {
    let member = form.text("member_id").split_once('/');
    let member = member.and_then(|(id, role)| id.parse().ok().zip(Role::from_code(role)));
    if member.is_none() {
        reading.missing("member_id");
    }
    member
}

/// What is done to each family.
#[derive(Clone, Copy, Debug)]
enum Asked {
    /// This member is assigned, on a side, and leads or does not.
    Assign((MemberId, Role), Side, bool),
    /// What the first does is done by the other from now on.
    HandOver(MemberId, (MemberId, Role)),
    /// This member's assignment ends.
    Release(MemberId),
    /// The dossier is kept under this.
    Keep(RetentionBasis),
    /// What this act did just now is undone.
    Back(Bulk),
}

#[derive(Template)]
#[template(path = "office/bulk-sure.html")]
struct SurePage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    lead: String,
    act: &'static str,
    /// The families, by name where they were just listed.
    names: Vec<String>,
    families: Vec<String>,
    fields: Vec<Field>,
    problems: Problems,
    terms: Option<String>,
}

/// Shows what is about to be done to the families that were chosen, and asks what has to be known for it.
pub(in crate::web) async fn ask(visit: &Visit, form: &Form) -> Answered {
    assigning::demand(visit)?;
    let chosen = assigning::chosen(visit, form).await?;
    if chosen.is_empty() {
        let problems = Problems::one("family", fl!(visit.t, "bulk-none"));
        return assigning::again(visit, form, problems).await;
    }
    let act = Bulk::named(visit, form)?;
    let (ids, names) = chosen.into_iter().map(|one| (one.id.to_string(), one.name)).unzip();
    // Whose families were looked for is whose they are handed over from.
    let form = form.clone().with("from", form.text("whose"));
    let page = sure(visit, act, (&form, Problems::default(), (ids, names))).await?;
    Reply::page(&page)
}

async fn sure(
    visit: &Visit,
    bulk: Bulk,
    (form, problems, (families, names)): (&Form, Problems, (Vec<String>, Vec<String>)),
) -> Result<SurePage, Trouble> {
    let t = visit.t;
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let asked = bulk.fields(visit, &fields).await?;
    let terms = bulk == Bulk::Keep && visit.may(Action::PreviewRetention);
    Ok(SurePage {
        p: visit.frame(bulk.label(t), Some(Place::Office)),
        crumbs: crumbs(visit),
        lead: t.get_args(
            &format!("bulk-{}-lead", bulk.code()),
            HashMap::from([("count", families.len())]),
        ),
        act: bulk.code(),
        names,
        families,
        fields: asked,
        problems,
        terms: terms.then(|| format!("{}/retention", visit.home())),
    })
}

/// The page again, with what is wrong on it.
async fn unsure(visit: &Visit, bulk: Bulk, (form, problems): (&Form, Problems)) -> Answered {
    let families = form.all("family").take(MOST).map(str::to_owned).collect();
    let page = sure(visit, bulk, (form, problems, (families, Vec::new()))).await?;
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Back to the list.
fn crumbs(visit: &Visit) -> Vec<(String, String)> {
    vec![(format!("{}/office/assign", visit.home()), fl!(visit.t, "assigning"))]
}
