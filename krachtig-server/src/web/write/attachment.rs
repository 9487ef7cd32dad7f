//! Taking a file away.

use krachtig_core::domain::attachment::Attachment;

use super::super::form::Form;
use super::entry::acts;

acts! {
    /// Takes a file away, for good.
    TakeAway: Attachment = remove_attachment, "attachment-away-lead";
}
