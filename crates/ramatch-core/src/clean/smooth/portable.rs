//! The FFT low-pass on microfft: `f32`, no allocation, the same bits on a microcontroller and on a server.
//!
//! The even continuation of n points is transformed as 2n real points. Its way back needs no inverse
//! transform: with X the filtered spectrum, the Hartley sequence `Re X − Im X` is real and its own inverse up
//! to the length, so a second forward transform of it gives the points (Bracewell 1983).

use super::fourier::Fourier;
use crate::ground::error::{self, Error};
use crate::ground::scratch::Scratch;
use crate::measured::grid::Grid;
use microfft::Complex32;

/// Longest grid: twice as many points is the longest real transform of microfft that is built in.
const MAX_LEN: usize = if cfg!(feature = "long-grids") { 8192 } else { 1024 };
/// As errors say it.
const DOMAIN: &str = if cfg!(feature = "long-grids") {
    "a power of two, 8 to 8192, for the FFT backend microfft"
} else {
    "a power of two, 8 to 1024, for the FFT backend microfft without long-grids"
};

#[derive(Clone)]
pub(super) struct Plan {
    fourier: Fourier,
    grid: Grid,
}

impl Plan {
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        let n = grid.len;
        let fits = n.is_power_of_two() && (8..=MAX_LEN).contains(&n);
        error::domain("grid.len", n as f64, fits, DOMAIN)?;
        Ok(Self { fourier, grid })
    }

    /// Two buffers of 2n `f32`, in `f64`s; power and response at every frequency, if the spectrum decides about it.
    pub(super) fn reals_len(&self) -> usize {
        if self.fourier.is_adaptive() { 4 * self.grid.len } else { 2 * self.grid.len }
    }

    #[cfg(feature = "std")]
    pub(super) fn cells_len(&self) -> usize {
        0
    }

    pub(super) fn run(&self, y: &mut [f64], scratch: Scratch<'_>) -> Result<f64, Error> {
        let n = y.len();
        let (first, rest) = scratch.reals.split_at_mut(n);
        let points: &mut [f32] = bytemuck::cast_slice_mut(first);
        let (second, rest) = rest.split_at_mut(n);
        let hartley: &mut [f32] = bytemuck::cast_slice_mut(second);
        // Brought to full scale 1, so that f32 neither overflows nor runs out of digits.
        let scale = y.iter().fold(0.0f64, |max, y| max.max(y.abs()));
        if scale == 0.0 {
            return Ok(n as f64);
        }
        for (i, y) in y.iter().enumerate() {
            let y = (y / scale) as f32;
            points[i] = y;
            points[2 * n - 1 - i] = y;
        }
        let spectrum = real_fft(points)?;
        // Period 2n/k points as in the other backend. The Nyquist frequency is packed into spectrum[0].im.
        let gains = if self.fourier.is_adaptive() {
            let (power, gains) = rest.split_at_mut(n);
            let gains = &mut gains[..n];
            for (power, x) in power.iter_mut().zip(&*spectrum) {
                *power = f64::from(x.re) * f64::from(x.re) + f64::from(x.im) * f64::from(x.im);
            }
            power[0] = f64::from(spectrum[0].re) * f64::from(spectrum[0].re);
            self.fourier.adapt(power, gains);
            Some(&*gains)
        } else {
            None
        };
        let mut passed = 0.0;
        let mut response = |k: usize| {
            let gain = match gains {
                Some(gains) => gains[k.min(n - 1)],
                None => self.fourier.passes(self.grid, k),
            };
            passed += if k < n { gain } else { 0.0 };
            gain as f32 / (2 * n) as f32
        };
        hartley[0] = spectrum[0].re * response(0);
        hartley[n] = spectrum[0].im * response(n);
        for (k, x) in spectrum.iter().enumerate().skip(1) {
            let response = response(k);
            hartley[k] = (x.re - x.im) * response;
            hartley[2 * n - k] = (x.re + x.im) * response;
        }
        let back = real_fft(hartley)?;
        y[0] = f64::from(back[0].re) * scale;
        for (y, x) in y.iter_mut().zip(&*back).skip(1) {
            *y = f64::from(x.re - x.im) * scale;
        }
        Ok(passed)
    }
}

/// The real transform of 16 to 16,384 points, in place.
fn real_fft(points: &mut [f32]) -> Result<&mut [Complex32], Error> {
    macro_rules! by_length {
        ($($(#[$gate:meta])? $len:literal $transform:ident,)*) => {
            let got = points.len();
            $($(#[$gate])? if got == $len {
                if let Ok(points) = points.try_into() {
                    return Ok(&mut microfft::real::$transform(points)[..]);
                }
                return Err(Error::Length { what: "FFT", expected: $len, got });
            })*
            Err(Error::Length { what: "FFT", expected: 2 * MAX_LEN, got })
        };
    }
    by_length! {
        16 rfft_16, 32 rfft_32, 64 rfft_64, 128 rfft_128, 256 rfft_256, 512 rfft_512, 1024 rfft_1024,
        2048 rfft_2048,
        #[cfg(feature = "long-grids")] 4096 rfft_4096,
        #[cfg(feature = "long-grids")] 8192 rfft_8192,
        #[cfg(feature = "long-grids")] 16384 rfft_16384,
    }
}
