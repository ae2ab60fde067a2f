//! Where two JSON values differ.

use serde::Serialize;
use serde_json::Value;

/// One place in which a record and what was made again differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The place as a JSON pointer (RFC 6901) into `recorded`, such as `/answer/hits/0/score/bits`.
    pub pointer: String,
    /// What stands in the record, as JSON; none where nothing does.
    pub recorded: Option<String>,
    /// What was made again, as JSON; none where nothing was.
    pub recomputed: Option<String>,
}

/// All places in which they differ, in the order of their names.
pub(super) fn differences(recorded: &Value, recomputed: &Value) -> Vec<Difference> {
    let mut all = Vec::new();
    walk(String::new(), (Some(recorded), Some(recomputed)), &mut all);
    all
}

fn walk(at: String, pair: (Option<&Value>, Option<&Value>), all: &mut Vec<Difference>) {
    match pair {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let more = b.keys().filter(|name| !a.contains_key(*name));
            for name in a.keys().chain(more) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                walk(format!("{at}/{escaped}"), (a.get(name), b.get(name)), all);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                walk(format!("{at}/{i}"), (a.get(i), b.get(i)), all);
            }
        }
        (a, b) if a == b => {}
        (a, b) => {
            let text = |value: &Value| value.to_string();
            all.push(Difference { pointer: at, recorded: a.map(text), recomputed: b.map(text) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_place_is_named() {
        let a = json!({"a/b": [1, 2], "c": {"d": null, "e": "x"}, "f": 1});
        let b = json!({"a/b": [1, 3, 4], "c": {"d": 0}, "f": 1, "~g": true});
        let found: Vec<_> = differences(&a, &b).into_iter().map(|d| (d.pointer, d.recomputed)).collect();
        let wanted = [
            ("/a~1b/1", Some("3")),
            ("/a~1b/2", Some("4")),
            ("/c/d", Some("0")),
            ("/c/e", None),
            ("/~0g", Some("true")),
        ];
        let wanted: Vec<_> =
            wanted.map(|(pointer, value)| (pointer.to_owned(), value.map(str::to_owned))).into();
        assert_eq!(found, wanted);
        assert!(differences(&a, &a).is_empty());
    }
}
