//! One call of one instance: its bounds, its notes, and how it ends. What is asked does not belong here.

use krachtig_core::rules::RuleFault;
use krachtig_plugin_engine::{LARGEST_MEMORY, LARGEST_TABLE, MOST_CORE_INSTANCES, MOST_MEMORIES, MOST_TABLES};
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{PoolConcurrencyLimitError, ResourceLimiter, Store, StoreLimits, StoreLimitsBuilder, Trap};

use super::bindings::exports::krachtig::region::{budget, reporting, rule_set};
use super::bindings::krachtig::region::log::{Host as LogHost, Level};

/// The computing that a call may use, in the engine's units. A decision of the demo rules takes about a thousandth.
pub(super) const FUEL: u64 = 10_000_000;
/// The time that a call may take, in ticks of [`super::TICK`]. Fuel ends a call long before; this is for what fuel
/// doesn't see.
const TICKS: u64 = 5;
/// What may cross from the rules in one go, in bytes: the longest answer.
const ANSWER: usize = 256 * 1024;
/// How the engine's error ends where more than [`ANSWER`] crosses. It has no type to know it by; a test that answers
/// too much holds this against the engine.
const TOO_MUCH_SAID: &str = "fuel allocated for hostcalls has been exhausted";
/// What there is to say where the pool of instances is full.
pub(super) const TOO_MANY_CALLS: &str = "too many calls at once";
/// What the notes of a call may hold together, in bytes.
const NOTES: usize = 64 * 1024;

/// A note that rules left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub level: NoteLevel,
    /// What it says. The rules chose it, so it may hold anything that they were asked: it is for a rehearsal with
    /// made-up facts and never for the server's log.
    pub message: String,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteLevel {
    /// Of use while building the rules.
    Debug,
    /// Worth knowing.
    Info,
    /// Something looks wrong, though there is an answer.
    Warn,
    /// There is no answer, and this is why.
    Error,
}

/// A bound that the host itself enforces was passed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum Overrun {
    #[error("more memory than rules may have")]
    Memory,
    #[error("more notes than rules may leave")]
    Notes,
}

/// What the host keeps while rules are called.
pub(super) struct CallState {
    limits: StoreLimits,
    memory_left: usize,
    notes: Vec<Note>,
    notes_left: usize,
}

impl CallState {
    fn new() -> Self {
        let limits = StoreLimitsBuilder::new()
            .memories(MOST_MEMORIES as usize)
            .table_elements(LARGEST_TABLE)
            .instances(MOST_CORE_INSTANCES as usize)
            .tables(MOST_TABLES as usize)
            .trap_on_grow_failure(true)
            .build();
        Self {
            limits,
            memory_left: LARGEST_MEMORY,
            notes: Vec::new(),
            notes_left: NOTES,
        }
    }
}

impl ResourceLimiter for CallState {
    fn memory_growing(&mut self, now: usize, wanted: usize, _most: Option<usize>) -> wasmtime::Result<bool> {
        // All memories of an instance share one bound, or more of them would be more memory.
        let more = wanted.saturating_sub(now);
        self.memory_left = self.memory_left.checked_sub(more).ok_or(Overrun::Memory)?;
        Ok(true)
    }

    fn table_growing(&mut self, now: usize, wanted: usize, most: Option<usize>) -> wasmtime::Result<bool> {
        // The limits trap with a text; the host needs to know which bound it was.
        self.limits
            .table_growing(now, wanted, most)
            .map_err(|_| wasmtime::Error::new(Overrun::Memory))
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(wasmtime::Error::new(Overrun::Memory))
    }

    fn table_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(wasmtime::Error::new(Overrun::Memory))
    }

    fn instances(&self) -> usize {
        self.limits.instances()
    }

    fn tables(&self) -> usize {
        self.limits.tables()
    }

    fn memories(&self) -> usize {
        self.limits.memories()
    }
}

impl LogHost for CallState {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        // A note costs something even when it is empty, or a call could leave millions of them.
        let cost = message.len() + size_of::<Note>();
        self.notes_left = self.notes_left.checked_sub(cost).ok_or(Overrun::Notes)?;
        let level = match level {
            Level::Debug => NoteLevel::Debug,
            Level::Info => NoteLevel::Info,
            Level::Warn => NoteLevel::Warn,
            Level::Error => NoteLevel::Error,
        };
        self.notes.push(Note { level, message });
        Ok(())
    }
}

/// How a call ended.
pub(super) struct Called<T> {
    /// What came of it.
    pub(super) result: Result<T, RuleFault>,
    /// The fuel that it used.
    pub(super) fuel_used: u64,
    /// The notes that it left.
    pub(super) notes: Vec<Note>,
}

/// Rules of which instances can be made.
pub(super) struct Ready {
    instances: InstancePre<CallState>,
    exports: Exports,
}

/// Where the rules' interfaces are. The types of one are compared whenever it is found in an instance, which takes
/// longer than some rules do: so a call finds the one that it asks, and [`Self::ALL`] is for the first.
pub(super) struct Exports {
    rule_set: rule_set::GuestIndices,
    budget: budget::GuestIndices,
    reporting: reporting::GuestIndices,
}

/// Finds an interface in an instance.
type Find<E> = fn(&Exports, &mut Store<CallState>, &Instance) -> wasmtime::Result<E>;

impl Exports {
    /// Deciding on a request.
    pub(super) const BUDGET: Find<budget::Guest> = |exports, store, instance| exports.budget.load(store, instance);
    /// Indicators and observations.
    pub(super) const REPORTING: Find<reporting::Guest> =
        |exports, store, instance| exports.reporting.load(store, instance);
    /// Who the rules are, with every other interface compared as well.
    pub(super) const ALL: Find<rule_set::Guest> = |exports, store, instance| {
        Self::BUDGET(exports, store, instance)?;
        Self::REPORTING(exports, store, instance)?;
        exports.rule_set.load(store, instance)
    };
}

impl Ready {
    /// Looks the interfaces up.
    pub(super) fn new(instances: InstancePre<CallState>) -> wasmtime::Result<Self> {
        let exports = Exports {
            rule_set: rule_set::GuestIndices::new(&instances)?,
            budget: budget::GuestIndices::new(&instances)?,
            reporting: reporting::GuestIndices::new(&instances)?,
        };
        Ok(Self { instances, exports })
    }
}

/// Calls a fresh instance, which nobody used before and nobody will use again.
pub(super) fn call<E, T>(
    rules: &Ready,
    find: Find<E>,
    ask: impl FnOnce(&E, &mut Store<CallState>) -> wasmtime::Result<T>,
) -> Called<T> {
    let mut store = Store::new(rules.instances.engine(), CallState::new());
    store.limiter(|state| state);
    store.set_hostcall_fuel(ANSWER);
    store.set_epoch_deadline(TICKS);
    let result = store
        .set_fuel(FUEL)
        .and_then(|()| rules.instances.instantiate(&mut store))
        .and_then(|instance| find(&rules.exports, &mut store, &instance))
        .map_err(|error| fault(&error, |detail| RuleFault::Unavailable { detail }))
        .and_then(|export| {
            ask(&export, &mut store).map_err(|error| fault(&error, |detail| RuleFault::BadAnswer { detail }))
        });
    let fuel_used = FUEL - store.get_fuel().unwrap_or(FUEL);
    Called {
        result,
        fuel_used,
        notes: store.into_data().notes,
    }
}

/// The fault behind an engine's error. What is neither a trap nor a bound depends on where it happened: an instance
/// that can't be had, or an answer that can't be read.
fn fault(error: &wasmtime::Error, otherwise: impl FnOnce(String) -> RuleFault) -> RuleFault {
    if let Some(overrun) = error.downcast_ref::<Overrun>() {
        return match overrun {
            Overrun::Memory => RuleFault::OutOfMemory,
            Overrun::Notes => RuleFault::OutOfWords,
        };
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return RuleFault::Unavailable {
            detail: TOO_MANY_CALLS.to_owned(),
        };
    }
    if error.root_cause().to_string().ends_with(TOO_MUCH_SAID) {
        return RuleFault::OutOfWords;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => RuleFault::OutOfFuel,
        Some(Trap::Interrupt) => RuleFault::OutOfTime,
        Some(trap) => RuleFault::Trapped {
            reason: trap.to_string(),
        },
        None => otherwise(error.root_cause().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(error: &wasmtime::Error) -> RuleFault {
        fault(error, |detail| RuleFault::BadAnswer { detail })
    }

    #[test]
    fn notes_are_kept_until_they_are_too_many() {
        let mut state = CallState::new();
        state.write(Level::Warn, "odd".to_owned()).expect("a short note fits");
        assert_eq!(
            state.notes,
            [Note {
                level: NoteLevel::Warn,
                message: "odd".to_owned()
            }]
        );
        let error = state.write(Level::Debug, "x".repeat(NOTES)).expect_err("too long");
        assert_eq!(fault_of(&error), RuleFault::OutOfWords);

        let mut state = CallState::new();
        let left = (0..NOTES)
            .take_while(|_| state.write(Level::Info, String::new()).is_ok())
            .count();
        assert!(left < NOTES / 8, "{left} empty notes were taken");
    }

    #[test]
    fn all_memories_of_an_instance_share_one_bound() {
        let mut state = CallState::new();
        let half = LARGEST_MEMORY / 2;
        assert!(state.memory_growing(0, half, None).is_ok());
        assert!(state.memory_growing(0, half, None).is_ok());
        let error = state
            .memory_growing(half, half + 1, None)
            .expect_err("the second one has the rest");
        assert_eq!(fault_of(&error), RuleFault::OutOfMemory);
    }

    #[test]
    fn the_engines_errors_become_faults_even_within_context() {
        let wrapped = |error: wasmtime::Error| error.context("while calling");
        assert_eq!(fault_of(&wrapped(Trap::OutOfFuel.into())), RuleFault::OutOfFuel);
        assert_eq!(fault_of(&wrapped(Trap::Interrupt.into())), RuleFault::OutOfTime);
        assert_eq!(
            fault_of(&wrapped(wasmtime::Error::new(Overrun::Memory))),
            RuleFault::OutOfMemory
        );
        let reason = Trap::UnreachableCodeReached.to_string();
        assert_eq!(
            fault_of(&wrapped(Trap::UnreachableCodeReached.into())),
            RuleFault::Trapped { reason }
        );
        let detail = "odd".to_owned();
        assert_eq!(
            fault_of(&wrapped(wasmtime::Error::msg("odd"))),
            RuleFault::BadAnswer { detail }
        );
    }
}
