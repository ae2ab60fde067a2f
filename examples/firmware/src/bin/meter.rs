//! Runs [`measure`](ramatch_firmware::measure) on this target: on a device over its external memory, elsewhere over a file.
#![cfg_attr(target_os = "none", no_std)]
#![cfg_attr(target_os = "none", no_main)]

use ramatch_firmware::image::Image;
use ramatch_firmware::measure::{Counters, Room, all};

#[cfg(target_os = "none")]
mod device {
    use super::{Counters, Image, Room, all};
    use core::panic::PanicInfo;
    use cortex_m_rt::entry;
    use cortex_m_semihosting::hprint;
    use ramatch_firmware::board;
    use static_cell::ConstStaticCell;

    static ROOM: ConstStaticCell<Room> = ConstStaticCell::new(Room::NEW);

    #[entry]
    fn main() -> ! {
        board::start_clock();
        // An instruction takes 8 ns, a tick 40.
        let counters = Counters {
            instructions: &|| board::ticks() * 5,
            paint: &board::paint_stack,
            used: &board::stack_used,
        };
        let mut out = |text: &str| board::print(text);
        let done = all(Image::new(board::external()), ROOM.take(), &counters, &mut out);
        if let Err(error) = &done {
            hprint!("refused: {}\n", error.code().name());
        }
        board::exit(done.is_ok())
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        hprint!("{}\n", info);
        board::exit(false)
    }
}

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    let path = std::env::args().nth(1).unwrap_or_default();
    let bytes = std::fs::read(&path).unwrap_or_default();
    let mut image = Image::new(&bytes);
    if std::env::args().nth(2).as_deref() == Some("fault") {
        image = image.faulty();
    }
    let mut room = Box::new(Room::NEW);
    let counters = Counters { instructions: &|| 0, paint: &|| (), used: &|| 0 };
    match all(image, &mut room, &counters, &mut |text| print!("{text}")) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{path}: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
