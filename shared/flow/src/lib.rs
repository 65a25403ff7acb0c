//! From an eID's answer to the app. `gather` reads what the first-login table looks at, `facts`
//! turns it into the table's inputs, `changes` says (purely) what a row does, `complete` writes
//! it, `present` shows the step a person is at, `answer` ends a login with a code
//! for the app, `to_app` brings it there.

pub mod advance;
pub mod answer;
mod answered_eid;
pub mod approvals;
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
mod lead;
mod loaded;
mod next;
mod not_me;
mod once;
pub mod present;
mod recognised;
mod redigest;
mod refuse;
pub mod session_number;
pub mod to_app;
mod told;
pub mod upstream_step;
mod waiting;

pub use answered_eid::AnsweredEid;
pub use facts::Facts;
pub use gather::gather;
pub use gone::gone_by_handle;
pub use lead::{knowing, lead};
pub use loaded::{Deployment, Loaded, load, provider_of};
pub use next::{Known, SessionAnswer, SessionKnown, Step, next, silent_error};
pub use not_me::report_not_me;
pub use once::noted_once;
pub use recognised::{Recognised, load_with_session};
pub use refuse::told;
pub use waiting::{
    CodeState, Failed, Goal, Progress, Purpose, UpstreamAttempt, Waiting, Wish, Wrong,
};
