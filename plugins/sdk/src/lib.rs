//! What a region's rules are written with: the WIT's words as plain Rust, and everything around the rules themselves.
//!
//! A region writes three things: its settings, its findings and a few plain functions. The component around them, the
//! conversions, the reading of settings and the tests by example live here once. No rule of any region belongs here,
//! and nothing here knows of Krachtig but the WIT.
//!
//! ```
//! use krachtig_region::finding::{Amount, FindingText, Problem, Texts};
//! use krachtig_region::{Answer, Decision, Facts, RegionRules, Request, Settings, Tranche};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! #[serde(default, deny_unknown_fields)]
//! struct Pot { cap_cents: i64 }
//! impl Default for Pot {
//!     fn default() -> Self { Self { cap_cents: 50_000 } }
//! }
//! impl Settings for Pot {
//!     const SCHEMA: &'static str = r#"{"type": "object", "additionalProperties": false, "properties": {"cap_cents":
//!         {"description": "The cap.", "type": "integer", "minimum": 0, "maximum": 100000, "default": 50000}}}"#;
//!     fn check(&self) -> Result<(), String> {
//!         krachtig_region::settings::within("cap_cents", &self.cap_cents, &(0..=100_000))
//!     }
//! }
//! krachtig_region::findings! {
//!     enum Found {
//!         OverCap { left: Amount } = "over_cap" { nl: "Er is nog {left} over.", en: "{left} is left." },
//!     }
//! }
//! struct Tiny;
//! impl RegionRules for Tiny {
//!     type Settings = Pot;
//!     const NAME: &'static str = "tiny";
//!     const VERSION: &'static str = env!("CARGO_PKG_VERSION");
//!     const SUMMARY: Texts = Texts { nl: "Een potje.", en: "A pot." };
//!     const FINDINGS: &'static [FindingText] = Found::DECLARED;
//!     fn decide(request: &Request, facts: &Facts, pot: &Pot) -> Result<Answer, Problem> {
//!         let left = pot.cap_cents - facts.promised(request)?;
//!         if request.amount > left {
//!             return Ok(Answer::refusal([Found::OverCap { left: Amount(left) }]));
//!         }
//!         let (tranches, decision) = (vec![Tranche::whole(request.amount)], Decision::Approve);
//!         Ok(Answer { decision, findings: vec![], tranches, obligations: vec![] })
//!     }
//! }
//! krachtig_region::rules!(Tiny);
//!
//! let pot = krachtig_region::settings::read(r#"{"cap_cents": 9999}"#).unwrap();
//! let answer = Tiny::decide(&Request::default(), &Facts::default(), &pot).unwrap();
//! assert_eq!(answer.codes(), ["over_cap"]);
//! assert_eq!(krachtig_region::settings::check_schema::<Pot>(), Ok(()));
//! ```

mod approvals;
pub mod budget;
#[cfg(target_family = "wasm")]
#[doc(hidden)]
pub mod component;
mod day;
pub mod example;
pub mod finding;
#[cfg(not(target_family = "wasm"))]
pub mod golden;
pub mod log;
pub mod reporting;
mod rules;
pub mod settings;

pub use budget::{
    Answer, Approval, ApprovalGroup, ApprovalsNeeded, Decision, EarlierDecision, Facts, FamilySize, LedgerLine,
    Obligation, ObligationKind, Plan, Request, SiloCheck, Subject, Tranche,
};
pub use day::Day;
pub use finding::{Finding, Problem};
pub use reporting::{CaseSnapshot, Indicator, Observation};
pub use rules::{RegionRules, check_answer};
pub use settings::Settings;

/// Makes a component of rules: `krachtig_region::rules!(MyRules);` in a crate of the types `cdylib` and `rlib`.
///
/// Natively it only checks that they are rules.
#[macro_export]
macro_rules! rules {
    ($rules:ty) => {
        #[cfg(target_family = "wasm")]
        const _: () = {
            type Component = $crate::component::Component<$rules>;
    $crate::component::bindings::export!(Component with_types_in $crate::component::bindings);
        };

        const _: () = {
            const fn are_rules<R: $crate::RegionRules>() {}
            are_rules::<$rules>();
        };
    };
}
