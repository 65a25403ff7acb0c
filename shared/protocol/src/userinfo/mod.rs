//! Claims about a person.

pub mod claims;
pub mod national_id;
