//! A connection that comes with the keys of the tenant whose rows it reaches, so that records are read and written over
//! it as if nothing were sealed.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use sea_orm_migration::async_trait::async_trait;

use super::Keyring;

/// A connection to a tenant's rows, with the tenant's keys.
pub(crate) trait Keyed: ConnectionTrait {
    /// The keys.
    fn keyring(&self) -> &Arc<Keyring>;
}

/// A connection, or a transaction, with the keys.
#[derive(Clone)]
pub(crate) struct WithKeys<C> {
    connection: C,
    keyring: Arc<Keyring>,
}

impl<C> WithKeys<C> {
    pub(crate) fn new(connection: C, keyring: Arc<Keyring>) -> Self {
        Self { connection, keyring }
    }

    /// The connection alone.
    pub(crate) fn connection(&self) -> &C {
        &self.connection
    }

    /// The connection without the keys.
    pub(crate) fn into_connection(self) -> C {
        self.connection
    }
}

impl<C> Keyed for WithKeys<C>
where
    C: Deref + Sync,
    C::Target: ConnectionTrait,
{
    fn keyring(&self) -> &Arc<Keyring> {
        &self.keyring
    }
}

#[async_trait]
impl<C> ConnectionTrait for WithKeys<C>
where
    C: Deref + Sync,
    C::Target: ConnectionTrait,
{
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.connection.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.connection.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.connection.query_all_raw(statement).await
    }
}

impl<C> fmt::Debug for WithKeys<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithKeys").finish_non_exhaustive()
    }
}
