//! The big tenant's directory, out of an HR file.

use kobling_shared::accounts::{Employment, TenantId};
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
            user.employments = lines.iter().map(employment).collect();
        });
    }
    Ok(())
}

fn employment(line: &hr_file::Line) -> Employment {
    Employment {
        number: line.employment_number.clone(),
        department: some(&line.department),
        position: some(&line.position),
        email: line.address(),
        pending_email: None,
        is_bounced: false,
        mailing: line.mailing == "yes",
        from: midnight(&line.from, 0),
        // The file names the last day; the product the first second after it.
        to: midnight(&line.to, 1),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The first second (UTC) of a day, so many days later.
fn midnight(day: &str, later: i64) -> Option<i64> {
    let format = format_description!("[year]-[month]-[day]");
    let day = Date::parse(day, &format).ok()?;
    Some(day.midnight().assume_utc().unix_timestamp() + later * 24 * 3600)
}
