//! Renewed certificates, and files that can't be used.

use super::*;
use crate::http::tests::tls::write_certificate;

fn load(folder: &std::path::Path) -> Result<Renewing, TlsFault> {
    let files = Files {
        certificate: folder.join("certificate.pem"),
        key: folder.join("key.pem"),
    };
    Renewing::load(files, &Arc::new(ring::default_provider()))
}

#[test]
fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = write_certificate(folder.path());
    let shown = load(folder.path()).expect("it can be used");
    assert_eq!(shown.key().cert, vec![first.clone()]);
    // A clock of whole seconds or milliseconds must not hide that a file was written again.
    let wait = || std::thread::sleep(Duration::from_millis(20));

    wait();
    let second = write_certificate(folder.path());
    assert_eq!(shown.key().cert, vec![first], "it looked a moment ago");
    shown.forget_when_it_looked();
    assert_eq!(shown.key().cert, vec![second.clone()]);

    wait();
    std::fs::write(folder.path().join("certificate.pem"), "half a certi").expect("written");
    shown.forget_when_it_looked();
    assert_eq!(shown.key().cert, vec![second], "what was shown before goes on");

    wait();
    let third = write_certificate(folder.path());
    shown.forget_when_it_looked();
    assert_eq!(shown.key().cert, vec![third]);
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |folder: &std::path::Path| load(folder).err().map(|fault| fault.to_string()).unwrap_or_default();
    assert!(told(folder.path()).ends_with("certificate.pem can't be read"));
    write_certificate(folder.path());
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    let whole = std::fs::read(&key).expect("it was written");
    std::fs::write(&key, "no key").expect("written");
    assert!(told(folder.path()).ends_with("key.pem holds no private key in PEM"));
    std::fs::write(&certificate, &whole).expect("written");
    assert!(told(folder.path()).ends_with("certificate.pem holds no certificate in PEM"));
    // The key of another certificate.
    write_certificate(folder.path());
    std::fs::write(&key, whole).expect("written");
    assert_eq!(
        told(folder.path()),
        "the certificate and the key can't be used together"
    );
}
