//! The spectra of a file with their numbers, and what they become.

use crate::files::numbers::Numbers;
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use ramatch_io::{Given, Measurement, Position, Record};
use std::sync::Arc;

/// One of the spectra of a file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Numbered {
    /// Its number in the file, counted from 1.
    pub number: usize,
    /// Where on the sample, or when, if the file states it; also of one that is refused, where that is known without its numbers.
    pub position: Option<Position>,
    /// The member of an archive that it is of, if the file is one.
    pub member: Option<String>,
    /// The spectrum as the file holds it, or why it is refused.
    pub record: Result<Record, Error>,
}

impl MeasuredFile {
    /// How many of its spectra `numbers` names, and these, one after another. Each is decoded when it is asked for,
    /// where the format allows that, and one that is refused does not hide the others. A number beyond the last is a refusal
    /// behind the others that says how many there are.
    ///
    /// ```
    /// use ramatch::{MeasuredFile, Numbers, io};
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("two.csv");
    /// let lines: String = (0..20).map(|i| format!("{},{},{}\n", 800 + i, i * i, 400 - i)).collect();
    /// std::fs::write(&path, format!("Raman shift (cm-1),first,second\n{lines}"))?;
    ///
    /// let file = MeasuredFile::read(&path, io::Options::new())?;
    /// let numbers: Numbers = "2-3".parse()?;
    /// let (count, mut spectra) = file.numbered(&numbers)?;
    /// let second = spectra.next().unwrap();
    /// assert_eq!((count, second.number), (2, 2));
    /// assert_eq!(file.measurement(second.record?, io::Given::new())?.spectrum.as_ref().intensity()[0], 400.0);
    /// assert_eq!(spectra.next().unwrap().record.unwrap_err().code().name(), "parameter");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be opened as one of measurements.
    pub fn numbered<'a>(
        &'a self,
        numbers: &'a Numbers,
    ) -> Result<(usize, impl Iterator<Item = Numbered> + 'a), Error> {
        let spectra = self.spectra()?;
        let count = spectra.len();
        // A range that ends beyond the last is refused once, not for every number.
        let chosen = move || numbers.within(count).chain(numbers.beyond(count));
        let read = move |number: usize| {
            let record = spectra.get(number - 1).map_err(|error| self.refuse(error));
            let position = match &record {
                Ok(record) => record.position,
                Err(_) => spectra.position(number - 1),
            };
            let position = position.filter(|position| *position != Position::default());
            let member = spectra.member(number - 1).map(str::to_owned);
            Numbered { number, position, member, record }
        };
        Ok((chosen().count(), chosen().map(read)))
    }

    /// One of its records as a Raman spectrum; `given` says what the file leaves open.
    ///
    /// # Errors
    /// [`Error::File`] where the axis is no Raman shift and cannot be made one, or the points are no spectrum.
    pub fn measurement(&self, record: Record, given: Given) -> Result<Measurement, Error> {
        let mut measurement = record.into_measurement(given).map_err(|error| self.refuse(error))?;
        measurement.metadata.blake3 = Some(self.hash());
        Ok(measurement)
    }

    /// One of its records as a list of peaks, for [`Identifier::identify_peaks_record`](crate::Identifier::identify_peaks_record); the file
    /// has to be read with [`ramatch_io::Options::peaks`].
    ///
    /// # Errors
    /// [`Error::File`] where the axis is no Raman shift and cannot be made one.
    pub fn peaks(&self, record: Record, given: Given) -> Result<Record, Error> {
        let mut record = record.into_shifted(given).map_err(|error| self.refuse(error))?;
        Arc::make_mut(&mut record.metadata).blake3 = Some(self.hash());
        Ok(record)
    }
}
