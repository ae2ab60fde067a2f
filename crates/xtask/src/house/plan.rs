//! The plan of floors, as DESIGN.md draws it.

use std::collections::BTreeMap;

/// Rooms of a crate with their floors, 1 the lowest.
pub(crate) type Rooms = BTreeMap<String, u32>;

/// Reads the block below the heading "Floor plan": a line for each crate, from the top, each floor's number before its
/// rooms, such as `ramatch-core  3 clean  2 measured  1 ground`. A line that begins with a space goes on with the one above.
pub(crate) fn read(design: &str) -> Result<BTreeMap<String, Rooms>, String> {
    let heading = |line: &&str| line.starts_with('#') && line.trim_start_matches('#').trim() == "Floor plan";
    let below = design.lines().skip_while(|line| !heading(line)).skip_while(|line| !line.starts_with("```"));
    let mut plan: BTreeMap<String, Rooms> = BTreeMap::new();
    let mut name = String::new();
    let mut floor = None;
    for line in below.skip(1).take_while(|line| !line.starts_with("```")) {
        let mut words = line.split_whitespace();
        if !line.starts_with(char::is_whitespace) {
            name = words.next().unwrap_or_default().to_owned();
            floor = None;
        }
        for word in words {
            if let Ok(number) = word.parse::<u32>() {
                floor = Some(number);
                continue;
            }
            let floor = floor.ok_or(format!("floor plan: \"{word}\" of {name} stands before any floor"))?;
            if plan.entry(name.clone()).or_default().insert(word.to_owned(), floor).is_some() {
                return Err(format!("floor plan: {name} has two rooms \"{word}\""));
            }
        }
    }
    if plan.is_empty() {
        Err("DESIGN.md holds no block below a heading \"Floor plan\"".into())
    } else {
        Ok(plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_and_a_doubtful_one_refused() {
        let text =
            "# Design\n## Floor plan\nText.\n```text\na  2 x y\n   1 z\nb  1 w\n```\n```text\nc 1 v\n```\n";
        let plan = read(text).unwrap();
        assert_eq!(plan.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((plan["a"]["x"], plan["a"]["y"], plan["a"]["z"], plan["b"]["w"]), (2, 2, 1, 1));
        let refused = |block: &str| read(&format!("## Floor plan\n```\n{block}\n```")).unwrap_err();
        assert!(refused("a x 1 y").contains("\"x\" of a stands before any floor"));
        assert!(refused("a 2 x 1 x").contains("two rooms \"x\""));
        assert!(read("# Design\n```\na 1 x\n```").is_err());
    }
}
