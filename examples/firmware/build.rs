//! Says where the linker finds the board's memory.
fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo:rustc-link-search={root}");
    println!("cargo:rerun-if-changed=memory.x");
    if let Ok(folder) = std::env::var("RAMATCH_LIBGCC") {
        println!("cargo:rustc-link-search={folder}");
        println!("cargo:rustc-link-arg=-lgcc");
    }
    println!("cargo:rerun-if-env-changed=RAMATCH_LIBGCC");
}
