//! What a person does at the simulated eIDs.

use crate::{Browser, Page};

impl Browser {
    /// Picks a national number and a level at the simulated ID-porten.
    ///
    /// # Panics
    /// Where the browser is not at its login page.
    pub async fn log_in_at_idporten(&mut self, pid: &str, level: &str) -> &Page {
        self.expect_idporten();
        let changed = [("pid", pid), ("level", level)];
        self.press("login", &changed).await
    }

    /// Logs in at the simulated ID-porten with a foreign eID, which has no national number.
    ///
    /// # Panics
    /// Where the browser is not at its login page.
    pub async fn log_in_by_eidas(&mut self, identifier: &str, first: &str, last: &str) -> &Page {
        self.expect_idporten();
        let changed = [
            ("eidas_identifier", identifier),
            ("eidas_firstname", first),
            ("eidas_lastname", last),
        ];
        self.press("eidas", &changed).await
    }

    /// Logs in at the simulated Swedish eID broker as one of its people.
    ///
    /// # Panics
    /// Where the browser is not at its login page.
    pub async fn log_in_at_broker(&mut self, number: &str, level: &str) -> &Page {
        assert_eq!(self.host(), "se-eid.localhost", "at {}", self.url());
        self.press_button(("person", number), &[("level", level)])
            .await
    }

    fn expect_idporten(&self) {
        assert_eq!(
            self.host(),
            "idporten.localhost",
            "not at ID-porten but at {}: {}",
            self.url(),
            self.page().text
        );
    }
}
