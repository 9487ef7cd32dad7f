//! The tenants' data keys where they lie: each encrypted with a master key. Opening them does not belong here.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, SqlErr, TransactionTrait,
};

use super::entity::tenant_key::{ActiveModel, Column, Entity, Model};
use crate::domain::id::TenantId;
use crate::error::Fault;
use crate::store::Doing;

/// A tenant's key as it lies in the directory.
#[derive(Clone, Debug)]
pub(crate) struct StoredKey {
    /// Whose it is.
    pub(crate) tenant: TenantId,
    /// Its number: the tenant's keys are counted from 1, and the greatest is the current one.
    pub(crate) number: u32,
    /// The name of the master key that closed it.
    pub(crate) master: String,
    /// The key itself, encrypted.
    pub(crate) wrapped: String,
    /// When another took its place, in seconds since 1970; nothing for the current one.
    pub(crate) retired_at: Option<i64>,
    /// Whether nothing lies about in the store's files that is gone from its rows: values from before they were sealed,
    /// and what was erased.
    pub(crate) swept: bool,
}

/// The keys of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct TenantKeys {
    db: DatabaseConnection,
}

impl TenantKeys {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// A tenant's keys by their numbers.
    pub(crate) async fn of(&self, tenant: TenantId) -> Result<Vec<StoredKey>, Fault> {
        let rows = Entity::find()
            .filter(Column::TenantId.eq(tenant.uuid()))
            .order_by_asc(Column::Number)
            .all(&self.db)
            .await
            .doing("reading a tenant's keys")?;
        rows.into_iter().map(StoredKey::try_from).collect()
    }

    /// The names of the master keys that are needed.
    pub(crate) async fn masters(&self) -> Result<Vec<String>, Fault> {
        let names = Entity::find()
            .select_only()
            .column(Column::Master)
            .distinct()
            .into_tuple()
            .all(&self.db);
        names.await.doing("reading which master keys are needed")
    }

    /// The tenants that have keys besides the current one, or whose files are to be swept.
    pub(crate) async fn tenants_with_old(&self) -> Result<Vec<TenantId>, Fault> {
        let found = Entity::find()
            .select_only()
            .column(Column::TenantId)
            .filter(Column::RetiredAt.is_not_null().or(Column::Swept.eq(false)))
            .distinct()
            .into_tuple::<uuid::Uuid>()
            .all(&self.db);
        let found = found.await.doing("looking for old keys")?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// Adds a tenant's next key, and retires those before it. False where somebody else added one of this number.
    pub(crate) async fn add(&self, key: &StoredKey, now: i64) -> Result<bool, Fault> {
        let doing = "adding a key";
        let txn = self.db.begin().await.doing(doing)?;
        let row = ActiveModel {
            tenant_id: Set(key.tenant.uuid()),
            number: Set(i64::from(key.number)),
            master: Set(key.master.clone()),
            wrapped: Set(key.wrapped.clone()),
            retired_at: Set(key.retired_at),
            swept: Set(key.swept),
        };
        match Entity::insert(row).exec_without_returning(&txn).await {
            Ok(_) => {}
            Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => return Ok(false),
            Err(cause) => return Err(cause).doing(doing),
        }
        Entity::update_many()
            .col_expr(Column::RetiredAt, Expr::value(now))
            .filter(Column::TenantId.eq(key.tenant.uuid()))
            .filter(Column::Number.lt(i64::from(key.number)))
            .filter(Column::RetiredAt.is_null())
            .exec(&txn)
            .await
            .doing(doing)?;
        txn.commit().await.doing(doing)?;
        Ok(true)
    }

    /// Notes that nothing lies about any more in a tenant's files that is gone from its rows.
    pub(crate) async fn note_swept(&self, tenant: TenantId) -> Result<(), Fault> {
        Entity::update_many()
            .col_expr(Column::Swept, Expr::value(true))
            .filter(Column::TenantId.eq(tenant.uuid()))
            .exec(&self.db)
            .await
            .doing("noting that a store was swept")
            .map(|_| ())
    }

    /// Encrypts every key anew, all or none of them. Answers how many there were.
    pub(crate) async fn rewrap(
        &self,
        wrap: impl Fn(&StoredKey) -> Result<(String, String), Fault>,
    ) -> Result<u64, Fault> {
        let doing = "encrypting keys with another master key";
        let txn = self.db.begin().await.doing(doing)?;
        if self.db.get_database_backend() == DbBackend::Postgres {
            let lock = "LOCK TABLE tenant_key IN SHARE ROW EXCLUSIVE MODE";
            txn.execute_unprepared(lock).await.doing(doing)?;
        }
        let rows = Entity::find().all(&txn).await.doing(doing)?;
        let count = rows.len() as u64;
        for row in rows {
            let key = StoredKey::try_from(row)?;
            let (master, wrapped) = wrap(&key)?;
            let changed = Entity::update_many()
                .col_expr(Column::Master, Expr::value(master))
                .col_expr(Column::Wrapped, Expr::value(wrapped))
                .filter(Column::TenantId.eq(key.tenant.uuid()))
                .filter(Column::Number.eq(i64::from(key.number)))
                .exec(&txn);
            changed.await.doing(doing)?;
        }
        txn.commit().await.doing(doing)?;
        self.wipe().await?;
        Ok(count)
    }

    /// Destroys a key.
    pub(crate) async fn destroy(&self, tenant: TenantId, number: u32) -> Result<(), Fault> {
        let doing = "destroying a key";
        Entity::delete_many()
            .filter(Column::TenantId.eq(tenant.uuid()))
            .filter(Column::Number.eq(i64::from(number)))
            .exec(&self.db)
            .await
            .doing(doing)?;
        self.wipe().await
    }

    /// Has the database let go of what was deleted or changed, as far as its own files go.
    async fn wipe(&self) -> Result<(), Fault> {
        let sql = match self.db.get_database_backend() {
            // Deleted bytes are overwritten in the file (`secure_delete`), and its log is cut.
            DbBackend::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            _ => "VACUUM (FULL) tenant_key",
        };
        let wiped = self.db.execute_unprepared(sql).await;
        wiped.doing("wiping old keys").map(|_| ())
    }
}

impl TryFrom<Model> for StoredKey {
    type Error = Fault;

    fn try_from(row: Model) -> Result<Self, Fault> {
        let number = u32::try_from(row.number).map_err(|_| Fault::Corrupt {
            table: "tenant_key",
            column: "number",
            id: row.tenant_id,
        })?;
        Ok(Self {
            tenant: TenantId::from_uuid(row.tenant_id),
            number,
            master: row.master,
            wrapped: row.wrapped,
            retired_at: row.retired_at,
            swept: row.swept,
        })
    }
}

#[cfg(test)]
mod tests;
