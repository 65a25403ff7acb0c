//! Which row of the first-login table applies. The order of the checks is the table's:
//! L17, L18, L16 first; then L15 where the birth dates contradict each other and the row would
//! bind somebody; then the rows by what X, D and the address are.

use serde::{Deserialize, Serialize};

use super::inputs::{Chosen, D, DLink, Inputs, Number, Owner, Typed, X, XLink, Y, YEid};

/// The rows, by their numbers in the table. L19, L20, L21 and L23 are no outcomes of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Row {
    /// Straight through.
    L1,
    /// Use the account one has at this tenant too.
    L2,
    /// Choose between two accounts.
    L3,
    /// Straight through to someone whose number HR does not know.
    L4,
    /// The app link is disputed and suspended.
    L5,
    /// No access here; type the work address.
    L6,
    /// A new account at HR's address.
    L7,
    /// The address's account gains the eID.
    L8,
    /// The address is used by someone else.
    L9,
    /// HR has no address.
    L10,
    /// A typed address of someone whose number HR does not know.
    L11,
    /// A typed address that is another person's.
    L12,
    /// A typed address that nobody has.
    L13,
    /// The linked account gains its first eID.
    L14,
    /// HR and an earlier login disagree, or HR's birth date and the eID's.
    L15,
    /// Suspended, not begun or ended.
    L16,
    /// The level is too low.
    L17,
    /// An account is disabled or closed.
    L18,
    /// Several addresses to choose from.
    L22,
    /// HR replaced the number.
    L24,
    /// HR says that one is another entry.
    L25,
    /// A typed address of someone linked without an eID.
    L26,
    /// A typed address of several people.
    L27,
    /// Waits for activation by an admin.
    L28,
    /// No account, no entry: type the work address.
    L29,
}

impl Row {
    /// As the table, the audit and docs/first-login.md call it; never changed.
    pub const fn id(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
            Self::L5 => "L5",
            Self::L6 => "L6",
            Self::L7 => "L7",
            Self::L8 => "L8",
            Self::L9 => "L9",
            Self::L10 => "L10",
            Self::L11 => "L11",
            Self::L12 => "L12",
            Self::L13 => "L13",
            Self::L14 => "L14",
            Self::L15 => "L15",
            Self::L16 => "L16",
            Self::L17 => "L17",
            Self::L18 => "L18",
            Self::L22 => "L22",
            Self::L24 => "L24",
            Self::L25 => "L25",
            Self::L26 => "L26",
            Self::L27 => "L27",
            Self::L28 => "L28",
            Self::L29 => "L29",
        }
    }
}

/// Decides. Total: every combination has exactly one row.
pub fn decide(inputs: &Inputs) -> Row {
    if !inputs.is_level_enough {
        return Row::L17;
    }
    let (row, reached) = row(inputs);
    if reached.has_disabled_account {
        return Row::L18;
    }
    if reached.has_outsider {
        return Row::L16;
    }
    if inputs.is_birth_date_another && binds(row, inputs) {
        return Row::L15;
    }
    if reached.waits_for_activation && row != Row::L1 {
        return Row::L28;
    }
    row
}

/// Whether the row, carried out, makes the eID count as the directory user's, or leads to one that
/// does.
fn binds(row: Row, inputs: &Inputs) -> bool {
    match row {
        Row::L4 => matches!(
            inputs.x,
            Some(X {
                link: XLink::ToD2 {
                    is_new_eid: true,
                    ..
                },
                ..
            })
        ),
        Row::L2 | Row::L3 | Row::L7 | Row::L8 | Row::L9 | Row::L10 | Row::L11 => true,
        Row::L14 | Row::L22 | Row::L24 | Row::L25 | Row::L26 => true,
        Row::L1 | Row::L5 | Row::L6 | Row::L12 | Row::L13 | Row::L15 | Row::L16 => false,
        Row::L17 | Row::L18 | Row::L27 | Row::L28 | Row::L29 => false,
    }
}

/// Who the row would use, as far as it can stop it.
#[derive(Clone, Copy, Default)]
struct Reached {
    has_disabled_account: bool,
    has_outsider: bool,
    waits_for_activation: bool,
}

impl Reached {
    fn account(mut self, is_enabled: bool) -> Self {
        self.has_disabled_account |= !is_enabled;
        self
    }

    fn directory_user(mut self, is_current: bool) -> Self {
        self.has_outsider |= !is_current;
        self
    }

    fn d(self, d: &D) -> Self {
        let mut reached = self.directory_user(d.is_current);
        reached.waits_for_activation |= d.waits_for_activation;
        reached
    }
}

fn row(inputs: &Inputs) -> (Row, Reached) {
    match (inputs.x, inputs.d) {
        (Some(x), Some(d)) => account_and_entry(x, &d),
        (Some(x), None) => account_only(x, inputs.typed),
        (None, Some(d)) => entry_only(&d, inputs.chosen),
        (None, None) => match inputs.typed {
            None => (Row::L29, Reached::default()),
            Some(typed) => typed_address(typed, Reached::default()),
        },
    }
}

fn account_and_entry(x: X, d: &D) -> (Row, Reached) {
    let reached = Reached::default().account(x.is_enabled).d(d);
    match (d.link, x.link) {
        (DLink::ToX, _) => (Row::L1, reached),
        // D2's record is left behind: that it has ended is no reason to stop.
        (DLink::None, XLink::ToD2 { .. }) => (Row::L25, reached),
        (DLink::None, _) => (Row::L2, reached),
        (DLink::ToY(y), XLink::None) if y.is_number_older && y.eid == YEid::None => {
            (Row::L3, reached.account(y.is_enabled))
        }
        (DLink::ToY(y), _) => (Row::L15, reached.account(y.is_enabled)),
    }
}

fn account_only(x: X, typed: Option<Typed>) -> (Row, Reached) {
    let reached = Reached::default().account(x.is_enabled);
    match x.link {
        XLink::ToD2 {
            number: Number::Unknown,
            is_current,
            ..
        } => (Row::L4, reached.directory_user(is_current)),
        XLink::ToD2 {
            number: Number::Differs,
            is_current,
            ..
        } => (Row::L5, reached.directory_user(is_current)),
        // Without D no app link can lead to it.
        XLink::None | XLink::ToD => match typed {
            None => (Row::L6, reached),
            // The account that the eID leads to is the one to be linked; who else owns the
            // address does not matter then.
            Some(Typed::Unlinked {
                is_current,
                number: Number::Unknown,
                ..
            }) => (Row::L11, reached.directory_user(is_current)),
            Some(typed) => typed_address(typed, reached),
        },
    }
}

fn entry_only(d: &D, chosen: Chosen) -> (Row, Reached) {
    let reached = Reached::default().d(d);
    match d.link {
        DLink::ToY(y) => linked_entry(y, reached),
        DLink::None | DLink::ToX => match chosen {
            Chosen::NoneAtHr => (Row::L10, reached),
            Chosen::SeveralAtHr => (Row::L22, reached),
            Chosen::Address(Owner::Nobody) => (Row::L7, reached),
            Chosen::Address(Owner::Z {
                is_barred: true, ..
            }) => (Row::L9, reached),
            Chosen::Address(Owner::Z { is_enabled, .. }) => (Row::L8, reached.account(is_enabled)),
        },
    }
}

/// No link of V, but D has an account. An account that is linked elsewhere to someone with
/// another known number must not gain V, whatever this tenant's HR says.
fn linked_entry(y: Y, reached: Reached) -> (Row, Reached) {
    let reached = reached.account(y.is_enabled);
    match y.eid {
        _ if y.differs_elsewhere => (Row::L15, reached),
        YEid::Replaced => (Row::L24, reached),
        YEid::None => (Row::L14, reached),
        YEid::Other => (Row::L15, reached),
    }
}

fn typed_address(typed: Typed, reached: Reached) -> (Row, Reached) {
    match typed {
        Typed::Unknown => (Row::L13, reached),
        Typed::Several => (Row::L27, reached),
        Typed::Unlinked {
            number: Number::Differs,
            ..
        }
        | Typed::Linked {
            number: Number::Differs,
            ..
        }
        | Typed::Linked {
            is_y_barred: true, ..
        }
        | Typed::Unlinked {
            owner: Owner::Z {
                is_barred: true, ..
            },
            ..
        } => (Row::L12, reached),
        Typed::Unlinked {
            is_current, owner, ..
        } => {
            let reached = reached.directory_user(is_current);
            match owner {
                Owner::Nobody => (Row::L11, reached),
                Owner::Z { is_enabled, .. } => (Row::L11, reached.account(is_enabled)),
            }
        }
        Typed::Linked {
            is_current,
            is_y_enabled,
            ..
        } => (
            Row::L26,
            reached.directory_user(is_current).account(is_y_enabled),
        ),
    }
}
