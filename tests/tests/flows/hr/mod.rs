//! H1 and H2: files of HR's come by their bucket, people and employments are in the directory, and
//! access follows.

mod files;
mod leavers;
mod numbers;
mod order;
