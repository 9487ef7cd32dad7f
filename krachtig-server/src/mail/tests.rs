//! Mail as it goes out, and what is not taken for a way to send it.

use super::{Letter, Mailer, NoMail, NotSent};

const FROM: &str = "Krachtig <krachtig@example.org>";

fn letter(to: &str) -> Letter {
    Letter {
        id: "nma_1".to_owned(),
        to: to.to_owned(),
        subject: "Krachtig: er wacht iets voor u".to_owned(),
        text: "Dit is nieuw voor u.".to_owned(),
        html: "<p>Dit is nieuw voor u.</p>".to_owned(),
        unsubscribe: "https://krachtig.example/t/alfa/notices/ways".to_owned(),
    }
}

#[test]
fn a_server_elsewhere_is_spoken_to_by_tls_alone() {
    let private = [
        "smtps://krachtig:geheim@mail.example",
        "smtp://mail.example:587?tls=required",
        "smtp://localhost:1025",
        "smtp://127.0.0.1:25",
        "file:var/mail",
    ];
    for url in private {
        assert!(Mailer::of(url, FROM).expect(url).is_some(), "{url}");
    }
    let others = [
        "smtp://mail.example",
        "smtp://mail.example?tls=opportunistic",
        "smtp://localhost.example:25",
        "smtp://localhost@mail.example:25",
        "smtp://localhost:25@mail.example:25",
        "https://mail.example",
        "mail.example",
        "file:",
    ];
    for url in others {
        assert!(matches!(Mailer::of(url, FROM), Err(NoMail::Url)), "{url}");
    }
    assert!(Mailer::of("", "").expect("no mail is meant").is_none());
    assert!(matches!(Mailer::of("file:var/mail", "niemand"), Err(NoMail::From)));
}

#[test]
fn only_what_can_never_be_taken_is_given_up() {
    let refused = |status: &str| NotSent::Refused(status.to_owned()).is_final();
    assert!(refused("550") && refused("554") && NotSent::Unwritten.is_final());
    for later in ["421", "450", "451", "452", "530", "535"] {
        assert!(!refused(later), "{later}");
    }
    assert!(!NotSent::Unreached.is_final() && !NotSent::Folder.is_final());
}

#[tokio::test]
async fn a_mail_in_the_folder_is_what_would_go_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("mail");
    let url = format!("file:{}", inside.display());
    let mailer = Mailer::of(&url, FROM).expect("a way").expect("one");
    mailer.send(&letter("an@example.org")).await.expect("left there");
    let files: Vec<_> = std::fs::read_dir(&inside).expect("made").flatten().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(files[0].path()).expect("read");
    for line in [
        "From: Krachtig <krachtig@example.org>",
        "To: an@example.org",
        "Message-ID: <nma_1@example.org>",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://krachtig.example/t/alfa/notices/ways>",
        "Content-Type: multipart/alternative",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[tokio::test]
async fn what_was_not_sent_says_nothing_of_anybody() {
    let mailer = Mailer::of("smtp://127.0.0.1:1", FROM).expect("a way").expect("one");
    let unreached = mailer.send(&letter("an@example.org")).await;
    assert!(matches!(unreached, Err(NotSent::Unreached)), "{unreached:?}");
    let unwritten = mailer.send(&letter("geen adres")).await;
    assert!(matches!(unwritten, Err(NotSent::Unwritten)), "{unwritten:?}");
}
