//! Walks over HTTP in the words of the product's promises. A test's name begins with the id of
//! the promise or of the row of the first-login table that it walks.

mod api;
mod codes;
mod costs;
mod mailed_link;
mod main_job;
mod modes;
mod protocol;
mod races;
mod rescue;
mod rows;
mod walk;
