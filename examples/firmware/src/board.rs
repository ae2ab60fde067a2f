//! The board: where its flash is seen, its clock, and how much of the stack was used. All that is `unsafe` in this firmware stands here.
//!
//! It is a board that qemu knows: `mps2-an386` with a Cortex-M4F, `mps2-an500` with a Cortex-M7. Its external RAM stands for a flash whose bytes
//! are read in place.

use cortex_m_semihosting::debug;

/// Where the external memory begins.
const EXTERNAL: usize = if cfg!(feature = "m7") { 0x6000_0000 } else { 0x2100_0000 };
/// How long it is.
pub const EXTERNAL_LEN: usize = 16 << 20;

/// The external memory.
#[must_use]
pub fn external() -> &'static [u8] {
    // SAFETY: the board has memory there, which nothing of this program writes.
    unsafe { core::slice::from_raw_parts(EXTERNAL as *const u8, EXTERNAL_LEN) }
}

/// A timer that counts down at 25 MHz.
const TIMER: *mut u32 = 0x4000_0000 as *mut u32;

/// Starts the clock.
pub fn start_clock() {
    // SAFETY: control, value and reload of a timer that only this module uses.
    unsafe {
        TIMER.add(2).write_volatile(u32::MAX);
        TIMER.add(1).write_volatile(u32::MAX);
        TIMER.write_volatile(1);
    }
}

/// Ticks since the start: 25 for each microsecond. With `-icount shift=3` an instruction takes 8 ns, a fifth of a tick.
#[must_use]
pub fn ticks() -> u64 {
    // SAFETY: as above.
    u64::from(!unsafe { TIMER.add(1).read_volatile() })
}

unsafe extern "C" {
    /// The end of what is static; the stack grows towards it.
    static __sheap: u8;
}

/// What an unused word of the stack holds.
const PAINT: u32 = 0xa5a5_5a5a;
/// So much of the stack below this function stays as it is.
const NEAR: usize = 256;
/// Most of the stack that is looked at.
const STACK: usize = 256 << 10;

/// Where the looked-at part of the stack begins, and where it ends now.
fn stack() -> (*mut u32, *mut u32) {
    let now = cortex_m::register::msp::read() as usize;
    let floor = (&raw const __sheap).addr().max(now - STACK);
    (floor.next_multiple_of(4) as *mut u32, (now - NEAR) as *mut u32)
}

/// Paints what of the stack is not used.
pub fn paint_stack() {
    let (mut at, end) = stack();
    while at < end {
        // SAFETY: between the static memory and what is in use of the stack there is nothing.
        unsafe {
            at.write_volatile(PAINT);
            at = at.add(1);
        }
    }
}

/// Bytes of the stack that were used below the caller since it was painted.
#[must_use]
pub fn stack_used() -> usize {
    let (mut at, end) = stack();
    // SAFETY: as above.
    while at < end && unsafe { at.read_volatile() } == PAINT {
        at = at.wrapping_add(1);
    }
    end.addr() + NEAR - at.addr()
}

/// Writes to the console of whoever debugs the board.
pub fn print(text: &str) {
    if let Ok(mut console) = cortex_m_semihosting::hio::hstdout() {
        let _ = console.write_all(text.as_bytes());
    }
}

/// Ends the emulation.
pub fn exit(good: bool) -> ! {
    debug::exit(if good { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {
        cortex_m::asm::nop();
    }
}
