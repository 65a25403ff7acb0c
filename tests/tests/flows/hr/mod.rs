//! H1 and H2: files of HR's come by their bucket, people and employments are in the directory, and
//! access follows.

mod days;
pub mod files;
pub mod held;
mod leavers;
pub mod numbers;
mod order;
mod told;
