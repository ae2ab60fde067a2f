//! What a caller in C lends: pointers become slices here, once they are known to be able to.

use crate::status::Refusal;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::slice;
use ramatch_core::identify::Lender;
use ramatch_core::{Code, Error};

/// Refuses what cannot be `len` items of a type: null, beside its boundary, or longer than memory is.
fn check<T>(what: &'static str, pointer: *const T, len: usize) -> Result<(), Refusal> {
    if pointer.is_null() {
        return Err(Refusal::Argument(Code::Null, what));
    }
    if !pointer.is_aligned() {
        return Err(Refusal::Argument(Code::Misaligned, what));
    }
    let bytes = len.checked_mul(size_of::<T>()).filter(|&bytes| bytes <= isize::MAX as usize);
    let end = bytes.and_then(|bytes| pointer.addr().checked_add(bytes));
    if end.is_none() {
        return Err(
            Error::Length { what, expected: isize::MAX as usize / size_of::<T>().max(1), got: len }.into()
        );
    }
    Ok(())
}

/// Items that are read. Of no items the pointer may be anything.
///
/// # Safety
/// The caller vouches for `len` items at `pointer` that nobody changes during `'a`.
pub(crate) unsafe fn items<'a, T>(
    what: &'static str,
    pointer: *const T,
    len: usize,
) -> Result<&'a [T], Refusal> {
    if len == 0 {
        return Ok(&[]);
    }
    check(what, pointer, len)?;
    // SAFETY: not null, aligned, not longer than memory; the caller vouches for the rest.
    Ok(unsafe { slice::from_raw_parts(pointer, len) })
}

/// Items that are written. Of no items the pointer may be anything.
///
/// # Safety
/// The caller vouches for `len` items at `pointer` that hold numbers of their type and that nobody else uses during `'a`.
pub(crate) unsafe fn items_mut<'a, T>(
    what: &'static str,
    pointer: *mut T,
    len: usize,
) -> Result<&'a mut [T], Refusal> {
    if len == 0 {
        return Ok(&mut []);
    }
    check(what, pointer, len)?;
    // SAFETY: not null, aligned, not longer than memory; the caller vouches for the rest.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, len) })
}

/// One item that is read.
///
/// # Safety
/// As [`items`] of one.
pub(crate) unsafe fn item<'a, T>(what: &'static str, pointer: *const T) -> Result<&'a T, Refusal> {
    check(what, pointer, 1)?;
    // SAFETY: not null and aligned; the caller vouches for the rest.
    Ok(unsafe { &*pointer })
}

/// One item that is read, if there is one.
///
/// # Safety
/// As [`items`] of one, or null.
pub(crate) unsafe fn item_or_none<'a, T>(
    what: &'static str,
    pointer: *const T,
) -> Result<Option<&'a T>, Refusal> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for an item there.
    unsafe { item(what, pointer) }.map(Some)
}

/// A place where one item is written, whatever stands there.
///
/// # Safety
/// The caller vouches for the room of an item at `pointer` that nobody else uses during `'a`.
pub(crate) unsafe fn place<'a, T>(
    what: &'static str,
    pointer: *mut T,
) -> Result<&'a mut MaybeUninit<T>, Refusal> {
    check(what, pointer, 1)?;
    // SAFETY: not null and aligned; nothing is read there, and the caller vouches for the rest.
    Ok(unsafe { &mut *pointer.cast::<MaybeUninit<T>>() })
}

/// Such a place, if there is one.
///
/// # Safety
/// As [`place`], or null.
pub(crate) unsafe fn place_or_none<'a, T>(
    what: &'static str,
    pointer: *mut T,
) -> Result<Option<&'a mut MaybeUninit<T>>, Refusal> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for the room.
    unsafe { place(what, pointer) }.map(Some)
}

/// One block of bytes, from which arrays are lent.
pub(crate) struct Block<'a> {
    at: *mut u8,
    left: usize,
    len: usize,
    bytes: PhantomData<&'a mut [u8]>,
}

/// The boundary of a block.
pub(crate) const BLOCK_ALIGN: usize = 8;

impl<'a> Block<'a> {
    /// A block that is as long as is needed.
    ///
    /// # Safety
    /// The caller vouches for the room of `len` bytes at `pointer` that nobody else uses during `'a`.
    pub(crate) unsafe fn of(pointer: *mut u8, len: usize, needed: usize) -> Result<Self, Refusal> {
        check("memory", pointer, len)?;
        if !pointer.addr().is_multiple_of(BLOCK_ALIGN) {
            return Err(Refusal::Argument(Code::Misaligned, "memory"));
        }
        if len < needed {
            return Err(Error::Length { what: "memory", expected: needed, got: len }.into());
        }
        Ok(Self { at: pointer, left: len, len, bytes: PhantomData })
    }
}

impl<'a> Lender<'a> for Block<'a> {
    fn lend<T: Copy + 'a>(&mut self, len: usize, item: T) -> Result<&'a mut [T], Error> {
        let skip = self.at.align_offset(align_of::<T>());
        let bytes = len.checked_mul(size_of::<T>()).and_then(|bytes| bytes.checked_add(skip));
        let short = Error::Length { what: "memory", expected: bytes.unwrap_or(usize::MAX), got: self.len };
        let bytes = bytes.filter(|&bytes| bytes <= self.left).ok_or(short)?;
        // SAFETY: `skip` bytes are left, as part of `bytes`.
        let begin = unsafe { self.at.add(skip) }.cast::<T>();
        for i in 0..len {
            // SAFETY: item `i` of `len`, all of which lie in what is left; `begin` is aligned.
            unsafe { begin.add(i).write(item) };
        }
        // SAFETY: `bytes` are left.
        self.at = unsafe { self.at.add(bytes) };
        self.left -= bytes;
        // SAFETY: `len` items that were just written; what is lent is left out of the block from now on.
        Ok(unsafe { slice::from_raw_parts_mut(begin, len) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_of_a_block_do_not_meet() {
        let mut memory = [0u64; 8];
        let (pointer, len) = (memory.as_mut_ptr().cast::<u8>(), 64);
        // SAFETY: 64 bytes of an array that is used for nothing else.
        let mut block = unsafe { Block::of(pointer, len, 64) }.unwrap();
        let bytes = block.lend(3, 7u8).unwrap();
        let reals = block.lend(2, 1.5f64).unwrap();
        assert_eq!((&*bytes, &*reals), (&[7; 3][..], &[1.5; 2][..]));
        assert_eq!(reals.as_ptr().addr() - bytes.as_ptr().addr(), 8);
        assert!(block.lend(6, 0f64).is_err() && block.lend(usize::MAX, 0u64).is_err());
        assert_eq!(block.lend(5, 0f64).unwrap().len(), 5);
        assert!(block.lend(0, 0u16).unwrap().is_empty() && block.lend(1, 0u8).is_err());
    }

    #[test]
    fn what_cannot_be_a_slice_is_refused() {
        let number = 1u32;
        let pointer = &raw const number;
        // SAFETY: all of these are refused before anything is read.
        unsafe {
            assert_eq!(items::<u32>("a", core::ptr::null(), 1).unwrap_err().code(), Code::Null);
            assert_eq!(items("a", pointer.byte_add(1), 1).unwrap_err().code(), Code::Misaligned);
            assert_eq!(items("a", pointer, usize::MAX).unwrap_err().code(), Code::Length);
            assert!(items::<u32>("a", core::ptr::null(), 0).unwrap().is_empty());
            assert_eq!(items("a", pointer, 1).unwrap(), [1]);
        }
    }
}
