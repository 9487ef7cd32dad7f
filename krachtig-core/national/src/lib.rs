//! What is published to the prison service and other parties: releases of figures, protected once and frozen for good.
//!
//! This crate knows nothing of casework, and does not depend on what does: no type of it can hold a person, a family or
//! a dossier, and none can be reached from it. Figures come to it as counts of closed periods that a region approved.
//!
//! A release goes one way: regions hand in ([`hand_in`]), somebody defines which tables there will be ([`definition`]) and
//! sees how exact they can be, and then they are computed once ([`compute`]), paid for out of the privacy budget
//! ([`budget`]), frozen ([`release`]), signed ([`signing`]) and published ([`store`]). Who makes them asks in [`making`]; readers see no more than what is published ([`reading`]).

pub mod budget;
pub mod catalogue;
pub mod compute;
pub mod definition;
pub mod epsilon;
pub mod error;
pub mod hand_in;
pub mod id;
pub mod indicator;
pub mod making;
pub mod margin;
pub mod noise;
pub mod own;
pub mod period;
pub mod place;
pub mod reading;
pub mod refusal;
pub mod release;
pub mod signing;
pub mod store;
pub mod word;

pub mod story;

#[cfg(test)]
mod test_support;
