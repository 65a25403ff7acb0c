//! What a row still needs before it is carried out. The order is fixed: a word from the person,
//! the mailed code, a sign-in to the account concerned, the tenant's extra proof.

use serde::{Deserialize, Serialize};

use super::decide::Row;
use crate::tenants::FirstUseProof;

/// Which of two accounts a person chose (L3, L26).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The account that the eID leads to.
    This,
    /// The account that is linked at the tenant.
    Other,
}

/// What was proved so far in this login, for exactly what the row concerns now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Proved {
    /// The person pressed the button that says what will happen.
    pub is_confirmed: bool,
    pub choice: Option<Choice>,
    /// The mailed code of the address in use was given.
    pub is_mailbox: bool,
    /// The person signed in to the account that gains the eID, by a way it already had.
    pub is_signed_in: bool,
    /// The tenant's extra proof was given.
    pub is_extra: bool,
    /// The person has no address and goes without.
    pub is_without_address: bool,
}

/// What surrounds the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Need {
    pub row: Row,
    /// There is an account X.
    pub has_x: bool,
    /// The account that would gain the eID (Z, Y) has a way to sign in of its own.
    pub has_sign_in: bool,
    /// This eID was not used through the app link yet (L4).
    pub is_new_eid: bool,
    pub first_use_proof: FirstUseProof,
    /// HR's address is to be added to the account (L2).
    pub adds_address: bool,
    /// There is an address that a code could go to.
    pub has_code_address: bool,
    /// Going without an address is allowed.
    pub may_go_without: bool,
    /// An address was typed: what it led to is told in the mail only.
    pub is_typed: bool,
    /// The directory user has to be activated by an admin first.
    pub waits_for_activation: bool,
}

/// The tenant's extra proof that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExtraProof {
    ActivationCode,
    AdminApproval,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Nothing changes; log in.
    Through,
    /// Carry the row out.
    Complete,
    /// Show the row's own page and wait for the person's word.
    Ask,
    /// The mailed code. Where `is_real` is false the mail holds none.
    Code {
        is_real: bool,
    },
    SignIn,
    Extra(ExtraProof),
    /// An admin has to activate the directory user first (L28).
    AwaitActivation,
    /// There is no way on here.
    Refuse,
}

/// The next step of a row.
pub fn needs(need: &Need, proved: &Proved) -> Step {
    match need.row {
        Row::L1 => Step::Through,
        Row::L4 if !need.is_new_eid => Step::Through,
        // Where the mailbox is the proof, it is HR's address of the person that has to be shown.
        Row::L4 if need.first_use_proof == FirstUseProof::Mailbox && need.has_code_address => {
            code(proved, Step::Complete)
        }
        Row::L4 if need.first_use_proof == FirstUseProof::Mailbox && !proved.is_extra => {
            Step::Extra(ExtraProof::AdminApproval)
        }
        Row::L4 => extra(need, proved, Step::Complete),
        Row::L2 | Row::L25 if !proved.is_confirmed => Step::Ask,
        Row::L2 if need.adds_address => code(proved, Step::Complete),
        Row::L2 | Row::L25 => Step::Complete,
        Row::L3 => match proved.choice {
            None => Step::Ask,
            Some(Choice::This) => Step::Complete,
            Some(Choice::Other) if proved.is_signed_in => Step::Complete,
            Some(Choice::Other) if need.has_sign_in => Step::SignIn,
            Some(Choice::Other) => Step::Ask,
        },
        Row::L7 => code(proved, Step::Complete),
        // An account without an address: a sign-in to it, or the person says that it is not theirs.
        Row::L14 | Row::L24 if !need.has_code_address => {
            match (need.has_sign_in, proved.is_signed_in) {
                (true, true) => Step::Complete,
                (true, false) => Step::SignIn,
                (false, _) => Step::Ask,
            }
        }
        Row::L8 | Row::L14 => code(proved, sign_in(need, proved, Step::Complete)),
        // A sign-in to the account is as good as its mailbox.
        Row::L24 if proved.is_signed_in => Step::Complete,
        Row::L24 => code(proved, Step::Complete),
        Row::L10 if proved.is_without_address && need.may_go_without => Step::Complete,
        Row::L6 | Row::L9 | Row::L10 | Row::L22 | Row::L29 => Step::Ask,
        Row::L11 => code(
            proved,
            sign_in(need, proved, extra(need, proved, complete(need))),
        ),
        Row::L26 => {
            let end = match (need.has_x, proved.choice) {
                (true, None) => Step::Ask,
                _ => complete(need),
            };
            code(proved, sign_in(need, proved, extra(need, proved, end)))
        }
        // Whoever shares the mailbox: only a code that the tenant handed over tells them apart.
        Row::L27 => code(proved, Step::Extra(ExtraProof::ActivationCode)),
        Row::L12 | Row::L13 => Step::Code { is_real: false },
        Row::L16 | Row::L18 if need.is_typed => Step::Code { is_real: false },
        // That the birth dates differ is told only to who showed the mailbox.
        Row::L15 if need.is_typed => code(proved, Step::Refuse),
        Row::L5 | Row::L15 | Row::L16 | Row::L17 | Row::L18 | Row::L28 => Step::Refuse,
    }
}

fn code(proved: &Proved, then: Step) -> Step {
    if proved.is_mailbox {
        then
    } else {
        Step::Code { is_real: true }
    }
}

/// That someone waits for activation is told only to who showed the mailbox.
fn complete(need: &Need) -> Step {
    if need.waits_for_activation {
        Step::AwaitActivation
    } else {
        Step::Complete
    }
}

fn sign_in(need: &Need, proved: &Proved, then: Step) -> Step {
    if need.has_sign_in && !proved.is_signed_in {
        Step::SignIn
    } else {
        then
    }
}

fn extra(need: &Need, proved: &Proved, then: Step) -> Step {
    match need.first_use_proof {
        FirstUseProof::Mailbox => then,
        _ if proved.is_extra => then,
        FirstUseProof::ActivationCode => Step::Extra(ExtraProof::ActivationCode),
        FirstUseProof::AdminApproval => Step::Extra(ExtraProof::AdminApproval),
    }
}
