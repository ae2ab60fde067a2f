//! A measured reference of a laboratory, of which tests change what they are about.

use ramatch::{Checked, EntryContent, GradeName, Raw};

pub(crate) fn measured(id: &str, substance: &str, shift_cm1: Vec<f32>, intensity: Vec<f32>) -> EntryContent {
    let ends = [shift_cm1[0], shift_cm1[shift_cm1.len() - 1]].map(f64::from);
    EntryContent {
        id: id.into(),
        substance: substance.into(),
        source: "lab".into(),
        name_in_source: String::new(),
        form: String::new(),
        grade: GradeName::Reference,
        licence: "MIT".into(),
        attribution: "the laboratory".into(),
        checked: Checked::default(),
        note: String::new(),
        instrument: String::new(),
        laser_nm: Some(785.0),
        resolution_cm1: None,
        interval_cm1: ends,
        raw: Raw::Curve { shift_cm1, intensity },
    }
}
