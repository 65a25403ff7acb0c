//! The relying party against a provider that can give every wrong answer.

mod answers;
mod authorization;
mod fixture;
mod id_tokens;
mod keys;
mod settings;
