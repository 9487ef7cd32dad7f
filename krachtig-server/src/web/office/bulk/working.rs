//! Families are worked off a portion at a time. A page in between has the rest in a form, with what came of it so far: sent
//! as it stands it goes on, by hand or by a script that sends it again and again. Nothing of it is kept here.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::service::Failure;

use super::super::super::form::{Form, in_words};
use super::super::super::frame::Frame;
use super::super::super::reply::{Answered, Reply, Trouble};
use super::super::super::visit::{Place, Visit};
use super::super::assigning;
use super::step::{Came, Made, Why, step};
use super::{Asked, Bulk, MOST, crumbs, unsure};

/// How many families one request deals with at most, so that none takes long.
const AT_ONCE: usize = 100;
/// The field that says that something is taken back.
const BACK: &str = "back";

/// What came of the families so far.
#[derive(Default)]
struct Tally {
    done: usize,
    already: usize,
    left: Vec<(TrajectoryId, Why)>,
    made: Vec<Made>,
}

impl Tally {
    /// As the form brings it along: for nobody to see but who sent it, so it may be what it likes.
    fn of(form: &Form) -> Self {
        let number = |name| form.text(name).parse::<usize>().unwrap_or_default().min(MOST);
        let left = |text: &str| {
            let (id, why) = text.split_once('/')?;
            Some((id.parse().ok()?, Why::from_code(why)?))
        };
        Self {
            done: number("done"),
            already: number("already"),
            left: form.all("left").filter_map(left).take(MOST).collect(),
            made: form.all("made").filter_map(Made::read).take(MOST).collect(),
        }
    }

    fn count(&self) -> usize {
        self.done + self.already + self.left.len()
    }

    fn take(&mut self, family: TrajectoryId, came: Came) {
        match came {
            Came::Done(made) => {
                self.done += 1;
                self.made.extend(made);
            }
            Came::Already => self.already += 1,
            Came::Left(why) => self.left.push((family, why)),
        }
    }
}

#[derive(Template)]
#[template(path = "office/bulk-working.html")]
struct WorkingPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    count: usize,
    total: usize,
    said: String,
    /// What the form brings along: what was asked for, what came of it, and the families that are left.
    rest: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/bulk-done.html")]
struct DonePage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    back: bool,
    done: usize,
    already: usize,
    /// The families for which it was not done: where they are, what they are called, and why not.
    left: Vec<Left>,
    /// What a form brings along that takes it back; nothing where that cannot be.
    undo: Vec<(String, String)>,
}

struct Left {
    href: String,
    name: String,
    why: String,
}

/// Does what was asked for to the next families, and tells how far it is, or what came of all of them.
pub(in crate::web) async fn carry_out(visit: &Visit, form: &Form) -> Answered {
    assigning::demand(visit)?;
    let act = Bulk::named(visit, form)?;
    let is_back = form.ticked(BACK);
    let asked = match is_back {
        true => Asked::Back(act),
        false => match act.read(visit.t, form) {
            Ok(asked) => asked,
            Err(problems) => return unsure(visit, act, (form, problems)).await,
        },
    };
    let mut families: Vec<TrajectoryId> = Vec::new();
    let mut tally = Tally::of(form);
    // What is taken back is what was made; what the taking back makes is not taken back once more.
    let to_undo = if is_back {
        std::mem::take(&mut tally.made)
    } else {
        Vec::new()
    };
    for id in form.all("family").filter_map(|id| id.parse().ok()).take(MOST) {
        if !families.contains(&id) {
            families.push(id);
        }
    }
    let portion = form.text("portion").parse().unwrap_or(AT_ONCE).clamp(1, AT_ONCE);
    let rest = families.split_off(portion.min(families.len()));
    for family in families {
        let made = to_undo.iter().find(|made| made.trajectory == family);
        tally.take(family, step(visit, (asked, made), family).await?);
    }
    if rest.is_empty() {
        return Reply::page(&finished(visit, (act, is_back), tally).await?);
    }
    let total = tally.count() + rest.len();
    let said = fl!(visit.t, "bulk-said", done = tally.count(), all = total);
    Reply::page(&WorkingPage {
        p: visit.frame(label(visit, (act, is_back)), Some(Place::Office)),
        crumbs: crumbs(visit),
        count: tally.count(),
        total,
        said,
        rest: brought_along((act, form), (&tally, &to_undo), &rest),
    })
}

fn label(visit: &Visit, (act, is_back): (Bulk, bool)) -> String {
    if is_back {
        fl!(visit.t, "bulk-back", what = act.label(visit.t))
    } else {
        act.label(visit.t)
    }
}

/// The fields of the form with which it goes on.
fn brought_along(
    (act, form): (Bulk, &Form),
    (tally, to_undo): (&Tally, &[Made]),
    rest: &[TrajectoryId],
) -> Vec<(String, String)> {
    let of = |name: &str, value: String| (name.to_owned(), value);
    let mut fields = vec![
        of("act", act.code().to_owned()),
        of("done", tally.done.to_string()),
        of("already", tally.already.to_string()),
    ];
    for name in ["member_id", "side", "lead", "from", "basis", BACK] {
        fields.extend(form.filled(name).map(|value| of(name, value)));
    }
    let left = tally.left.iter();
    fields.extend(left.map(|(id, why)| of("left", format!("{id}/{}", why.code()))));
    fields.extend(tally.made.iter().chain(to_undo).map(|made| of("made", made.told())));
    fields.extend(rest.iter().map(|id| of("family", id.to_string())));
    fields
}

async fn finished(visit: &Visit, (act, is_back): (Bulk, bool), tally: Tally) -> Result<DonePage, Trouble> {
    let mut left = Vec::new();
    for (id, why) in &tally.left {
        left.push(told(visit, *id, *why).await?);
    }
    let mut undo = Vec::new();
    if !tally.made.is_empty() {
        let of = |name: &str, value: String| (name.to_owned(), value);
        undo.extend([of("act", act.code().to_owned()), of(BACK, "yes".to_owned())]);
        undo.extend(tally.made.iter().map(|made| of("made", made.told())));
        undo.extend(tally.made.iter().map(|made| of("family", made.trajectory.to_string())));
    }
    Ok(DonePage {
        p: visit.frame(label(visit, (act, is_back)), Some(Place::Office)),
        crumbs: crumbs(visit),
        back: is_back,
        done: tally.done,
        already: tally.already,
        left,
        undo,
    })
}

/// A family for which it was not done, by name where whoever asks may see it.
async fn told(visit: &Visit, id: TrajectoryId, why: Why) -> Result<Left, Trouble> {
    let t = visit.t;
    let family = match visit.services.dossier(&visit.ctx, id, Parts::of(&[])).await {
        Ok(dossier) => Some(dossier.family.name.to_string()),
        Err(Failure::Refused(_)) => None,
        Err(fault) => return Err(fault.into()),
    };
    let href = family
        .as_ref()
        .map(|_| format!("{}/dossiers/{id}/people", visit.home()));
    let name = family.filter(|name| !name.is_empty());
    Ok(Left {
        href: href.unwrap_or_default(),
        name: name.unwrap_or_else(|| fl!(t, "family-unnamed")),
        why: match why {
            Why::Otherwise => fl!(t, "bulk-otherwise"),
            Why::Refused(RefusalCode::Stale) => fl!(t, "undo-stale"),
            Why::Refused(code) => in_words(t, &Refusal::new(code, "")),
        },
    })
}
