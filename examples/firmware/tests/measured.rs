//! The spectrum that is compiled into both firmwares is that of the file.

use ramatch_firmware::measured::{INTENSITY, SHIFT_CM1};

const FILE: &str = include_str!("../../data/polystyrene-785-horiba-b.txt");
const HEADER: &str = include_str!("../../c/spectrum.h");

#[test]
fn the_numbers_are_those_of_the_file() {
    let mut file: Vec<[f32; 2]> = FILE
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().map(str::parse);
            Some([words.next()?.ok()?, words.next()?.ok()?])
        })
        .collect();
    file.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let compiled: Vec<[f32; 2]> = SHIFT_CM1.iter().zip(&INTENSITY).map(|(x, y)| [*x, *y]).collect();
    assert_eq!(compiled, file);
    let in_c: Vec<f32> =
        HEADER.split([' ', '\n']).filter_map(|word| word.strip_suffix("f,")?.parse().ok()).collect();
    assert_eq!(in_c, [&SHIFT_CM1[..], &INTENSITY].concat());
}
