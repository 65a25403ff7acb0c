//! What admins, operators and services do: one file an action.

pub mod held;
