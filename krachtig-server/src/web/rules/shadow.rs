//! What rules in shadow would have decided, beside what was decided.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::rule_set::RuleUse;
use krachtig_core::service::{Ask, RecordedSort, ShadowFilter};

use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::differences::{Differing, told};
use super::life::{Life, called};

/// How many decisions a page has.
const ROWS: u32 = 10;

#[derive(Template)]
#[template(path = "rules/shadow.html")]
struct ShadowPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    lead: String,
    ways: Vec<(String, String, bool)>,
    differences: Vec<Differing>,
    next: Option<String>,
}

/// Shows the decisions of the set that the address names: those that differ, or all.
pub(super) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let life = Life::of(visit).await?;
    let set = life.set(visit.query.text("of"))?;
    if set.usage != RuleUse::Shadow {
        return Err(Trouble::not_found());
    }
    let all = visit.query.text("which") == "all";
    let filter = |differs| ShadowFilter {
        rule_set_id: Some(set.id),
        differs,
    };
    let (services, ctx) = (&visit.services, &visit.ctx);
    let different = services.count_shadow_decisions(ctx, &filter(Some(true))).await?;
    let count = services.count_shadow_decisions(ctx, &filter(None)).await?;
    let ask = Ask {
        first: ROWS,
        after: visit
            .query
            .filled("after")
            .and_then(|after| serde_json::from_str(&after).ok()),
        filter: filter((!all).then_some(true)),
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let page = services.shadow_decisions(ctx, &ask).await?;
    let here = format!("{}/rules/shadow?of={}", visit.home(), set.id);
    let which = if all { "&which=all" } else { "" };
    let cursor = page.rows.last().filter(|_| page.more).map(|(cursor, _)| cursor);
    let next = cursor
        .and_then(|cursor| serde_json::to_string(cursor).ok())
        .map(|after| {
            let after: String = form_urlencoded::byte_serialize(after.as_bytes()).collect();
            format!("{here}{which}&after={after}")
        });
    let compared: Vec<_> = page
        .rows
        .into_iter()
        .map(|(_, one)| (one.request_id, one.kind, one.verdict))
        .collect();
    Reply::page(&ShadowPage {
        p: visit.frame(fl!(t, "shadow-title"), Some(Place::Rules)),
        crumbs: vec![(format!("{}/rules", visit.home()), fl!(t, "bar-rules"))],
        lead: fl!(
            t,
            "shadow-lead",
            name = called((&set.name, &set.edition)),
            different = different,
            count = count
        ),
        ways: vec![
            (here.clone(), fl!(t, "shadow-different"), !all),
            (format!("{here}&which=all"), fl!(t, "shadow-all"), all),
        ],
        differences: told(visit, (&set.hash, &compared)).await?,
        next,
    })
}
