//! The spectra of a file with their numbers, and what they become.

use crate::files::numbers::Numbers;
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use ramatch_io::{Given, Measurement, Record};
use std::sync::Arc;

impl MeasuredFile {
    /// How many of its spectra `numbers` names, and these, one after another, each with its number. Each is decoded when it is asked for,
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
    /// let (number, record) = spectra.next().unwrap();
    /// assert_eq!((count, number), (2, 2));
    /// assert_eq!(file.measurement(record?, io::Given::new())?.spectrum.as_ref().intensity()[0], 400.0);
    /// assert_eq!(spectra.next().unwrap().1.unwrap_err().code().name(), "parameter");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be opened as one of measurements.
    pub fn numbered<'a>(
        &'a self,
        numbers: &'a Numbers,
    ) -> Result<(usize, impl Iterator<Item = (usize, Result<Record, Error>)> + 'a), Error> {
        let spectra = self.spectra()?;
        let count = spectra.len();
        // A range that ends beyond the last is refused once, not for every number.
        let chosen = move || numbers.within(count).chain(numbers.beyond(count));
        let read = move |number| (number, spectra.get(number - 1).map_err(|error| self.refuse(error)));
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
