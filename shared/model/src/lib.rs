//! Who is who and what holds between them: entities, the keys under which they are stored, and the
//! rules. Pure: time and randomness come as arguments, nothing here does I/O.

pub mod actor;
mod algorithm;
pub mod apps;
pub mod audit;
pub mod condition;
mod digest;
pub mod evidence;
pub mod first_login;
mod gate;
pub mod hr;
mod ids;
mod import_id;
pub mod item;
pub mod keys;
pub mod level;
mod named;
pub mod national_id;
pub mod people;
pub mod sessions;
pub mod tenants;
pub mod unknown;

pub use actor::{Actor, Who};
pub use algorithm::Algorithm;
pub use digest::Digest;
pub use gate::{Access, Gate, Refusal, gate};
pub use ids::{AccountId, ClientId, DirectoryUserId, TenantId};
pub use import_id::ImportId;
pub use level::Level;
