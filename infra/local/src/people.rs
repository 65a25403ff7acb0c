//! What a command says of people of the directory who are not there.

pub(crate) use kobling_actions::people::{
    Missing, employment_numbers, everyone, find, of, with_code,
};

/// Says so, with those that are there.
pub(crate) fn no_such_tenant<'a>(id: &str, tenants: impl Iterator<Item = &'a str>) -> String {
    let tenants: Vec<&str> = tenants.collect();
    format!(
        "There is no tenant {id}. The tenants are: {}.",
        tenants.join(", ")
    )
}

/// Says so, and where employment numbers come from.
pub(crate) fn no_such_employment(tenant: &str, employment: &str) -> String {
    format!(
        "There is no employment {employment} at {tenant}. Employment numbers are those of HR's \
         files; kobling waiting shows those of people who wait."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_what_to_do() {
        let why = no_such_tenant("x", ["asnes", "kodevik"].into_iter());
        assert_eq!(
            why,
            "There is no tenant x. The tenants are: asnes, kodevik."
        );
        let why = no_such_employment("asnes", "12");
        assert!(why.contains("employment 12 at asnes"), "{why}");
        assert!(why.contains("kobling waiting"), "{why}");
    }
}
