//! A tenant's schema and login role in PostgreSQL, and the rights between them. This is where isolation is made
//! something that the database enforces: the role can use its own schema and nothing else, and cannot rewrite
//! what is append-only. Names come from slugs and hashes alone and are quoted all the same.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait,
};
use sha2::{Digest, Sha256};

use super::{Doing, Slug};
use crate::domain::id::TenantId;
use crate::error::Fault;

/// The schema of the directory.
pub(crate) const DIRECTORY_SCHEMA: &str = "krachtig_directory";

/// The schema of the national store.
pub(crate) const NATIONAL_SCHEMA: &str = "krachtig_national";

/// The ledger's table.
const LEDGER: &str = "ledger_line";

/// What a tenant's things are called in PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The schema: `t_` and the slug with underscores.
    pub(crate) schema: String,
    /// The login role. Roles belong to the whole server, so two databases on one server need two names.
    pub(crate) role: String,
}

impl Names {
    /// The names of this tenant's things in this database.
    pub(crate) fn new(slug: &Slug, database: &str) -> Self {
        let tail = slug.as_str().replace('-', "_");
        Self {
            schema: format!("t_{tail}"),
            role: format!("krachtig_{tail}_{}", mark(database)),
        }
    }

    /// The names of a login of the national store. No slug has an underscore, so no tenant's role is called like it.
    pub(crate) fn national(login: &str, database: &str) -> Self {
        Self {
            schema: NATIONAL_SCHEMA.to_owned(),
            role: format!("krachtig__national_{login}_{}", mark(database)),
        }
    }
}

/// What tells a database's roles from those of another one on the same server.
fn mark(database: &str) -> String {
    let digest = Sha256::digest(database.as_bytes());
    let mark = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{mark:08x}")
}

/// The name of the database that this connection is to.
async fn database_name(db: &impl ConnectionTrait) -> Result<String, Fault> {
    ask_for_name(db, "SELECT current_database()::text AS name").await
}

/// What tells this database from every other on any server.
pub(crate) async fn identity(db: &impl ConnectionTrait) -> Result<String, Fault> {
    let sql = "SELECT 'postgres ' || oid || ' since ' || extract(epoch FROM pg_postmaster_start_time()) AS name \
               FROM pg_database WHERE datname = current_database()";
    ask_for_name(db, sql).await
}

async fn ask_for_name(db: &impl ConnectionTrait, sql: &str) -> Result<String, Fault> {
    let doing = "asking PostgreSQL which database this is";
    let ask = Statement::from_string(DbBackend::Postgres, sql);
    let row = db.query_one_raw(ask).await.doing(doing)?;
    row.ok_or_else(|| DbErr::RecordNotFound(String::new()))
        .and_then(|row| row.try_get("", "name"))
        .doing(doing)
}

/// Begins a transaction that is alone with this schema and creates and finds tables in it.
pub(crate) async fn begin_in(admin: &DatabaseConnection, schema: &str) -> Result<DatabaseTransaction, Fault> {
    let doing = "locking a schema";
    let txn = admin.begin().await.doing(doing)?;
    hold(&txn, &format!("krachtig {schema}")).await?;
    txn.execute_unprepared(&format!("SET LOCAL search_path = {}", quoted(schema)))
        .await
        .doing(doing)?;
    Ok(txn)
}

/// Waits until nobody else holds what is called this, and holds it until the end of the transaction.
async fn hold(txn: &DatabaseTransaction, what: &str) -> Result<(), Fault> {
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        [what.into()],
    );
    txn.query_one_raw(lock).await.doing("locking a schema").map(|_| ())
}

/// Lets nobody else give or take rights on the database: who does it at the same time as another is refused by PostgreSQL.
async fn hold_database(txn: &DatabaseTransaction) -> Result<(), Fault> {
    hold(txn, "krachtig, rights on the database").await
}

/// Makes the directory's schema, and closes the database to roles that were given nothing.
pub(crate) async fn prepare_database(admin: &DatabaseConnection) -> Result<(), Fault> {
    let database = database_name(admin).await?;
    let txn = begin_in(admin, DIRECTORY_SCHEMA).await?;
    hold_database(&txn).await?;
    let sql = format!(
        "CREATE SCHEMA IF NOT EXISTS {directory}; REVOKE ALL ON SCHEMA {directory} FROM PUBLIC; \
         REVOKE ALL ON DATABASE {database} FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC",
        directory = quoted(DIRECTORY_SCHEMA),
        database = quoted(&database),
    );
    txn.execute_unprepared(&sql)
        .await
        .doing("preparing a PostgreSQL database")?;
    txn.commit().await.doing("preparing a PostgreSQL database")
}

/// Makes the tenant's schema and role, or completes what an interrupted attempt left.
pub(crate) async fn create(txn: &DatabaseTransaction, names: &Names, id: TenantId, secret: &str) -> Result<(), Fault> {
    create_owned(txn, names, &format!("Krachtig {id}"), secret).await
}

/// Makes a schema and a role for an owner, which the role's comment names, or completes what an interrupted attempt left.
pub(crate) async fn create_owned(
    txn: &DatabaseTransaction,
    names: &Names,
    owner: &str,
    secret: &str,
) -> Result<(), Fault> {
    let doing = "making a schema and a role";
    hold_database(txn).await?;
    let verb = match role_comment(txn, &names.role).await.doing(doing)? {
        None => "CREATE",
        Some(comment) if comment == owner => "ALTER",
        Some(_) => {
            let what = format!(
                "the PostgreSQL role {} is there already and is somebody else's",
                names.role
            );
            return Err(Fault::Unsuitable { what });
        }
    };
    let database = quoted(&database_name(txn).await?);
    let (role, schema) = (quoted(&names.role), quoted(&names.schema));
    let sql = format!(
        "{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION PASSWORD {secret}; \
         COMMENT ON ROLE {role} IS {owner}; \
         ALTER ROLE {role} SET search_path = {schema}; \
         ALTER ROLE {role} SET statement_timeout = '30s'; \
         ALTER ROLE {role} SET idle_in_transaction_session_timeout = '60s'; \
         ALTER ROLE {role} SET plan_cache_mode = 'force_generic_plan'; ALTER ROLE {role} SET jit = off; \
         GRANT CONNECT ON DATABASE {database} TO {role}; \
         CREATE SCHEMA IF NOT EXISTS {schema}; \
         REVOKE ALL ON SCHEMA {schema} FROM PUBLIC; \
         GRANT USAGE ON SCHEMA {schema} TO {role}",
        secret = literal(secret),
        owner = literal(owner),
    );
    txn.execute_unprepared(&sql).await.doing(doing).map(|_| ())
}

/// Gives the role what it needs of the tables that there are now, and takes away the rest.
pub(crate) async fn grant(txn: &DatabaseTransaction, names: &Names, append_only: &[&str]) -> Result<(), Fault> {
    let (role, schema) = (quoted(&names.role), quoted(&names.schema));
    let mut sql = format!(
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}; \
         REVOKE INSERT, UPDATE, DELETE ON {schema}.{migration} FROM {role}",
        migration = quoted(super::migration::MIGRATION_TABLE),
    );
    for table in append_only {
        sql.push_str(&format!(
            "; REVOKE UPDATE, DELETE ON {schema}.{} FROM {role}",
            quoted(table)
        ));
    }
    // The ledger's notes can be emptied when people are erased; a trigger holds that nothing else becomes of it.
    if append_only.contains(&LEDGER) {
        sql.push_str(&format!(
            "; GRANT UPDATE (note) ON {schema}.{} TO {role}",
            quoted(LEDGER)
        ));
    }
    txn.execute_unprepared(&sql)
        .await
        .doing("giving a tenant its rights")
        .map(|_| ())
}

/// Gives the national store's logins their rights, as the store itself says what each needs.
pub(crate) async fn grant_national(txn: &DatabaseTransaction, maker: &Names, reader: &Names) -> Result<(), Fault> {
    let (schema, maker, reader) = (quoted(&maker.schema), quoted(&maker.role), quoted(&reader.role));
    let logins = krachtig_national::store::Logins {
        schema: &schema,
        maker: &maker,
        reader: &reader,
    };
    txn.execute_unprepared(&krachtig_national::store::rights(logins))
        .await
        .doing("giving the national store's logins their rights")
        .map(|_| ())
}

/// Writes a table anew, so that nothing is left of rows as they were before.
pub(crate) async fn rewrite(admin: &DatabaseConnection, names: &Names, table: &str) -> Result<(), Fault> {
    let sql = format!("VACUUM (FULL) {}.{}", quoted(&names.schema), quoted(table));
    admin
        .execute_unprepared(&sql)
        .await
        .doing("sweeping a store")
        .map(|_| ())
}

/// Holds up everybody who would commit a change: each commit writes the audit log, or gives its lines their place.
pub(crate) async fn hold_writers(txn: &DatabaseTransaction) -> Result<(), Fault> {
    txn.execute_unprepared("LOCK TABLE audit, audit_leaf, audit_checkpoint IN EXCLUSIVE MODE")
        .await
        .doing("holding up writers")
        .map(|_| ())
}

/// Has programs that still know the tenant to be here fail, reading or writing.
pub(crate) async fn shut_out(txn: &DatabaseTransaction, names: &Names) -> Result<(), Fault> {
    let (role, schema) = (quoted(&names.role), quoted(&names.schema));
    let sql = format!("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}");
    txn.execute_unprepared(&sql)
        .await
        .doing("closing a store that was moved")
        .map(|_| ())
}

/// Removes the tenant's schema with all that is in it, and its role. Nothing happens where there is none.
pub(crate) async fn remove(admin: &DatabaseConnection, names: &Names) -> Result<(), Fault> {
    let doing = "removing a tenant's schema and role";
    let (role, schema) = (quoted(&names.role), quoted(&names.schema));
    let txn = begin_in(admin, &names.schema).await?;
    txn.execute_unprepared(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))
        .await
        .doing(doing)?;
    if role_comment(&txn, &names.role).await.doing(doing)?.is_some() {
        let database = quoted(&database_name(&txn).await?);
        let sql = format!("REVOKE ALL ON DATABASE {database} FROM {role}; DROP ROLE {role}");
        txn.execute_unprepared(&sql).await.doing(doing)?;
    }
    txn.commit().await.doing(doing)
}

/// The comment on a role: empty where it has none, none where there is no such role.
async fn role_comment(db: &DatabaseTransaction, role: &str) -> Result<Option<String>, DbErr> {
    let ask = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT coalesce(shobj_description(oid, 'pg_authid'), '') AS comment FROM pg_roles WHERE rolname = $1",
        [role.into()],
    );
    db.query_one_raw(ask)
        .await?
        .map(|row| row.try_get("", "comment"))
        .transpose()
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::{Names, literal, quoted};

    #[test]
    fn the_longest_names_fit_into_what_postgresql_keeps() {
        let slug = format!("a{}", "-b".repeat(20))
            .parse()
            .expect("41 characters are a slug");
        let names = Names::new(&slug, "krachtig");
        assert!(names.role.len() <= 63, "{} is cut off by PostgreSQL", names.role);
        assert_ne!(names.role, Names::new(&slug, "krachtig_test").role);
    }

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(quoted("a\"; DROP ROLE x; --"), "\"a\"\"; DROP ROLE x; --\"");
        assert_eq!(literal("it's"), "'it''s'");
    }
}
