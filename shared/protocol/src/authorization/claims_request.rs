//! Reads the `claims` parameter (OpenID Connect Core section 5.5).

use kobling_model::{
    AccountId, Level,
    apps::{Client, RequestedClaims},
};
use serde_json::{Map, Value};

use super::InvalidRequest;
use crate::userinfo::claims;

/// Reads the parameter. An unknown claim is passed over; so is one of a scope that the app is
/// not registered for, as asking singly must not open more than the scope would.
pub(super) fn parse(
    text: Option<&str>,
    client: &Client,
) -> Result<RequestedClaims, InvalidRequest> {
    let Some(text) = text else {
        return Ok(RequestedClaims::default());
    };
    let asked: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| InvalidRequest::Claims)?;
    let member = |name: &str| match asked.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(member)) => Ok(member.clone()),
        Some(_) => Err(InvalidRequest::Claims),
    };
    let (id_token, userinfo) = (member("id_token")?, member("userinfo")?);
    let known = |member: &Map<String, Value>| {
        member
            .keys()
            .filter(|name| {
                claims::scope_of(name)
                    .is_some_and(|scope| client.scopes.iter().any(|own| own == scope))
            })
            .cloned()
            .collect()
    };
    Ok(RequestedClaims {
        acr: levels(id_token.get("acr"))?,
        sub: subject([&id_token, &userinfo])?,
        id_token: known(&id_token),
        userinfo: known(&userinfo),
    })
}

fn levels(asked: Option<&Value>) -> Result<Vec<Level>, InvalidRequest> {
    let Some(Value::Object(acr)) = asked else {
        return Ok(Vec::new());
    };
    if acr.get("essential") != Some(&Value::Bool(true)) {
        return Ok(Vec::new());
    }
    let one = acr.get("value").into_iter();
    let several = acr.get("values").and_then(Value::as_array);
    let named: Vec<&Value> = one.chain(several.into_iter().flatten()).collect();
    let known: Vec<Level> = named
        .iter()
        .filter_map(|value| value.as_str())
        .map(Level::from_acr)
        .filter(|level| *level != Level::None)
        .collect();
    // An essential value that nothing here can have is asked for in vain.
    if known.is_empty() && !named.is_empty() {
        return Err(InvalidRequest::Claims);
    }
    Ok(known)
}

fn subject(members: [&Map<String, Value>; 2]) -> Result<Option<AccountId>, InvalidRequest> {
    let mut meant = None;
    for value in members
        .iter()
        .filter_map(|member| member.get("sub")?.get("value"))
    {
        let id: AccountId = value
            .as_str()
            .and_then(|text| text.parse().ok())
            .ok_or(InvalidRequest::Claims)?;
        if meant.is_some_and(|other| other != id) {
            return Err(InvalidRequest::Claims);
        }
        meant = Some(id);
    }
    Ok(meant)
}
