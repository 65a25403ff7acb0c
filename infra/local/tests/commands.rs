//! The commands against a running process: what they ask before they do anything that cannot be
//! taken back, what a no leaves as it was, and what they say of what is not there.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its world cannot be made"
)]

use std::time::Duration;

use clap::Parser;
use kobling_local::{
    LocalStack, Options,
    cli::Command,
    commands::carry_out,
    hr::{self, Listed},
    question::Dialogue,
    waiting::{Awaited, Wait, Wanted, waits},
};
use kobling_model::{
    Digest, DirectoryUserId, TenantId,
    hr::EmploymentNumber,
    item::Entity,
    keys,
    people::{Approval, ApprovalState, Conflict, ConflictKind},
};
use kobling_store::{Condition, Transaction};

/// What a command gave: stdout or the error, and all that stood beside it.
struct Gave {
    said: Result<String, String>,
    beside: String,
}

struct Laptop(LocalStack);

impl Laptop {
    async fn start() -> Self {
        Self(LocalStack::start(Options::default()).await.unwrap())
    }

    async fn type_with(&self, line: &str, answer: &str, can_answer: bool) -> Gave {
        let port = self.0.port().to_string();
        let words = ["kobling", "--port", &port];
        let words = words.into_iter().chain(line.split(' '));
        let command = Command::try_parse_from(words).unwrap();
        let mut beside = Vec::new();
        let mut dialogue = Dialogue::new(answer.as_bytes(), &mut beside, can_answer);
        let said = carry_out(&command, command.wish.as_ref().unwrap(), &mut dialogue).await;
        drop(dialogue);
        Gave {
            said: said.map_err(|error| error.to_string()),
            beside: String::from_utf8(beside).unwrap(),
        }
    }

    /// At a terminal, with that answer to whatever is asked.
    async fn answered(&self, line: &str, answer: &str) -> Gave {
        self.type_with(line, answer, true).await
    }

    /// Out of a script, where nobody can be asked.
    async fn scripted(&self, line: &str) -> Gave {
        self.type_with(line, "y\n", false).await
    }

    /// Sees that a no, an empty line and a script without `--yes` each change nothing.
    async fn refuses_without_a_yes(&self, line: &str) {
        for answer in ["n\n", "", "\n"] {
            let gave = self.answered(line, answer).await;
            assert_eq!(gave.said, Err("Nothing was done.".to_owned()), "{line}");
            assert!(gave.beside.contains("Go on?"), "{line}: {}", gave.beside);
        }
        let why = self.scripted(line).await.said.unwrap_err();
        assert!(why.contains("--yes"), "{line}: {why}");
    }

    async fn put<E: Entity>(&self, entity: &E) {
        let store = self.0.operator().app.store().unwrap();
        let transaction = Transaction::new().put(store, "item", entity, Condition::default());
        store.transact(transaction).await.unwrap();
    }

    async fn whose(&self, tenant: &TenantId, employment: &str) -> DirectoryUserId {
        let app = &self.0.operator().app;
        let digest = app.index().await.unwrap().digest("employment", employment);
        let key = keys::employment_number(tenant, &digest);
        let number: Option<EmploymentNumber> =
            app.store().unwrap().get(&key, app.now()).await.unwrap();
        number.unwrap().directory_user
    }

    async fn waits(&self) -> Vec<Wait> {
        waits(self.0.operator(), self.0.registered()).await.unwrap()
    }

    async fn wait_for(&self, is_it: impl Fn(&Wait) -> bool) -> Wait {
        let found = async {
            loop {
                if let Some(wait) = self.waits().await.into_iter().find(&is_it) {
                    break wait;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let found = tokio::time::timeout(Duration::from_mins(1), found).await;
        found.unwrap()
    }

    /// A file that would end everyone of Åsnes.
    async fn hold(&self, name: &str) -> Listed {
        let file = "employment_number;given_name;family_name\nny-1;Ny;Person\n";
        let key = format!("asnes/hr/{name}");
        let stored = hr::store(self.0.operator(), &key, file.as_bytes().to_vec());
        stored.await.unwrap();
        self.wait_for(|wait| wait.name == name).await;
        self.import(name).await
    }

    async fn import(&self, name: &str) -> Listed {
        let imports = hr::latest(self.0.operator(), self.0.registered());
        let mut imports = imports.await.unwrap().into_iter();
        imports.find(|import| import.name == name).unwrap()
    }
}

fn asnes() -> TenantId {
    TenantId::parse("asnes").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_file_is_let_through_by_its_figure_alone() {
    let laptop = Laptop::start().await;
    let held = laptop.hold("people-2.csv").await;
    assert!(held.people_ended > 9 && held.people_ended == held.people);
    let figure = held.people_ended;
    let line = format!("hr approve asnes {}", held.id);
    for wrong in [String::new(), "y".to_owned(), (figure - 1).to_string()] {
        let gave = laptop.answered(&line, &format!("{wrong}\n")).await;
        let why = gave.said.unwrap_err();
        assert!(why.starts_with("Nothing was done"), "{wrong}: {why}");
        let asked = format!("would end {figure} of {figure} people");
        assert!(gave.beside.contains(&asked), "{}", gave.beside);
        assert!(gave.beside.contains(&format!("Type {figure} to go on")));
    }
    // A yes is not enough, and neither is a figure of another moment.
    for (options, named) in [
        (String::new(), "--ends"),
        (" --yes".to_owned(), "--ends"),
        (format!(" --ends {}", figure - 1), "is not the number"),
    ] {
        let why = laptop.scripted(&format!("{line}{options}")).await;
        let why = why.said.unwrap_err();
        assert!(why.contains(named), "{options}: {why}");
    }
    assert!(laptop.import("people-2.csv").await.is_held());
    let gave = laptop.answered(&line, &format!("{figure}\n")).await;
    assert_eq!(gave.said.unwrap(), "Approved: people-2.csv.");
    laptop.0.queue_idle("import-queue").await;
    assert!(!laptop.import("people-2.csv").await.is_held());
    let why = laptop.scripted(&line).await.said.unwrap_err();
    assert!(why.contains("is not held"), "{why}");

    let list = laptop.scripted("hr list").await.said.unwrap();
    assert!(list.starts_with("TENANT  IMPORT"), "{list}");
    assert!(list.contains("people-2.csv"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_file_is_let_through_by_the_option_and_declined_by_a_yes() {
    let laptop = Laptop::start().await;
    let held = laptop.hold("people-2.csv").await;
    let line = format!("hr decline asnes {}", held.id);
    laptop.refuses_without_a_yes(&line).await;
    assert!(laptop.import("people-2.csv").await.is_held());
    let gave = laptop.scripted(&format!("{line} --yes")).await;
    assert_eq!(gave.said.unwrap(), "Rejected: people-2.csv.");
    let list = laptop.scripted("hr list").await.said.unwrap();
    assert!(list.contains("refused: declined"), "{list}");

    let held = laptop.hold("people-3.csv").await;
    let line = format!("hr approve asnes {} --ends {}", held.id, held.people_ended);
    let gave = laptop.scripted(&line).await;
    assert_eq!(gave.said.unwrap(), "Approved: people-3.csv.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_and_a_refusal_ask_first() {
    let laptop = Laptop::start().await;
    let app = &laptop.0.operator().app;
    let user = laptop.whose(&asnes(), "asnes-4").await;
    for eid in ["one", "two"] {
        laptop
            .put(&Approval {
                tenant: asnes(),
                eid: Digest::new("k", eid.as_bytes()),
                directory_user: user,
                account: None,
                address: None,
                state: ApprovalState::Asked,
                asked_at: app.now(),
                decided_by: None,
                expires_at: app.now() + 3600,
            })
            .await;
    }
    let list = laptop.scripted("approve --list").await.said.unwrap();
    assert!(list.starts_with("TENANT  NAME"), "{list}");
    assert!(list.contains("asnes-4"), "{list}");
    assert_eq!(list.lines().count(), 3);
    let of_one = laptop.scripted("approve --tenant kodevik").await;
    assert_eq!(of_one.said.unwrap(), "Nobody waits for an approval.");
    let eid = |name: &str| Digest::new("k", name.as_bytes()).as_str().to_owned();
    let approve = format!("approve --tenant asnes --eid {}", eid("one"));
    let refuse = format!("approve --tenant asnes --eid {} --refuse", eid("two"));
    laptop.refuses_without_a_yes(&approve).await;
    laptop.refuses_without_a_yes(&refuse).await;
    let still = laptop.scripted("approve --list").await.said.unwrap();
    assert_eq!(still, list);
    let gave = laptop.answered(&approve, "y\n").await;
    assert!(gave.said.unwrap().starts_with("Approved: "));
    let gave = laptop.scripted(&format!("{refuse} --yes")).await;
    assert!(gave.said.unwrap().starts_with("Refused: "));
    let why = laptop.scripted(&approve).await.said.unwrap_err();
    assert!(why.contains("Nobody waits at asnes"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activation_asks_first_and_names_whom_it_is_about() {
    let laptop = Laptop::start().await;
    let is_it = |wait: &Wait| wait.awaits == Awaited::Wanted(Wanted::Activation);
    let wait = laptop.wait_for(is_it).await;
    let line = wait.command.clone().unwrap();
    laptop.refuses_without_a_yes(&line).await;
    let gave = laptop.answered(&line, "no\n").await;
    assert!(gave.beside.contains(&wait.name), "{}", gave.beside);
    assert!(laptop.waits().await.contains(&wait), "it was done");
    let gave = laptop.answered(&line, "yes\n").await;
    let person = wait.employments.first().unwrap();
    let done = format!("Activated: {} ({person}).", wait.name);
    assert_eq!(gave.said.unwrap(), done);
    assert!(!laptop.waits().await.contains(&wait));
    let why = laptop.scripted(&format!("{line} --yes")).await.said;
    assert!(why.unwrap_err().contains("is active already"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_over_asks_first_and_says_when_what_happens() {
    let laptop = Laptop::start().await;
    let before = laptop.0.signing_keys().await;
    laptop.refuses_without_a_yes("keys rotate-now").await;
    assert_eq!(laptop.0.signing_keys().await, before);
    let gave = laptop.scripted("keys rotate-now --grace 60 --yes").await;
    let said = gave.said.unwrap();
    assert!(said.starts_with("KEY "), "{said}");
    assert!(said.contains("new, signs"), "{said}");
    for key in before {
        let line = said.lines().find(|line| line.starts_with(&key)).unwrap();
        assert!(line.contains("withdrawn") && line.ends_with('Z'), "{said}");
    }
    let left = laptop.scripted("keys left --key national-id-key").await;
    let left = left.said.unwrap();
    assert!(left.starts_with("KEY              EID LINKS"), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_counted_and_go_back_by_a_yes() {
    let laptop = Laptop::start().await;
    let sqs = &laptop.0.services().sqs;
    let nothing = laptop.scripted("dead-letters replay mail-queue").await;
    assert!(nothing.said.unwrap().starts_with("No dead letter"));
    let arn = sqs.dead_letters_arn("provision-queue").unwrap();
    sqs.put(&arn, "{}");
    sqs.put_with(&arn, "{}", &[("reason", "the store was away")]);
    let list = laptop.scripted("dead-letters list").await.said.unwrap();
    let line = |queue: &str| list.lines().find(|line| line.starts_with(queue)).unwrap();
    let ours = line("provision-queue");
    assert!(ours.contains("1 × the store was away"), "{list}");
    assert!(ours.contains("1 × came too often"), "{list}");
    assert!(ours.contains(" 2  ") && ours.contains(" s ago"), "{list}");
    assert!(line("mail-queue").contains(" 0  -"), "{list}");

    laptop
        .refuses_without_a_yes("dead-letters replay provision-queue")
        .await;
    assert_eq!(sqs.letters_of("provision-queue").len(), 2);
    let line = "dead-letters replay provision-queue --yes";
    assert_eq!(laptop.scripted(line).await.said.unwrap(), "Sent back: 2");
    let why = laptop.scripted("dead-letters replay x --yes").await;
    let why = why.said.unwrap_err();
    assert!(
        why.contains("no queue x") && why.contains("mail-queue"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_stands_alone_on_stdout_and_whose_it_is_beside_it() {
    let laptop = Laptop::start().await;
    let line = "activation-code --tenant fjellvik --person 10000-1";
    let first = laptop.scripted(line).await;
    let code = first.said.unwrap();
    assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()));
    assert!(
        first.beside.contains("(10000-1), until "),
        "{}",
        first.beside
    );
    assert!(!first.beside.contains("no longer"), "{}", first.beside);
    let second = laptop.scripted(line).await;
    assert_ne!(second.said.unwrap(), code);
    assert!(
        second.beside.contains("works no longer"),
        "{}",
        second.beside
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_command_names_the_instance_and_what_is_not_there() {
    let laptop = Laptop::start().await;
    let line = format!("{} (data in memory, 5 tenants)", laptop.0.issuer());
    for command in [
        "waiting",
        "approve --list",
        "hr list",
        "dead-letters list",
        "keys left --key k",
    ] {
        let gave = laptop.scripted(command).await;
        assert_eq!(gave.beside.trim(), line, "{command}");
        assert!(gave.said.is_ok(), "{command}");
    }
    let tenants = "There is no tenant x. The tenants are: asnes, fjellvik, kodevik, postvik, \
                   lingonbygden.";
    for command in [
        "activate --tenant x --person 1 --yes",
        "activation-code --tenant x --person 1",
        "approve --tenant x --eid e --yes",
        "approve --tenant x",
        "hr approve x 001772543100-a --ends 1",
        "hr decline x 001772543100-a --yes",
    ] {
        let why = laptop.scripted(command).await.said.unwrap_err();
        assert_eq!(why, tenants, "{command}");
    }
    for command in ["activate", "activation-code"] {
        let line = format!("{command} --tenant asnes --person 99");
        let why = laptop.scripted(&line).await.said.unwrap_err();
        assert!(why.contains("no employment 99 at asnes"), "{why}");
    }
    let why = laptop.scripted("hr decline asnes 001772543100-a --yes");
    let why = why.await.said.unwrap_err();
    assert!(why.contains("no import 001772543100-a at asnes"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_listed_with_employment_numbers_and_the_command() {
    let laptop = Laptop::start().await;
    // Whom HR brings without a number needs a code where codes are handed out; who has one waits
    // for nothing.
    let is_code = |wait: &Wait| wait.awaits == Awaited::Wanted(Wanted::ActivationCode);
    assert!(!laptop.waits().await.iter().any(is_code));
    let file =
        "employment_number;given_name;family_name;email\nk-1;Ny;Person;ny@kodevik.example.com\n";
    let key = "kodevik/changes/people-1.csv";
    let stored = hr::store(laptop.0.operator(), key, file.as_bytes().to_vec());
    stored.await.unwrap();
    let wait = laptop.wait_for(is_code).await;
    assert_eq!(
        (&*wait.tenant, &*wait.employments),
        ("kodevik", &["k-1".to_owned()][..])
    );
    let line = wait.command.unwrap();
    assert_eq!(line, "activation-code --tenant kodevik --person k-1");
    laptop.scripted(&line).await.said.unwrap();
    assert!(!laptop.waits().await.iter().any(is_code));

    let user = laptop.whose(&asnes(), "asnes-4").await;
    for (at, is_settled) in [(100, false), (200, false), (300, true)] {
        for kind in [ConflictKind::NoAddress, ConflictKind::Approval] {
            laptop
                .put(&Conflict {
                    id: format!("{kind:?}"),
                    tenant: asnes(),
                    kind,
                    directory_user: Some(user),
                    account: None,
                    reference: format!("r-{at}"),
                    at,
                    is_settled,
                })
                .await;
        }
    }
    let all = laptop.waits().await;
    let noted: Vec<&Wait> = all.iter().filter(|wait| wait.tenant == "asnes").collect();
    assert_eq!(noted.len(), 1, "{noted:?}");
    assert_eq!(noted[0].awaits, Awaited::Noted(ConflictKind::NoAddress));
    assert_eq!(noted[0].since, Some(100));
    assert_eq!(noted[0].reference.as_deref(), Some("r-200"));
    assert_eq!(noted[0].employments, ["asnes-4"]);

    // A newly imported one who tried to log in waits since then.
    let is_it = |wait: &Wait| wait.awaits == Awaited::Wanted(Wanted::Activation);
    let wait = laptop.wait_for(is_it).await;
    assert_eq!(wait.since, None);
    let postvik = TenantId::parse(&wait.tenant).unwrap();
    let user = laptop.whose(&postvik, &wait.employments[0]).await;
    laptop
        .put(&Conflict {
            id: "c".to_owned(),
            tenant: postvik,
            kind: ConflictKind::Activation,
            directory_user: Some(user),
            account: None,
            reference: "r".to_owned(),
            at: 400,
            is_settled: false,
        })
        .await;
    assert_eq!(laptop.wait_for(is_it).await.since, Some(400));
    let text = laptop.scripted("waiting").await.said.unwrap();
    let typed = format!(
        "kobling --port {} activate --tenant postvik",
        laptop.0.port()
    );
    assert!(text.contains(&typed), "{text}");
    assert!(text.contains("HR: there is no address"), "{text}");
}

/// The very binary, with a closed stdin.
#[tokio::test(flavor = "multi_thread")]
async fn the_binary_refuses_where_nobody_can_be_asked() {
    let laptop = Laptop::start().await;
    let run = |arguments: Vec<String>| async move {
        let run = tokio::task::spawn_blocking(move || {
            std::process::Command::new(env!("CARGO_BIN_EXE_kobling"))
                .args(arguments)
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap()
        });
        run.await.unwrap()
    };
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let port = laptop.0.port();
    let output = run(words(&format!("--port {port} keys rotate-now"))).await;
    let beside = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{beside}");
    assert!(beside.starts_with(&laptop.0.issuer()), "{beside}");
    assert!(beside.contains("--yes"), "{beside}");
    assert!(output.stdout.is_empty());

    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("registered.json");
    std::fs::write(&kept, "{}").unwrap();
    let mut fresh = words("--small --fresh --data");
    fresh.extend([folder.path().display().to_string(), "seed".to_owned()]);
    let output = run(fresh).await;
    let beside = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{beside}");
    assert!(beside.contains("--yes"), "{beside}");
    assert!(kept.exists(), "the data is gone");
}
