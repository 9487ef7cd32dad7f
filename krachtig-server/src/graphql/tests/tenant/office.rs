//! An office of fictional people, with a store of its own on disk.

use std::sync::Arc;

use async_graphql::{Request, Response, Value as Wire};
use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::id::{OperatorId, TenantId};
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::rules::{NoRules, RulesSource};
use krachtig_core::service::{Ctx, Services, set_up};
use krachtig_core::store::{CreateTenant, Options, Place, Store, TenantKind, Tenants};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

use crate::graphql::tenant::{TenantSchema, builder, request_data};
use crate::graphql::tests::data;
use crate::graphql::tests::sample::Still;

/// An office with somebody of every kind.
pub(super) struct Office {
    pub(super) services: Services,
    pub(super) schema: TenantSchema,
    pub(super) coordinator: Member,
    pub(super) worker: Member,
    pub(super) volunteer: Member,
    pub(super) approver: Member,
    store: Arc<Store>,
    clock: Arc<Still>,
    _dir: TempDir,
}

impl Office {
    pub(super) async fn open() -> Self {
        Self::with_rules(Arc::new(NoRules)).await
    }

    /// An office whose region's rules come from this source.
    pub(super) async fn with_rules(rules: Arc<dyn RulesSource>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory can be made");
        let home = Place::Sqlite {
            dir: dir.path().join("home"),
        };
        let tenants = Tenants::open(home, Options::default()).await.expect("the place is new");
        let order = CreateTenant {
            id: TenantId::from_uuid(Uuid::from_u128(7)),
            slug: "voorbeeld".parse().expect("a slug"),
            name: "Voorbeeld (fictief)".to_owned(),
            kind: TenantKind::Region,
            controller: "Stichting Voorbeeld".to_owned(),
            fictional: true,
        };
        let tenant = tenants.create(order).await.expect("the slug is free");
        let store = tenants.store(&tenant.slug).await.expect("the tenant is active");
        let services = Services::new(tenants, rules);
        let clock = Arc::<Still>::default();
        let operator = Ctx {
            store: store.clone(),
            actor: Actor::Operator {
                id: OperatorId::from_uuid(Uuid::from_u128(8)),
            },
            clock: clock.clone(),
            request: "test".to_owned(),
            purpose: None,
            client: Client::default(),
        };
        set_up(&services, &operator).await.expect("a new tenant can be set up");
        let member = async |name: &str, role| {
            let draft = MemberDraft {
                name: format!("{name} (fictief)"),
                email: format!("{}@example.org", name.to_lowercase()),
                roles: vec![role],
                state: MemberState::Active,
            };
            services
                .add_member(&operator, draft)
                .await
                .expect("the address is free")
        };
        Self {
            coordinator: member("Cora", Role::Coordinator).await,
            worker: member("Wim", Role::Professional).await,
            volunteer: member("Vera", Role::Volunteer).await,
            approver: member("Ab", Role::BudgetApprover).await,
            schema: builder().finish(),
            services,
            store,
            clock,
            _dir: dir,
        }
    }

    pub(super) fn ctx(&self, who: &Member) -> Ctx {
        Ctx {
            store: self.store.clone(),
            actor: Actor::member(who.id, who.roles.clone()),
            clock: self.clock.clone(),
            request: "test".to_owned(),
            purpose: None,
            client: Client::default(),
        }
    }

    /// A request of this member.
    pub(super) fn request(&self, who: &Member, query: &str) -> Request {
        let mut request = Request::new(query);
        request.data = request_data(self.services.clone(), self.ctx(who));
        request
    }

    pub(super) async fn ask(&self, who: &Member, query: &str) -> Response {
        self.schema.execute(self.request(who, query)).await
    }

    /// What is answered when nothing goes wrong.
    pub(super) async fn told(&self, who: &Member, query: &str) -> Value {
        let response = self.ask(who, query).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        data(&response)
    }

    /// What a mutation answers, with its input as a variable-free text.
    pub(super) async fn done(&self, who: &Member, mutation: &str, input: &str, selection: &str) -> Value {
        let refusals = "refusals { code field message changed { version fields by { name } } }";
        let query = format!("mutation {{ {mutation}(input: {{ {input} }}) {{ {selection} {refusals} }} }}");
        self.told(who, &query).await[mutation].take()
    }

    /// The code of the only error of an answer.
    pub(super) async fn error_code(&self, who: &Member, query: &str) -> String {
        let response = self.ask(who, query).await;
        let [error] = response.errors.as_slice() else {
            panic!("{query}: one error expected, not {:?}", response.errors)
        };
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        match code {
            Some(Wire::String(code)) => code.clone(),
            other => panic!("{query}: a code expected, not {other:?}"),
        }
    }

    /// Gives somebody else an account.
    pub(super) async fn hire(&self, name: &str, role: Role) -> Member {
        let draft = MemberDraft {
            name: format!("{name} (fictief)"),
            email: format!("{}.nieuw@example.org", name.to_lowercase()),
            roles: vec![role],
            state: MemberState::Active,
        };
        let added = self.services.add_member(&self.ctx(&self.coordinator), draft).await;
        added.expect("the address is free")
    }

    /// The id of the trajectory of a family that the worker registers.
    pub(super) async fn register(&self, name: &str) -> String {
        let input = format!("family: {{ name: \"{name}\" }}, openedOn: \"2026-01-12\"");
        let answer = self
            .done(&self.worker, "registerFamily", &input, "dossier { trajectory { id } }")
            .await;
        text(&answer["dossier"]["trajectory"]["id"])
    }
}

/// A text of an answer.
pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a text, not {value}"))
        .to_owned()
}
