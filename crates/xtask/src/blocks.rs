//! The code blocks of the README and of the book, all of which are run.

use crate::run;
use std::path::PathBuf;

/// One code block.
pub(crate) struct Block {
    /// File and number within it, for complaints.
    pub(crate) place: String,
    /// What stands after the backticks.
    pub(crate) language: String,
    /// Its content.
    pub(crate) text: String,
}

/// The blocks of the README, of Python's README and of the book, in the order of files and lines.
pub(crate) fn all() -> Result<Vec<Block>, String> {
    let mut files: Vec<PathBuf> = vec![run::root().join("README.md"), run::root().join("python/README.md")];
    let book = run::root().join("docs/src");
    let mut pages: Vec<PathBuf> = Vec::new();
    for folder in [book.join("methods"), book] {
        let listed = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        pages.extend(listed.flatten().map(|item| item.path()));
    }
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    files.append(&mut pages);
    let mut blocks = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let shown = file.strip_prefix(run::root()).unwrap_or(&file).display().to_string();
        // Odd parts lie between two fences.
        for (i, part) in text.split("```").skip(1).step_by(2).enumerate() {
            let (language, text) = part.split_once('\n').unwrap_or((part, ""));
            blocks.push(Block {
                place: format!("{shown}, block {}", i + 1),
                language: language.trim().to_owned(),
                text: text.to_owned(),
            });
        }
    }
    let known = ["console", "rust", "python", "c", "toml", "text"];
    match blocks.iter().find(|block| !known.contains(&block.language.as_str())) {
        Some(block) => {
            Err(format!("{}: language \"{}\" is not one of {known:?}", block.place, block.language))
        }
        None => Ok(blocks),
    }
}

/// The blocks of one language.
pub(crate) fn of(language: &str) -> Result<Vec<Block>, String> {
    Ok(all()?.into_iter().filter(|block| block.language == language).collect())
}
