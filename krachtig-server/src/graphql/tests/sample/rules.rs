//! The sample's rules: a plugin, how it is used, and what a replay of the history found.

use krachtig_core::domain::budget::{BudgetRequest, FailedRules, RulesIdentity, Verdict};
use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::plugin::{FindingText, Plugin, PluginDescription, Translation, TrustedKey};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::replay::{
    Comparison, DifferenceKind, FigureChange, Replay, ReplayDifference, ReplayState, ReplaySummary, ShadowDecision,
};
use krachtig_core::domain::rule_set::{RuleSet, RuleSetDraft, RuleUse};
use serde_json::json;
use time::macros::date;

use super::{Still, approver, worker};

/// A region's rules in every stage of their life.
pub(in crate::graphql::tests) struct Rules {
    pub(in crate::graphql::tests) key: TrustedKey,
    pub(in crate::graphql::tests) plugin: Plugin,
    pub(in crate::graphql::tests) set: RuleSet,
    pub(in crate::graphql::tests) replay: Replay,
    pub(in crate::graphql::tests) difference: ReplayDifference,
    pub(in crate::graphql::tests) shadow: ShadowDecision,
    /// The request that both are about; the rules failed on it.
    pub(in crate::graphql::tests) request: BudgetRequest,
}

/// The rules, tried on the request of this dossier.
pub(in crate::graphql::tests) fn rules(dossier: &Dossier) -> Rules {
    let clock = Still::default();
    lived(dossier, &clock).expect("the sample breaks no rule of the domain")
}

fn lived(dossier: &Dossier, clock: &Still) -> Decision<Rules> {
    let stamp = Stamp::new(worker(), clock);
    let by = worker().to_string();
    let key = TrustedKey::trust("Ontwikkelaar (fictief)", "a1".repeat(32), &by, stamp)?;
    let plugin = plugin(&key, stamp);
    let draft = RuleSetDraft {
        settings: json!({ "most": 20_000 }),
        usage: RuleUse::Active,
        valid_from: date!(2026 - 03 - 05),
    };
    let set = RuleSet::propose(&plugin, draft, (3, &by), stamp)?;
    let set = set.confirm(&approver().to_string(), Stamp::new(approver(), clock))?;
    let mut request = dossier.requests[0].clone();
    let verdict = Verdict::Fault("rule_out_of_fuel".to_owned());
    let mut comparison = Comparison::default();
    comparison.add(&request, &verdict);
    comparison.add(&request, &Verdict::Answer(request.decision.answer.clone()));
    let summary = ReplaySummary {
        kept: 1,
        periods: 1,
        figures: vec![FigureChange {
            period: krachtig_core::domain::period::read_period("2026-Q3")?,
            indicator: "days_to_first_help".to_owned(),
            position: "household=with_children".to_owned(),
            before: Some("12.00".to_owned()),
            after: None,
        }],
        ..comparison.summary()
    };
    let replay = Replay::begin(&plugin, set.settings.clone(), "opr_of_the_platform", stamp);
    let replay = replay.end(ReplayState::Done, summary);
    request.decision.failed = Some(FailedRules {
        rules: RulesIdentity {
            name: plugin.name.clone(),
            version: plugin.edition.clone(),
            component_sha256: Some(plugin.hash.clone()),
            settings_version: 3,
        },
        fault: "rule_out_of_fuel".to_owned(),
    });
    let difference = ReplayDifference {
        id: stamp.id(),
        replay_id: replay.id,
        request_id: request.id,
        kind: DifferenceKind::Fault,
        verdict,
        version: Version::FIRST,
    };
    let shadow = ShadowDecision {
        id: stamp.id(),
        request_id: request.id,
        trajectory_id: request.trajectory_id,
        rule_set_id: set.id,
        kind: None,
        verdict: Verdict::Answer(request.decision.answer.clone()),
        version: Version::FIRST,
    };
    Ok(Rules {
        key,
        plugin,
        set,
        replay,
        difference,
        shadow,
        request,
    })
}

fn plugin(key: &TrustedKey, stamp: Stamp<'_>) -> Plugin {
    let texts = |nl: &str, en: &str| {
        let text = |(language, text): (&str, &str)| Translation {
            language: language.to_owned(),
            text: text.to_owned(),
        };
        [("nl", nl), ("en", en)].map(text).to_vec()
    };
    Plugin {
        id: stamp.id(),
        name: "exodus-voorbeeld".to_owned(),
        edition: "1.2.0".to_owned(),
        hash: "b2".repeat(32),
        settings_schema: json!({ "type": "object", "properties": { "most": { "type": "integer" } } }),
        description: PluginDescription {
            languages: vec!["nl".to_owned(), "en".to_owned()],
            summary: texts("Kleine bedragen.", "Small amounts."),
            findings: vec![FindingText {
                code: "above_limit".to_owned(),
                arguments: vec!["limit".to_owned()],
                texts: texts("Meer dan {limit}.", "More than {limit}."),
            }],
        },
        signed_by: Some(key.id),
        uploaded_on: stamp.today,
        uploaded_by: worker().to_string(),
        version: Version::FIRST,
    }
}
