//! Walks over HTTP in the words of the product's promises. A test's name begins with the id of
//! the promise or of the row of the first-login table that it walks.

mod main_job;
