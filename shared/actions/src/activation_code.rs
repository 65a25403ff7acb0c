//! Makes the code by which somebody whose number HR does not know is known at their first use.

use kobling_base::{Internal, digest::sha256, lifetimes::ACTIVATION_LIFE};
use kobling_keys::Prover;
use kobling_model::{
    DirectoryUserId, TenantId,
    audit::Event,
    people::{Carries, Proof, ProofKind},
};
use kobling_shared::app::App;
use kobling_store::Condition;

use super::{authority::Authority, rights::MakeActivationCodes};

/// Makes a new code of eight digits; an earlier one ends. It is shown to who made it and nowhere
/// else: only its digest is stored.
pub async fn make(
    app: &App,
    authority: &Authority<MakeActivationCodes>,
    user: DirectoryUserId,
) -> Result<String, Internal> {
    let tenant = authority.of();
    let random = app.random();
    let code = format!("{}{}", random.six_digits(), &random.six_digits()[..2]);
    let prover = app.prover().await?;
    let proof = proof(&prover, tenant, user, &code, app.now());
    authority
        .change(app)?
        .put("activation code", &proof, Condition::anything())
        .tell(Event::ActivationCodeMade, |event| {
            event.tenant(tenant).directory_user(&user)
        })
        .write()
        .await?;
    Ok(code)
}

/// The proof behind an activation code: found by whom it is for, five tries, 14 days.
pub fn proof(
    prover: &Prover,
    tenant: &TenantId,
    user: DirectoryUserId,
    code: &str,
    now: i64,
) -> Proof {
    Proof {
        id_digest: sha256(&format!("activation:{tenant}:{user}")),
        kind: ProofKind::ActivationCode,
        secret_digest: prover
            .digest("activation", &format!("{user}:{code}"))
            .as_str()
            .to_owned(),
        tenant: tenant.clone(),
        account: None,
        directory_user: Some(user),
        eid: None,
        browser: None,
        request: None,
        tries_left: 5,
        spent_at: None,
        created_at: now,
        expires_at: now + ACTIVATION_LIFE,
        carries: Carries::Nothing,
    }
}
