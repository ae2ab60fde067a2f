//! What a firmware links: its sizes, and that no allocator is among it.

use crate::run::{self, Outcome, output};
use std::path::Path;
use std::process::Command;

/// Names by which something allocates.
const ALLOCATORS: [&str; 4] = ["__rust_alloc", "__rdl_alloc", "malloc", "alloc::alloc"];

/// Sizes in bytes.
pub(super) struct Sizes {
    /// Code and constants.
    pub(super) text: u64,
    /// What is static and takes room in flash and in RAM.
    pub(super) data: u64,
    /// What is static and begins as zeros.
    pub(super) bss: u64,
}

/// What `size` says of a program.
pub(super) fn sizes(program: &Path) -> Result<Sizes, String> {
    let said = output(Command::new("arm-none-eabi-size").arg(program))?;
    let line = said.lines().nth(1).unwrap_or_default();
    let numbers: Vec<u64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
    match numbers[..] {
        [text, data, bss, ..] => Ok(Sizes { text, data, bss }),
        _ => Err(format!("arm-none-eabi-size said {said}")),
    }
}

/// Functions of the core library that panic, and how many of them there are.
pub(super) fn panicking(program: &Path) -> Result<Vec<String>, String> {
    Ok(symbols(program)?.into_iter().filter(|name| name.contains("core::panicking")).collect())
}

fn symbols(program: &Path) -> Result<Vec<String>, String> {
    let said = output(Command::new("arm-none-eabi-nm").arg("-C").arg(program))?;
    Ok(said.lines().filter_map(|line| line.splitn(3, ' ').nth(2)).map(str::to_owned).collect())
}

/// Refuses an allocator; says what is linked.
pub(super) fn check(program: &Path) -> Outcome {
    if let Some(missing) = run::lacks(&["arm-none-eabi-nm", "arm-none-eabi-size"]) {
        eprintln!("\n!! WHAT THE FIRMWARE LINKS IS NOT LOOKED AT: there is no {missing} on this machine.");
        return Ok(());
    }
    let symbols = symbols(program)?;
    if let Some(name) = symbols.iter().find(|name| ALLOCATORS.iter().any(|bad| name.contains(bad))) {
        return Err(format!("the firmware links an allocator: {name}"));
    }
    let Sizes { text, data, bss } = sizes(program)?;
    if data > 0 {
        return Err(format!("{data} bytes of static memory take room in flash"));
    }
    println!("  text {text}, static RAM {bss}, {} functions that panic", panicking(program)?.len());
    Ok(())
}
