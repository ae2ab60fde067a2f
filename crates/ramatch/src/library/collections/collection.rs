//! Which collections there are, and what is known of each as a source.

use crate::ground::error::Error;
use crate::library::content::SourceContent;
use crate::library::described::refusal;
use crate::library::validate;
use ramatch_core::Code;
use std::path::{Path, PathBuf};

/// A public collection of spectra.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collection {
    /// Raman Open Database: `.rod` files (CIF).
    Rod,
    /// RRUFF: text files of minerals.
    Rruff,
    /// Open Specy: tables or JSON with metadata.
    OpenSpecy,
    /// SLoPP and SLoPP-E: text files named by polymer.
    Slopp,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rod, Self::Rruff, Self::OpenSpecy, Self::Slopp];

    /// Its name: the id of its source, too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rod => "rod",
            Self::Rruff => "rruff",
            Self::OpenSpecy => "openspecy",
            Self::Slopp => "slopp",
        }
    }

    /// The collection of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.name() == name)
    }

    /// The licence of spectra that state none, where the collection's terms are for the user to read; none where a file has to state it.
    pub(super) const fn licence(self) -> Option<&'static str> {
        match self {
            Self::Rod => None,
            Self::Rruff => Some("LicenseRef-RRUFF"),
            Self::OpenSpecy => Some("LicenseRef-OpenSpecy"),
            Self::Slopp => Some("LicenseRef-SLoPP"),
        }
    }

    /// Refuses a licence that is none, and one for a collection that has terms of its own, which nobody else can state.
    ///
    /// # Errors
    /// [`Error::Text`].
    pub(super) fn check_licence(self, path: &Path, stated: Option<&str>) -> Result<(), Error> {
        let Some(stated) = stated else { return Ok(()) };
        validate::licence(stated).map_err(|refusal| refusal.at(path))?;
        let own = match self {
            Self::Rruff | Self::Slopp => self.licence(),
            Self::Rod | Self::OpenSpecy => None,
        };
        let Some(own) = own.filter(|own| *own != stated) else { return Ok(()) };
        let reason = format!(
            "the terms of {} are the collection's own, {own}: a licence fills in where a file states none, and replaces nothing; leave --licence out",
            self.name()
        );
        Err(refusal(path, Code::Parameter, reason))
    }

    /// What is known of it as a source; where it has no licence of its own, with that of its first entry.
    pub(super) fn source(self, licence: &str) -> SourceContent {
        let (authors, title, year, venue, reference) = match self {
            Self::Rod => (
                "Y. El Mendili, A. Vaitkus, A. Merkys et al.",
                "Raman Open Database: first interconnected Raman–X-ray diffraction open-access resource for material identification",
                2019,
                "Journal of Applied Crystallography 52, 618–625",
                "doi:10.1107/S1600576719004229",
            ),
            Self::Rruff => (
                "B. Lafuente, R. T. Downs, H. Yang, N. Stone",
                "The power of databases: the RRUFF project",
                2015,
                "Highlights in Mineralogical Crystallography, De Gruyter, 1–30",
                "RRUFF project",
            ),
            Self::OpenSpecy => (
                "W. Cowger, Z. Steinmetz, A. Gray et al.",
                "Microplastic spectral classification needs an open source community: Open Specy to the rescue!",
                2021,
                "Analytical Chemistry",
                "doi:10.1021/acs.analchem.1c00123",
            ),
            Self::Slopp => (
                "K. Munno, H. De Frond, B. O'Donnell, C. M. Rochman",
                "Increasing the accessibility for characterizing microplastics: introducing new application-based and spectral libraries of \
                 plastic particles (SLoPP and SLoPP-E)",
                2020,
                "Analytical Chemistry",
                "doi:10.1021/acs.analchem.9b03626",
            ),
        };
        SourceContent {
            id: self.name().to_owned(),
            authors: authors.to_owned(),
            title: title.to_owned(),
            year: Some(year),
            venue: venue.to_owned(),
            reference: reference.to_owned(),
            method: "imported from the files that the collection publishes".to_owned(),
            licence: self.licence().unwrap_or(licence).to_owned(),
            attribution: self.attribution().to_owned(),
            ..SourceContent::default()
        }
    }

    /// The line that travels with spectra that name nobody themselves.
    pub(super) const fn attribution(self) -> &'static str {
        match self {
            Self::Rod => "Raman Open Database (El Mendili et al. 2019)",
            Self::Rruff => "RRUFF project (Lafuente et al. 2015)",
            Self::OpenSpecy => "Open Specy (Cowger et al. 2021)",
            Self::Slopp => "SLoPP and SLoPP-E (Munno et al. 2020)",
        }
    }
}

/// Which of the two forms of a measurement is taken, where a collection publishes it as it was measured and processed: RRUFF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Treatment {
    /// The processed one; the raw one where there is no other.
    #[default]
    ProcessedFirst,
    /// Processed ones only.
    Processed,
    /// Raw ones only.
    Raw,
}

/// How a collection is brought in; the default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Bring {
    /// Licence (SPDX) of spectra that state none themselves. Refused for RRUFF and SLoPP, whose terms are their own.
    pub licence: Option<String>,
    /// A table of names, CSV with the columns `name`, `substance` and, where wanted, `cas`: what a collection calls `name` is `substance`.
    pub names: Option<PathBuf>,
    /// Whether names and synonyms of the built-in library are left unused.
    pub without_built_in_names: bool,
    /// Which form of a measurement is taken.
    pub treatment: Treatment,
    /// Files in the folder that are none of the collection, such as what is written meanwhile.
    pub leave_out: Vec<PathBuf>,
    /// Most threads; as many as the machine has cores if not stated.
    pub threads: Option<usize>,
}
