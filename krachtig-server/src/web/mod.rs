//! The pages: what people see and do in a browser, on the same services as everything else.
//!
//! Templates stand in `templates`, their texts in `i18n`, styles and scripts in `web`. Every page works without scripts.
//! What does NOT belong here: what may be done and what comes of it, which the services decide; and how somebody is
//! known, see [`crate::auth`].

mod account;
mod apart;
mod assets;
mod attach;
mod door;
mod dossier;
mod draw;
mod families;
mod field;
mod figure;
mod findings;
mod first_steps;
mod form;
mod format;
mod frame;
mod icon;
mod machine;
mod national;
mod notice_mail;
mod office;
mod outside;
mod own;
mod parcel;
mod part;
mod party;
mod places;
mod platform;
mod queue;
mod reply;
mod routes;
mod rules;
mod search;
mod taking;
mod undo;
mod visit;
mod words;
mod work;
mod work_file;
mod write;

pub use door::routes;
pub use national::routes as national_routes;
pub use notice_mail::NoticeText;
pub use platform::routes as platform_routes;

#[cfg(test)]
mod tests;
