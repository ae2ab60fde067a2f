//! What a written file is, as its first bytes show.

use crate::files::read as file;
use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_core::library::format;
use std::path::Path;

/// Bytes that are looked at.
const LOOKED_AT: usize = 64 << 10;

/// Bytes at the end that are looked at.
const TAIL: u64 = 400;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutputKind {
    /// A picture.
    Svg,
    /// A library.
    Library,
    /// A spectrum as CSV.
    Csv,
    /// A spectrum as JCAMP-DX.
    Jcamp,
    /// Spectra as NumPy arrays.
    Npz,
    /// What was refused, as CSV.
    Refusals,
    /// An instrument's profile.
    Profile,
    /// A validation as a page of HTML.
    Page,
    /// Trials and what became of them, as CSV.
    Trials,
    /// A calibration.
    Calibration,
    /// The record of an answer.
    Record,
}

/// What a page says of who made it.
pub(crate) const PAGE_MADE_BY: &str = "ramatch validate";

/// How the table of trials begins.
const TRIALS: [&str; 3] = ["file", "truth", "specimen"];

impl OutputKind {
    /// What is said where something else stands.
    pub(super) fn another(self) -> &'static str {
        macro_rules! no {
            ($what:literal) => {
                concat!(
                    "exists and is no ",
                    $what,
                    ": write to another name, or force it (--force, force=True)"
                )
            };
        }
        match self {
            Self::Svg => no!("SVG picture"),
            Self::Library => no!("library"),
            Self::Csv => no!("CSV that ramatch wrote"),
            Self::Jcamp => no!("JCAMP-DX that ramatch wrote"),
            Self::Npz => no!(".npz that ramatch wrote"),
            Self::Refusals => no!("report of ramatch"),
            Self::Profile => no!("profile of an instrument"),
            Self::Page => no!("page that ramatch wrote"),
            Self::Trials => no!("table of trials that ramatch wrote"),
            Self::Calibration => no!("calibration"),
            Self::Record => no!("record of an answer"),
        }
    }

    /// What is said of a name that ends as that of a picture of another format, which nothing would open.
    pub(super) fn misnamed(self, path: &Path) -> Option<&'static str> {
        const OTHERS: [&str; 12] =
            ["png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "pdf", "eps", "ps", "emf"];
        let ending = path.extension()?.to_str()?;
        let is_other = OTHERS.iter().any(|other| ending.eq_ignore_ascii_case(other));
        (self == Self::Svg && is_other)
            .then_some("pictures are written as SVG: let the name end in .svg, and convert that")
    }

    /// Whether what stands there is nothing, empty or of this kind.
    pub(super) fn may_replace(self, path: &Path) -> Result<bool, Error> {
        let head = match file::head(path, LOOKED_AT) {
            Ok(head) => head,
            Err(error) if error.code() == Code::NoSuchFile => return Ok(true),
            Err(error) => return Err(error),
        };
        Ok(head.is_empty() || self.is(&head, &file::tail(path, TAIL)?))
    }

    /// Whether a file that begins and ends like this is of this kind.
    fn is(self, head: &[u8], tail: &[u8]) -> bool {
        let text = String::from_utf8_lossy(head);
        match self {
            Self::Svg => is_svg(&text),
            Self::Library => head.starts_with(&format::MAGIC),
            Self::Csv => is_csv(&text, head.len() < LOOKED_AT),
            Self::Jcamp => {
                text.starts_with("##TITLE= ") && text.lines().nth(1) == Some(ramatch_io::JCAMP_WRITTEN)
            }
            Self::Npz => is_npz(head, tail),
            Self::Refusals => is_report(head),
            Self::Profile => is_profile(&text),
            Self::Page => is_page(&text),
            Self::Trials => text.starts_with(&TRIALS.join(",")),
            Self::Calibration => head.starts_with(&ramatch_core::identify::MAGIC),
            Self::Record => is_record(head, tail),
        }
    }
}

/// Whether the first element is `svg`, behind a declaration, a document type and comments.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
    rest.strip_prefix("<svg").is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n', '>']))
}

/// Whether it is HTML that says that it was made here.
fn is_page(text: &str) -> bool {
    text.starts_with("<!DOCTYPE html>")
        && text.contains(&format!("name=\"generator\" content=\"{PAGE_MADE_BY}\""))
}

/// Whether its three members are those that `write_npz` writes: the first by name where it begins, all by their count at the end.
fn is_npz(head: &[u8], tail: &[u8]) -> bool {
    // The name of a member stands 30 bytes behind the beginning of its header, the number of members 10 behind that of the end.
    let end = tail.len().checked_sub(22).map(|at| &tail[at..]);
    head.starts_with(b"PK\x03\x04")
        && head.get(30..).is_some_and(|name| name.starts_with(b"x.npy"))
        && end.is_some_and(|end| end.starts_with(b"PK\x05\x06") && end[10..12] == [3, 0])
        && tail.windows(12).any(|name| name == b"quantity.npy")
}

/// Whether every row is one of a report: a line, a file, an error, a message.
fn is_report(head: &[u8]) -> bool {
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head).into_records();
    let heads =
        rows.next().and_then(Result::ok).is_some_and(|head| head == vec!["line", "file", "error", "message"]);
    let mut rows: Vec<_> = rows.collect();
    if head.len() >= LOOKED_AT {
        // Cut where looking ends.
        rows.pop();
    }
    let is_row = |row: &csv::StringRecord| row.len() == 4 && row[0].parse::<u64>().is_ok();
    heads && rows.iter().all(|row| row.as_ref().is_ok_and(is_row))
}

/// Whether it begins and ends as the record of an answer: its hash comes first, the time of its writing last.
fn is_record(head: &[u8], tail: &[u8]) -> bool {
    let hash = head.strip_prefix(b"{\"hash\":\"").and_then(|rest| rest.split_at_checked(64));
    let is_hash = |(digits, rest): (&[u8], &[u8])| {
        digits.iter().all(u8::is_ascii_hexdigit) && rest.starts_with(b"\",\"recorded\":{")
    };
    hash.is_some_and(is_hash)
        && tail.ends_with(b"\"}\n")
        && tail.windows(12).any(|name| name == b"\"written\":\"2")
}

/// The keys that an instrument's profile always has, and those that it may have.
const PROFILE: (&[&str], &[&str]) = (
    &["schema", "axis"],
    &["name", "laser_nm", "interval_cm1", "resolution_cm1", "noise", "unexplained", "containers"],
);

/// Whether it is TOML with the keys of an instrument's profile, and no others.
fn is_profile(text: &str) -> bool {
    let (needed, more) = PROFILE;
    text.parse::<toml::Table>().is_ok_and(|table| {
        let known = |key: &String| needed.contains(&key.as_str()) || more.contains(&key.as_str());
        needed.iter().all(|key| table.contains_key(*key)) && table.keys().all(known)
    })
}

/// How the first column of a CSV is called.
const AXES: [&str; 5] = ["Raman shift (cm-1)", "Wavenumber (cm-1)", "Wavelength (nm)", "Pixel", "x"];

/// Whether every line is one that `write_csv` writes.
fn is_csv(text: &str, whole: bool) -> bool {
    let mut lines: Vec<&str> = text.split('\n').collect();
    // What follows the last line feed: nothing, or a part of a line.
    let rest = lines.pop();
    if whole && rest != Some("") {
        return false;
    }
    let comments = lines.iter().take_while(|line| line.starts_with("# ")).count();
    let is_number =
        |text: &str| !text.starts_with(['+', ' ']) && !text.ends_with(' ') && text.parse::<f64>().is_ok();
    let is_row = |line: &&str| line.split_once(',').is_some_and(|(x, y)| is_number(x) && is_number(y));
    lines[comments..].split_first().is_some_and(|(head, rows)| {
        head.strip_suffix(",Intensity").is_some_and(|axis| AXES.contains(&axis))
            && !rows.is_empty()
            && rows.iter().all(is_row)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_called_as_what_it_is() {
        for name in ["a.png", "b/A.PDF", "x.jpeg"] {
            assert!(OutputKind::Svg.misnamed(Path::new(name)).is_some(), "{name}");
            assert!(OutputKind::Library.misnamed(Path::new(name)).is_none(), "{name}");
        }
        for name in ["a.svg", "a", "png", "a.png.svg", "/dev/stdout"] {
            assert!(OutputKind::Svg.misnamed(Path::new(name)).is_none(), "{name}");
        }
    }

    #[test]
    fn an_svg_is_known_behind_what_may_stand_before_it() {
        for text in [
            "<svg xmlns=\"x\">",
            "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<!-- drawn -->\n<svg>",
        ] {
            assert!(is_svg(text), "{text}");
        }
        for text in ["", "<svgx>", "<html><svg>", "<!-- <svg> ", "<?xml", "x<svg>"] {
            assert!(!is_svg(text), "{text}");
        }
    }

    #[test]
    fn a_profile_is_known_by_its_keys() {
        let profile = "schema = 1\nname = \"a\"\n[axis]\noffset_cm1 = 0.1\n";
        assert!(is_profile(profile));
        for text in
            ["", "schema = 1\n", "[axis]\n", "schema = 1\nrecipe = 2\n[axis]\n", "x", "schema = \n[axis]"]
        {
            assert!(!is_profile(text), "{text}");
        }
    }

    #[test]
    fn a_table_that_somebody_else_wrote_is_none_of_ours() {
        assert!(is_csv("# Laser wavelength (nm),785\nRaman shift (cm-1),Intensity\n1,2\n", true));
        for text in [
            "Raman shift (cm-1),Intensity\n1,2",
            "Raman shift (cm-1),Intensity\n1, 2\n",
            "Raman shift (cm-1),Intensity\r\n1,2\r\n",
            "Raman shift (cm-1),Intensity\n1,2,3\n",
            "Raman shift (cm-1),Intensity\n",
            "Raman shift (cm-1),counts\n1,2\n",
        ] {
            assert!(!is_csv(text, true), "{text}");
        }
    }
}
