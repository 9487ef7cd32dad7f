//! `krachtig provider …`: the identity provider (OpenID Connect) with which a tenant's people sign in. For whoever may
//! run this program alone: the server asks the provider's address, and believes what it says.

use clap::{Args, Subcommand};
use krachtig_core::domain::identity::{IdentityProviderDraft, RoleOfGroup};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::RecordIdentityProvider;
use krachtig_core::store::Slug;
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::open;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Trust a provider, or trust it in another way.
    Trust {
        /// Its issuer: an https address.
        issuer: String,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// What it calls this tenant.
        #[arg(long)]
        client_id: String,
        /// What proves to it that it is this tenant; empty where it asks for nothing.
        #[arg(long, env = "KRACHTIG_CLIENT_SECRET", hide_env_values = true, default_value = "")]
        client_secret: String,
        /// The claim that lists a person's groups.
        #[arg(long, default_value = "groups")]
        groups_claim: String,
        /// A group that gives a role, as group=role; say it again for several. Without any, roles are given here.
        #[arg(long = "role", value_parser = role_of_group)]
        roles: Vec<RoleOfGroup>,
    },
    /// Trust a provider no longer. Sessions that it began go on to their end.
    Distrust {
        /// Its issuer.
        issuer: String,
    },
}

fn role_of_group(text: &str) -> Result<RoleOfGroup, String> {
    let (group, role) = text.rsplit_once('=').ok_or("say it as group=role")?;
    let role = Role::of_office().find(|known| known.code() == role);
    let role = role.ok_or("there is no such role")?;
    Ok(RoleOfGroup {
        group: group.to_owned(),
        role,
    })
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        let issuer = match &arguments.command {
            Command::Trust { issuer, .. } | Command::Distrust { issuer } => issuer,
        };
        let before = services.identity_provider(&ctx, issuer).await.map_err(tools::failure)?;
        let version = before.as_ref().map(|before| before.version);
        let draft = match arguments.command {
            Command::Trust {
                issuer,
                name,
                client_id,
                client_secret,
                groups_claim,
                roles,
            } => IdentityProviderDraft {
                name,
                issuer,
                client_id,
                client_secret,
                groups_claim,
                roles,
                active: true,
            },
            Command::Distrust { issuer } => {
                let before = before.ok_or_else(|| Failure::refused("not_found", "there is no such provider"))?;
                IdentityProviderDraft {
                    name: before.name.to_string(),
                    issuer,
                    client_id: before.client_id,
                    // Who is not trusted needs no proof from us.
                    client_secret: String::new(),
                    groups_claim: before.groups_claim,
                    roles: before.roles,
                    active: false,
                }
            }
        };
        let recorded = services
            .record_identity_provider(&ctx, RecordIdentityProvider { draft, version })
            .await;
        let provider = recorded.map_err(tools::failure)?;
        let trusted = if provider.active { "Trusts" } else { "No longer trusts" };
        let callback = format!("/t/{}/auth/provider/callback", arguments.tenant);
        let text = format!("{trusted} {}. It sends browsers back to {callback}", provider.issuer);
        let data = json!({
            "id": provider.id.to_string(),
            "issuer": provider.issuer,
            "active": provider.active,
            "callback": callback,
        });
        Ok(Answer::new(text, data))
    })
}
