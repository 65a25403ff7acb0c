//! What all of Kobling's functions share.

pub mod accounts;
pub mod national_id;
pub mod random;
pub mod secret;
pub mod upstream;
