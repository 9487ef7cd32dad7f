//! A fictional office at work: a tenant with members of every role, and a clock that is set by hand.
//! What a test checks does not belong here, nor the life of a family: see [`crate::life`].

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::consent::{ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::family::{FamilyDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::id::{OperatorId, PersonId, TrajectoryId};
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::partner::{Partner, PartnerDraft};
use krachtig_core::domain::progress::Progress;
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::{FundingSilo, PartnerType, Role, Vocabulary};
use krachtig_core::evidence::LogKey;
use krachtig_core::service::{
    Add, AllotBudget, Ask, Certifying, Ctx, Failure, IdentityOptions, NameSort, NoFilter, Outcome, RegisterFamily,
    Services, TrajectoryFilter, TrajectorySort, set_up,
};
use krachtig_core::store::{Store, Tenants};
use time::macros::date;
use time::{Date, Duration, OffsetDateTime, Time};
use uuid::{Builder, Uuid};

use crate::region::Region;
use crate::support::{region, slug};

/// The day on which tests begin.
pub(crate) const TODAY: Date = date!(2026 - 03 - 02);

/// A clock that stands still until it is set, and counts its ids.
pub(crate) struct HandClock {
    second: AtomicI64,
    made: AtomicU64,
    /// Tells the ids of one office from those of another.
    mark: u8,
}

impl HandClock {
    fn new(mark: u8) -> Self {
        let clock = Self {
            mark,
            second: AtomicI64::new(0),
            made: AtomicU64::new(1),
        };
        clock.set(TODAY);
        clock
    }

    /// Sets the day.
    pub(crate) fn set(&self, day: Date) {
        let noon = day.with_time(Time::MIDNIGHT) + Duration::hours(12);
        self.second.store(noon.assume_utc().unix_timestamp(), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        self.second.fetch_add(time.whole_seconds(), Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(self.second.load(Ordering::Relaxed))
    }

    fn fresh(&self) -> Uuid {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let mut counted = [0; 10];
        counted[2..].copy_from_slice(&number.to_be_bytes());
        counted[1] = self.mark;
        let millis = self.now().unix_timestamp() * 1_000 + i64::try_from(number).unwrap_or(0);
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &counted).into_uuid()
    }
}

/// An office: a tenant and the people in it.
pub(crate) struct Office {
    pub(crate) services: Services,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) operator: Ctx,
    pub(crate) coordinator: Ctx,
    pub(crate) professional: Ctx,
    pub(crate) volunteer: Ctx,
    pub(crate) approver: Ctx,
    pub(crate) reader: Ctx,
    pub(crate) instrument: Instrument,
}

impl Office {
    /// Sets up a tenant.
    pub(crate) async fn open(tenants: &Tenants, name: &str) -> Self {
        tenants.create(region(name)).await.expect("made");
        let store = tenants.store(&slug(name)).await.expect("opens");
        let services = Services::new(tenants.clone(), Arc::new(Region::default()))
            .with_identity(IdentityOptions::default())
            .expect("the options are right")
            .with_certifying(certifying());
        let clock = Arc::new(HandClock::new(name.as_bytes()[0]));
        let operator = Ctx {
            store: Arc::clone(&store),
            actor: Actor::Operator {
                id: OperatorId::from_uuid(clock.fresh()),
            },
            clock: clock.clone(),
            request: "rid_00000000000070008000000000000001".to_owned(),
            purpose: None,
            client: Client::named("test"),
        };
        set_up(&services, &operator).await.expect("set up");
        let member = async |name: &str, roles: &[Role]| {
            let added = services.add_member(&operator, draft_of(name, roles)).await;
            as_member(&operator, &added.expect("added"))
        };
        let coordinator = member("coordinator", &[Role::Coordinator]).await;
        let everything = Ask {
            first: 1,
            after: None,
            filter: NoFilter,
            sort: NameSort::Name,
            descending: false,
        };
        let mut page = services.instruments(&coordinator, &everything).await.expect("listed");
        Self {
            professional: member("professional", &[Role::Professional]).await,
            volunteer: member("volunteer", &[Role::Volunteer]).await,
            approver: member("approver", &[Role::BudgetApprover]).await,
            reader: member("reader", &[Role::Reader]).await,
            instrument: page.rows.remove(0).1,
            coordinator,
            services,
            store,
            clock,
            operator,
        }
    }

    /// Gives somebody an account and acts as that member.
    pub(crate) async fn member(&self, name: &str, roles: &[Role]) -> Ctx {
        let added = self.services.add_member(&self.coordinator, draft_of(name, roles)).await;
        as_member(&self.coordinator, &added.expect("added"))
    }

    /// A family that the professional registers and leads.
    pub(crate) async fn family(&self, name: &str) -> Dossier {
        let cmd = RegisterFamily {
            family: FamilyDraft {
                name: name.to_owned(),
                ..FamilyDraft::default()
            },
            opened_on: self.professional.stamp().today,
        };
        let registered = self.services.register_family(&self.professional, cmd).await;
        registered.expect("registered")
    }

    /// A family with an adult who consents to everything, and money in its budget.
    pub(crate) async fn willing_family(&self, name: &str, cents: i64) -> (TrajectoryId, PersonId) {
        let id = self.family(name).await.trajectory.id;
        let adult = self.adult(id).await.id;
        for purpose in Purpose::ALL {
            self.consent(id, (Subject::Person(adult), *purpose)).await;
        }
        if cents > 0 {
            self.allot(id, cents).await;
        }
        (id, adult)
    }

    /// Adds a partner, who is the contact person.
    pub(crate) async fn adult(&self, id: TrajectoryId) -> Person {
        let cmd = Add {
            trajectory_id: id,
            draft: adult_draft(),
        };
        let added = self.services.add_person(&self.professional, cmd).await;
        added.expect("added").record
    }

    /// Records a consent from today.
    pub(crate) async fn consent(&self, id: TrajectoryId, (subject, purpose): (Subject, Purpose)) {
        let cmd = Add {
            trajectory_id: id,
            draft: consent_draft(subject, purpose, self.professional.stamp().today),
        };
        let given = self.services.give_consent(&self.professional, cmd).await;
        given.expect("given");
    }

    /// Puts money into the budget.
    pub(crate) async fn allot(&self, id: TrajectoryId, amount: i64) {
        let cmd = AllotBudget {
            trajectory_id: id,
            amount: cents(amount),
            silo: FundingSilo::PrivateFund,
            booked_on: self.coordinator.stamp().today,
            note: None,
        };
        let allotted = self.services.allot_budget(&self.coordinator, cmd).await;
        allotted.expect("allotted");
    }

    /// A party in the directory.
    pub(crate) async fn partner(&self, name: &str) -> Partner {
        let recorded = self
            .services
            .record_partner(&self.coordinator, partner_draft(name))
            .await;
        recorded.expect("recorded")
    }

    /// A dossier, as the coordinator reads it.
    pub(crate) async fn dossier(&self, id: TrajectoryId) -> Dossier {
        self.services
            .dossier(&self.coordinator, id, Parts::ALL)
            .await
            .expect("read")
    }
}

/// What certificates are signed with here.
pub(crate) fn certifying() -> Certifying {
    Certifying {
        log_key: Arc::new(LogKey::from_bytes(&[7; 32])),
        key_grace: Duration::hours(1),
    }
}

/// What would be typed about a member.
pub(crate) fn draft_of(name: &str, roles: &[Role]) -> MemberDraft {
    MemberDraft {
        name: format!("{name} (fictief)"),
        email: format!("{name}@example.org"),
        roles: roles.to_vec(),
        state: MemberState::Active,
    }
}

/// What would be typed about a partner.
pub(crate) fn adult_draft() -> PersonDraft {
    PersonDraft {
        name: "Partner (fictief)".to_owned(),
        relation: Relation::Partner,
        born_on: None,
        contact_person: true,
        phone: None,
        email: None,
        external_ref: None,
    }
}

/// What would be typed about a consent.
pub(crate) fn consent_draft(subject: Subject, purpose: Purpose, given_on: Date) -> ConsentDraft {
    ConsentDraft {
        subject,
        given_by: None,
        purpose,
        recipient: None,
        form: ConsentForm::Signed,
        notice: None,
        given_on,
        valid_until: None,
    }
}

/// What would be typed about a party.
pub(crate) fn partner_draft(name: &str) -> PartnerDraft {
    PartnerDraft {
        name: name.to_owned(),
        partner_type: PartnerType::CommunityTeam,
        municipality: None,
        phone: None,
        email: None,
        url: None,
        description: None,
        active: true,
    }
}

/// The same request by another member.
pub(crate) fn as_member(ctx: &Ctx, member: &Member) -> Ctx {
    Ctx {
        actor: Actor::member(member.id, member.roles.clone()),
        ..ctx.clone()
    }
}

/// An amount.
pub(crate) fn cents(amount: i64) -> Cents {
    Cents::new(amount).expect("in range")
}

/// The first reason of a refusal.
pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusals)) => refusals.first().clone(),
        other => panic!("this should be refused: {other:?}"),
    }
}

/// The code of the first reason of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(outcome: Outcome<T>) -> RefusalCode {
    refusal(outcome).code
}

/// Where every trajectory stands that somebody may list, as the database tells it: page by page.
pub(crate) async fn standings(services: &Services, ctx: &Ctx) -> Outcome<HashMap<TrajectoryId, Progress>> {
    let mut ask = Ask {
        first: 100,
        after: None,
        filter: TrajectoryFilter::default(),
        sort: TrajectorySort::Recorded,
        descending: false,
    };
    let mut all = HashMap::new();
    loop {
        let page = services.trajectories(ctx, &ask).await?;
        let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, row)| row.id).collect();
        all.extend(services.progress_of(ctx, &page.logged, &ids).await?);
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        if !page.more {
            return Ok(all);
        }
    }
}
