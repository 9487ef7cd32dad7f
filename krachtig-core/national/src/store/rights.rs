//! The rights of the national store's two logins in PostgreSQL. Making logins does not belong here.

use super::migration::APPEND_ONLY;

/// The names of the schema and its logins, as they stand in a statement: quoted.
#[derive(Clone, Copy, Debug)]
pub struct Logins<'a> {
    /// The schema.
    pub schema: &'a str,
    /// The login that makes releases.
    pub maker: &'a str,
    /// The login that reads what is published.
    pub reader: &'a str,
}

/// The statements that give both logins what they need of the tables that there are now, and take away the rest. The reader
/// sees published releases, knows tokens by their hash, and adds to the log of what was read; what regions handed in and
/// what is not published it can't see.
#[must_use]
pub fn rights(logins: Logins<'_>) -> String {
    let Logins { schema, maker, reader } = logins;
    let mut sql = format!(
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {maker}, {reader}; \
         GRANT USAGE ON SCHEMA {schema} TO {maker}, {reader}; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {maker}; \
         REVOKE INSERT, UPDATE, DELETE ON {schema}.migration, {schema}.published_release FROM {maker}; \
         GRANT SELECT ON {schema}.published_release, {schema}.reader, {schema}.reader_token, {schema}.story TO {reader}; \
         GRANT INSERT ON {schema}.read_log TO {reader}"
    );
    for table in APPEND_ONLY {
        sql.push_str(&format!("; REVOKE UPDATE, DELETE ON {schema}.{table} FROM {maker}"));
    }
    sql
}
