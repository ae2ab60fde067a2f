//! The power is cut at every step of an update: the device has the old library or the new one, whole, and the next update works.
#![cfg(feature = "host")]

use ramatch_firmware::update::{Flash, LEN, Refused, SECTOR, SLOT, Update, current, is_whole};

const OLD: &[u8] = include_bytes!("../../../spectra-library/specimens/i8-device.rsl");
const NEW: &[u8] = include_bytes!("../../../spectra-library/specimens/i8-device-linear-i8.rsl");

/// The power is gone.
#[derive(Debug)]
struct Cut;

/// A flash that takes so many steps before the power is cut: a page of 64 bytes is a step, and a sector to erase. The step that is cut is half
/// done, with bits that are neither.
struct Nor {
    bytes: Vec<u8>,
    left: usize,
    taken: usize,
}

impl Nor {
    fn new(left: usize) -> Self {
        Self { bytes: vec![0xff; LEN], left, taken: 0 }
    }

    fn step(&mut self) -> bool {
        self.taken += 1;
        let goes = self.left > 0;
        self.left = self.left.saturating_sub(1);
        goes
    }
}

impl Flash for Nor {
    type Error = Cut;

    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn erase(&mut self, sector: usize) -> Result<(), Cut> {
        assert_eq!(sector % SECTOR, 0);
        if self.step() {
            self.bytes[sector..sector + SECTOR].fill(0xff);
            return Ok(());
        }
        for (i, byte) in self.bytes[sector..sector + SECTOR].iter_mut().enumerate() {
            *byte |= if i % 3 == 0 { 0xff } else { (i % 251) as u8 };
        }
        Err(Cut)
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Cut> {
        for (k, page) in bytes.chunks(64).enumerate() {
            let goes = self.step();
            let done = if goes { page.len() } else { page.len() / 2 };
            for (byte, new) in self.bytes[at + 64 * k..].iter_mut().zip(&page[..done]) {
                assert_eq!(*byte & new, *new, "written over what was not erased");
                *byte &= new;
            }
            if !goes {
                self.bytes[at + 64 * k + done] &= 0xf0;
                return Err(Cut);
            }
        }
        Ok(())
    }
}

fn update(flash: &mut Nor, library: &[u8]) -> Result<(), Refused<Cut>> {
    let mut update = Update::begin(flash, &mut || ())?;
    for chunk in library.chunks(500) {
        update.write(chunk)?;
    }
    update.finish(&mut || ())
}

/// A device that has the old library.
fn device() -> Nor {
    let mut flash = Nor::new(usize::MAX);
    assert!(current(flash.bytes()).is_none());
    // Twice, so that both slots and both sectors are in use.
    update(&mut flash, NEW).unwrap();
    update(&mut flash, OLD).unwrap();
    assert_eq!(current(flash.bytes()), Some(OLD));
    flash.taken = 0;
    flash
}

#[test]
fn a_cut_at_any_step_leaves_a_whole_library() {
    let mut whole = device();
    update(&mut whole, NEW).unwrap();
    assert_eq!(current(whole.bytes()), Some(NEW));
    let steps = whole.taken;
    assert!(steps > 50, "{steps} steps");
    let mut seen = [0, 0];
    for cut in 0..steps {
        let mut flash = device();
        flash.left = cut;
        assert!(matches!(update(&mut flash, NEW), Err(Refused::Flash(Cut))), "step {cut}");
        let now = current(flash.bytes()).expect("a library");
        assert!(now == OLD || now == NEW, "step {cut}: neither");
        is_whole(now, &mut || ()).unwrap();
        // A record that is damaged beside that leaves no half library behind.
        for sector in [0, SECTOR] {
            let mut rotten = Nor { bytes: flash.bytes.clone(), ..flash };
            rotten.bytes[sector + 9] ^= 4;
            if let Some(left) = current(rotten.bytes()) {
                is_whole(left, &mut || ()).unwrap_or_else(|error| panic!("step {cut}, {sector}: {error}"));
            }
        }
        seen[usize::from(now == NEW)] += 1;
        // The next start of the device tries again.
        flash.left = usize::MAX;
        update(&mut flash, NEW).unwrap();
        assert_eq!(current(flash.bytes()), Some(NEW), "step {cut}");
    }
    // The switch is thrown by the last step, which is done or not.
    assert_eq!(seen, [steps, 0]);
}

#[test]
fn what_is_no_whole_library_is_not_switched_to() {
    let mut flash = device();
    let mut changed = NEW.to_vec();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    assert!(matches!(update(&mut flash, &changed), Err(Refused::Library(_))));
    assert!(matches!(update(&mut flash, &NEW[..NEW.len() - 1]), Err(Refused::Library(_))));
    assert!(matches!(update(&mut flash, &vec![0; SLOT + 1]), Err(Refused::TooLong)));
    assert_eq!(current(flash.bytes()), Some(OLD));
}
