//! What the national report reads: the figures that tenants handed in for closed periods. Beside it, the passwords of the
//! national store's logins.
//!
//! It lives beside the directory and has no way to a tenant's store: no person, no family and no dossier is here.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};

use super::Secret;
use crate::domain::id::TenantId;
use crate::domain::period::{Figure, Quarter};
use crate::error::Fault;
use crate::store::Doing;

/// The figures of one closed period of one tenant, as it handed them in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedFigures {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The period.
    pub quarter: Quarter,
    /// The figures, frozen.
    pub figures: Vec<Figure>,
}

/// The figures that were handed in.
#[derive(Clone, Debug)]
pub struct National {
    db: DatabaseConnection,
}

impl National {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// Takes figures in. What was handed in before for the same tenant and period stays: figures are frozen.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn submit(&self, figures: &SubmittedFigures) -> Result<(), Fault> {
        let json = serde_json::to_string(&figures.figures).unwrap_or_default();
        self.execute(
            "INSERT INTO national_figures (tenant_id, quarter, figures) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id, quarter) DO NOTHING",
            vec![
                figures.tenant_id.uuid().into(),
                figures.quarter.to_string().into(),
                json.into(),
            ],
            "handing in figures",
        )
        .await
    }

    /// All figures of a period.
    ///
    /// # Errors
    /// [`Fault::Database`]; [`Fault::Corrupt`].
    pub async fn of(&self, quarter: Quarter) -> Result<Vec<SubmittedFigures>, Fault> {
        let doing = "reading national figures";
        let sql = "SELECT tenant_id, figures FROM national_figures WHERE quarter = $1 ORDER BY tenant_id";
        let rows = self.query(sql, vec![quarter.to_string().into()], doing).await?;
        let read = |row: &sea_orm::QueryResult| {
            let tenant: uuid::Uuid = row.try_get_by_index(0).doing(doing)?;
            let json: String = row.try_get_by_index(1).doing(doing)?;
            let figures = serde_json::from_str(&json).map_err(|_| Fault::Corrupt {
                table: "national_figures",
                column: "figures",
                id: tenant,
            })?;
            Ok(SubmittedFigures {
                tenant_id: TenantId::from_uuid(tenant),
                quarter,
                figures,
            })
        };
        rows.iter().map(read).collect()
    }

    /// The periods for which somebody handed in figures, newest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn quarters(&self) -> Result<Vec<Quarter>, Fault> {
        let doing = "reading the closed periods";
        let sql = "SELECT DISTINCT quarter FROM national_figures ORDER BY quarter DESC";
        let rows = self.query(sql, Vec::new(), doing).await?;
        let read = |row: &sea_orm::QueryResult| {
            let text: String = row.try_get_by_index(0).doing(doing)?;
            let corrupt = Fault::Corrupt {
                table: "national_figures",
                column: "quarter",
                id: uuid::Uuid::nil(),
            };
            text.parse().map_err(|_| corrupt)
        };
        rows.iter().map(read).collect()
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
