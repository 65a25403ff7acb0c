//! Runs the function `discovery` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_discovery::function())
}
