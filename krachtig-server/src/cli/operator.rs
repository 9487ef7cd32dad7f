//! `krachtig operator …`: who runs the platform, and looks at its pages. For whoever may run this program alone.

use clap::Subcommand;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::TokenId;
use serde_json::json;

use super::{Answer, Context, Outcome, tools};
use crate::app::clock::SystemClock;
use crate::app::operators::let_in;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Let somebody look at the pages of the platform. The token is shown once.
    Add {
        /// Who, as the log will call the operator.
        name: String,
    },
    /// Take an operator's token away: sessions with it end at once.
    Revoke {
        /// The token's id, as it was told when it was made.
        id: TokenId,
    },
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let tenants = installation.services.tenants();
        match command {
            Command::Add { name } => {
                let token = TokenId::from_uuid(SystemClock.fresh());
                let secret = let_in(tenants, (token, &name)).await.map_err(tools::fault)?;
                let text = format!("Added operator {name} (token {token}).\nToken, shown once: {secret}");
                Ok(Answer::new(text, json!({ "id": token.to_string(), "token": secret })))
            }
            Command::Revoke { id } => {
                tenants.operators().revoke_token(id).await.map_err(tools::fault)?;
                let text = format!("Token {id} opens nothing any more.");
                Ok(Answer::new(text, json!({ "id": id.to_string() })))
            }
        }
    })
}
