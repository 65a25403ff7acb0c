//! Telling people: letters into the outbox, in the transaction that they are about.

use kobling_base::Internal;
use kobling_letters::{Letter, OutboxMail, Posting, post};
use kobling_model::{TenantId, people::EmailAddress};
use kobling_shared::app::App;
use kobling_store::Transaction;

/// Adds letters to a transaction, each address and letter once.
pub async fn letters(
    app: &App,
    mut transaction: Transaction,
    tenant: &TenantId,
    language: &str,
    reference: &str,
    letters: Vec<(EmailAddress, Letter)>,
) -> Result<(Transaction, Vec<OutboxMail>), Internal> {
    let mut posted = Vec::new();
    let mut told: Vec<(EmailAddress, Letter)> = Vec::new();
    for (to, letter) in letters {
        if told.contains(&(to.clone(), letter.clone())) {
            continue;
        }
        told.push((to.clone(), letter.clone()));
        let posting = Posting {
            tenant,
            to: &to,
            language,
            letter,
            reference,
        };
        let (next, mail) = post(app, transaction, posting, None).await?;
        transaction = next;
        posted.push(mail);
    }
    Ok((transaction, posted))
}
