//! The firmware: a measured spectrum, a library in flash, a verdict on the console.
#![no_std]
#![no_main]

use core::panic::PanicInfo;
use cortex_m_rt::entry;
use ramatch_core::SpectrumRef;
use ramatch_firmware::handheld::{Room, ask};
use ramatch_firmware::image::Image;
use ramatch_firmware::measured::{INTENSITY, SHIFT_CM1};
use ramatch_firmware::{board, console};
use static_cell::ConstStaticCell;

static ROOM: ConstStaticCell<Room> = ConstStaticCell::new(Room::NEW);

#[entry]
fn main() -> ! {
    board::paint_stack();
    let flash = Image::new(board::external());
    let mut out = |text: &str| board::print(text);
    let mut fed = 0;
    let mut feed_watchdog = || fed += 1;
    let asked = SpectrumRef::new(&SHIFT_CM1, &INTENSITY).and_then(|spectrum| {
        let library = (flash.library(), flash.calibration());
        ask(library, spectrum, ROOM.take(), &mut feed_watchdog, &mut out)
    });
    if let Err(error) = &asked {
        out("refused: ");
        out(error.code().name());
        out("\n");
    }
    for (words, count) in [
        ("watchdog fed ", fed),
        ("static RAM ", size_of::<Room>() as u64),
        ("stack ", board::stack_used() as u64),
    ] {
        out(words);
        console::number(&mut out, count);
        out("\n");
    }
    board::exit(asked.is_ok())
}

/// A device restarts by its watchdog.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    board::exit(false)
}
