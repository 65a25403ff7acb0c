//! HR in a test: a municipality of its own, files sent by the bucket, and what became of them.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use kobling_aws::{
    objects::Bucket,
    queue::{Channel, Message},
};
use kobling_local::hr::store;
use kobling_model::{
    ClientId, ImportId, TenantId,
    apps::ClientAtTenant,
    hr::{
        EmploymentNumber, FeedKind, HrFeed, HrImport, ImportState, ImportTask, Outcome, RowOutcome,
        SequenceSource,
    },
    item::{Entity, Table},
    keys,
    national_id::{
        Namespace,
        norway::{CheckDigits, NorwegianNumber, Rules},
    },
    people::DirectoryUser,
    tenants::Tenant,
};
use serde_json::{Value, json};

use crate::{Hub, Items, hub::lacks_a_right, plain};

/// How long an import may take.
const IMPORT_WITHIN: Duration = Duration::from_mins(4);
/// And where a right is missing, which small files show soon.
const SMALL_IMPORT_WITHIN: Duration = Duration::from_secs(8);

/// The feed of a test's municipality that names everybody, and the one that does not.
pub const FULL: &str = "hr";
pub const DELTA: &str = "changes";

/// The header of a test's files.
pub const HEADER: &str = "employment_number;person_number;national_id;given_name;family_name;\
                          email;phone;department;from;to";

/// One line of a file.
#[derive(Clone, Default, Debug)]
pub struct Line {
    pub employment: String,
    pub person: String,
    pub number: String,
    pub given: String,
    pub family: String,
    pub email: String,
    pub phone: String,
    pub department: String,
    pub from: String,
    pub to: String,
}

impl Line {
    /// Someone whole, the same for the same index.
    pub fn of(index: usize) -> Self {
        Self {
            employment: format!("E{index}"),
            person: format!("P{index}"),
            number: number(index),
            given: "Bris".to_owned(),
            family: format!("Ladestad{index}"),
            email: format!("bris{index}@ny.example.com"),
            phone: String::new(),
            department: "Bibliotek".to_owned(),
            from: "2020-01-01".to_owned(),
            to: String::new(),
        }
    }
}

/// A file of those lines.
pub fn file(lines: &[Line]) -> String {
    let mut text = format!("{HEADER}\n");
    for line in lines {
        let cells = [
            &line.employment,
            &line.person,
            &line.number,
            &line.given,
            &line.family,
            &line.email,
            &line.phone,
            &line.department,
            &line.from,
            &line.to,
        ];
        let cells: Vec<&str> = cells.into_iter().map(String::as_str).collect();
        let _fits = writeln!(text, "{}", cells.join(";"));
    }
    text
}

/// The `index`th synthetic number that nobody of the seed has.
///
/// # Panics
/// Where there is none.
pub fn number(index: usize) -> String {
    let rules = Rules {
        check_digits: CheckDigits::Until2031,
        synthetic: true,
    };
    let (day, month) = (1 + index % 28, 81 + (index / 28) % 12);
    // Those of the seed were born before 1970.
    let year = 75 + (index / 336) % 20;
    let first = (index / 6_720) * 25;
    (first..first + 25)
        .flat_map(|individual| {
            let nine = format!("{day:02}{month:02}{year:02}{individual:03}");
            (0..100).map(move |check| format!("{nine}{check:02}"))
        })
        .find(|number| NorwegianNumber::parse(number, rules).is_ok())
        .expect("a number of 25 has check digits")
}

impl Hub {
    /// A municipality without people, with a full feed and a delta feed, where the app `hrm` is in
    /// use.
    pub async fn municipality(&self, id: &str, change: impl FnOnce(&mut Tenant)) -> TenantId {
        let mut tenant = self.tenant("asnes").await;
        tenant.id = TenantId::parse(id).expect("a tenant id");
        change(&mut tenant);
        self.put(&tenant).await;
        self.put(&ClientAtTenant {
            tenant: tenant.id.clone(),
            client: ClientId::parse("hrm").expect("a client id"),
            enabled: true,
            scopes: Vec::new(),
        })
        .await;
        for (feed, kind) in [(FULL, FeedKind::Full), (DELTA, FeedKind::Delta)] {
            self.feed(&tenant.id, feed, kind).await;
        }
        tenant.id
    }

    /// A feed whose files have their sequence in their name.
    pub async fn feed(&self, tenant: &TenantId, id: &str, kind: FeedKind) {
        self.put(&HrFeed {
            tenant: tenant.clone(),
            id: id.to_owned(),
            kind,
            sequence: SequenceSource::Name,
            namespace: Namespace::NoFnr,
            columns: BTreeMap::new(),
            enabled: true,
            full_sequence: 0,
        })
        .await;
    }

    /// Stores a file and waits until it is done, held or refused.
    pub async fn import(&self, tenant: &str, feed: &str, name: &str, text: &str) -> HrImport {
        let key = format!("{tenant}/{feed}/{name}");
        self.store_file(&key, text).await;
        let objects = self.stack.operator().app.objects().expect("the buckets");
        let head = match objects.head(Bucket::Uploads, &key).await {
            Ok(head) => head.expect("an object"),
            Err(failure) => panic!("{}", failure.chain()),
        };
        let id = ImportId::new(head.stored_at, &head.digest(&key));
        self.imported_where(tenant, |import| import.id == id).await
    }

    /// Stores a file under a key, as HR does.
    ///
    /// # Panics
    /// Where the bucket does not take it.
    pub async fn store_file(&self, key: &str, text: &str) {
        let stored = store(self.stack.operator(), key, text.into()).await;
        if let Err(failure) = stored {
            panic!("the file was not stored: {}", failure.chain());
        }
    }

    /// Takes a stored file away.
    ///
    /// # Panics
    /// Where there is no bucket.
    pub fn expire_file(&self, key: &str) {
        let operator = self.stack.operator();
        let objects = operator.app.objects().expect("the buckets");
        let bucket = objects.name(Bucket::Uploads);
        operator.services.s3.expire(bucket, key);
    }

    /// Waits until the newest file of a name is done, held or refused.
    ///
    /// # Panics
    /// Where that takes too long.
    pub async fn imported(&self, tenant: &str, name: &str) -> HrImport {
        self.imported_where(tenant, |import| import.name == name)
            .await
    }

    async fn imported_where(&self, tenant: &str, is_meant: impl Fn(&HrImport) -> bool) -> HrImport {
        let within = if lacks_a_right() {
            SMALL_IMPORT_WITHIN
        } else {
            IMPORT_WITHIN
        };
        let look = async {
            let mut wait = Duration::from_millis(20);
            loop {
                let found = self.imports(tenant).await;
                let newest = found.into_iter().rev().find(|import| is_meant(import));
                if let Some(import) = newest {
                    let is_reported = import.report_key.is_some();
                    match import.state {
                        ImportState::Held if import.decided_by.is_none() => return import,
                        ImportState::Done | ImportState::Refused(_) if is_reported => {
                            return import;
                        }
                        _ => {}
                    }
                }
                tokio::time::sleep(wait).await;
                // Each look is a query, which a long import would wait for.
                wait = (wait * 5 / 4).min(Duration::from_millis(250));
            }
        };
        if let Ok(import) = tokio::time::timeout(within, look).await {
            return import;
        }
        panic!(
            "it did not get to its end: {:?}",
            self.imports(tenant).await
        );
    }

    /// All imports of a tenant, oldest first.
    ///
    /// # Panics
    /// Where the store does not answer.
    pub async fn imports(&self, tenant: &str) -> Vec<HrImport> {
        let app = &self.stack.operator().app;
        let partition = keys::hr_imports(&TenantId::parse(tenant).expect("a tenant id"));
        let store = app.store().expect("the store");
        let found = store.partition(Table::Transient, &partition, "", app.now());
        found.await.expect("a read")
    }

    /// The outcomes of an import, by employment number.
    ///
    /// # Panics
    /// Where the store does not answer.
    pub async fn outcomes(&self, import: &HrImport) -> Vec<RowOutcome> {
        let app = &self.stack.operator().app;
        let partition = keys::import_chunks(&import.tenant, &import.id);
        let store = app.store().expect("the store");
        let found = store.partition(Table::Transient, &partition, "", app.now());
        let chunks: Vec<kobling_model::hr::ImportChunk> = found.await.expect("a read");
        let mut all: Vec<RowOutcome> = chunks.into_iter().flat_map(|c| c.outcomes).collect();
        all.sort_by_key(|outcome| outcome.line.unwrap_or(u64::MAX));
        all
    }

    /// What became of one employment.
    ///
    /// # Panics
    /// Where the import says nothing of it.
    pub async fn outcome(&self, import: &HrImport, employment: &str) -> Outcome {
        let all = self.outcomes(import).await;
        let found = all
            .into_iter()
            .find(|one| one.employment_number.as_deref() == Some(employment));
        found.expect("an outcome").outcome
    }

    /// The report's text.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn report(&self, import: &HrImport) -> String {
        let key = import.report_key.as_ref().expect("a report");
        let objects = self.stack.operator().app.objects().expect("the buckets");
        let bytes = match objects.read(Bucket::Reports, key).await {
            Ok(bytes) => bytes.expect("a report"),
            Err(failure) => panic!("{}", failure.chain()),
        };
        String::from_utf8(bytes).expect("text")
    }

    /// Sends a task to the import once more.
    ///
    /// # Panics
    /// Where the queue does not take it.
    pub async fn ask_import(&self, task: &ImportTask) {
        let body = serde_json::to_string(task).expect("JSON");
        let app = &self.stack.operator().app;
        let queue = app.queue(Channel::Import).expect("the queue");
        assert!(
            queue.send(Message::new(body)).await.is_ok(),
            "the queue refused"
        );
    }

    /// Who has an employment number.
    ///
    /// # Panics
    /// Where nobody has.
    pub async fn employed(&self, tenant: &str, employment: &str) -> DirectoryUser {
        let found = self.perhaps_employed(tenant, employment).await;
        found.unwrap_or_else(|| panic!("nobody has the employment {employment}"))
    }

    /// Who has an employment number, if anyone has.
    ///
    /// # Panics
    /// Where the store does not answer.
    pub async fn perhaps_employed(&self, tenant: &str, employment: &str) -> Option<DirectoryUser> {
        let app = &self.stack.operator().app;
        let store = app.store().expect("the store");
        let tenant = TenantId::parse(tenant).expect("a tenant id");
        let index = app.index().await.expect("keys");
        let digest = index.digest("employment", employment);
        let key = keys::employment_number(&tenant, &digest);
        let guard: Option<EmploymentNumber> = store.get(&key, app.now()).await.expect("a read");
        let key = keys::directory_user(&tenant, &guard?.directory_user);
        store.get(&key, app.now()).await.expect("a read")
    }

    /// A tenant's directory as HR would compare it: everything but ids, versions and how far which
    /// file got; people by their employments, and how many guards of each kind there are.
    pub async fn directory_of(&self, tenant: &str) -> Vec<Value> {
        let items = self.identity_items().await;
        directory(&items, tenant)
    }
}

fn directory(items: &Items, tenant: &str) -> Vec<Value> {
    let of_tenant = |item: &Value| item["tenant"]["S"].as_str() == Some(tenant);
    let mut said: Vec<Value> = Vec::new();
    let mut guards: BTreeMap<String, u64> = BTreeMap::new();
    for item in items.values().filter(|item| of_tenant(item)) {
        let kind = item["type"]["S"].as_str().unwrap_or_default();
        if kind == DirectoryUser::TYPE {
            let mut item = plain(item.as_object().expect("an item"));
            for name in ["id", "pk", "version", "spoken_of"] {
                item.remove(name);
            }
            // Every hub has keys of its own.
            for number in item["numbers"].as_array_mut().into_iter().flatten() {
                number["digest"] = Value::Null;
            }
            // In which order they came is nobody's business.
            if let Some(list) = item["employments"].as_array_mut() {
                list.sort_by_key(ToString::to_string);
            }
            said.push(Value::Object(item));
        } else if kind.starts_with("directory_")
            || ["employment_number", "person_number"].contains(&kind)
        {
            *guards.entry(kind.to_owned()).or_default() += 1;
        }
    }
    said.sort_by_key(ToString::to_string);
    said.push(json!(guards));
    said
}
