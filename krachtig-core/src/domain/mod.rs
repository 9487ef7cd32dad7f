//! The process model: words, records, and decisions on them. Pure and synchronous.
//!
//! Every decision takes the present state and an input, and returns the new state or a [`refusal::Refusals`]. The
//! store, the clock and who may do what do not belong here.

pub mod access_log;
pub mod break_glass;
pub mod budget;
pub mod clock;
pub mod consent;
pub mod dossier;
pub mod dossier_part;
pub mod family;
pub mod goal;
pub mod id;
pub mod identity;
pub mod import_ref;
pub mod instrument;
pub mod introduction;
pub mod learning;
pub mod mapping;
pub mod member;
pub mod money;
pub mod obstacle;
pub mod partner;
pub mod period;
pub mod plugin;
pub mod problem;
pub mod progress;
pub mod record;
pub mod referral_link;
pub mod refusal;
pub mod replay;
pub mod role_check;
pub mod room;
pub mod rule_set;
pub mod story;
pub mod talk;
pub mod text;
pub mod token;
pub mod trajectory;
pub mod vocabulary;
pub mod withheld;

pub mod destruction;
pub mod erasure;
pub mod limit;
pub mod own_facts;
pub mod own_words;
pub mod person_export;
pub mod redact;
pub mod retention;
pub mod rights;
pub mod share;
pub mod terms;
pub mod withdrawal;

pub mod family_facts;
pub mod national_count;
pub mod national_facts;
pub mod period_check;
pub mod period_count;
pub mod story_telling;

pub mod attachment;
pub mod co_signature;
pub mod concerned;
pub mod family_login;
pub mod family_report;
pub mod own_plan;
pub mod plan_comment;
pub mod word_form;

pub mod notice;

#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
