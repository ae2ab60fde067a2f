//! What a Rust file names: its modules, its `use` lines, its paths. Comments, texts and tests are passed over.

use std::collections::BTreeSet;

/// A module, in a file of its own or in braces.
#[derive(Default)]
pub(crate) struct Module {
    /// Its names from the crate's root on.
    pub(crate) path: Vec<String>,
    /// The file that holds it.
    pub(crate) file: String,
    /// What its `use` lines bring, one name each.
    pub(crate) uses: Vec<Use>,
    /// Paths of two names and more, with their lines.
    pub(crate) paths: Vec<(Vec<String>, usize)>,
    /// Names outside of `use` lines.
    pub(crate) words: BTreeSet<String>,
    /// Modules in files of their own.
    pub(crate) files: Vec<String>,
}

/// One name that a `use` line brings.
pub(crate) struct Use {
    /// What it is called here; `*` for everything.
    pub(crate) name: String,
    /// Where it comes from, as written.
    pub(crate) path: Vec<String>,
    /// Of the name, counted from 1.
    pub(crate) line: usize,
    /// Whether it is handed on (`pub use`, `pub(crate) use`).
    pub(crate) handed: bool,
}

/// A name, a sign, `::` or `..`.
struct Token {
    text: String,
    line: usize,
}

/// The module of a file, then those that stand in it in braces.
pub(crate) fn modules(path: &[String], file: &str, text: &str) -> Vec<Module> {
    let tokens = tokens(text);
    let new = |path: Vec<String>| Module { path, file: file.to_owned(), ..Module::default() };
    let mut found = vec![new(path.to_vec())];
    // Modules whose brace is open, and how many braces were open before it.
    let mut open = vec![(0, 0)];
    let (mut depth, mut macro_end, mut exported_end, mut i) = (0, 0, 0, 0);
    while i < tokens.len() {
        let at = |k: usize| tokens.get(i + k).map_or("", |token| token.text.as_str());
        let here = open.last().map_or(0, |&(module, _)| module);
        let before = if i == 0 { "" } else { &tokens[i - 1].text };
        match at(0) {
            "#" if (1..7).map(at).eq(["[", "cfg", "(", "test", ")", "]"]) => {
                i = item_end(&tokens, i + 7);
                continue;
            }
            "macro_rules" => {
                macro_end = item_end(&tokens, i);
                // Others see the crate through its front door.
                if i > 2 && tokens[i - 2].text == "macro_export" {
                    exported_end = macro_end;
                }
            }
            "mod" if at(2) == ";" => found[here].files.push(at(1).to_owned()),
            "mod" if at(2) == "{" => {
                open.push((found.len(), depth));
                found.push(new([&found[here].path[..], &[at(1).to_owned()]].concat()));
            }
            "use" if i >= macro_end && at(1) != "<" => {
                let handed = before == "pub" || before == ")";
                i = tree(&tokens, i + 1, &[], handed, &mut found[here].uses);
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                open.pop_if(|&mut (module, before)| module > 0 && before == depth);
            }
            name if is_name(name) && before != "." && before != "::" => {
                let mut path = vec![name.to_owned()];
                while at(2 * path.len() - 1) == "::" && is_name(at(2 * path.len())) {
                    path.push(at(2 * path.len()).to_owned());
                }
                let next = i + 2 * path.len() - 1;
                found[here].words.insert(path[0].clone());
                // Where a macro will be used, only its `$crate` means what it means here.
                if path.len() > 1 && (i >= macro_end || (path[0] == "crate" && i >= exported_end)) {
                    found[here].paths.push((path, tokens[i].line));
                }
                i = next;
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Behind an item: its `;`, or the end of its braces.
fn item_end(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(from) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return i;
        }
        if depth == 0 && (token.text == ";" || token.text == "}") {
            return i + 1;
        }
    }
    tokens.len()
}

/// Reads what stands behind `use`, or between two commas in its braces; yields where it ends.
fn tree(tokens: &[Token], from: usize, prefix: &[String], handed: bool, uses: &mut Vec<Use>) -> usize {
    let (mut path, mut name, mut i) = (prefix.to_vec(), None, from);
    let mut line = 0;
    while let Some(token) = tokens.get(i) {
        match token.text.as_str() {
            "{" => {
                while tokens.get(i).is_some_and(|token| token.text != "}") {
                    i = tree(tokens, i + 1, &path, handed, uses);
                }
                // Its names are noted; this one is none.
                (path, i) = (Vec::new(), i + 1);
                continue;
            }
            "as" => name = tokens.get(i + 1).map(|token| token.text.clone()),
            "," | "}" | ";" => break,
            "::" => {}
            _ if name.is_some() => {}
            // In braces: the module itself.
            "self" if !prefix.is_empty() => line = token.line,
            text => {
                path.push(text.to_owned());
                line = token.line;
            }
        }
        i += 1;
    }
    if let Some(name) = name.or_else(|| path.last().cloned()).filter(|_| line > 0) {
        // `use name;` only makes a macro's name one that can be imported.
        if path.len() > 1 || path[0] != name {
            uses.push(Use { name, path, line, handed });
        }
    }
    i
}

fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let (mut tokens, mut line, mut i) = (Vec::new(), 1, 0);
    while i < bytes.len() {
        let begun = i;
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        match at(i) {
            b'/' if at(i + 1) == b'/' => i += text[i..].find('\n').unwrap_or(bytes.len() - i),
            b'/' if at(i + 1) == b'*' => {
                let mut depth = 0;
                while i < bytes.len() {
                    match (at(i), at(i + 1)) {
                        (b'/', b'*') => (depth, i) = (depth + 1, i + 2),
                        (b'*', b'/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            b'"' => i = text_end(bytes, i),
            // A character; else a lifetime.
            b'\'' if at(i + 1) == b'\\' => i = i + 3 + text[i + 3..].find('\'').unwrap_or(0) + 1,
            b'\'' => {
                let character = text[i + 1..].chars().next().map_or(1, char::len_utf8);
                if at(i + 1 + character) == b'\'' {
                    i += character + 2;
                } else {
                    i += 1;
                    while word(at(i)) {
                        i += 1;
                    }
                }
            }
            byte if word(byte) => {
                while word(at(i)) {
                    i += 1;
                }
                let hashes = bytes[i..].iter().take_while(|&&byte| byte == b'#').count();
                let raw = text[begun..i].ends_with('r') && i - begun <= 2 && at(i + hashes) == b'"';
                if raw {
                    let end = format!("\"{}", "#".repeat(hashes));
                    let inside = i + hashes + 1;
                    i = inside + text[inside..].find(&end).map_or(bytes.len() - inside, |k| k + end.len());
                } else {
                    tokens.push(Token { text: text[begun..i].to_owned(), line });
                }
            }
            b':' if at(i + 1) == b':' => {
                tokens.push(Token { text: "::".to_owned(), line });
                i += 2;
            }
            // What stands behind a range is a name as any, and no field.
            b'.' if at(i + 1) == b'.' => {
                tokens.push(Token { text: "..".to_owned(), line });
                i += 2;
            }
            byte => {
                if byte.is_ascii_punctuation() {
                    tokens.push(Token { text: char::from(byte).to_string(), line });
                }
                i += 1;
            }
        }
        line += bytes[begun..i.min(bytes.len())].iter().filter(|&&byte| byte == b'\n').count();
    }
    tokens
}

/// Behind the text that begins with the quote at `from`.
fn text_end(bytes: &[u8], from: usize) -> usize {
    let mut i = from + 1;
    while i < bytes.len() && bytes[i] != b'"' {
        i += if bytes[i] == b'\\' { 2 } else { 1 };
    }
    i + 1
}
