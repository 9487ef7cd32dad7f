//! All that happened in a trajectory, the newest first, month by month. A line says what was done; where it stands in
//! full is a click away.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::dossier::Dossier;
use time::Date;

use super::super::frame::Frame;
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::overview::withheld;
use super::{Head, Tab, address, opened};

#[derive(Template)]
#[template(path = "dossier/timeline.html")]
struct TimelinePage {
    p: Frame,
    head: Head,
    months: Vec<Month>,
    withheld: String,
}

struct Month {
    name: String,
    events: Vec<Event>,
}

struct Event {
    on: Date,
    day: String,
    text: String,
    href: String,
}

pub(super) fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let (p, head) = opened(visit, dossier, (Tab::Timeline, &[]));
    let mut events = Events {
        visit,
        at: address(visit, dossier),
        all: Vec::new(),
    };
    events.of_casework(dossier);
    events.of_money(dossier);
    events.of_parties(dossier);
    events.of_files(dossier);
    let mut all = events.all;
    // A stable sort: what happened on one day stays in the order of the steps.
    all.sort_by_key(|event| std::cmp::Reverse(event.on));
    let mut months: Vec<Month> = Vec::new();
    for event in all {
        let name = visit.t.format.month(event.on);
        match months.last_mut() {
            Some(month) if month.name == name => month.events.push(event),
            _ => months.push(Month {
                name,
                events: vec![event],
            }),
        }
    }
    Reply::page(&TimelinePage {
        p,
        head,
        months,
        withheld: withheld(visit, dossier),
    })
}

struct Events<'v> {
    visit: &'v Visit,
    at: String,
    all: Vec<Event>,
}

impl Events<'_> {
    fn add(&mut self, on: Date, (tab, text): (Tab, String)) {
        self.all.push(Event {
            on,
            day: self.visit.t.format.day(on),
            text,
            href: format!("{}{}", self.at, tab.at()),
        });
    }

    fn of_casework(&mut self, dossier: &Dossier) {
        let t = self.visit.t;
        self.add(dossier.trajectory.opened_on, (Tab::Overview, fl!(t, "event-opened")));
        for talk in &dossier.talks {
            self.add(
                talk.held_on,
                (Tab::People, fl!(t, "event-talk", how = t.word(talk.setting))),
            );
        }
        for check in &dossier.role_checks {
            self.add(
                check.agreed_on,
                (Tab::People, fl!(t, "event-role-check", count = check.roles.len())),
            );
        }
        for one in &dossier.introductions {
            self.add(
                one.held_on,
                (Tab::People, fl!(t, "event-introduction", via = t.word(one.via))),
            );
        }
        for one in &dossier.mappings {
            self.add(
                one.held_on,
                (Tab::Needs, fl!(t, "event-mapping", count = one.findings.len())),
            );
        }
        for goal in &dossier.goals {
            self.add(
                goal.set_on,
                (Tab::Plan, fl!(t, "event-goal", title = goal.title.to_string())),
            );
            if let (Some(outcome), Some(on)) = (goal.outcome, goal.concluded_on) {
                let text = fl!(
                    t,
                    "event-goal-outcome",
                    title = goal.title.to_string(),
                    outcome = t.word(outcome)
                );
                self.add(on, (Tab::Plan, text));
            }
        }
        for action in &dossier.actions {
            if let Some(on) = action.done_on {
                self.add(on, (Tab::Plan, fl!(t, "event-action", what = action.about.to_string())));
            }
        }
        for one in &dossier.connections {
            let text = fl!(
                t,
                "connected",
                who = one.who.to_string(),
                with = one.with_whom.to_string()
            );
            self.add(one.laid_on, (Tab::Plan, text));
        }
        for one in &dossier.learning {
            self.add(one.noted_on, (Tab::Story, fl!(t, "event-learning")));
        }
        if let Some(on) = dossier.trajectory.closed_on {
            let reason = dossier
                .trajectory
                .closing_reason
                .map(|reason| t.word(reason))
                .unwrap_or_default();
            self.add(on, (Tab::Overview, fl!(t, "event-closed", reason = reason)));
        }
    }

    fn of_money(&mut self, dossier: &Dossier) {
        let t = self.visit.t;
        for line in &dossier.ledger {
            let shown = !matches!(
                line.kind,
                LedgerKind::Approve | LedgerKind::Reserve | LedgerKind::Release
            );
            if shown {
                let request = dossier
                    .requests
                    .iter()
                    .find(|request| Some(request.id) == line.request_id);
                let what = request.map(|request| request.purpose.to_string()).unwrap_or_default();
                let text = format!("{}: {} {what}", t.word(line.kind), t.format.amount(line.amount));
                self.add(line.booked_on, (Tab::Budget, text.trim_end().to_owned()));
            }
        }
    }

    fn of_files(&mut self, dossier: &Dossier) {
        let t = self.visit.t;
        for one in dossier.attachments.iter().filter(|one| one.is_there()) {
            let about = one.about.as_ref().map(ToString::to_string).unwrap_or_default();
            self.add(one.added_on, (Tab::Files, fl!(t, "event-file", about = about)));
        }
    }

    fn of_parties(&mut self, dossier: &Dossier) {
        let t = self.visit.t;
        for one in &dossier.referrals {
            let partner = dossier.partners.iter().find(|partner| partner.id == one.partner_id);
            let name = partner.map(|partner| partner.name.to_string()).unwrap_or_default();
            self.add(
                one.sent_on,
                (Tab::Partners, fl!(t, "event-referral", name = name.as_str())),
            );
            if let Some(on) = one.answered_on {
                let answer = if one.accepted == Some(true) {
                    fl!(t, "event-accepted", name = name.as_str())
                } else {
                    fl!(t, "event-declined", name = name.as_str())
                };
                self.add(on, (Tab::Partners, answer));
            }
        }
        for one in &dossier.problems {
            self.add(
                one.noted_on,
                (Tab::Partners, fl!(t, "event-problem", what = t.word(one.category))),
            );
            if let Some(on) = one.solved_on {
                self.add(on, (Tab::Partners, fl!(t, "event-solved", what = t.word(one.category))));
            }
        }
        for one in &dossier.obstacles {
            self.add(
                one.met_on,
                (Tab::Partners, fl!(t, "event-obstacle", silo = t.word(one.silo))),
            );
        }
    }
}
