//! Four ways of answering that were looked at and not built, each served by the same server behind the same door. What they
//! share is that any set of families may be asked about, as an API with live filters allows.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Data, EmptyMutation, EmptySubscription, Object, Schema};
use krachtig_national::noise::Width;
use krachtig_server::app::front;
use krachtig_server::app::randomness::SystemRandomness;
use krachtig_server::http::graphql::{Admission, Engines, Gate, GraphqlDoor};
use krachtig_server::http::{HttpRefusal, Routes, Server, shutdown};
use krachtig_server::settings::Settings;
use krachtig_tests::client::Client;
use poem::Request;

use super::{Answers, EPSILON, FAMILIES};

/// A way of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answering {
    /// The number as it is, from ten on.
    Threshold,
    /// The number with noise that is drawn anew for each question.
    Redrawn,
    /// The number rounded to five, from ten on.
    Rounded,
    /// The number with a noise of at most five that depends on the set alone.
    KeyedBySet,
}

impl Answering {
    /// Each, in the order of the attack that it falls to.
    pub(super) const ALL: [Self; 4] = [Self::Threshold, Self::Redrawn, Self::Rounded, Self::KeyedBySet];

    /// How many families of a set said yes, as it is told; none where it is not.
    fn count(self, answers: &Answers, set: &str) -> Option<f64> {
        let within = set.bytes().zip(answers);
        let counted = within.filter(|(asked, yes)| *asked == b'1' && **yes).count();
        let exact = i64::try_from(counted).ok()?;
        #[expect(clippy::cast_precision_loss, reason = "some hundreds at most")]
        let number = |whole: i64| Some(whole as f64);
        match self {
            Self::Threshold => number(exact).filter(|_| exact >= 10),
            Self::Rounded => number((exact + 2) / 5 * 5).filter(|_| exact >= 10),
            Self::Redrawn => {
                let width = Width::hiding(1, EPSILON)?;
                number(exact + width.draw(&mut SystemRandomness).ok()?)
            }
            Self::KeyedBySet => {
                let mut key = DefaultHasher::new();
                set.hash(&mut key);
                number(exact + i64::try_from(key.finish() % 11).ok()? - 5)
            }
        }
    }
}

/// A running server that answers in such a way.
pub(super) struct Weakened {
    address: SocketAddr,
    answers: Arc<Mutex<Answers>>,
    _running: shutdown::Trigger,
}

/// Lets everybody in.
struct Open {
    answering: Answering,
    answers: Arc<Mutex<Answers>>,
}

impl Gate for Open {
    async fn admit(&self, _: &Request) -> Result<Admission, HttpRefusal> {
        let mut data = Data::default();
        data.insert(self.answering);
        data.insert(Arc::clone(&self.answers));
        Ok(Admission {
            data,
            introspection: true,
            uploads: false,
            listener: None,
            ended: None,
        })
    }
}

struct LiveFigures;

#[Object]
impl LiveFigures {
    /// How many families of each set said yes. A set is a text with a 1 for each family in it and a 0 for each other.
    async fn counts(&self, ctx: &Context<'_>, sets: Vec<String>) -> async_graphql::Result<Vec<Option<f64>>> {
        let answering = ctx.data::<Answering>()?;
        let answers = ctx.data::<Arc<Mutex<Answers>>>()?;
        let answers = *answers.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(sets.iter().map(|set| answering.count(&answers, set)).collect())
    }
}

impl Weakened {
    pub(super) async fn serve(answering: Answering) -> Self {
        let settings = Settings::default();
        let answers = Arc::new(Mutex::new([false; FAMILIES]));
        let (trigger, stop) = shutdown::pair();
        let engines = Engines::new(&settings.graphql, || {
            Schema::build(LiveFigures, EmptyMutation, EmptySubscription)
        });
        let gate = Open {
            answering,
            answers: Arc::clone(&answers),
        };
        let door = GraphqlDoor::new(&settings, engines, gate, stop.clone());
        let routes = Routes::default().at(("POST", "/national/graphql"), door);
        let server = Server::bind(([127, 0, 0, 1], 0).into(), &settings.server)
            .await
            .expect("a port is free");
        let address = server.local_addr();
        let endpoint = front(&settings, routes, || async { true }, stop.clone());
        tokio::spawn(server.run(endpoint, stop));
        Self {
            address,
            answers,
            _running: trigger,
        }
    }

    /// From now on this is what families answered.
    pub(super) fn learn(&self, answers: Answers) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
    }

    pub(super) fn client(&self) -> Client {
        Client::new(self.address, "/national/graphql", "krt_iemand")
    }
}
