//! The rules of the house as tests: what may depend on what, where keys and SDKs may be named,
//! how long a file may be, what logs may carry.

mod authority;
mod circles;
mod conditions;
mod files;
mod keys;
mod layers;
mod logs;
mod papers;
mod registrations;
mod requirements;
mod sources;
