//! What was measured, as lines for people and as JSON. Measuring does not belong here.

use serde::Serialize;

use crate::stats::{CallRound, Round, Spread};

/// Everything of one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Cases with peers.
    pub(crate) duels: Vec<Duel>,
    /// Calls of rules.
    pub(crate) calls: Vec<Calls>,
    /// Single figures.
    pub(crate) figures: Vec<Figure>,
}

/// The same call made in several ways, round by round.
#[derive(Debug, Serialize)]
pub(crate) struct Calls {
    /// What was called.
    pub(crate) case: &'static str,
    /// In which ways, the server's own first.
    pub(crate) callers: Vec<Caller>,
}

/// One way to call, with its rounds.
#[derive(Debug, Serialize)]
pub(crate) struct Caller {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its rounds.
    pub(crate) rounds: Vec<CallRound>,
}

impl Calls {
    /// Prints it: of each figure the least, middle and most over the rounds, in microseconds.
    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    pub(crate) fn print(&self) {
        println!(
            "\n{}, microseconds a call: least, middle and most over the rounds",
            self.case
        );
        println!(
            "  {:<24}{:<26}{:<26}{:<26}{:<26}",
            "", "CPU p50", "CPU p99", "wall p50", "wall p99"
        );
        for caller in &self.callers {
            let of = |value: fn(&CallRound) -> f64| told(Spread::of(caller.rounds.iter().map(value)));
            println!(
                "  {:<24}{:<26}{:<26}{:<26}{:<26}",
                caller.name,
                of(|round| round.cpu_p50),
                of(|round| round.cpu_p99),
                of(|round| round.wall_p50),
                of(|round| round.wall_p99),
            );
        }
    }
}

/// Ourselves and the hand-written handlers on the same work, round by round.
#[derive(Debug, Serialize)]
pub(crate) struct Duel {
    /// What was asked for.
    pub(crate) case: &'static str,
    /// On which database.
    pub(crate) database: &'static str,
    /// The contenders, ourselves first.
    pub(crate) contenders: Vec<Contender>,
}

/// One contender with its rounds.
#[derive(Debug, Serialize)]
pub(crate) struct Contender {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its rounds.
    pub(crate) rounds: Vec<Round>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) case: &'static str,
    /// On which database.
    pub(crate) database: &'static str,
    /// Under which conditions.
    pub(crate) condition: String,
    /// The value.
    pub(crate) value: f64,
    /// Its unit.
    pub(crate) unit: &'static str,
}

impl Contender {
    fn spread(&self, value: impl Fn(&Round) -> f64) -> Spread {
        Spread::of(self.rounds.iter().map(value))
    }

    /// Our share of this contender's speed, round by round: above one we are faster.
    fn share(&self, ours: &Self, speed: impl Fn(&Round) -> f64) -> Spread {
        let pairs = ours.rounds.iter().zip(&self.rounds);
        Spread::of(pairs.map(|(ours, theirs)| speed(ours) / speed(theirs)))
    }
}

impl Duel {
    /// Prints it.
    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    pub(crate) fn print(&self) {
        println!("\n{} on {}", self.case, self.database);
        println!(
            "  {:<28}{:>9}{:>9}{:>9}{:>10}{:>10}{:>8}  {:<20} {:<20}",
            "", "req/s", "p50 ms", "p99 ms", "CPU µs", "db µs", "bytes", "our rate / theirs", "their CPU / ours"
        );
        for contender in &self.contenders {
            let of = |value: fn(&Round) -> f64| contender.spread(value).median;
            let shares = self
                .contenders
                .first()
                .filter(|ours| ours.name != contender.name)
                .map(|ours| {
                    let rate = contender.share(ours, |round| round.per_second);
                    let cpu = contender.share(ours, |round| 1.0 / round.cpu());
                    format!("{:<20} {:<20}", told(rate), told(cpu))
                });
            println!(
                "  {:<28}{:>9.0}{:>9.2}{:>9.2}{:>10.0}{:>10.0}{:>8.0}  {}",
                contender.name,
                of(|round| round.per_second),
                of(|round| round.p50) / 1e3,
                of(|round| round.p99) / 1e3,
                of(|round| round.server_cpu),
                of(|round| round.database_cpu),
                of(|round| round.bytes),
                shares.unwrap_or_default()
            );
        }
    }
}

fn told(Spread { min, median, max }: Spread) -> String {
    format!("{min:.2} {median:.2} {max:.2}")
}

impl Figure {
    /// Prints it.
    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    pub(crate) fn print(&self) {
        println!(
            "  {:<12}{:<46}{:<52}{:>12.2} {}",
            self.database, self.case, self.condition, self.value, self.unit
        );
    }
}
