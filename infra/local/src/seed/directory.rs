//! The big tenant's directory, out of an HR file.

use kobling_base::time_zone::TimeZone;
use kobling_model::{TenantId, people::Employment, tenants::Country};
use time::{Date, macros::format_description};

use super::{
    SeedError, Size,
    hr_file::{self, HrFileError},
    tenants,
    world::World,
};
use crate::DataDir;

/// Makes the big tenant's HR file and reads it in, as an import would.
pub(super) fn fill(world: &mut World, data: &DataDir, size: Size) -> Result<(), SeedError> {
    let Some(tenant) = TenantId::parse(tenants::SHARING) else {
        return Ok(());
    };
    let domain = format!("{tenant}.example.com");
    let people = if let Some(path) = data.file("hr-fjellvik.csv") {
        let file = std::fs::File::create(&path).map_err(HrFileError::from)?;
        hr_file::write(std::io::BufWriter::new(file), &domain, size.people())?;
        hr_file::read(&path)?
    } else {
        let mut text = Vec::new();
        hr_file::write(&mut text, &domain, size.people())?;
        hr_file::parse(&text)?
    };
    // The tenant's own days, as an import takes them.
    let zone = Country::No.time_zone();
    for (person_number, lines) in people {
        let Some(first) = lines.first() else { continue };
        let numbers = if first.national_id.is_empty() {
            Vec::new()
        } else {
            vec![world.known(&tenant, &first.national_id, world.now)?]
        };
        let (given, family) = (first.given_name.clone(), first.family_name.clone());
        world.add_user(&tenant, &given, &family, |user| {
            user.person_number = Some(person_number);
            user.birth_date = some(&first.birth_date);
            user.phone = some(&first.phone);
            user.rights = first.rights.split('|').filter_map(some).collect();
            user.numbers = numbers;
            user.employments = lines.iter().map(|line| employment(zone, line)).collect();
        });
    }
    Ok(())
}

fn employment(zone: TimeZone, line: &hr_file::Line) -> Employment {
    Employment {
        number: line.employment_number.clone(),
        department: some(&line.department),
        position: some(&line.position),
        email: line.address(),
        pending_email: None,
        is_bounced: false,
        mailing: line.mailing == "yes",
        from: day(&line.from).map(|first| zone.start_of(first)),
        // The file names the last day; the product the first second after it.
        to: day(&line.to).map(|last| zone.end_of(last)),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, &format_description!("[year]-[month]-[day]")).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_employment_begins_and_ends_at_the_tenants_own_midnights() {
        let header = "employment_number,person_number,national_id,birth_date,given_name,family_name,\
                      email,mailing,phone,department,position,from,to,rights\n";
        let line = "1,2,,,A,B,,yes,,,,2026-07-01,2026-12-31,\n";
        let people = hr_file::parse(format!("{header}{line}").as_bytes()).unwrap();
        let made = employment(Country::No.time_zone(), &people["2"][0]);
        let begins = datetime!(2026-06-30 22:00 UTC).unix_timestamp();
        let ends = datetime!(2026-12-31 23:00 UTC).unix_timestamp();
        assert_eq!((made.from, made.to), (Some(begins), Some(ends)));
    }
}
