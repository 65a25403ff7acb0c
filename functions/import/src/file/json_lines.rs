//! JSON lines: one object a line, its keys the names of columns. A key that is left out says
//! nothing about the field; `null` and the empty text clear it.

use std::io::BufRead;

use kobling_model::hr::{Column, FileRefusal, Headers};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    ReadError,
    characters::{Cell, Layout, clean},
    columns::Names,
    record::Record,
    values::plain_number,
};

/// How many cells long a line may be.
const LINE_IN_CELLS: usize = 16;

pub(super) struct JsonLines<R> {
    text: R,
    names: Names,
    most_bytes: usize,
    most_keys: usize,
    line: u64,
    buffer: Vec<u8>,
    headers: Headers,
}

impl<R: BufRead> JsonLines<R> {
    pub(super) fn new(text: R, names: Names, most_keys: usize, cell_bytes: usize) -> Self {
        Self {
            text,
            names,
            most_bytes: cell_bytes * LINE_IN_CELLS,
            most_keys,
            line: 0,
            buffer: Vec::new(),
            headers: Headers::default(),
        }
    }

    /// What the keys so far came to.
    pub(super) fn headers(&self) -> &Headers {
        &self.headers
    }

    pub(super) fn next(&mut self) -> Result<Option<Record>, ReadError> {
        while self.read_line()? {
            let line = self.buffer.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let Object(entries) =
                serde_json::from_slice(line).map_err(|_| ReadError::broken(self.line))?;
            return self.record(entries).map(Some);
        }
        Ok(None)
    }

    /// Whether there was another line.
    fn read_line(&mut self) -> Result<bool, ReadError> {
        self.buffer.clear();
        self.line += 1;
        loop {
            let bytes = self
                .text
                .fill_buf()
                .map_err(|error| ReadError::at(self.line, &error))?;
            if bytes.is_empty() {
                return Ok(!self.buffer.is_empty());
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            if self.buffer.len() + part.len() > self.most_bytes {
                return Err(ReadError::broken(self.line));
            }
            self.buffer.extend_from_slice(part);
            let used = part.len() + usize::from(end.is_some());
            self.text.consume(used);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    fn record(&mut self, entries: Vec<(String, Value)>) -> Result<Record, ReadError> {
        if entries.len() > self.most_keys {
            return Err(FileRefusal::TooManyColumns.into());
        }
        let (keys, values): (Vec<String>, Vec<Value>) = entries.into_iter().unzip();
        let clean = |key: &String| clean(key, Layout::Prose).unwrap_or_default();
        let keys: Vec<String> = keys.iter().map(clean).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let columns = self.names.columns(&keys)?;
        columns.note(&keys, &mut self.headers);
        let fields = columns
            .iter()
            .filter_map(|(at, column)| Some((column, cell(column, values.get(at)?))))
            .collect();
        Ok(Record {
            line: self.line,
            fields,
            is_ragged: false,
        })
    }
}

fn cell(column: Column, value: &Value) -> Cell {
    match value {
        Value::Null => Cell::empty(),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Bool(is_so) => Cell::Text(is_so.to_string()),
        Value::Number(number) => plain_number(&number.to_string())
            .map_or_else(|| Cell::Text(number.to_string()), Cell::Number),
        // Rights are the one field that may be a list.
        Value::Array(items) if column == Column::Rights => {
            let texts: Option<Vec<&str>> = items
                .iter()
                .map(|item| item.as_str().filter(|text| !text.contains('|')))
                .collect();
            texts.map_or(Cell::Unreadable, |texts| Cell::Text(texts.join("|")))
        }
        Value::Array(_) | Value::Object(_) => Cell::Unreadable,
    }
}

/// An object in the order of its keys, none of them dropped for being there twice.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
