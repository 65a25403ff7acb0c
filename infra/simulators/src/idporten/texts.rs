//! The words of the login page in the languages that ID-porten offers, and `ui_locales`
//! (OpenID Connect Core section 3.1.2.1). The page is not translated to Northern Sámi; there it
//! shows Bokmål, while the `locale` claim keeps what was asked for.

/// A language of ID-porten, by its own codes (`se` is Northern Sámi).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Locale {
    #[default]
    Nb,
    Nn,
    En,
    Se,
}

impl Locale {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
            Self::Se => "se",
        }
    }

    /// The first language of the list that is offered; otherwise Bokmål. An unknown one is no error.
    pub(crate) fn choose(ui_locales: Option<&str>) -> Self {
        ui_locales
            .unwrap_or_default()
            .split_ascii_whitespace()
            .find_map(|tag| {
                let language = tag.split('-').next().unwrap_or_default();
                match language.to_ascii_lowercase().as_str() {
                    "nb" | "no" => Some(Self::Nb),
                    "nn" => Some(Self::Nn),
                    "en" => Some(Self::En),
                    "se" => Some(Self::Se),
                    _ => None,
                }
            })
            .unwrap_or_default()
    }

    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::Nb | Self::Se => &NB,
            Self::Nn => &NN,
            Self::En => &EN,
        }
    }
}

/// The login page's words in one language.
pub(crate) struct Texts {
    /// The language these words are in, for the `lang` attribute.
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) simulator: &'static str,
    pub(crate) error_title: &'static str,
    pub(crate) number: &'static str,
    pub(crate) number_hint: &'static str,
    pub(crate) number_error: &'static str,
    pub(crate) level: &'static str,
    pub(crate) level_error: &'static str,
    pub(crate) low: &'static str,
    pub(crate) substantial: &'static str,
    pub(crate) high: &'static str,
    pub(crate) log_in: &'static str,
    pub(crate) people: &'static str,
    pub(crate) people_hint: &'static str,
    pub(crate) eidas: &'static str,
    pub(crate) eidas_hint: &'static str,
    pub(crate) eidas_identifier: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) date_of_birth: &'static str,
    pub(crate) eidas_error: &'static str,
    pub(crate) eidas_log_in: &'static str,
    pub(crate) email: &'static str,
    pub(crate) email_hint: &'static str,
    pub(crate) email_label: &'static str,
    pub(crate) email_error: &'static str,
    pub(crate) email_log_in: &'static str,
    pub(crate) way_error: &'static str,
    pub(crate) cancel: &'static str,
}

static NB: Texts = Texts {
    language: "nb",
    title: "Logg inn med ID-porten",
    simulator: "Dette er en simulator. Her finnes bare testpersoner, og ingen ekte pålogging.",
    error_title: "Noe må rettes",
    number: "Syntetisk fødselsnummer",
    number_hint: "11 siffer, med måneden økt med 80 (Tenor) eller 40, eller et D-nummer.",
    number_error: "Skriv et syntetisk fødselsnummer med 11 siffer og riktige kontrollsiffer.",
    level: "Sikkerhetsnivå",
    level_error: "Tjenesten krever et høyere sikkerhetsnivå enn det du valgte.",
    low: "Lavt (TestID)",
    substantial: "Betydelig (MinID)",
    high: "Høyt (BankID)",
    log_in: "Logg inn",
    people: "Velg en testperson",
    people_hint: "Trykk på en person for å logge inn med nivået over.",
    eidas: "eID fra et annet land",
    eidas_hint: "Logger inn uten norsk fødselsnummer.",
    eidas_identifier: "Identifikator",
    first_name: "Fornavn",
    last_name: "Etternavn",
    date_of_birth: "Fødselsdato (åååå-mm-dd)",
    eidas_error: "Fyll ut alle feltene for eID fra et annet land.",
    eidas_log_in: "Logg inn med eIDAS",
    email: "E-post",
    email_hint: "Viser bare at noen har en adresse, ikke hvem de er.",
    email_label: "E-postadresse",
    email_error: "Skriv en e-postadresse, for eksempel navn@example.com.",
    email_log_in: "Logg inn med e-post",
    way_error: "Tjenesten tar ikke imot denne måten å logge inn på.",
    cancel: "Avbryt",
};

static NN: Texts = Texts {
    language: "nn",
    title: "Logg inn med ID-porten",
    simulator: "Dette er ein simulator. Her finst berre testpersonar, og inga ekte pålogging.",
    error_title: "Noko må rettast",
    number: "Syntetisk fødselsnummer",
    number_hint: "11 siffer, med månaden auka med 80 (Tenor) eller 40, eller eit D-nummer.",
    number_error: "Skriv eit syntetisk fødselsnummer med 11 siffer og rette kontrollsiffer.",
    level: "Tryggingsnivå",
    level_error: "Tenesta krev eit høgare tryggingsnivå enn det du valde.",
    low: "Lågt (TestID)",
    substantial: "Vesentleg (MinID)",
    high: "Høgt (BankID)",
    log_in: "Logg inn",
    people: "Vel ein testperson",
    people_hint: "Trykk på ein person for å logge inn med nivået over.",
    eidas: "eID frå eit anna land",
    eidas_hint: "Loggar inn utan norsk fødselsnummer.",
    eidas_identifier: "Identifikator",
    first_name: "Førenamn",
    last_name: "Etternamn",
    date_of_birth: "Fødselsdato (åååå-mm-dd)",
    eidas_error: "Fyll ut alle felta for eID frå eit anna land.",
    eidas_log_in: "Logg inn med eIDAS",
    email: "E-post",
    email_hint: "Viser berre at nokon har ei adresse, ikkje kven dei er.",
    email_label: "E-postadresse",
    email_error: "Skriv ei e-postadresse, til dømes namn@example.com.",
    email_log_in: "Logg inn med e-post",
    way_error: "Tenesta tek ikkje imot denne måten å logge inn på.",
    cancel: "Avbryt",
};

static EN: Texts = Texts {
    language: "en",
    title: "Log in with ID-porten",
    simulator: "This is a simulator. It has test people only, and no real login.",
    error_title: "Something needs to be corrected",
    number: "Synthetic national identity number",
    number_hint: "11 digits, with 80 (Tenor) or 40 added to the month, or a D-number.",
    number_error: "Enter a synthetic national identity number: 11 digits with right check digits.",
    level: "Level of assurance",
    level_error: "The service asks for a higher level of assurance than the one you chose.",
    low: "Low (TestID)",
    substantial: "Substantial (MinID)",
    high: "High (BankID)",
    log_in: "Log in",
    people: "Choose a test person",
    people_hint: "Press a person to log in at the level chosen above.",
    eidas: "eID from another country",
    eidas_hint: "Logs in without a Norwegian number.",
    eidas_identifier: "Identifier",
    first_name: "First name",
    last_name: "Last name",
    date_of_birth: "Date of birth (yyyy-mm-dd)",
    eidas_error: "Fill in every field for the eID from another country.",
    eidas_log_in: "Log in with eIDAS",
    email: "E-mail",
    email_hint: "Shows only that someone has an address, not who they are.",
    email_label: "E-mail address",
    email_error: "Enter an e-mail address, for example name@example.com.",
    email_log_in: "Log in with e-mail",
    way_error: "The service does not take this way of logging in.",
    cancel: "Cancel",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_offered_language_is_chosen() {
        assert_eq!(Locale::choose(None), Locale::Nb);
        assert_eq!(Locale::choose(Some("sv da nn en")), Locale::Nn);
        assert_eq!(Locale::choose(Some("en-GB")), Locale::En);
        assert_eq!(Locale::choose(Some("de")), Locale::Nb);
        assert_eq!(Locale::choose(Some("se")).as_str(), "se");
    }
}
