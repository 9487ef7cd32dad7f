//! What a resolver of the tenant's schema finds in its context: the use cases, and who asks for them.
//!
//! Deciding who that is does not belong here: whoever takes the request in puts it into the request's data.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Data, Error, Result};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::{Ctx, Failure, Outcome, Services};
use time::Date;

use super::failure::{INTERNAL, coded, failed};
use super::member_names::{MemberNames, NameSource};

/// The data that a request of the tenant's schema needs: the use cases, who asks, and names loaded for this asker alone.
pub fn request_data(services: Services, ctx: Ctx) -> Data {
    let mut data = Data::default();
    let names = Names {
        services: services.clone(),
        ctx: ctx.clone(),
    };
    data.insert(MemberNames::new(Arc::new(names)));
    data.insert(services);
    data.insert(ctx);
    data
}

/// The use cases and who asks for them.
#[derive(Clone, Copy)]
pub(super) struct Asked<'c> {
    pub(super) services: &'c Services,
    pub(super) ctx: &'c Ctx,
}

impl<'c> Asked<'c> {
    /// What the request's data holds.
    ///
    /// # Errors
    /// `internal` where the request came in without it: a fault in the wiring.
    pub(super) fn of(ctx: &Context<'c>) -> Result<Self> {
        let missing = |_| coded(INTERNAL, "The request came in without its surroundings.");
        Ok(Self {
            services: ctx.data().map_err(missing)?,
            ctx: ctx.data().map_err(missing)?,
        })
    }

    /// Today in the Netherlands.
    pub(super) fn today(self) -> Date {
        self.ctx.stamp().today
    }

    /// What a use case answered to a query.
    ///
    /// # Errors
    /// For a refusal and for a fault, each with its code.
    pub(super) fn answered<T>(self, outcome: Outcome<T>) -> Result<T> {
        outcome.map_err(|failure| failed(&failure, &self.ctx.request))
    }

    /// The same where nothing is a good answer to what is not there, or not to be seen.
    ///
    /// # Errors
    /// As [`Asked::answered`], but for `not_found`.
    pub(super) fn found<T>(self, outcome: Outcome<T>) -> Result<Option<T>> {
        match outcome {
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::NotFound => Ok(None),
            other => self.answered(other).map(Some),
        }
    }
}

/// Names of members as this asker may see them.
struct Names {
    services: Services,
    ctx: Ctx,
}

impl NameSource for Names {
    fn names<'a>(&'a self, ids: &'a [MemberId]) -> BoxFuture<'a, Result<HashMap<MemberId, String>, Error>> {
        async move {
            let members = self.services.members_by_id(&self.ctx, ids).await;
            let members = members.map_err(|failure| failed(&failure, &self.ctx.request))?;
            Ok(members
                .into_iter()
                .map(|(id, member)| (id, member.name.to_string()))
                .collect())
        }
        .boxed()
    }
}
