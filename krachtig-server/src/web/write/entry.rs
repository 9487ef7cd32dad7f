//! What a form about a dossier has to say of itself, once; and the two forms that most records have: a new one, and one
//! that is changed.
//!
//! What is asked about which record does not belong here: see the files beside this one.

use std::marker::PhantomData;
use std::pin::Pin;

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::record::{InDossier, Record, RecordKind, Version};
use krachtig_core::service::{Act, Add, Revise};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::{Sent, filled};

/// Who asks, and the dossier that the form is about.
pub(in crate::web) type Here<'a> = (&'a Visit, &'a Dossier);

/// What a form asks, and what is told above it.
#[derive(Default)]
pub(in crate::web) struct Asked {
    pub(in crate::web) lead: String,
    /// What has to be known before one sends it: a heading, and what belongs to it.
    pub(in crate::web) told: Vec<(String, Vec<String>)>,
    pub(in crate::web) fields: Vec<Field>,
    /// What the button says, where it saves nothing but does something.
    pub(in crate::web) submit: Option<String>,
    /// Whether a file comes of it, so that the browser has to send the form by itself.
    pub(in crate::web) download: bool,
    /// Where more stands of what can be chosen; nowhere when empty.
    pub(in crate::web) further: String,
}

impl Asked {
    pub(in crate::web) fn of(fields: Vec<Field>) -> Self {
        Self {
            fields,
            ..Self::default()
        }
    }

    pub(in crate::web) fn lead(mut self, lead: String) -> Self {
        self.lead = lead;
        self
    }

    pub(in crate::web) fn told(mut self, told: Vec<(String, Vec<String>)>) -> Self {
        self.told = told;
        self
    }

    pub(in crate::web) fn submit(mut self, submit: String) -> Self {
        self.submit = Some(submit);
        self
    }

    pub(in crate::web) fn download(mut self) -> Self {
        self.download = true;
        self
    }

    pub(in crate::web) fn further(mut self, href: String) -> Self {
        self.further = href;
        self
    }
}

/// A form about a dossier. What it is about besides, if anything, comes in its field `of`, and in which version in `version`.
pub(in crate::web) trait Entry {
    /// What stands in it at first.
    ///
    /// # Errors
    /// What it is about is not there.
    fn first(here: Here<'_>, of: &str) -> Result<Form, Trouble>;

    /// What it asks.
    ///
    /// # Errors
    /// What it is about is not there; a fault.
    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble>;

    /// Does what was asked for.
    async fn send(here: Here<'_>, form: &Form) -> Sent;

    /// The kind of record that is changed, where that is what the form does.
    fn changes() -> Option<RecordKind> {
        None
    }
}

/// A future on the heap. Whoever awaits one of many in a `match` would have room on the stack for all of them otherwise.
#[inline(never)]
pub(in crate::web) fn boxed<'f, F>(make: impl FnOnce() -> F) -> Pin<Box<dyn Future<Output = F::Output> + Send + 'f>>
where
    F: Future + Send + 'f,
{
    Box::pin(make())
}

/// A record that people fill in.
pub(super) trait Kept: InDossier {
    /// What people fill in.
    type Draft;

    /// What stands in a new one at first.
    fn blank(visit: &Visit, of: &str) -> Form;

    /// What is recorded, as the form has it.
    fn as_form(&self, _visit: &Visit) -> Form {
        filled::with(self)
    }

    /// What is asked.
    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble>;

    /// Reads it.
    ///
    /// # Errors
    /// What cannot be read.
    fn read(reading: Reading<'_>, form: &Form) -> Result<Self::Draft, Problems>;
}

/// A record that is added by a form.
pub(super) trait Added: Kept {
    async fn add(here: Here<'_>, form: &Form, draft: Self::Draft) -> Sent;
}

/// A record that is changed by a form.
pub(super) trait Revised: Kept {
    async fn revise(visit: &Visit, cmd: Revise<Self, Self::Draft>) -> Sent;
}

/// The form for a new record.
pub(super) struct New<R>(PhantomData<R>);

impl<R: Added> Entry for New<R> {
    fn first((visit, _): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(R::blank(visit, of))
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        R::asked(here, fields).await
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        let draft = R::read(Reading::new(form, here.0.t), form)?;
        R::add(here, form, draft).await
    }
}

/// The form in which a record is changed.
pub(super) struct Changed<R>(PhantomData<R>);

impl<R: Revised> Entry for Changed<R> {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let record = found::<R>(dossier, of)?;
        Ok(about(record.as_form(visit), record))
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        R::asked(here, fields).await
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let draft = R::read(Reading::new(form, visit.t), form)?;
        let (id, version) = seen::<R>(form)?;
        R::revise(visit, Revise { id, version, draft }).await
    }

    fn changes() -> Option<RecordKind> {
        Some(R::KIND)
    }
}

/// The record that a form is about; where it says nothing, the only one that there is.
///
/// # Errors
/// It is not in the dossier, or not the visitor's to see.
pub(super) fn found<'d, R: InDossier>(dossier: &'d Dossier, of: &str) -> Result<&'d R, Trouble> {
    let all = R::all(dossier);
    let found = match (of, all) {
        ("", [only]) => Some(only),
        _ => all.iter().find(|record| record.id().to_string() == of),
    };
    found.ok_or_else(Trouble::not_found)
}

/// A form about this record, as it stands.
pub(in crate::web) fn about<R: Record>(form: Form, record: &R) -> Form {
    form.or("of", record.id().to_string())
        .or("version", record.version().get().to_string())
}

/// The record that a form is about, and the version that was seen.
///
/// # Errors
/// The form names none.
pub(in crate::web) fn seen<R: Record>(form: &Form) -> Result<(R::Id, Version), Problems> {
    let id = form.text("of").parse();
    let id = id.map_err(|_| Problems::one("of", String::new()))?;
    Ok((id, Version::new(form.text("version").parse().unwrap_or_default())))
}

/// What is done to a record without anything else to say than a note.
///
/// # Errors
/// As [`seen`].
pub(in crate::web) fn act<R: Record>(form: &Form) -> Result<Act<R>, Problems> {
    let (id, version) = seen::<R>(form)?;
    let note = form.filled("note");
    Ok(Act { id, version, note })
}

/// What is added to the dossier.
pub(super) fn add<D>((_, dossier): Here<'_>, draft: D) -> Add<D> {
    Add {
        trajectory_id: dossier.trajectory.id,
        draft,
    }
}

/// Which service records a draft, and which changes the record.
macro_rules! recorded {
    ($($record:ty: $($add:ident)? $(, $revise:ident)?;)+) => {$(
        $(impl $crate::web::write::entry::Added for $record {
            async fn add(here: $crate::web::write::entry::Here<'_>, _: &Form, draft: Self::Draft) -> $crate::web::write::Sent {
                let services = &here.0.services;
                $crate::web::write::done(services.$add(&here.0.ctx, $crate::web::write::entry::add(here, draft)).await)
            }
        })?
        $(impl $crate::web::write::entry::Revised for $record {
            async fn revise(visit: &Visit, cmd: krachtig_core::service::Revise<Self, Self::Draft>) -> $crate::web::write::Sent {
                $crate::web::write::done(visit.services.$revise(&visit.ctx, cmd).await)
            }
        })?
    )+};
}
pub(super) use recorded;

/// What is done to a record at the push of a button: what is told before, and which service does it.
macro_rules! acts {
    ($($(#[doc = $about:literal])* $name:ident: $record:ty = $service:ident, $lead:literal;)+) => {$(
        $(#[doc = $about])*
        pub(super) struct $name;

        impl $crate::web::write::entry::Entry for $name {
            fn first((_, dossier): $crate::web::write::entry::Here<'_>, of: &str) -> Result<Form, $crate::web::reply::Trouble> {
                let record = $crate::web::write::entry::found::<$record>(dossier, of)?;
                Ok($crate::web::write::entry::about(Form::default(), record))
            }

            async fn asked(
                (visit, _): $crate::web::write::entry::Here<'_>,
                _: &$crate::web::field::Fields<'_>,
            ) -> Result<$crate::web::write::entry::Asked, $crate::web::reply::Trouble> {
                let asked = $crate::web::write::entry::Asked::default();
                Ok(asked.lead(i18n_embed_fl::fl!(visit.t, $lead)).submit(i18n_embed_fl::fl!(visit.t, "do-it")))
            }

            async fn send((visit, _): $crate::web::write::entry::Here<'_>, form: &Form) -> $crate::web::write::Sent {
                let cmd = $crate::web::write::entry::act::<$record>(form)?;
                $crate::web::write::done(visit.services.$service(&visit.ctx, cmd).await)
            }
        }
    )+};
}
pub(super) use acts;
