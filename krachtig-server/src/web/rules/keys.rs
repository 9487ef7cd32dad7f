//! Keys whose signatures count: trusting one, and trusting it no longer.

use i18n_embed_fl::fl;
use krachtig_core::domain::id::TrustedKeyId;
use krachtig_core::domain::plugin::TrustedKey;
use krachtig_core::service::TrustKey;

use super::super::field::Fields;
use super::super::form::Form;
use super::super::office::{Entry, Sent};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::write::{Asked, about, act, done};
use super::life::Life;

/// Trusts a key.
pub(in crate::web) struct Trust;

impl Entry for Trust {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = vec![
            fields
                .line("label", fl!(t, "field-key-label"))
                .hint(fl!(t, "field-key-label-hint")),
            fields
                .line("public_key", fl!(t, "field-public-key"))
                .hint(fl!(t, "field-public-key-hint")),
        ];
        Ok(Asked::of(asked).lead(fl!(t, "key-trust-lead")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd = TrustKey {
            label: form.text("label").to_owned(),
            public_key: form.text("public_key").trim().to_ascii_lowercase(),
        };
        done(visit.services.trust_key(&visit.ctx, cmd).await)
    }
}

/// Trusts a key no longer.
pub(in crate::web) struct Withdraw;

async fn key(visit: &Visit, of: &str) -> Result<TrustedKey, Trouble> {
    let id: TrustedKeyId = of.parse().map_err(|_| Trouble::not_found())?;
    let mut keys = Life::of(visit).await?.keys.into_iter();
    keys.find(|key| key.id == id).ok_or_else(Trouble::not_found)
}

impl Entry for Withdraw {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), &key(visit, of).await?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let key = key(visit, fields.form.text("of")).await?;
        let told = vec![(key.label.to_string(), vec![key.public_key])];
        let asked = Asked::default().lead(fl!(t, "key-withdraw-lead")).told(told);
        Ok(asked.submit(fl!(t, "do-key-withdraw")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd = act::<TrustedKey>(form)?;
        done(visit.services.withdraw_key(&visit.ctx, cmd).await)
    }
}
