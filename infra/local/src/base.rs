//! Where the parties answer: each under a name of its own, all on one port.

/// Scheme and port of everything here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Base {
    pub port: u16,
    pub is_https: bool,
}

impl Base {
    /// For what does not depend on it.
    pub(crate) const NOWHERE: Self = Self {
        port: 0,
        is_https: false,
    };

    const fn scheme(self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }

    /// The hub's issuer.
    pub fn hub(self) -> String {
        format!("{}://localhost:{}", self.scheme(), self.port)
    }

    /// A party by the name of its host below `localhost`.
    pub fn of(self, name: &str) -> String {
        format!("{}://{name}.localhost:{}", self.scheme(), self.port)
    }

    /// The host of the national login. With https it is the bare address: who has a certificate to
    /// check is often a program (Java, for one) that finds `localhost` and no name below it, and it
    /// has to get through a login all the same.
    pub const fn idporten_host(self) -> &'static str {
        if self.is_https {
            "127.0.0.1"
        } else {
            "idporten.localhost"
        }
    }

    /// The national login.
    pub fn idporten(self) -> String {
        format!("{}://{}:{}", self.scheme(), self.idporten_host(), self.port)
    }
}
