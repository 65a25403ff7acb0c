//! What the first-login table looks at, and nothing else. The letters are the table's:
//! the eID (namespace N, value V), X the account that it leads to, D the directory user whose
//! number known from HR is V, Y the account that D is app-linked to, Z the account that owns the
//! address used, D2 another directory user reached by X's app link or by a typed address.

/// Everything that decides the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inputs {
    /// The eID's level is at least the tenant's minimum.
    pub is_level_enough: bool,
    pub x: Option<X>,
    /// Always none for an eID without a national number (L20).
    pub d: Option<D>,
    /// Where D is known and not linked: the address in use.
    pub chosen: Chosen,
    /// Where there is no D: what the typed address led to.
    pub typed: Option<Typed>,
    /// HR has another birth date for D, or for D2 where there is no D, than the eID tells.
    pub is_birth_date_another: bool,
}

/// The account that the eID leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct X {
    pub is_enabled: bool,
    pub link: XLink,
}

/// X's app link at the tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum XLink {
    None,
    ToD,
    ToD2 {
        number: Number,
        /// This eID was not used through that app link yet.
        is_new_eid: bool,
        is_current: bool,
    },
}

/// What HR knows of D2's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    Unknown,
    /// HR knows one that the eID does not carry.
    Differs,
}

/// The directory user that HR knows by the eID's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct D {
    pub is_current: bool,
    /// The tenant demands that an admin activates it first, and none has.
    pub waits_for_activation: bool,
    pub link: DLink,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DLink {
    None,
    ToX,
    ToY(Y),
}

/// The other account that D is app-linked to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Y {
    pub is_enabled: bool,
    pub eid: YEid,
    /// D's number was known before Y's app link and is unchanged since.
    pub is_number_older: bool,
    /// Y is app-linked at another tenant to someone whose known number is not V.
    pub differs_elsewhere: bool,
}

/// Which eID of namespace N the account Y holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum YEid {
    None,
    /// The number that HR's row replaced by V.
    Replaced,
    Other,
}

/// The address in use where D is known and not linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// HR has none, or only bounced ones.
    NoneAtHr,
    /// HR has several, and none was chosen yet.
    SeveralAtHr,
    Address(Owner),
}

/// Who owns an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    Nobody,
    Z {
        is_enabled: bool,
        /// It has another eID of N, an app link at T, or one to someone whose known number
        /// differs from V: it must never gain this eID.
        is_barred: bool,
        /// It has a way to sign in of its own.
        has_sign_in: bool,
    },
}

/// What a typed address led to in the tenant's directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    Unknown,
    Several,
    /// Exactly one directory user D2, not app-linked.
    Unlinked {
        is_current: bool,
        number: Number,
        owner: Owner,
    },
    /// Exactly one directory user D2, app-linked to Y.
    Linked {
        is_current: bool,
        number: Number,
        is_y_enabled: bool,
        /// Y has another eID of N, or is linked elsewhere to someone whose known number differs.
        is_y_barred: bool,
    },
}
