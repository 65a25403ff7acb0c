//! No files of a crate need each other in a circle, but parent and child: what two of them need lies
//! in a file of its own, below both. And most files are short.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::sources::{self, product};

/// A file by its place in its crate: `["hr", "feed"]`; the crate's own file is empty.
type Module = Vec<String>;

/// The longest that half of all files may be, in lines, tests left out.
const MEDIAN_LINES: usize = 120;

/// A name that a file takes from elsewhere, or hands on.
struct Import {
    path: Module,
    name: String,
}

struct File {
    imports: Vec<Import>,
    /// Paths that are named in place.
    inline: Vec<Module>,
}

impl File {
    fn read(tokens: TokenStream) -> Self {
        let mut imports = Vec::new();
        let rest = without_imports(tokens, &mut imports);
        let mut named = BTreeSet::new();
        sources::paths(rest, "", &mut named);
        let inline = named
            .iter()
            .map(|path| path.split("::").map(str::to_owned).collect::<Module>())
            .filter(|path| ["crate", "super", "self"].contains(&path[0].as_str()))
            .collect();
        Self { imports, inline }
    }
}

/// Takes the `use` trees out, unfolded.
fn without_imports(tokens: TokenStream, imports: &mut Vec<Import>) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // `use<'a>` of a bound takes nothing in.
            TokenTree::Ident(ident)
                if ident == "use"
                    && !matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '<') =>
            {
                let is_end =
                    |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ';');
                let tree = tokens.by_ref().take_while(|token| !is_end(token)).collect();
                unfold(tree, &[], imports);
            }
            TokenTree::Group(group) => {
                let inside = without_imports(group.stream(), imports);
                kept.push(Group::new(group.delimiter(), inside).into());
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

/// Each branch of a `use` tree with the name that it gives.
fn unfold(tree: TokenStream, prefix: &[String], imports: &mut Vec<Import>) {
    let mut path = prefix.to_vec();
    let mut name: Option<String> = None;
    let mut is_renamed = false;
    let finish = |path: &mut Module, name: Option<String>, imports: &mut Vec<Import>| {
        let mut path = std::mem::replace(path, prefix.to_vec());
        if path.len() > prefix.len() {
            path.pop_if(|last| last == "self");
            let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
            imports.push(Import { path, name });
        }
    };
    for token in tree {
        match token {
            TokenTree::Ident(ident) if ident == "as" => is_renamed = true,
            TokenTree::Ident(ident) if is_renamed => {
                name = Some(ident.to_string());
                is_renamed = false;
            }
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                finish(&mut path, name.take(), imports);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                unfold(group.stream(), &path, imports);
                path = prefix.to_vec();
            }
            _ => {}
        }
    }
    finish(&mut path, name, imports);
}

/// The files of one crate.
#[derive(Default)]
struct Crate(BTreeMap<Module, File>);

impl Crate {
    /// A path as it stands in a file, from the crate's root; none where it leads out of the crate.
    fn absolute(&self, at: &[String], path: &[String]) -> Option<Module> {
        let above = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([at, &path[1..]].concat()),
            "super" => {
                let base = at.len().checked_sub(above)?;
                Some([&at[..base], &path[above..]].concat())
            }
            first => {
                let child = [at, &[first.to_owned()]].concat();
                let is_child = self.0.contains_key(&child);
                is_child.then(|| [at, path].concat())
            }
        }
    }

    /// The file that defines what a path names, through what others hand on.
    fn file_of(&self, path: &[String], steps: usize) -> Module {
        let mut known = 0;
        while known < path.len() && self.0.contains_key(&path[..=known]) {
            known += 1;
        }
        let file = &path[..known];
        let handed_on = path.get(known).filter(|_| steps > 0).and_then(|name| {
            let mut imports = self.0.get(file)?.imports.iter();
            let import = imports.find(|import| import.name == *name)?;
            let target = self.absolute(file, &import.path)?;
            Some([&target[..], &path[known + 1..]].concat())
        });
        match handed_on {
            Some(path) => self.file_of(&path, steps - 1),
            None => file.to_vec(),
        }
    }

    /// Which files each file needs, its children and those above it left out.
    fn needs(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let of = |module: &Module, file: &File| {
            let taken = file.imports.iter().map(|import| &import.path);
            taken
                .chain(&file.inline)
                .filter_map(|path| self.absolute(module, path))
                .map(|path| self.file_of(&path, 8))
                .filter(|needed| !needed.starts_with(module) && !module.starts_with(needed))
                .collect()
        };
        let files = self.0.iter();
        files.map(|(name, file)| (name, of(name, file))).collect()
    }

    /// The files that need each other, in groups.
    fn circles(&self) -> BTreeSet<BTreeSet<String>> {
        let needs = self.needs();
        let reached = |from: &Module| {
            let mut found: BTreeSet<&Module> = BTreeSet::new();
            let mut next: Vec<&Module> = needs[from].iter().collect();
            while let Some(module) = next.pop() {
                if found.insert(module) {
                    next.extend(needs.get(module).into_iter().flatten());
                }
            }
            found
        };
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            needs.keys().map(|from| (*from, reached(from))).collect();
        let mutual = |from: &Module| -> BTreeSet<String> {
            let there = reached[from].iter();
            there
                .filter(|to| reached[*to].contains(from))
                .map(|to| to.join("/"))
                .collect()
        };
        let groups = needs.keys().map(|from| mutual(from));
        groups.filter(|group| group.len() > 1).collect()
    }
}

/// Crate and module of a file: `shared/model/src/hr/feed.rs`; none for what is no part of a library.
fn place(path: &str) -> Option<(String, Module)> {
    let (of, inside) = path.split_once("/src/")?;
    let inside = inside.strip_suffix(".rs")?;
    let mut module: Module = inside.split('/').map(str::to_owned).collect();
    match module.last().map(String::as_str) {
        Some("main") => return None,
        Some("mod" | "lib") => drop(module.pop()),
        _ => {}
    }
    Some((of.to_owned(), module))
}

fn crates<'a>(files: impl Iterator<Item = (&'a str, TokenStream)>) -> BTreeMap<String, Crate> {
    let mut crates: BTreeMap<String, Crate> = BTreeMap::new();
    for (path, tokens) in files {
        if let Some((of, module)) = place(path) {
            let of = crates.entry(of).or_default();
            of.0.insert(module, File::read(tokens));
        }
    }
    crates
}

#[test]
fn no_files_need_each_other_but_parent_and_child() {
    let sources = product();
    let files = sources.iter();
    let crates = crates(files.map(|source| (source.path.as_str(), source.tokens.clone())));
    assert!(crates.len() > 25, "{} crates", crates.len());
    let mut wrong = Vec::new();
    for (name, files) in &crates {
        let circles = files.circles();
        wrong.extend(circles.iter().map(|circle| format!("{name}: {circle:?}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn half_of_all_files_are_short() {
    let mut lines: Vec<usize> = product().iter().map(sources::Source::lines).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    println!(
        "{} files, half of them of {median} lines at most",
        lines.len()
    );
    assert!(
        median <= MEDIAN_LINES,
        "half of all files are longer than {median} lines, {MEDIAN_LINES} at most"
    );
}

#[test]
fn a_circle_is_found_through_what_is_handed_on_and_named_in_place() {
    let found = |texts: &[(&str, &str)]| {
        let files = texts.iter();
        let files = files.map(|(path, text)| (*path, TokenStream::from_str(text).unwrap()));
        let crates = crates(files);
        let mut found = crates["shared/x"].circles().into_iter();
        found.next().map(|circle| Vec::from_iter(circle).join(" "))
    };
    let root = (
        "shared/x/src/lib.rs",
        "mod a; mod b; mod c; pub use c::deep::{Other as It};",
    );
    let c = (
        "shared/x/src/c/mod.rs",
        "mod deep; pub use deep::*; use super::a::A;",
    );
    let deep = |text| ("shared/x/src/c/deep.rs", text);
    let needs_a = deep("use super::super::{a::{self}, b}; struct Other;");
    let in_place = (
        "shared/x/src/a.rs",
        "fn f() { let x = vec![crate::It::new()]; }",
    );
    let b = ("shared/x/src/b.rs", "use kobling_model::a::A;");
    assert_eq!(
        found(&[root, c, needs_a, in_place, b]).as_deref(),
        Some("a c/deep")
    );
    // Parent and child may need each other, and nobody else is in the way.
    let harmless =
        deep("use super::C; use crate::b::B; fn f() -> impl Sized + use<> {} struct Other;");
    assert_eq!(found(&[root, c, harmless, in_place, b]), None);
}
