//! What a region's rules found, in plain words: each sentence comes with the rules, in the reader's language.

use std::collections::HashMap;

use i18n_embed_fl::fl;
use krachtig_core::domain::budget::{Finding, FindingValue, RuleAnswer, RuleDecision};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::plugin::Plugin;
use krachtig_core::service::{Action, Ask, MOST_ROWS, NoFilter, RecordedSort};

use super::reply::Trouble;
use super::visit::Visit;
use super::words::Words;

/// The sentences of the rules that an office has had, by the hash of their component.
pub(super) struct Sentences(HashMap<String, Plugin>);

impl Sentences {
    /// Those that whoever asks may know.
    ///
    /// # Errors
    /// A fault of the store.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Trouble> {
        if !visit.may(Action::ListRules) {
            return Ok(Self(HashMap::new()));
        }
        let ask = Ask {
            first: MOST_ROWS,
            after: None,
            filter: NoFilter,
            sort: RecordedSort::Recorded,
            descending: true,
        };
        let page = visit.services.plugins(&visit.ctx, &ask).await?;
        let by_hash = page.rows.into_iter().map(|(_, plugin)| (plugin.hash.clone(), plugin));
        Ok(Self(by_hash.collect()))
    }

    /// What was found, each in a sentence.
    pub(super) fn told(&self, t: &Words, decision: &RuleDecision) -> Vec<String> {
        self.of_answer(t, decision.rules.component_sha256.as_deref(), &decision.answer)
    }

    /// What the component with this hash found.
    pub(super) fn of_answer(&self, t: &Words, hash: Option<&str>, answer: &RuleAnswer) -> Vec<String> {
        let plugin = self.0.get(hash.unwrap_or_default());
        let findings = answer.findings.iter();
        findings.map(|finding| sentence(t, plugin, finding)).collect()
    }

    /// Which rules decided.
    pub(super) fn rules(t: &Words, decision: &RuleDecision) -> String {
        match &decision.rules.component_sha256 {
            Some(_) => format!("{} {}", decision.rules.name, decision.rules.version),
            None => fl!(t, "rules-person"),
        }
    }
}

/// A finding of rules that are not known here any more is told by its code.
fn sentence(t: &Words, plugin: Option<&Plugin>, finding: &Finding) -> String {
    let key = format!("finding-{}", finding.code);
    if t.has(&key) {
        return t.get(&key);
    }
    let declared = plugin.and_then(|plugin| plugin.description.findings.iter().find(|one| one.code == finding.code));
    let language = t.language.code();
    let text = declared.and_then(|one| one.texts.iter().find(|text| text.language == language));
    let Some(text) = text else {
        return finding.code.replace('_', " ");
    };
    finding.arguments.iter().fold(text.text.clone(), |text, argument| {
        text.replace(&format!("{{{}}}", argument.name), &value(t, &argument.value))
    })
}

fn value(t: &Words, value: &FindingValue) -> String {
    match value {
        FindingValue::Amount(cents) => match Cents::new(cents.abs()) {
            Some(amount) if *cents < 0 => format!("−{}", t.format.amount(amount)),
            Some(amount) => t.format.amount(amount),
            None => cents.to_string(),
        },
        FindingValue::Count(number) | FindingValue::Days(number) => number.to_string(),
        FindingValue::Date(day) => t.format.day(*day),
        FindingValue::Word(code) => word(t, code),
    }
}

/// A word of whichever list has it.
fn word(t: &Words, code: &str) -> String {
    let lists = ["funding_silo", "role", "payee_kind", "life_domain", "obligation_kind"];
    let keys = lists.iter().map(|list| format!("{list}-{code}"));
    keys.into_iter()
        .find(|key| t.has(key))
        .map_or_else(|| code.replace('_', " "), |key| t.get(&key))
}
