//! The operators of the platform and their tokens. An operator manages tenants and sees nothing inside of one.
//! How a token is made and sent does not belong here: the directory knows only its hash.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use super::entity::{operator, operator_token};
use crate::domain::id::{OperatorId, TokenId};
use crate::error::Fault;
use crate::store::Doing;

/// Who manages the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The operator's id.
    pub id: OperatorId,
    /// The operator's name, for the log of what operators do.
    pub name: String,
}

/// The operators and their tokens.
#[derive(Clone, Debug)]
pub struct Operators {
    db: DatabaseConnection,
}

impl Operators {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// Adds an operator.
    ///
    /// # Errors
    /// [`Fault::Database`], for one when the id is taken.
    pub async fn add(&self, operator: Operator) -> Result<(), Fault> {
        let row = operator::ActiveModel {
            id: Set(operator.id.uuid()),
            name: Set(operator.name),
        };
        operator::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await
            .doing("adding an operator")
            .map(|_| ())
    }

    /// Gives an operator a token, of which only the SHA-256 hash is kept.
    ///
    /// # Errors
    /// [`Fault::Database`], for one when there is no such operator.
    pub async fn add_token(&self, id: TokenId, operator: OperatorId, hash: [u8; 32]) -> Result<(), Fault> {
        let row = operator_token::ActiveModel {
            id: Set(id.uuid()),
            operator_id: Set(operator.uuid()),
            hash: Set(hash.to_vec()),
            revoked: Set(false),
        };
        let added = operator_token::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await;
        added.doing("adding an operator's token").map(|_| ())
    }

    /// The operator whose token has this hash, unless it was revoked.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn by_token(&self, hash: [u8; 32]) -> Result<Option<Operator>, Fault> {
        let token = operator_token::Entity::find()
            .filter(operator_token::Column::Hash.eq(hash.to_vec()))
            .filter(operator_token::Column::Revoked.eq(false))
            .one(&self.db)
            .await
            .doing("looking up an operator's token")?;
        let Some(token) = token else { return Ok(None) };
        let row = operator::Entity::find_by_id(token.operator_id)
            .one(&self.db)
            .await
            .doing("looking up an operator")?;
        Ok(row.map(|row| Operator {
            id: OperatorId::from_uuid(row.id),
            name: row.name,
        }))
    }

    /// Makes a token worthless, for good.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), Fault> {
        operator_token::Entity::update_many()
            .col_expr(operator_token::Column::Revoked, Expr::value(true))
            .filter(operator_token::Column::Id.eq(id.uuid()))
            .exec(&self.db)
            .await
            .doing("revoking an operator's token")
            .map(|_| ())
    }
}
