//! The log's tables as the database library knows them. Which of them may be written to, and how, does not belong here.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

pub(crate) mod line {
    //! The table `audit`: a row for each line. What is nothing in lines from before the log knew it may be nothing.

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) at: OffsetDateTime,
        pub(crate) actor: String,
        pub(crate) role: String,
        pub(crate) action: String,
        pub(crate) record_kind: String,
        pub(crate) record_id: Uuid,
        pub(crate) trajectory_id: Option<Uuid>,
        pub(crate) version: i32,
        pub(crate) fields: Json,
        pub(crate) request_id: String,
        pub(crate) event: Option<String>,
        pub(crate) purpose: Option<String>,
        pub(crate) program: Option<String>,
        pub(crate) peer: Option<String>,
        pub(crate) rows_shown: Option<i32>,
        pub(crate) shown: Option<Json>,
        pub(crate) hash: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod leaf {
    //! The table `audit_leaf`: which line has which place in the tree.

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_leaf")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i64,
        pub(crate) line_id: Uuid,
        pub(crate) hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod checkpoint {
    //! The table `audit_checkpoint`: how far the tree had come, signed.

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_checkpoint")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) size: i64,
        /// The roots of the tree's whole subtrees, one after the other: what the next checkpoint goes on from.
        pub(crate) peaks: Vec<u8>,
        pub(crate) note: String,
        pub(crate) at: OffsetDateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod cosignature {
    //! The table `audit_cosignature`: what others signed of a checkpoint.

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_cosignature")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) size: i64,
        pub(crate) signer: String,
        pub(crate) line: String,
        pub(crate) at: OffsetDateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
