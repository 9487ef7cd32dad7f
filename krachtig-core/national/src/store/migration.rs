//! The schema of the national store. Who runs its steps, in which transaction and with which rights, does not belong here.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::*;

/// Every migration, oldest first. One that was released never changes.
#[must_use]
pub fn steps() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Releases), Box::new(Stories), Box::new(StoriesInOrder)]
}

/// The tables of which rows never change: SQLite refuses by triggers, in PostgreSQL the login lacks the right.
pub(super) const APPEND_ONLY: [&str; 7] = [
    "hand_in",
    "acceptance",
    "definition",
    "frozen_release",
    "budget_line",
    "publication",
    "read_log",
];

struct Releases;

impl MigrationName for Releases {
    fn name(&self) -> &'static str {
        "n0001_releases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Releases {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for table in TABLES {
            // The two dialects differ in the name of one type.
            let sql = if postgres {
                table.to_owned()
            } else {
                table.replace("UUID", "BLOB")
            };
            db.execute_unprepared(&sql).await?;
        }
        for table in APPEND_ONLY.iter().filter(|_| !postgres) {
            for verb in ["UPDATE", "DELETE"] {
                let name = format!("{table}_no_{}", verb.to_ascii_lowercase());
                let sql = format!(
                    "CREATE TRIGGER {name} BEFORE {verb} ON {table} \
                     BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                );
                db.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }
}

/// The story library. Its rows go when a family takes its story back.
struct Stories;

impl MigrationName for Stories {
    fn name(&self) -> &'static str {
        "n0002_stories"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Stories {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = "CREATE TABLE story (key TEXT NOT NULL PRIMARY KEY, region TEXT NOT NULL, period TEXT NOT NULL, \
                     title TEXT NOT NULL, body TEXT NOT NULL, effects TEXT)";
        manager.get_connection().execute_unprepared(table).await.map(|_| ())
    }
}

/// Pages of the library, of all regions and of one, each read from an index however many stories there are.
struct StoriesInOrder;

impl MigrationName for StoriesInOrder {
    fn name(&self) -> &'static str {
        "n0003_stories_in_order"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for StoriesInOrder {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for sql in [
            "CREATE INDEX story_by_period ON story (period, key)",
            "CREATE INDEX story_by_region ON story (region, period, key)",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

const TABLES: [&str; 11] = [
    "CREATE TABLE hand_in (region TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL, figures TEXT NOT NULL, \
     handed_in_at BIGINT NOT NULL, PRIMARY KEY (region, period, revision))",
    "CREATE TABLE acceptance (region TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL, \
     accepted_by TEXT NOT NULL, accepted_at BIGINT NOT NULL, PRIMARY KEY (region, period, revision), \
     FOREIGN KEY (region, period, revision) REFERENCES hand_in (region, period, revision))",
    "CREATE TABLE definition (id UUID NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, content TEXT NOT NULL, \
     defined_by TEXT NOT NULL, defined_at BIGINT NOT NULL)",
    // One release of a definition, whatever happens.
    "CREATE TABLE frozen_release (id UUID NOT NULL PRIMARY KEY, definition_id UUID NOT NULL UNIQUE REFERENCES definition (id), \
     name TEXT NOT NULL UNIQUE, content TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL, signed_by TEXT NOT NULL, \
     computed_by TEXT NOT NULL, computed_at BIGINT NOT NULL)",
    "CREATE TABLE budget_line (release_id UUID NOT NULL REFERENCES frozen_release (id), region TEXT NOT NULL, \
     year INTEGER NOT NULL, epsilon BIGINT NOT NULL CHECK (epsilon > 0), PRIMARY KEY (release_id, region))",
    "CREATE TABLE publication (release_id UUID NOT NULL PRIMARY KEY REFERENCES frozen_release (id), \
     published_by TEXT NOT NULL, published_at BIGINT NOT NULL)",
    // What readers see of a release, which is nothing before it is published.
    "CREATE VIEW published_release AS SELECT r.id, r.name, r.content, r.hash, r.signature, r.signed_by, p.published_at \
     FROM frozen_release r JOIN publication p ON p.release_id = r.id",
    "CREATE TABLE reader (id UUID NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, added_at BIGINT NOT NULL)",
    "CREATE TABLE reader_token (id UUID NOT NULL PRIMARY KEY, reader_id UUID NOT NULL REFERENCES reader (id), \
     hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, expires_at BIGINT NOT NULL, revoked BOOLEAN NOT NULL)",
    "CREATE TABLE read_log (id UUID NOT NULL PRIMARY KEY, at BIGINT NOT NULL, reader_id UUID NOT NULL, \
     token_id UUID NOT NULL, request TEXT NOT NULL, asked TEXT NOT NULL, releases TEXT NOT NULL)",
    "CREATE INDEX read_log_by_reader ON read_log (reader_id, at)",
];
