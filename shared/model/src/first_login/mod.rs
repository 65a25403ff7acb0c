//! The first-login table: what happens when an eID has answered for a tenant.
//! `inputs` names what matters, `decide` says which row applies, `steps` says what that row still
//! needs before it is carried out. All pure.

mod decide;
mod inputs;
mod steps;

pub use decide::{Row, decide};
pub use inputs::{Chosen, D, DLink, Inputs, Number, Owner, Typed, X, XLink, Y, YEid};
pub use steps::{Choice, ExtraProof, Need, Proved, Step, needs};

#[cfg(test)]
mod tests;
