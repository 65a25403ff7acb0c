//! A request that waits for its person, and what comes next for it. `waiting` is what is stored,
//! `next` decides (pure), `knowing` reads off what it looks at, and `lead` carries the step out as far
//! as a redirect. The steps of a first login: `gather` reads, `facts` are the table's inputs,
//! `changes` says what a row does (pure), `complete` writes it, `present` shows the step, and
//! `advance` goes from one to the next. `answer` gives the app its code, `to_app` brings it there.

pub mod addresses;
pub mod advance;
pub mod answer;
mod answered_eid;
pub mod approvals;
pub mod audited;
mod binding;
mod changes;
pub mod code;
mod complete;
pub mod confirm;
pub mod consent;
mod facts;
pub mod form;
mod gather;
mod gone;
mod guards;
pub mod keep;
mod knowing;
mod lead;
mod loaded;
mod moves;
mod next;
mod not_me;
mod once;
pub mod person;
pub mod present;
mod progress;
mod recognised;
mod redigest;
pub mod refuse;
pub mod refused;
mod row_changes;
pub mod session_number;
pub mod show;
pub mod to_app;
mod told;
pub mod upstream_step;
mod waiting;

pub use answered_eid::AnsweredEid;
pub use facts::Facts;
pub use gather::gather;
pub use gone::gone_by_handle;
pub use knowing::knowing;
pub use lead::{before_employer, lead};
pub use loaded::{Deployment, Loaded, load, provider_of, state};
pub use next::{Known, SessionAnswer, SessionKnown, Step, next, silent_error};
pub use not_me::report_not_me;
pub use once::noted_once;
pub use progress::Progress;
pub use recognised::{Recognised, load_with_session};
pub use refuse::told;
pub use waiting::{CodeState, Failed, Goal, Purpose, UpstreamAttempt, Waiting, Wish, Wrong};
