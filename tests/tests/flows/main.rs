//! Walks over HTTP in the words of the product's promises. A test's name begins with the id of
//! the promise or of the row of the first-login table that it walks.

mod api;
mod authority;
mod clients_api;
mod codes;
mod costs;
mod data_keys;
mod employer;
mod front_channel;
mod front_door;
mod head;
mod hr;
mod keys;
mod local;
mod mailed_link;
mod main_job;
mod modes;
mod national_ids;
mod oidc;
mod outages;
mod protocol;
mod races;
mod refusals;
mod repeated;
mod rescue;
mod returned;
mod rights;
mod rows;
mod someone_else;
mod steps;
mod sweden;
mod walk;
