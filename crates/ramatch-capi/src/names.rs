//! Names of numbers, for displays and logs.

use crate::status::{RAMATCH_MORE, RAMATCH_OK, ramatch_status};
use core::ffi::{CStr, c_char};
use ramatch_core::Code;
use ramatch_core::identify::REASONS;

/// Nothing can be said; `reason` tells why.
pub const RAMATCH_CANNOT_DECIDE: i32 = 0;
/// Consistent with the first substance of the ranking.
pub const RAMATCH_IDENTIFIED: i32 = 1;
/// Consistent with one of the first `count` of the ranking, which are not told apart.
pub const RAMATCH_ONE_OF: i32 = 2;
/// Consistent with one of the first `count` of the ranking, or a relative of it.
pub const RAMATCH_RELATED: i32 = 3;
/// Consistent with a sum of `count` references; `incomplete` tells whether something else is there.
pub const RAMATCH_MIXTURE: i32 = 4;
/// Nothing in the library explains it by itself.
pub const RAMATCH_NOT_IN_LIBRARY: i32 = 5;

/// Names of verdicts, by their numbers.
const VERDICTS: [&CStr; 6] =
    [c"cannot_decide", c"identified", c"one_of", c"related", c"mixture", c"not_in_library"];

fn at(names: &[&'static CStr], number: i32) -> *const c_char {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    names.get(number).copied().unwrap_or(c"").as_ptr()
}

fn code(status: ramatch_status) -> Option<Code> {
    Code::ALL.iter().find(|code| code.number() == status).copied()
}

/// The stable name of a status, such as "axis_order"; "ok" of RAMATCH_OK, "more" of RAMATCH_MORE, and "" of a number that is none. Static.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_status_name(status: ramatch_status) -> *const c_char {
    let none = match status {
        RAMATCH_OK => c"ok",
        RAMATCH_MORE => c"more",
        _ => c"",
    };
    code(status).map_or(none, Code::c_name).as_ptr()
}

/// What a status means, as a sentence. Static.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_strerror(status: ramatch_status) -> *const c_char {
    let none = match status {
        RAMATCH_OK => c"All is well.",
        RAMATCH_MORE => c"All is well so far, and there is more to be done.",
        _ => c"This is no status of ramatch.",
    };
    code(status).map_or(none, Code::c_meaning).as_ptr()
}

/// The stable name of a verdict's number, such as "identified"; "" of a number that is none. Static.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_verdict_name(number: i32) -> *const c_char {
    at(&VERDICTS, number)
}

/// The stable name of a reason's number, such as "saturated"; "" of 0 and of a number that is none. Static.
///
/// The book's page of fields and codes says what each means and what to do.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_reason_name(number: i32) -> *const c_char {
    at(&REASONS, number.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ramatch_core::identify::{Reason, Verdict};

    #[test]
    fn names_are_those_of_the_core() {
        let (count, incomplete) = (2, false);
        let all = [
            Verdict::CannotDecide(Reason::Saturated),
            Verdict::Identified,
            Verdict::OneOf { count },
            Verdict::Related { count },
            Verdict::Mixture { count, incomplete },
            Verdict::NotInLibrary,
        ];
        let numbers = [
            RAMATCH_CANNOT_DECIDE,
            RAMATCH_IDENTIFIED,
            RAMATCH_ONE_OF,
            RAMATCH_RELATED,
            RAMATCH_MIXTURE,
            RAMATCH_NOT_IN_LIBRARY,
        ];
        for (verdict, number) in all.into_iter().zip(numbers) {
            assert_eq!(verdict.number(), number);
            assert_eq!(VERDICTS[number as usize].to_bytes(), verdict.name().as_bytes());
        }
        // SAFETY: static texts.
        let name = |of: *const c_char| unsafe { CStr::from_ptr(of) };
        assert_eq!(name(ramatch_reason_name(Reason::Saturated.number())), c"saturated");
        for none in [0, -1, i32::MIN, i32::MAX, 1000] {
            assert_eq!(name(ramatch_reason_name(none)), c"");
        }
        assert_eq!((name(ramatch_status_name(0)), name(ramatch_status_name(22))), (c"ok", c"axis_order"));
        assert_eq!(name(ramatch_status_name(RAMATCH_MORE)), c"more");
        assert_eq!(name(ramatch_strerror(6)), c"The caller called it off.");
        assert_eq!(name(ramatch_verdict_name(-1)), c"");
    }
}
