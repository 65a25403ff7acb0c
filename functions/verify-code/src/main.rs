//! Runs the function `verify-code` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_verify_code::function())
}
