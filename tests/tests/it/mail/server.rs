//! A mail server as far as a client can tell, in plain SMTP on this machine: it keeps what it takes, and does to each mail
//! what it was told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What is done to a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is taken.
    Taken,
    /// Its recipient is refused for now.
    Later,
    /// Its recipient is refused for good.
    Never,
    /// The connection is lost in the middle of it.
    Lost,
    /// It is taken, and the connection is lost before that can be said.
    Unsaid,
}

/// What the server was told and what it took.
#[derive(Debug, Default)]
struct Told {
    fates: VecDeque<Fate>,
    said: Vec<String>,
    mails: Vec<String>,
}

/// A mail server.
#[derive(Clone, Debug)]
pub(super) struct MailServer {
    address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

impl MailServer {
    /// A server that does this to the first mails, and takes all after them.
    pub(super) async fn begin(fates: &[Fate]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let server = Self {
            address: listener.local_addr().expect("it is bound"),
            told: Arc::default(),
        };
        server.lock().fates.extend(fates);
        let this = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let this = this.clone();
                // A client that went away is no fault of the server's.
                tokio::spawn(async move { this.talk(stream).await.ok() });
            }
        });
        server
    }

    /// As settings name it.
    pub(super) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The mails that it took.
    pub(super) fn mails(&self) -> Vec<String> {
        self.lock().mails.clone()
    }

    /// What clients said to it, without the mails themselves.
    pub(super) fn said(&self) -> Vec<String> {
        self.lock().said.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn talk(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 post.example ESMTP\r\n").await?;
        let mut fate = Fate::Taken;
        while let Some(line) = lines.next_line().await? {
            self.lock().said.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-post.example\r\n250 8BITMIME\r\n",
                "MAIL" => {
                    fate = self.lock().fates.pop_front().unwrap_or(Fate::Taken);
                    "250 2.1.0 go on\r\n"
                }
                "RCPT" if fate == Fate::Later => "451 4.3.0 an@example.org: come back\r\n",
                "RCPT" if fate == Fate::Never => "550 5.1.1 an@example.org: nobody here\r\n",
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await? {
                        if fate == Fate::Lost {
                            return Ok(());
                        }
                        if line == "." {
                            break;
                        }
                        mail += &line;
                        mail.push('\n');
                    }
                    self.lock().mails.push(mail);
                    if fate == Fate::Unsaid {
                        return Ok(());
                    }
                    "250 2.0.0 taken\r\n"
                }
                "QUIT" => "221 2.0.0 bye\r\n",
                _ => "250 2.0.0 fine\r\n",
            };
            write.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }
}
