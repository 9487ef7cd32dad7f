//! What the operator sees of the running server: logs, request ids and figures.
//!
//! Nothing here may carry personal data: no names, no query text, no variables, no raw paths, no client addresses. A
//! tenant's slug is not a label either: a thousand tenants times every route would drown the figures, and a small
//! region's traffic tells when one family is being talked about. What does NOT belong here: the audit of who read or
//! changed which record, which is part of the dossier's store.

mod logs;
mod metrics;
mod request_id;

pub use logs::{check_filter, init, install_panic_hook};
pub use metrics::{Figures, InFlight, record_db_statement, record_refusal, record_request, track_subscription};
pub use request_id::{REQUEST_ID_HEADER, RequestId};
