//! Somebody who is signed in and asks for a page: what the page needs to know of that.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::member::Member;
use krachtig_core::service::{Action, Ctx, Outcome, Services};
use poem::Request;
use poem::http::Method;
use time::Date;

use super::form::Form;
use super::frame::{Done, Frame, Office, Visitor, Way};
use super::reply::Trouble;
use super::undo;
use super::words::Words;

/// What an address says of somebody who is led through the first steps, and comes back to them.
pub(super) const GUIDE: &str = "guide=yes";

/// What the seals of offers are derived for.
const UNDO: &str = "krachtig 2026 what a session may take back";

/// Which way of the bar a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Work,
    Families,
    Budget,
    Office,
    Directory,
    OwnPlan,
    OwnConsents,
    OwnStory,
    OwnData,
    Rules,
}

/// A visit.
pub(super) struct Visit {
    /// The use cases.
    pub(super) services: Services,
    /// Who asks, in which office.
    pub(super) ctx: Ctx,
    /// The texts, in the reader's language.
    pub(super) t: &'static Words,
    /// Who it is.
    pub(super) me: Member,
    /// What stands behind the `?` of the address.
    pub(super) query: Form,
    token: String,
    unseen: Option<u64>,
    path: String,
    id: Option<String>,
    second: Option<String>,
}

impl Visit {
    pub(super) async fn of(
        services: Services,
        ctx: Ctx,
        (request, t, token): (&Request, &'static Words, String),
    ) -> Outcome<Self> {
        let me = services.me(&ctx).await?;
        let query = Form::of_query(request);
        let unseen = if services.notice_kinds(&ctx).is_empty() {
            None
        } else {
            Some(services.unseen_notices(&ctx).await?)
        };
        // Where one is after choosing another language: a form that came back is asked for nowhere.
        let path = match (request.method(), query.filled("of")) {
            (&Method::GET, Some(of)) => format!("{}?of={of}", request.uri().path()),
            (&Method::GET, None) => request.uri().path().to_owned(),
            _ => format!("/t/{}", ctx.store.tenant().slug),
        };
        Ok(Self {
            services,
            ctx,
            t,
            me,
            query,
            token,
            unseen,
            path,
            id: request.raw_path_param("id").map(str::to_owned),
            second: request.raw_path_param("attachment").map(str::to_owned),
        })
    }

    /// The day on which it is.
    pub(super) fn today(&self) -> Date {
        self.ctx.stamp().today
    }

    /// The office's first page.
    pub(super) fn home(&self) -> String {
        format!("/t/{}", self.ctx.store.tenant().slug)
    }

    /// The trajectory that the address names.
    ///
    /// # Errors
    /// It names none.
    pub(super) fn trajectory(&self) -> Result<TrajectoryId, Trouble> {
        self.named()
    }

    /// What the address names.
    ///
    /// # Errors
    /// It names nothing of this kind.
    pub(super) fn named<I: std::str::FromStr>(&self) -> Result<I, Trouble> {
        let text = self.id.as_deref();
        text.and_then(|text| text.parse().ok()).ok_or_else(Trouble::not_found)
    }

    /// What the address names within a dossier.
    ///
    /// # Errors
    /// It names nothing of this kind.
    pub(super) fn second<I: std::str::FromStr>(&self) -> Result<I, Trouble> {
        let text = self.second.as_deref();
        text.and_then(|text| text.parse().ok()).ok_or_else(Trouble::not_found)
    }

    /// Whether something can be done somewhere in the office.
    pub(super) fn may(&self, action: Action) -> bool {
        self.services.may(&self.ctx, action)
    }

    /// Whether something can be done to a dossier.
    pub(super) fn may_in(&self, action: Action, dossier: &Dossier) -> bool {
        self.services.may_in(&self.ctx, action, dossier)
    }

    /// The frame of a page.
    pub(super) fn frame(&self, title: String, place: Option<Place>) -> Frame {
        let tenant = self.ctx.store.tenant();
        Frame {
            t: self.t,
            title,
            office: Some(Office {
                slug: tenant.slug.to_string(),
                name: Some(tenant.name.clone()),
                fictional: tenant.fictional,
            }),
            visitor: Some(Visitor {
                id: self.me.id.to_string(),
                name: self.me.name.to_string(),
                roles: self.ctx.actor.roles().to_vec(),
                token: self.token.clone(),
                unseen: self.unseen,
            }),
            bar: self.bar(place),
            here: self.path.clone(),
            done: self.done(),
            guide: self.guided().then(|| format!("{}/first-steps", self.home())),
            seeks: !self.me.is_of_family() && self.may(Action::ListTrajectories),
        }
    }

    /// Whether whoever asks came from the first steps.
    pub(super) fn guided(&self) -> bool {
        self.query.text("guide") == "yes" && self.may(Action::AddMember)
    }

    /// What the address of a form says besides, so that one comes back.
    pub(super) fn guide(&self) -> String {
        if self.guided() {
            format!("?{GUIDE}")
        } else {
            String::new()
        }
    }

    /// Whether it is somebody who makes rules and works with no family: of the first page there is nothing to do.
    pub(super) fn develops(&self) -> bool {
        self.may(Action::ReplayRules) && !self.may(Action::ListTrajectories)
    }

    fn bar(&self, place: Option<Place>) -> Vec<Way> {
        let home = self.home();
        let way = |here: Place, (at, label, key): (&str, String, &'static str)| Way {
            href: format!("{home}{at}"),
            label,
            current: place == Some(here),
            key,
        };
        let mut bar = Vec::new();
        if self.me.is_of_family() {
            return vec![
                way(Place::OwnPlan, ("/my", fl!(self.t, "own-plan"), "w")),
                way(Place::OwnConsents, ("/my/consents", fl!(self.t, "own-consents"), "f")),
                way(Place::OwnStory, ("/my/story", fl!(self.t, "own-story"), "d")),
                way(Place::OwnData, ("/my/data", fl!(self.t, "own-data"), "o")),
            ];
        }
        if !self.develops() {
            bar.push(way(Place::Work, ("", fl!(self.t, "bar-work"), "w")));
        }
        if self.may(Action::ListTrajectories) {
            bar.push(way(Place::Families, ("/families", fl!(self.t, "bar-families"), "f")));
        }
        if self.may(Action::ListPartners) {
            let directory = ("/directory", fl!(self.t, "bar-directory"), "d");
            bar.push(way(Place::Directory, directory));
        }
        if self.may(Action::ListBudgetRequests) {
            bar.push(way(Place::Budget, ("/budget", fl!(self.t, "bar-budget"), "b")));
        }
        if self.may(Action::ListRightsRequests) {
            bar.push(way(Place::Office, ("/office", fl!(self.t, "bar-office"), "o")));
        } else if self.may(Action::ListPeriods) {
            bar.push(way(Place::Office, ("/figures", fl!(self.t, "figures"), "o")));
        }
        if [Action::ReplayRules, Action::ConfirmRules].map(|action| self.may(action)) != [false; 2] {
            bar.push(way(Place::Rules, ("/rules", fl!(self.t, "bar-rules"), "r")));
        }
        bar
    }

    /// What the form before this page did, as its address tells.
    fn done(&self) -> Option<Done> {
        let what = self.query.filled("done")?;
        let key = format!("done-{what}");
        let known = what.chars().all(|c| c.is_ascii_lowercase() || c == '-') && self.t.has(&key);
        known.then(|| Done {
            text: self.t.get(&key),
            draft: self.query.text("draft").to_owned(),
            undo: undo::offered(self),
        })
    }

    /// What shows that something was said in this session, for forms of it alone.
    pub(super) fn seal(&self, said: &str) -> blake3::Hash {
        let key = blake3::derive_key(UNDO, self.token.as_bytes());
        blake3::keyed_hash(&key, said.as_bytes())
    }
}
