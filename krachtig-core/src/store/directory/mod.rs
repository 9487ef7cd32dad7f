//! The directory of tenants: which there are, where their stores are, who answers for them; and the operators of
//! the platform. It is a database of its own, and holds nothing of what is in a tenant's store.

mod entity;
mod keys;
mod migration;
mod national;
mod operator;

use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, SqlErr};

use self::entity::tenant;
use super::{Doing, Slug};
use crate::domain::id::TenantId;
use crate::domain::vocabulary::{Vocabulary, vocabulary};
use crate::error::Fault;

pub(crate) use self::keys::{StoredKey, TenantKeys};
pub(crate) use self::migration::steps;
pub(crate) use self::national::National;
pub use self::operator::{Operator, Operators};

vocabulary! {
    /// What sort of organisation a tenant is.
    TenantKind = "tenant_kind" {
        /// A region: serves families.
        Region = "region",
        /// A penitentiary institution: introduces detainees.
        Institution = "institution",
    }
}

vocabulary! {
    /// Whether a tenant can be worked in.
    TenantState = "tenant_state" {
        /// It is being made; an interrupted attempt is completed by making it again.
        Creating = "creating",
        /// People work in it.
        Active = "active",
        /// Nobody can enter for now.
        Suspended = "suspended",
        /// Nobody will enter again; the data is kept for as long as it must be.
        Archived = "archived",
    }
}

/// A tenant, as the directory knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its short name.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: TenantKind,
    /// The name of who answers for its data (verwerkingsverantwoordelijke). Several tenants may share one.
    pub controller: String,
    /// Whether it can be worked in.
    pub state: TenantState,
    /// The name of the place that keeps its store.
    pub place: String,
    /// Whether its data is made up, for demonstrations.
    pub fictional: bool,
    /// Counts the changes of this entry.
    pub version: i32,
}

/// The password of a tenant's PostgreSQL role. Shows in no log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl Secret {
    /// A new one: 256 random bits in hexadecimal.
    pub(crate) fn random() -> Result<Self, Fault> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| Fault::Unsuitable {
            what: "the operating system gives no random numbers".to_owned(),
        })?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// An entry with what only the store needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) tenant: Tenant,
    pub(crate) secret: Secret,
    /// Where the tenant's store was before its last move, while that is not yet removed.
    pub(crate) moved_from: Option<String>,
}

/// The open directory.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    db: DatabaseConnection,
}

impl Directory {
    pub(crate) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    pub(crate) fn national(&self) -> National {
        National::new(self.db.clone())
    }

    pub(crate) fn operators(&self) -> Operators {
        Operators::new(self.db.clone())
    }

    pub(crate) fn keys(&self) -> TenantKeys {
        TenantKeys::new(self.db.clone())
    }

    pub(crate) async fn list(&self) -> Result<Vec<Entry>, Fault> {
        let rows = tenant::Entity::find()
            .order_by_asc(tenant::Column::Slug)
            .all(&self.db)
            .await;
        rows.doing("listing tenants")?
            .into_iter()
            .map(Entry::try_from)
            .collect()
    }

    /// The tenants whose old copy was not yet removed, with the place where it is.
    pub(crate) async fn left_behind(&self) -> Result<Vec<(Slug, String)>, Fault> {
        let moved = tenant::Entity::find()
            .filter(tenant::Column::MovedFrom.is_not_null())
            .all(&self.db)
            .await;
        let moved = moved.doing("looking for interrupted moves")?;
        let entries = moved.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
        Ok(entries
            .into_iter()
            .filter_map(|entry| Some((entry.tenant.slug, entry.moved_from?)))
            .collect())
    }

    pub(crate) async fn find(&self, slug: &Slug) -> Result<Option<Entry>, Fault> {
        let row = tenant::Entity::find()
            .filter(tenant::Column::Slug.eq(slug.as_str()))
            .one(&self.db)
            .await;
        row.doing("looking up a tenant")?.map(Entry::try_from).transpose()
    }

    pub(crate) async fn get(&self, slug: &Slug) -> Result<Entry, Fault> {
        self.find(slug)
            .await?
            .ok_or_else(|| Fault::TenantUnknown { slug: slug.to_string() })
    }

    /// Adds an entry, or tells that the slug is taken.
    pub(crate) async fn add(&self, entry: &Entry) -> Result<(), Fault> {
        let Tenant {
            id,
            slug,
            name,
            kind,
            controller,
            state,
            place,
            fictional,
            version,
        } = entry.tenant.clone();
        let row = tenant::ActiveModel {
            id: Set(id.uuid()),
            slug: Set(slug.to_string()),
            name: Set(name),
            kind: Set(kind.code().to_owned()),
            controller: Set(controller),
            state: Set(state.code().to_owned()),
            place: Set(place),
            moved_from: Set(entry.moved_from.clone()),
            fictional: Set(fictional),
            secret: Set(entry.secret.0.clone()),
            version: Set(version),
        };
        match tenant::Entity::insert(row).exec_without_returning(&self.db).await {
            Ok(_) => Ok(()),
            Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(Fault::TenantExists { slug: slug.to_string() })
            }
            Err(cause) => Err(cause).doing("adding a tenant"),
        }
    }

    /// Brings a tenant from one of these states into another.
    pub(crate) async fn change_state(&self, slug: &Slug, from: &[TenantState], to: TenantState) -> Result<(), Fault> {
        let changed = tenant::Entity::update_many()
            .col_expr(tenant::Column::State, Expr::value(to.code()))
            .col_expr(tenant::Column::Version, Expr::col(tenant::Column::Version).add(1))
            .filter(tenant::Column::Slug.eq(slug.as_str()))
            .filter(tenant::Column::State.is_in(from.iter().map(|state| state.code())))
            .exec(&self.db)
            .await
            .doing("changing a tenant's state")?;
        if changed.rows_affected == 1 {
            return Ok(());
        }
        let state = self.get(slug).await?.tenant.state;
        Err(Fault::TenantInactive {
            slug: slug.to_string(),
            state,
        })
    }

    /// Says in one step that the tenant's store is now at another place. False where it was not at the first.
    pub(crate) async fn switch_place(&self, slug: &Slug, from: &str, to: &str) -> Result<bool, Fault> {
        let changed = tenant::Entity::update_many()
            .col_expr(tenant::Column::Place, Expr::value(to))
            .col_expr(tenant::Column::MovedFrom, Expr::value(from))
            .col_expr(tenant::Column::Version, Expr::col(tenant::Column::Version).add(1))
            .filter(tenant::Column::Slug.eq(slug.as_str()))
            .filter(tenant::Column::Place.eq(from))
            .exec(&self.db)
            .await
            .doing("switching a tenant to its new place")?;
        Ok(changed.rows_affected == 1)
    }

    /// Forgets where the tenant was before, once nothing is left there.
    pub(crate) async fn forget_old_place(&self, slug: &Slug) -> Result<(), Fault> {
        tenant::Entity::update_many()
            .col_expr(tenant::Column::MovedFrom, Expr::value(Option::<String>::None))
            .filter(tenant::Column::Slug.eq(slug.as_str()))
            .exec(&self.db)
            .await
            .doing("noting that a tenant's old place is empty")
            .map(|_| ())
    }

    pub(crate) async fn close(&self) {
        // Nothing is left to lose when closing fails.
        let _ = self.db.close_by_ref().await;
    }
}

impl TryFrom<tenant::Model> for Entry {
    type Error = Fault;

    fn try_from(row: tenant::Model) -> Result<Self, Fault> {
        let corrupt = |column| Fault::Corrupt {
            table: "tenant",
            column,
            id: row.id,
        };
        let tenant = Tenant {
            id: TenantId::from_uuid(row.id),
            slug: row.slug.parse().map_err(|_| corrupt("slug"))?,
            kind: TenantKind::from_code(&row.kind).ok_or_else(|| corrupt("kind"))?,
            state: TenantState::from_code(&row.state).ok_or_else(|| corrupt("state"))?,
            name: row.name,
            controller: row.controller,
            place: row.place,
            fictional: row.fictional,
            version: row.version,
        };
        Ok(Self {
            tenant,
            secret: Secret(row.secret),
            moved_from: row.moved_from,
        })
    }
}
