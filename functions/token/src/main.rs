//! Runs the function `token` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_token::function())
}
