//! The passwords of the national store's logins. What is in that store does not belong here: see `krachtig_national`.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};

use super::Secret;
use crate::error::Fault;
use crate::store::Doing;

/// The logins of the national store.
pub(crate) struct National {
    db: DatabaseConnection,
}

impl National {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// The password of a login of the national store in PostgreSQL, which is made up where there is none yet.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub(crate) async fn secret_of(&self, login: &str) -> Result<Secret, Fault> {
        let fresh = Secret::random()?;
        // Of two programs that make one up at once, the first one's counts.
        let sql = "INSERT INTO national_login (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let doing = "keeping a password of the national store";
        self.execute(sql, vec![login.into(), fresh.0.clone().into()], doing)
            .await?;
        let sql = "SELECT secret FROM national_login WHERE name = $1";
        let rows = self.query(sql, vec![login.into()], doing).await?;
        let kept = rows
            .first()
            .map(|row| row.try_get_by_index(0))
            .transpose()
            .doing(doing)?;
        Ok(kept.map_or(fresh, Secret))
    }

    async fn execute(&self, sql: &str, values: Vec<Value>, doing: &'static str) -> Result<(), Fault> {
        let statement = Statement::from_sql_and_values(self.db.get_database_backend(), sql, values);
        self.db.execute_raw(statement).await.doing(doing).map(|_| ())
    }

    async fn query(
        &self,
        sql: &str,
        values: Vec<Value>,
        doing: &'static str,
    ) -> Result<Vec<sea_orm::QueryResult>, Fault> {
        let statement = Statement::from_sql_and_values(self.db.get_database_backend(), sql, values);
        self.db.query_all_raw(statement).await.doing(doing)
    }
}
