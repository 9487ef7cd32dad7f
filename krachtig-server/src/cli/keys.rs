//! `krachtig keys …`: the keys that sealed values are sealed with, and the master key over them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::store::{KeyStatus, MasterKey, Slug, TenantState, Tenants};
use serde_json::{Value, json};

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::{clock::SystemClock, master_key};
use crate::settings::Keys;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say which keys each tenant has, and how many values each of them sealed.
    Status,
    /// Give a tenant a new key, and seal everything anew with it while people work.
    RotateTenant {
        /// The tenant.
        slug: Slug,
    },
    /// Go on with sealing a tenant's values anew, and destroy its old keys that nothing needs any more.
    Reseal {
        /// The tenant.
        slug: Slug,
    },
    /// Encrypt the keys of all tenants with another master key.
    RotateMaster(NewMaster),
}

/// Where the new master key is.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct NewMaster {
    /// A file, made with a new key where there is none.
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
    /// An environment variable.
    #[arg(long, value_name = "NAME")]
    to_env: Option<String>,
    /// A command whose standard output is the key.
    #[arg(long, value_name = "COMMAND")]
    to_command: Option<String>,
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    let keys = context.settings()?.keys;
    tools::with_installation(context, async move |installation| {
        let tenants = installation.services.tenants();
        match command {
            Command::Status => status(tenants).await,
            Command::RotateTenant { slug } => {
                let number = tenants.new_key(&slug, SystemClock.now()).await.map_err(tools::fault)?;
                let made = format!("Tenant {slug} seals with key {number} from now on.\n");
                reseal(tenants, (&slug, &keys), made).await
            }
            Command::Reseal { slug } => reseal(tenants, (&slug, &keys), String::new()).await,
            Command::RotateMaster(new) => rotate_master(tenants, (&new, &keys)).await,
        }
    })
}

async fn status(tenants: &Tenants) -> Outcome {
    let (mut lines, mut told) = (Vec::new(), Vec::new());
    for tenant in tenants.list().await.map_err(tools::fault)? {
        if tenant.state != TenantState::Active {
            continue;
        }
        let slug = &tenant.slug;
        for key in tenants.key_status(slug).await.map_err(tools::fault)? {
            let KeyStatus {
                number,
                state,
                master,
                values,
                retired_at: _,
            } = key;
            let state = state.code();
            lines.push(format!(
                "{slug:<24} key {number:<4} {state:<8} master {master}  {values} values"
            ));
            told.push(json!({
                "tenant": slug.as_str(), "key": number, "state": state, "master": master, "values": values,
            }));
        }
    }
    Ok(Answer::new(lines.join("\n"), Value::Array(told)))
}

async fn reseal(tenants: &Tenants, (slug, keys): (&Slug, &Keys), said: String) -> Outcome {
    let done = tenants.reseal(slug).await.map_err(tools::fault)?;
    let due = (SystemClock.now(), keys.grace());
    let destroyed = tenants.destroy_old_keys(slug, due).await.map_err(tools::fault)?;
    let left = tenants.key_status(slug).await.map_err(tools::fault)?.len() - 1;
    let text = format!(
        "{said}{} rows were sealed anew; {} values still need an old key, {} cannot be opened.\n\
         {} old keys were destroyed, {left} are kept: each for {} seconds after another took its place, and as long as \
         it is needed. A running server sees to that by itself.",
        done.rows,
        done.left,
        done.unreadable,
        destroyed.len(),
        keys.grace_seconds.0,
    );
    let told = json!({
        "tenant": slug.as_str(), "rows": done.rows, "left": done.left, "unreadable": done.unreadable,
        "destroyed": destroyed, "old_keys": left,
    });
    Ok(Answer::new(text, told))
}

async fn rotate_master(tenants: &Tenants, (new, keys): (&NewMaster, &Keys)) -> Outcome {
    let master = match (&new.to_file, &new.to_env, &new.to_command) {
        (Some(file), ..) => MasterKey::in_file(file),
        (_, Some(variable), _) => master_key::of_variable(variable),
        (.., Some(command)) => master_key::of_command(command, keys).await,
        _ => return Err(Failure::refused("usage", "where is the new master key?")),
    };
    let master = master.map_err(tools::fault)?;
    let count = tenants.change_master(&master).await.map_err(tools::fault)?;
    let name = master.name();
    Ok(Answer::new(
        format!(
            "{count} keys are encrypted with master key {name}. Name it in the section [keys] of the settings now: \
             nothing starts with the old one any more."
        ),
        json!({"master": name, "keys": count}),
    ))
}
