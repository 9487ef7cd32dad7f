//! The schema of the tests, its outline, and whether all of it is described.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use async_graphql::{Context, EmptyMutation, EmptySubscription, Error, Object, Result, Schema};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::goal::Goal;
use krachtig_core::domain::id::{FamilyId, MemberId};
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::period::ClosedPeriod;
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::progress::{Facts, progress};
use krachtig_core::domain::refusal::{Changed, Refusal, RefusalCode};
use krachtig_core::domain::replay::{Replay, ReplayState};
use krachtig_core::domain::vocabulary::LifeDomain;
use time::macros::{date, datetime};

use super::sample::{self, Rules};
use crate::graphql::connection::{Connection, Page, PageArgs};
use crate::graphql::member_names::{MemberNames, NameSource};
use crate::graphql::object::{
    AskedRequest, DifferenceView, DossierObject, DossierView, MemberView, ReplayView, RuleSetView, ShadowView,
    TrajectorySummary,
};
use crate::graphql::payload::Payload;
use crate::graphql::scalar::{Cents, GlobalId, Json, Word};
use crate::graphql::selected::{self, Selected};
use crate::graphql::shown::Object as Shown;

/// The root of the tests: the sample dossier and what scalars make of their input.
pub(super) struct Root(pub(super) Arc<Dossier>);

impl Root {
    fn view(&self) -> DossierView {
        DossierView::new(self.0.clone(), date!(2026 - 03 - 02))
    }

    fn rules(&self) -> Rules {
        sample::rules(&self.0)
    }

    fn summary(&self) -> TrajectorySummary {
        TrajectorySummary {
            family: Some(self.0.family.clone()),
            trajectory: self.0.trajectory.clone(),
            progress: Some(progress(&Facts::of(&self.0, date!(2026 - 03 - 02)))),
            lead: Some(sample::worker()),
        }
    }
}

/// The root.
#[Object]
impl Root {
    /// The sample dossier, of which no more is loaded than the selected fields look at.
    async fn dossier(&self, ctx: &Context<'_>) -> DossierObject {
        let loaded = Dossier::clone(&self.0).only(Selected::of(ctx).parts(selected::DOSSIER));
        let view = DossierView::new(Arc::new(loaded), self.view().today);
        Shown::new(view, Arc::new(()))
    }

    /// All of the sample dossier.
    async fn whole_dossier(&self) -> DossierObject {
        Shown::new(self.view(), Arc::new(()))
    }

    /// A list with a single trajectory, told three times.
    async fn trajectories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "After which cursor.")] after: Option<String>,
    ) -> Result<Connection<TrajectorySummary>> {
        let args = PageArgs::parse(ctx, first, after.as_deref())?;
        let start = args.after.map_or(Ok(0), |cursor| cursor.parse::<usize>())?;
        let end = 3.min(start + usize::from(args.first));
        let records = (start..end).map(|n| ((n + 1).to_string(), self.summary())).collect();
        let page: Page<_> = (records, end < 3).into();
        Ok(page.of_total(args.total.then_some(3)).into())
    }

    /// A goal that was recorded.
    async fn recorded(&self) -> Shown<Payload<Goal>> {
        Payload::of(Ok((self.0.goals[0].clone(), Arc::new(self.view()))))
    }

    /// A goal that was refused.
    async fn refused(&self) -> Shown<Payload<Goal>> {
        let mut refusal = Refusal::new(RefusalCode::Stale, "scores.0.life_domain").with("max", 200);
        refusal.changed.push(Changed {
            version: 2,
            fields: vec!["target_on".to_owned()],
            by: sample::approver(),
            at: datetime!(2026-03-01 10:00 UTC),
        });
        Payload::of(Err(refusal.into()))
    }

    /// Parties.
    async fn partners(&self) -> Vec<Shown<Partner>> {
        self.0.partners.iter().cloned().map(Shown::from).collect()
    }

    /// Members.
    async fn members(&self) -> Vec<Shown<MemberView>> {
        Vec::new()
    }

    /// Closed periods.
    async fn periods(&self) -> Vec<Shown<ClosedPeriod>> {
        Vec::new()
    }

    /// A key that is trusted.
    async fn trusted_key(&self) -> Shown<TrustedKey> {
        self.rules().key.into()
    }

    /// A plugin.
    async fn plugin(&self) -> Shown<Plugin> {
        self.rules().plugin.into()
    }

    /// Rules that were confirmed for a day to come.
    async fn rule_set(&self) -> Shown<RuleSetView> {
        let (set, today) = (self.rules().set, self.view().today);
        RuleSetView { set, today }.into()
    }

    /// A replay that is done.
    async fn replay(&self) -> Shown<ReplayView> {
        ReplayView::new(self.rules().replay, None).into()
    }

    /// A replay at which nobody is at work any more.
    async fn interrupted(&self) -> Shown<ReplayView> {
        let state = ReplayState::Running;
        let replay = Replay {
            state,
            ..self.rules().replay
        };
        ReplayView::new(replay, None).into()
    }

    /// A decision that would have been another.
    async fn replay_difference(&self) -> Shown<DifferenceView> {
        let Rules {
            difference, request, ..
        } = self.rules();
        let request = Some(AskedRequest(request));
        DifferenceView { difference, request }.into()
    }

    /// A decision in shadow.
    async fn shadow_decision(&self) -> Shown<ShadowView> {
        let rules = self.rules();
        let request = Some(AskedRequest(rules.request));
        ShadowView {
            decision: rules.shadow,
            request,
        }
        .into()
    }

    /// The JSON that came in.
    async fn json(&self, #[graphql(desc = "Any JSON.")] json: Json) -> Json {
        json
    }

    /// The word that came in.
    async fn word(&self, #[graphql(desc = "A word.")] word: Word<LifeDomain>) -> Word<LifeDomain> {
        word
    }

    /// The id that came in.
    async fn family(&self, #[graphql(desc = "An id.")] id: GlobalId<FamilyId>) -> GlobalId<FamilyId> {
        id
    }

    /// The amount that came in.
    async fn amount(&self, #[graphql(desc = "An amount.")] amount: Cents) -> Cents {
        amount
    }
}

/// Names for the sample's members, which counts how often it is asked.
#[derive(Default)]
pub(super) struct Counted(pub(super) AtomicUsize);

impl NameSource for Counted {
    fn names<'a>(&'a self, ids: &'a [MemberId]) -> BoxFuture<'a, Result<HashMap<MemberId, String>, Error>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let known = ids.iter().filter(|id| **id == sample::worker());
        let names = known.map(|id| (*id, "Doortje (fictief)".to_owned())).collect();
        async move { Ok(names) }.boxed()
    }
}

pub(super) type TestSchema = Schema<Root, EmptyMutation, EmptySubscription>;

pub(super) fn schema_over(names: Arc<Counted>) -> TestSchema {
    let root = Root(Arc::new(sample::dossier()));
    Schema::build(root, EmptyMutation, EmptySubscription)
        .data(MemberNames::new(names))
        .finish()
}

pub(super) fn schema() -> TestSchema {
    schema_over(Arc::default())
}

#[test]
fn everything_is_described() {
    assert_eq!(super::undocumented(&schema().sdl()), Vec::<String>::new());
}

#[test]
fn the_types_are_these() {
    insta::assert_snapshot!(outline(&schema().sdl()));
}

/// One line per type: enough to see a change, without the descriptions, which the full schema's text has.
fn outline(sdl: &str) -> String {
    let document = parse_schema(sdl).expect("async-graphql reads the schema that it wrote");
    let mut lines: Vec<String> = document
        .definitions
        .into_iter()
        .filter_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else {
                return None;
            };
            let name = ty.node.name.node;
            Some(match ty.node.kind {
                TypeKind::Scalar => format!("scalar {name}"),
                TypeKind::Enum(list) => {
                    let values: Vec<_> = list.values.iter().map(|value| value.node.value.node.as_str()).collect();
                    format!("enum {name} {}", values.join(" "))
                }
                TypeKind::Object(object) => {
                    let field = |field: &async_graphql::parser::types::FieldDefinition| {
                        format!("{}: {}", field.name.node, field.ty.node)
                    };
                    let fields: Vec<_> = object.fields.iter().map(|f| field(&f.node)).collect();
                    format!("type {name} {}", fields.join(", "))
                }
                kind => format!("{name} {kind:?}"),
            })
        })
        .collect();
    lines.sort();
    lines.join("\n")
}
