//! Runs the function `mail-events` on AWS Lambda.

fn main() -> std::process::ExitCode {
    kobling_shared::lambda::run(kobling_mail_events::function())
}
