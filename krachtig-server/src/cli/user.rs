//! `krachtig user …`: the people with an account in a tenant, and their access tokens.

use clap::{Args, Subcommand};
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{
    Ask, Ctx, IssueToken, MOST_ROWS, MemberFilter, NameSort, Outcome as Served, Revise, Services,
};
use krachtig_core::store::Slug;
use serde_json::{Value, json};

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
    /// Give somebody an account and invite him to it; in a fictional tenant, with an access token at once.
    Add {
        /// E-mail address.
        email: String,
        /// First and last name.
        #[arg(long)]
        name: String,
        /// A role; say it again for several.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
        /// In a fictional tenant: for how many days the token holds.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
    /// Invite an account again: who lost every way to sign in gets a new link.
    Invite {
        /// E-mail address.
        email: String,
    },
    /// List the accounts.
    List,
    /// Give an account other roles.
    Roles {
        /// E-mail address.
        email: String,
        /// A role; say it again for several.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
    },
    /// Let somebody in no longer.
    Suspend {
        /// E-mail address.
        email: String,
    },
    /// Let somebody in again.
    Resume {
        /// E-mail address.
        email: String,
    },
    /// Issue another token, in a fictional tenant. It is shown once.
    Token {
        /// E-mail address.
        email: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        label: String,
        /// For how many days it holds.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
}

fn role(code: &str) -> Result<Role, String> {
    let known = || Role::of_office().map(Role::code).collect::<Vec<_>>().join(", ");
    Role::of_office()
        .find(|role| role.code() == code)
        .ok_or_else(|| format!("no such role; there are {}", known()))
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        match arguments.command {
            Command::Add {
                email,
                name,
                roles,
                days,
            } => {
                let fictional = ctx.store.tenant().fictional;
                let draft = MemberDraft {
                    name,
                    email,
                    roles,
                    state: if fictional {
                        MemberState::Active
                    } else {
                        MemberState::Invited
                    },
                };
                let member = services.add_member(&ctx, draft).await.map_err(tools::failure)?;
                if !fictional {
                    let (text, invited) = invite(services, &ctx, &member).await?;
                    let text = format!("Added {}.\n{text}", member.email);
                    return Ok(Answer::new(
                        text,
                        json!({"member": told(&member), "invitation": invited}),
                    ));
                }
                let secret = token(services, &ctx, &member, ("first token", days))
                    .await
                    .map_err(tools::failure)?;
                let text = format!("Added {}.\nToken, shown once: {secret}", member.email);
                Ok(Answer::new(text, json!({"member": told(&member), "token": secret})))
            }
            Command::Invite { email } => {
                let member = named(services, &ctx, &email).await?;
                let (text, invited) = invite(services, &ctx, &member).await?;
                Ok(Answer::new(
                    text,
                    json!({"member": told(&member), "invitation": invited}),
                ))
            }
            Command::List => {
                let all = everybody(services, &ctx).await.map_err(tools::failure)?;
                let lines: Vec<String> = all.iter().map(line).collect();
                Ok(Answer::new(
                    lines.join("\n"),
                    Value::Array(all.iter().map(told).collect()),
                ))
            }
            Command::Roles { email, roles } => {
                change(services, &ctx, &email, |draft| MemberDraft { roles, ..draft }).await
            }
            Command::Suspend { email } => {
                change(services, &ctx, &email, |draft| MemberDraft {
                    state: MemberState::Suspended,
                    ..draft
                })
                .await
            }
            Command::Resume { email } => {
                change(services, &ctx, &email, |draft| MemberDraft {
                    state: MemberState::Active,
                    ..draft
                })
                .await
            }
            Command::Token { email, label, days } => {
                let member = named(services, &ctx, &email).await?;
                let secret = token(services, &ctx, &member, (&label, days))
                    .await
                    .map_err(tools::failure)?;
                Ok(Answer::new(
                    format!("Token, shown once: {secret}"),
                    json!({"token": secret}),
                ))
            }
        }
    })
}

/// A fresh invitation of a member, in words and for programs.
async fn invite(services: &Services, ctx: &Ctx, member: &Member) -> Result<(String, Value), Failure> {
    let issued = services.invite_member(ctx, member.id).await.map_err(tools::failure)?;
    let until = issued.invitation.expires_at.date();
    let path = format!("/t/{}/invitation#{}", ctx.store.tenant().slug, issued.secret);
    let text = format!("Invitation until {until}, shown once: {path}");
    Ok((text, json!({"path": path, "until": until.to_string()})))
}

/// A fresh token of a member.
pub(super) async fn token(
    services: &Services,
    ctx: &Ctx,
    member: &Member,
    (label, days): (&str, i64),
) -> Served<String> {
    let order = IssueToken {
        member_id: member.id,
        label: label.to_owned(),
        days,
        scopes: TokenScope::ALL.to_vec(),
    };
    Ok(services.issue_token(ctx, order).await?.secret)
}

/// All members of a tenant.
pub(super) async fn everybody(services: &Services, ctx: &Ctx) -> Served<Vec<Member>> {
    let mut all = Vec::new();
    let mut ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: MemberFilter::default(),
        sort: NameSort::Name,
        descending: false,
    };
    loop {
        let page = services.members(ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        all.extend(page.rows.into_iter().map(|(_, member)| member));
        if !page.more {
            return Ok(all);
        }
    }
}

async fn named(services: &Services, ctx: &Ctx, email: &str) -> Result<Member, Failure> {
    let all = everybody(services, ctx).await.map_err(tools::failure)?;
    let found = all
        .into_iter()
        .find(|member| member.email.as_str().eq_ignore_ascii_case(email));
    found.ok_or_else(|| Failure::refused("not_found", "nobody in this tenant has that e-mail address"))
}

async fn change(services: &Services, ctx: &Ctx, email: &str, to: impl FnOnce(MemberDraft) -> MemberDraft) -> Outcome {
    let before = named(services, ctx, email).await?;
    let draft = to(MemberDraft {
        name: before.name.to_string(),
        email: before.email.to_string(),
        roles: before.roles.clone(),
        state: before.state,
    });
    let revise = Revise {
        id: before.id,
        version: before.version,
        draft,
    };
    let after = services.revise_member(ctx, revise).await.map_err(tools::failure)?;
    Ok(Answer::new(line(&after), told(&after)))
}

fn line(member: &Member) -> String {
    let roles: Vec<&str> = member.roles.iter().map(|role| role.code()).collect();
    format!(
        "{:<48} {:<10} {:<30} {}",
        member.email,
        member.state.code(),
        roles.join(","),
        member.name
    )
}

fn told(member: &Member) -> Value {
    json!({
        "id": member.id.to_string(),
        "email": member.email.as_str(),
        "name": member.name.as_str(),
        "roles": member.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
        "state": member.state.code(),
    })
}
