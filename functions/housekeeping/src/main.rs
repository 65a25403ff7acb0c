//! Runs the function `housekeeping` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_housekeeping::function())
}
