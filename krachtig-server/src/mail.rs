//! Sending mail: by a mail server, or into a folder where somebody looks.
//!
//! What a mail says does not belong here, nor to whom one is written.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// How long a mail server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it can be known by when it is sent twice; it becomes the first part of its `Message-ID`.
    pub id: String,
    /// To which address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where one chooses to get no more of them.
    pub unsubscribe: String,
}

/// Why mail cannot be sent at all: the settings are wrong.
#[derive(Debug, thiserror::Error)]
pub enum NoMail {
    /// `mail.url` is no way to send mail.
    #[error("mail.url must be empty, smtps://, smtp:// with ?tls=required, or file: and a directory")]
    Url,
    /// `mail.from` is no address.
    #[error("mail.from must be an address, like Krachtig <krachtig@example.org>")]
    From,
}

/// Why a mail was not sent. It repeats nothing of what the server said, where an address may stand.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// It cannot be written: an address is none.
    #[error("it cannot be written")]
    Unwritten,
    /// The server refused it, with this status.
    #[error("the mail server refused it ({0})")]
    Refused(String),
    /// The server was not reached, or did not answer.
    #[error("the mail server was not reached")]
    Unreached,
    /// The folder cannot be written to.
    #[error("the folder for mail cannot be written to")]
    Folder,
}

impl NotSent {
    /// Whether trying again is of no use: the recipient or the mail itself was refused for good (RFC 5321, 4.2.3). What a
    /// server says against whoever sends, as of a wrong password, can be put right meanwhile.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Unwritten => true,
            Self::Refused(status) => matches!(status.as_str(), "550" | "551" | "552" | "553" | "554"),
            Self::Unreached | Self::Folder => false,
        }
    }
}

/// By which way mail goes.
enum Way {
    /// A server, which is spoken to once there is a mail for it.
    Server(AsyncSmtpTransportBuilder, OnceLock<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(std::path::PathBuf),
}

/// Sends mail.
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

impl Mailer {
    /// What sends mail by this way, from this address; nothing where there is no way.
    ///
    /// # Errors
    /// Either is not what it should be. A server that is not on this machine is spoken to by TLS alone.
    pub fn of(url: &str, from: &str) -> Result<Option<Self>, NoMail> {
        if url.is_empty() {
            return Ok(None);
        }
        let from = from.parse().map_err(|_| NoMail::From)?;
        let way = match url.strip_prefix("file:") {
            Some("") => return Err(NoMail::Url),
            Some(folder) => Way::Folder(folder.into()),
            None if is_private(url) => {
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| NoMail::Url)?;
                Way::Server(server.timeout(Some(PATIENCE)), OnceLock::new())
            }
            None => return Err(NoMail::Url),
        };
        Ok(Some(Self { way, from }))
    }

    /// Sends a mail, or leaves it in the folder.
    ///
    /// # Errors
    /// It was not sent; perhaps it is later.
    pub async fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = self.message(letter)?;
        match &self.way {
            Way::Server(builder, server) => {
                let server = server.get_or_init(|| builder.clone().build());
                let sent = server.send(message).await.map_err(|error| match error.status() {
                    Some(status) => NotSent::Refused(status.to_string()),
                    None => NotSent::Unreached,
                });
                sent.map(|_| ())
            }
            Way::Folder(folder) => {
                tokio::fs::create_dir_all(folder).await.map_err(|_| NotSent::Folder)?;
                let folder = AsyncFileTransport::<Tokio1Executor>::new(folder);
                folder.send(message).await.map(|_| ()).map_err(|_| NotSent::Folder)
            }
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, NotSent> {
        let to: Mailbox = letter.to.parse().map_err(|_| NotSent::Unwritten)?;
        let domain = self.from.email.domain();
        let both = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .header(Automatic)
            .header(Unsubscribe(format!("<{}>", letter.unsubscribe)));
        message.multipart(both).map_err(|_| NotSent::Unwritten)
    }
}

/// Whether nobody between here and the server can read along.
fn is_private(url: &str) -> bool {
    let here = ["smtp://localhost", "smtp://127.0.0.1", "smtp://[::1]"];
    url.starts_with("smtps://")
        || (url.starts_with("smtp://") && url.ends_with("?tls=required"))
        || here.iter().any(|here| {
            let rest = url.strip_prefix(here);
            // What stands before an `@` is who signs in, and not where.
            rest.is_some_and(|rest| !rest.contains('@') && (rest.is_empty() || rest.starts_with([':', '/', '?'])))
        })
}

/// That no person wrote it, so that no machine answers (RFC 3834).
#[derive(Clone)]
struct Automatic;

impl Header for Automatic {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where one chooses to get no more (RFC 2369).
#[derive(Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests;
