//! The text reader on what instruments and people write.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use ramatch_io::{Budget, Error, Measurement, Options, Quantity, Record, Technique, open, read};

fn try_read(text: impl AsRef<[u8]>) -> Result<Measurement, Error> {
    read(text.as_ref(), &Options::new(), &Budget::default())?.into_measurement(None)
}

fn code(text: impl AsRef<[u8]>) -> (&'static str, Option<usize>) {
    let error = try_read(text).unwrap_err();
    (error.code().name(), error.line())
}

/// Twenty rows `shift sep intensity`, 1200 to 1219 and 1.5, 2.5 …
fn rows(separator: &str, decimal: &str) -> String {
    (0..20).map(|i| format!("{}{separator}{}{decimal}5\r\n", 1200 + i, i + 1)).collect()
}

fn assert_rows(record: &Measurement) {
    let spectrum = record.spectrum.as_ref();
    assert_eq!((spectrum.len(), spectrum.range_cm1()), (20, (1200.0, 1219.0)));
    assert_eq!((spectrum.intensity()[0], spectrum.intensity()[19]), (1.5, 20.5));
}

#[test]
fn separators_decimals_headers() {
    for (separator, decimal) in [
        (",", "."),
        (", ", "."),
        (";", "."),
        (";", ","),
        ("\t", "."),
        ("\t", ","),
        (" ", "."),
        ("   ", "."),
        (" ", ","),
        (" \t ", "."),
    ] {
        let rows = rows(separator, decimal);
        let header = format!("Raman shift{separator}Intensity\n");
        for text in [
            rows.clone(),
            rows.replace("\r\n", "\n"),
            rows.replace("\r\n", "\r"),
            format!("\u{feff}{rows}"),
            format!("{header}{rows}"),
            rows.lines().map(quoted).collect(),
            format!("# made by hand\n\nfile{separator}7\n{header}{rows}\n\n# end\n"),
        ] {
            assert_rows(&try_read(&text).unwrap_or_else(|e| panic!("{separator:?}{decimal:?}: {e}\n{text}")));
        }
    }
}

/// A row as a spreadsheet may write it; blanks as separators are left as they are.
fn quoted(row: &str) -> String {
    match row.split_once([';', '\t']) {
        Some((x, y)) if !row.contains(' ') => {
            let separator = &row[x.len()..=x.len()];
            format!("\"{x}\"{separator}\"{y}\"\n")
        }
        _ => format!("{row}\n"),
    }
}

#[test]
fn falling_axes_are_turned_round() {
    let text: String = rows(",", ".").lines().rev().map(|line| format!("{line}\n")).collect();
    assert_rows(&try_read(text).unwrap());
}

#[test]
fn bwtek_takes_shift_and_dark_subtracted_by_name() {
    let mut text = String::from(
        "File Version;BWSpec4.11_1\r\nlaser_wavelength;784,82\r\nPixel;Wavelength;Wavenumber;Raman Shift;Dark;\
         Reference;Raw data #1;Dark Subtracted #1;%TR #1;\r\n",
    );
    for i in 0..3 {
        text += &format!("{i};   ;   ;   ;1137,0000;65535,0000;1125,0000;-12,0000;0,0000;\r\n");
    }
    for i in 0..20 {
        text +=
            &format!("{};858,13;11653,27;{},00;1129;65535;2436;{},5000;0,0000;\r\n", i + 3, 1200 + i, i + 1);
    }
    let record = try_read(text).unwrap();
    assert_rows(&record);
    let metadata = record.metadata;
    assert_eq!(metadata.format, "B&W Tek text");
    assert_eq!((metadata.laser_nm, metadata.skipped_rows), (Some(784.82), 3));
    assert_eq!(metadata.shift_column, "Raman Shift");
    assert_eq!(metadata.intensity_column, "Dark Subtracted #1");
}

#[test]
fn enlighten_and_rruff() {
    let mut text = String::from("ENLIGHTEN Version,4.1.6\nScan Averaging,2\nLaser Wavelength,785.041\n\n");
    text += "Pixel,Wavelength,Wavenumber,Processed\n0,799.84,98.0,NA\n1,799.9,99.0,NA\n";
    for i in 0..20 {
        text += &format!("{},800,{},{}.5\n", i + 2, 1200 + i, i + 1);
    }
    let record = try_read(text).unwrap();
    assert_rows(&record);
    assert_eq!((record.metadata.format, record.metadata.laser_nm), ("ENLIGHTEN CSV", Some(785.041)));

    let text =
        format!("##NAMES=Calcite\n##RRUFFID=R040070\n##STATUS=verified\n{}##END=\n\n", rows(", ", "."));
    let record = try_read(text).unwrap();
    assert_rows(&record);
    assert_eq!(record.metadata.format, "RRUFF text");
    assert!(record.metadata.fields.contains(&("NAMES".into(), "Calcite".into())));
}

#[test]
fn wavelengths_and_wavenumbers_need_the_laser() {
    let rows: String = (0..20).map(|i| format!("{}\t{i}\n", 800 + i)).collect();
    assert_eq!(code(format!("Wavelength (nm)\tIntensity\n{rows}")), ("axis_unit_unknown", None));
    let record = try_read(format!("Laser (nm)=\t785\nWavelength (nm)\tIntensity\n{rows}")).unwrap();
    let (first, last) = record.spectrum.as_ref().range_cm1();
    assert!((first - 238.85).abs() < 0.01 && (last - 528.84).abs() < 0.01, "{first} {last}");

    let rows: String = (0..20).map(|i| format!("{}\t{i}\n", 12_000 - 10 * i)).collect();
    let record = try_read(format!("wl\t785 nm\nWavenumber\tIntensity\n{rows}")).unwrap();
    assert!((record.spectrum.as_ref().range_cm1().0 - 738.85).abs() < 0.01);
}

#[test]
fn pixel_numbers_are_no_axis() {
    let pixels: String = (0..20).map(|i| format!("{i},{}\n", i * i)).collect();
    assert_eq!(code(format!("Pixel,Intensity\n{pixels}")), ("axis_unit_unknown", None));
    let shifts: String = (0..20).map(|i| format!("{}.25,{}\n", 90 * i - 30, i * i)).collect();
    assert_eq!(try_read(format!("Pixel,Intensity\n{shifts}")).unwrap().metadata.warnings.len(), 1);
}

#[test]
fn bad_input_names_the_line() {
    let good: Vec<String> = (0..30).map(|i| format!("{},{}", 100 + i, i * i)).collect();
    let with = |line: usize, text: &str| {
        let mut rows = good.clone();
        rows[line - 1] = text.to_owned();
        code(rows.join("\n"))
    };
    assert_eq!(code(""), ("empty", None));
    assert_eq!(code(" \r\n\t\n"), ("empty", None));
    assert_eq!(code("hello\nworld\n"), ("format_unsupported", None));
    assert_eq!(code((0..30).map(|i| format!("{i}\n")).collect::<String>()), ("column_missing", Some(1)));
    assert_eq!(code((0..30).map(|i| format!("{i},2,3\n")).collect::<String>()), ("column_missing", Some(1)));
    assert_eq!(code(good[..15].join("\n")), ("too_few_points", Some(15)));
    assert_eq!(with(7, "106,NaN"), ("not_finite", Some(7)));
    assert_eq!(with(7, "106,-inf"), ("not_finite", Some(7)));
    assert_eq!(with(7, "106,1.#QNAN"), ("not_finite", Some(7)));
    assert_eq!(with(7, "106,1e400"), ("number_range", Some(7)));
    assert_eq!(with(7, "1e300,3"), ("number_range", Some(7)));
    assert_eq!(with(7, "106,abc"), ("number_syntax", Some(7)));
    assert_eq!(with(7, "106,0x10"), ("number_syntax", Some(7)));
    assert_eq!(with(7, "here come the numbers"), ("number_syntax", Some(7)));
    assert_eq!(with(7, "106"), ("column_missing", Some(7)));
    assert_eq!(with(7, "105,25"), ("axis_duplicate", Some(7)));
    assert_eq!(with(7, "105,99"), ("axis_duplicate", Some(7)));
    assert_eq!(with(7, "104.5,9"), ("axis_order", Some(7)));
    assert_eq!(with(7, &"9".repeat(70_000)), ("line_limit", Some(7)));
    let missing = format!("Raman shift,Intensity\n{}\n", good.join("\n").replace(",121\n", ",\n"));
    assert_eq!(try_read(missing).unwrap().metadata.skipped_rows, 1);
}

#[test]
fn other_formats_are_named() {
    for (bytes, word) in [
        (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], "JPEG"),
        (b"%PDF-1.7\n##TITLE=x\n", "PDF"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"{\"x\": [1, 2]}", "JSON"),
        (b"<html></html>", "HTML"),
        (b"abc\0def\xff\xfe\xfd\xfc", "binary"),
    ] {
        let error = try_read(bytes).unwrap_err();
        assert_eq!(error.code().name(), "format_unsupported");
        assert!(error.to_string().contains(word), "{error}");
    }
}

fn records(text: &str) -> Vec<Record> {
    let (options, budget) = (Options::new(), Budget::default());
    open(text.as_bytes(), &options, &budget).unwrap().map(Result::unwrap).collect()
}

#[test]
fn what_a_header_states_of_the_axis_is_heeded() {
    let rows = rows("\t", ".");
    let ocean =
        |mode: &str| format!("Data from X Node\n\nXAxis mode: {mode}\n>>>>>Begin Spectral Data<<<<<\n{rows}");
    assert_eq!(records(&ocean("Raman Shifts"))[0].quantity, Quantity::RamanShift);
    // Wavelengths are never taken for shifts.
    assert_eq!(code(ocean("Wavelengths")), ("axis_unit_unknown", None));
    let witec = format!("[Header]\nXAxisUnit = rel. 1/cm\n[Data]\nX-Axis\ts\n{rows}");
    assert_eq!(
        (records(&witec)[0].quantity, records(&witec)[0].technique),
        (Quantity::RamanShift, Technique::Raman)
    );
    let horiba = |unit: &str| {
        format!("#AxisType[0]=Intens\n#AxisUnit[0]=Cnt\n#AxisType[1]=Spectr\n#AxisUnit[1]={unit}\n{rows}")
    };
    assert_eq!(records(&horiba("1/cm"))[0].quantity, Quantity::Wavenumber);
    assert_eq!(records(&horiba("nm"))[0].quantity, Quantity::WavelengthNm);
    let blanks = rows.replace('\t', "   ");
    assert_eq!(records(&format!("  Raman shift    Counts\n{blanks}"))[0].quantity, Quantity::RamanShift);
}

/// The layout of JASCO's text, by hand: a header that states the points, and a part behind the rows.
#[test]
fn a_footer_is_no_row() {
    let jasco = |points: usize| {
        format!(
            "TITLE\tmade by hand\nDATA TYPE\tRAMAN SPECTRUM\nXUNITS\tRaman Shift [cm-1]\nNPOINTS\t{points}\nXYDATA\n{}\n\
             ##### Extended Information\n[Measurement]\nLaser\t532 nm\n",
            rows("\t", ".")
        )
    };
    let read = try_read(jasco(20)).unwrap();
    assert_rows(&read);
    assert_eq!(read.metadata.laser_nm, Some(532.0));
    assert_eq!(code(jasco(21)), ("count_mismatch", Some(25)));
    let behind = |footer: &str| format!("{}{footer}", rows("\t", "."));
    assert_rows(
        &try_read(behind("\r\n\r\nExposure Time (secs):\t1.0\r\nTemperature (C):\t-70\r\n")).unwrap(),
    );
    // Without a blank line, or with rows behind it, it is a damaged row.
    assert_eq!(code(behind("Temperature (C):\t-70\n")), ("number_syntax", Some(21)));
    assert_eq!(code(behind("\nhello\t1\n120\t7\n121\t8\n")), ("number_syntax", Some(22)));
    assert_eq!(code(behind("\n120\tabc\n")), ("number_syntax", Some(22)));
    // A first row that is none is not taken for names.
    assert_eq!(code(format!("x\ty\n99\tNaN\n{}", rows("\t", "."))), ("not_finite", Some(2)));
}

#[test]
fn columns_that_are_called_by_samples_are_spectra() {
    let table = |header: &str| {
        let row = |i: usize| format!("{},{},{},{}\n", 100 + i, i + 1, 2 * i, 3 * i);
        format!("{header}\n{}", (0..20).map(row).collect::<String>())
    };
    let read = records(&table("Wavenumber,Heroin 1,Heroin 2,Lactose"));
    let titles: Vec<&str> = read.iter().map(|record| record.title.as_str()).collect();
    assert_eq!(titles, ["Heroin 1", "Heroin 2", "Lactose"]);
    assert_eq!((read[0].y[19], read[1].y[19], read[2].y[19]), (20.0, 38.0, 57.0));
    assert_eq!(code(table("Wavenumber,Heroin 1,Heroin 2,Lactose")), ("multiple_blocks", None));
    // Shots are each a spectrum; what stands beside a spectrum is none.
    assert_eq!(records(&table("Raman shift,Intensity 1,Intensity 2,Intensity 3")).len(), 3);
    let read = records(&table("Raman shift,Cocaine,std error,Dark"));
    assert_eq!((read.len(), read[0].y[19]), (1, 20.0));
    assert_eq!(read[0].metadata.warnings, ["columns beside the spectra were left out: std error, Dark"]);
    assert_eq!(records(&table("Raman shift,1,2-1,dark chocolate")).len(), 3);
    assert_eq!(code(table("Raman shift,Dark,Error,Background")), ("column_missing", Some(2)));
    let read = records(&table("Raman shift,PS,signal hill,PE"));
    assert_eq!(read[0].metadata.warnings, ["columns beside the intensity were left out: PS, PE"]);
    assert!(records(&table("Raman shift,Intensity,%TR #1,Raw"))[0].metadata.warnings.is_empty());
    // Words of intensities inside of names.
    for samples in [
        ["PS", "strawberry", "PE"],
        ["PS", "raw sugar", "cane sugar"],
        ["intact", "internal", "hint"],
        ["785", "532", "633"],
    ] {
        let read = records(&table(&format!("Raman shift (cm-1),{}", samples.join(","))));
        let titles: Vec<&str> = read.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, samples);
    }
}

#[test]
fn doubts_about_lasers_and_techniques() {
    let warns = |text: &str, word: &str| {
        let warnings = &records(text)[0].metadata.warnings;
        assert_eq!(
            warnings.iter().filter(|warning| warning.contains(word)).count(),
            1,
            "{text}: {warnings:?}"
        );
    };
    let table = rows("\t", ".");
    for lasers in ["Laser: 785.0 nm\nLaser: 532.0 nm", "Laser: 780 nm\nExcitation wavelength: 785 nm"] {
        warns(&format!("{lasers}\nRaman shift\tIntensity\n{table}"), "the first was taken");
    }
    let same = format!("Laser: 785 nm\nLaser wavelength: 784.82\nRaman shift\tIntensity\n{table}");
    assert!(records(&same)[0].metadata.warnings.is_empty());
    for header in [
        "FTIR-ATR\nWavenumber (cm-1)\tIntensity",
        "Infrared spectrum of a film\ncm-1\tIntensity",
        "Instrument type: FT-IR spectrometer\nMethod: ATR\ncm-1\tIntensity",
        "ATR-FTIR of bag 3",
        "Measurement: XRD\nx\ty",
        "Anode: Cu\nKalpha: 1.5406",
    ] {
        warns(&format!("{header}\n{table}"), "nothing of Raman");
    }
    for header in
        ["FTIR and Raman lab\nWavenumber\tIntensity", "FT-IR lab\nRaman shift\tIntensity", "NIR laser"]
    {
        assert!(records(&format!("{header}\n{table}"))[0].metadata.warnings.is_empty(), "{header}");
    }
    for name in ["Abs", "%R", "Absorbance"] {
        let record = &records(&format!("Wavenumber\t{name}\n{table}"))[0];
        assert_eq!(record.technique, ramatch_io::Technique::Infrared, "{name}");
    }
}

#[test]
fn rows_that_lost_a_number_are_no_header() {
    let table = rows("\t", ".");
    for first in ["200.00", "200.00\n203.00"] {
        let text = format!("Raman shift (cm-1)\tIntensity\n{first}\n{table}");
        assert_eq!(code(text).0, "column_missing");
    }
    for first in ["2OO.OO\t92O.S89", "2O0.O\tl2.5"] {
        assert_eq!(code(format!("{first}\n{table}")), ("number_syntax", Some(1)), "{first}");
    }
}

#[test]
fn what_stands_beside_bands_and_axes() {
    let row = |i: usize| format!("{}.25;{};{};{}\n", 100 + i, 700 + i, (i * 7) % 11, 3 * i % 5);
    let table = |header: &str| format!("{header}\n{}", (0..30).map(row).collect::<String>());
    assert_eq!(records(&table("Raman shift (cm-1);Width;Height;FWHM")).len(), 1);
    let read = records(&table("Wavelength (nm);Raman shift (cm-1);PS;PE"));
    assert_eq!((read.len(), read[0].x[0], read[1].title.as_str()), (2, 700.0, "PE"));
    let counted: String = (0..30).map(|i| format!("{i},{}.521,920.589\n", 797 + i)).collect();
    assert_eq!(records(&counted)[0].x[0], 797.521);
}

/// What programs write above a table without names, and what says what its first column is.
#[test]
fn keys_and_names_above_the_rows() {
    for key in [
        "Detector\tCCD",
        "Sample\tstrawberry",
        "Comment\traw",
        "Instrument\tSignal Hill",
        "Processing\traw",
        "Data type: Counts",
        "Measurement type: Single point",
        "Technique: confocal",
        "X: 100 nm",
        "X position: 5 mm",
        "Scan type: Time series",
        "Time\t12:03:04",
        "Date\t21 Jan 2024",
    ] {
        let record = try_read(format!("Instrument\tX\n{key}\n{}", rows("\t", ".")));
        assert_rows(&record.unwrap_or_else(|error| panic!("{key}: {error}")));
    }
    for key in [
        "Sample no\tIntensity",
        "Technique: XRD",
        "Data type: ULTRAVIOLET SPECTRUM",
        "X axis: time",
        "X unit: eV",
    ] {
        assert!(try_read(format!("{key}\n{}", rows("\t", "."))).is_err(), "{key}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Any bytes: a spectrum that keeps its promises, or an error.
    #[test]
    fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = try_read(bytes);
    }

    /// The same for what looks like a table.
    #[test]
    fn never_panics_on_tables(lines in prop::collection::vec("[0-9eE+.,; \t#a-f-]{0,12}", 0..60)) {
        if let Ok(record) = try_read(lines.join("\n")) {
            prop_assert!(record.spectrum.as_ref().len() >= 16);
        }
    }
}
