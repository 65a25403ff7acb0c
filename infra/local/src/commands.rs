//! What each command does: asks the running process, asks whoever typed it before anything that
//! cannot be taken back, and says what came of it. What is returned is for stdout.

use kobling_model::people::DirectoryUserState;
use serde_json::Value;

use crate::{
    ask::{AskError, Instance},
    asker::Asker,
    cli::{Command, DeadLettersWish, HrWish, KeysWish, Wish},
    dead_letters::{self, Lies},
    held_files, key_commands,
    landing::encoded,
    moment::moment,
    operator::{Employed, MadeCode, Waiting},
    question::Dialogue,
    table::{Column, table},
    wait_list, waiting,
};

/// Carries out a command at the process on the port that it names.
pub async fn carry_out(
    command: &Command,
    wish: &Wish,
    dialogue: &mut Dialogue<'_>,
) -> Result<String, AskError> {
    let instance = Instance::on(command.port).await?;
    dialogue.tell(&instance.line());
    let mut asker = Asker {
        instance,
        dialogue,
        is_agreed: command.yes,
    };
    match wish {
        // It starts a process of its own.
        Wish::Seed => Ok(String::new()),
        Wish::Waiting => asker.waiting().await,
        Wish::Approve {
            tenant: Some(tenant),
            eid: Some(eid),
            refuse,
            ..
        } => asker.decide(tenant, eid, !refuse).await,
        Wish::Approve { tenant, .. } => asker.approvals(tenant.as_deref()).await,
        Wish::Activate { tenant, person } => asker.activate(tenant, person).await,
        Wish::ActivationCode { tenant, person } => asker.code(tenant, person).await,
        Wish::Hr { wish } => match wish {
            HrWish::List => held_files::list(&asker).await,
            HrWish::Approve {
                tenant,
                import,
                ends,
            } => held_files::approve(&mut asker, tenant, import, *ends).await,
            HrWish::Decline { tenant, import } => {
                held_files::decline(&mut asker, tenant, import).await
            }
        },
        Wish::DeadLetters { wish } => match wish {
            DeadLettersWish::List => asker.dead_letters().await,
            DeadLettersWish::Replay { queue } => asker.replay(queue).await,
        },
        Wish::Keys(KeysWish::RotateNow { grace }) => {
            key_commands::rotate_now(&mut asker, *grace).await
        }
        Wish::Keys(KeysWish::Left { key }) => key_commands::left(&asker, key).await,
    }
}

impl Asker<'_, '_> {
    async fn waiting(&self) -> Result<String, AskError> {
        let waits: Vec<waiting::Wait> = self.instance.get("/_local/waiting.json").await?;
        Ok(wait_list::text(&waits, |arguments| {
            self.instance.typed(arguments)
        }))
    }

    async fn approvals(&self, tenant: Option<&str>) -> Result<String, AskError> {
        if let Some(tenant) = tenant {
            self.instance.tenant(tenant)?;
        }
        let mut waiting: Vec<Waiting> = self.instance.get("/_local/approvals.json").await?;
        waiting.retain(|one| tenant.is_none_or(|tenant| one.tenant == tenant));
        Ok(approvals(&waiting))
    }

    async fn decide(
        &mut self,
        tenant: &str,
        eid: &str,
        is_approved: bool,
    ) -> Result<String, AskError> {
        let tenant_name = self.instance.tenant(tenant)?.to_owned();
        let waiting: Vec<Waiting> = self.instance.get("/_local/approvals.json").await?;
        let mut waiting = waiting.into_iter();
        let Some(one) = waiting.find(|one| one.tenant == tenant && one.eid == eid) else {
            return Err(AskError::Refused(format!(
                "Nobody waits at {tenant} with the eID {eid}. Who does: {}",
                self.instance.typed("approve --list")
            )));
        };
        let who = format!("{} ({})", one.name, one.employments.join(", "));
        let what = if is_approved {
            format!(
                "Whoever asked with this eID would get the access of {who} at {tenant_name}, and a \
                 mail that says so. This cannot be taken back here."
            )
        } else {
            format!(
                "Whoever asked with this eID to be {who} at {tenant_name} would be refused, and \
                 get a mail that says so. This cannot be taken back here."
            )
        };
        self.agree(&what)?;
        let decision = if is_approved { "approve" } else { "refuse" };
        let form = [("tenant", tenant), ("eid", eid), ("decision", decision)];
        self.instance.tell("/_local/approve", &form).await?;
        let done = if is_approved { "Approved" } else { "Refused" };
        Ok(format!("{done}: {who}."))
    }

    async fn activate(&mut self, tenant: &str, person: &str) -> Result<String, AskError> {
        let path = format!(
            "/_local/person.json?tenant={}&person={}",
            encoded(tenant),
            encoded(person)
        );
        let found: Employed = self.instance.get(&path).await?;
        let who = format!("{} ({person})", found.name);
        let state = match found.state {
            DirectoryUserState::Imported | DirectoryUserState::Invited => None,
            DirectoryUserState::Active => Some("is active already"),
            DirectoryUserState::Suspended => Some("is suspended"),
            DirectoryUserState::Left => Some("has left"),
        };
        if let Some(state) = state {
            return Err(AskError::Refused(format!(
                "{who} at {} does not wait for activation, but {state}.",
                found.tenant_name
            )));
        }
        let mail = match &found.address {
            Some(address) => format!("a mail to {address} says so"),
            None => "no mail says so, for there is no address".to_owned(),
        };
        self.agree(&format!(
            "{who} would get access at {}; {mail}. This cannot be taken back here.",
            found.tenant_name
        ))?;
        let form = [("tenant", tenant), ("person", person)];
        self.instance.tell("/_local/activate", &form).await?;
        Ok(format!("Activated: {who}."))
    }

    async fn code(&mut self, tenant: &str, person: &str) -> Result<String, AskError> {
        let form = [("tenant", tenant), ("person", person)];
        let path = "/_local/activation-code";
        let made: MadeCode = self.instance.post(path, &form).await?;
        let until = moment(made.expires_at);
        self.dialogue.tell(&format!(
            "For {} ({person}), until {until}.{}",
            made.name,
            if made.has_replaced {
                " The code that they had works no longer."
            } else {
                ""
            }
        ));
        Ok(made.code)
    }

    async fn dead_letters(&self) -> Result<String, AskError> {
        let queues: Vec<Lies> = self.instance.get("/_local/dead-letters.json").await?;
        Ok(dead_letters::text(&queues))
    }

    async fn replay(&mut self, queue: &str) -> Result<String, AskError> {
        let queues: Vec<Lies> = self.instance.get("/_local/dead-letters.json").await?;
        let Some(lies) = queues.iter().find(|lies| lies.queue == queue) else {
            let names: Vec<&str> = queues.iter().map(|lies| lies.queue.as_str()).collect();
            return Err(AskError::Refused(format!(
                "There is no queue {queue}. Those with dead letters of their own are: {}.",
                names.join(", ")
            )));
        };
        if lies.count == 0 {
            return Ok(format!("No dead letter of {queue} lies there."));
        }
        let count = match lies.count {
            1 => "One dead letter".to_owned(),
            count => format!("{count} dead letters"),
        };
        self.agree(&format!(
            "{count} of {queue} would be handled once more. What they set off, such as mail to \
             people, cannot be taken back."
        ))?;
        let path = "/_local/dead-letters";
        let answer: Value = self.instance.post(path, &[("queue", queue)]).await?;
        Ok(format!("Sent back: {}", answer["count"]))
    }
}

/// The approvals that wait.
fn approvals(waiting: &[Waiting]) -> String {
    if waiting.is_empty() {
        return "Nobody waits for an approval.".to_owned();
    }
    let columns = [
        Column::Text("TENANT"),
        Column::Text("NAME"),
        Column::Text("EMPLOYMENTS"),
        Column::Text("ADDRESS SHOWN"),
        Column::Text("ASKED"),
        Column::Text("EID"),
    ];
    let rows: Vec<_> = waiting
        .iter()
        .map(|one| {
            [
                one.tenant.clone(),
                one.name.clone(),
                one.employments.join(", "),
                one.address.clone(),
                moment(one.asked_at),
                one.eid.clone(),
            ]
        })
        .collect();
    table(columns, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_a_table_with_employment_numbers_and_when() {
        let one = Waiting {
            tenant: "asnes".to_owned(),
            directory_user: "u".to_owned(),
            name: "Kari Nordmann".to_owned(),
            employments: vec!["12".to_owned(), "12-2".to_owned()],
            eid: "k~e".to_owned(),
            address: "k•••@asnes.example.com".to_owned(),
            asked_at: 1_772_543_100,
        };
        let expected = "\
TENANT  NAME           EMPLOYMENTS  ADDRESS SHOWN           ASKED                 EID
asnes   Kari Nordmann  12, 12-2     k•••@asnes.example.com  2026-03-03 13:05:00Z  k~e";
        assert_eq!(approvals(&[one]), expected);
        assert_eq!(approvals(&[]), "Nobody waits for an approval.");
    }
}
