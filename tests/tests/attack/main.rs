//! The hub under attack: random walks of honest people and attackers with the binding rule checked
//! after each step, foreign input, and rules computed over every route.

mod bound;
mod computed;
mod directory;
mod events;
mod faults;
mod frozen;
mod input;
mod leaks;
mod next_version;
mod scenes;
mod walks;
mod watch;
mod wire;
