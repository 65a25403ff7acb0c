//! Runs the function `logout` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_logout::function())
}
