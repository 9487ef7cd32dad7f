//! The one signal that the server is stopping, for whoever holds a connection or a stream open.

use tokio::sync::watch;

/// Begins the shutdown. Dropping it begins it too, so that a forgotten trigger never leaves a server that cannot stop.
#[derive(Debug)]
pub struct Trigger(watch::Sender<bool>);

/// Tells whether and when the shutdown begins; cheap to clone.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

/// A trigger and what it triggers.
pub fn pair() -> (Trigger, Shutdown) {
    let (sender, receiver) = watch::channel(false);
    (Trigger(sender), Shutdown(receiver))
}

impl Trigger {
    /// Begins the shutdown; a second call changes nothing.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// Waits until the shutdown begins.
    pub async fn begun(&mut self) {
        // An error means that the trigger is gone, which counts as begun.
        let _ = self.0.wait_for(|begun| *begun).await;
    }

    /// Whether the shutdown has begun.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
}
