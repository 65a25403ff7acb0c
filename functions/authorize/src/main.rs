//! Runs the function `authorize` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_authorize::function())
}
