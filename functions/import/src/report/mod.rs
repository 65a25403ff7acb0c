//! What became of an HR file and of each of its rows.
