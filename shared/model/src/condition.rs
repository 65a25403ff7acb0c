//! What has to hold for a write, and what a write changes of an item: pure data, which the store
//! turns into expressions. Attributes are named here and beside the entity that has them, in
//! conditions and updates with names of their own (`DirectoryUser::as_read`), and nowhere else.

/// A value that an attribute is compared with or set to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// In decimal digits.
    Number(String),
    Bool(bool),
    Text(String),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.to_string())
    }
}
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value.to_string())
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.to_string())
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// How an attribute is compared; one that is absent compares as nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Equal,
    Less,
    Greater,
}

/// One thing that has to hold. Times are seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clause {
    Absent,
    Present,
    /// The item is there and its expiry is after this.
    Live(i64),
    /// No item, or its expiry is not after this.
    AbsentOrExpired(i64),
    /// No item, or one that has an expiry.
    AbsentOrExpiring,
    /// No item, one that has expired, or one whose attribute says something else.
    AbsentExpiredOrNot(i64, &'static str, Value),
    /// The attribute is absent, or its number is below this.
    Below(&'static str, Value),
    /// The attribute is absent, or its number is at most this.
    AtMostOrAbsent(&'static str, Value),
    Compare(&'static str, Comparison, Value),
    Without(&'static str),
}

/// What has to hold, all of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Condition(Vec<Clause>);

impl Condition {
    const fn of(clause: Vec<Clause>) -> Self {
        Self(clause)
    }

    pub fn into_clauses(self) -> Vec<Clause> {
        self.0
    }

    /// Whatever is there or not.
    pub fn anything() -> Self {
        Self::default()
    }

    /// No such item.
    pub fn absent() -> Self {
        Self::of(vec![Clause::Absent])
    }

    /// No such item, one that has expired, or one about something else.
    pub fn absent_expired_or_not(
        now: i64,
        attribute: &'static str,
        value: impl Into<Value>,
    ) -> Self {
        let about = Clause::AbsentExpiredOrNot(now, attribute, value.into());
        Self::of(vec![about])
    }

    /// No such item, or one that has expired.
    pub fn absent_or_expired(now: i64) -> Self {
        Self::of(vec![Clause::AbsentOrExpired(now)])
    }

    /// No such item, or one that expires some time.
    pub fn absent_or_expiring() -> Self {
        Self::of(vec![Clause::AbsentOrExpiring])
    }

    /// The item is there and not past its expiry.
    pub fn live(now: i64) -> Self {
        Self::of(vec![Clause::Live(now)])
    }

    /// The item is there.
    pub fn present() -> Self {
        Self::of(vec![Clause::Present])
    }

    /// No such item, or its number is below a limit.
    pub fn below(attribute: &'static str, limit: u32) -> Self {
        Self::of(vec![Clause::Below(attribute, limit.into())])
    }

    #[must_use]
    pub fn greater_than(self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.compare(attribute, Comparison::Greater, value.into())
    }

    #[must_use]
    pub fn less_than(self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.compare(attribute, Comparison::Less, value.into())
    }

    #[must_use]
    pub fn equals(self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.compare(attribute, Comparison::Equal, value.into())
    }

    #[must_use]
    pub fn without(mut self, attribute: &'static str) -> Self {
        self.0.push(Clause::Without(attribute));
        self
    }

    /// The attribute is absent, or its number is at most this.
    #[must_use]
    pub fn at_most_or_absent(mut self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.0.push(Clause::AtMostOrAbsent(attribute, value.into()));
        self
    }

    fn compare(mut self, attribute: &'static str, how: Comparison, value: Value) -> Self {
        self.0.push(Clause::Compare(attribute, how, value));
        self
    }
}

/// A change of one attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Assignment {
    Set(&'static str, Value),
    /// Adds to a number; an absent attribute counts as 0.
    Add(&'static str, i64),
}

/// A change of single attributes of one item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Update(Vec<Assignment>);

impl Update {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn into_assignments(self) -> Vec<Assignment> {
        self.0
    }

    #[must_use]
    pub fn set(mut self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.0.push(Assignment::Set(attribute, value.into()));
        self
    }

    /// Adds to a number; an absent attribute counts as 0.
    #[must_use]
    pub fn add(mut self, attribute: &'static str, by: i64) -> Self {
        self.0.push(Assignment::Add(attribute, by));
        self
    }
}
