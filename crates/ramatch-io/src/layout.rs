//! Declared layouts: where the fields of a binary format stand, and what its codes mean.
//!
//! A structure of a file is one table: each field with the name that its format gives it, offset, type, meaning, and what
//! confirmed it. A list of codes is one table too. Readers read by name, so an error names the field and its byte by itself, and no
//! offset stands anywhere but in its table. The book's page of layouts is made of the same tables, and a test holds each of them
//! against the bytes of a file.

use crate::cursor::Bytes;
use crate::error::Error;
use ramatch_core::Code;
use std::borrow::Cow;
use std::marker::PhantomData;

/// A field of a structure, counted from where the structure begins.
#[derive(Clone, Copy)]
pub(crate) struct Field<T> {
    name: &'static str,
    at: usize,
    kind: PhantomData<fn() -> T>,
}

impl<T: Value> Field<T> {
    pub(crate) const fn new(name: &'static str, at: usize) -> Self {
        Self { name, at, kind: PhantomData }
    }

    /// Where it stands in the file, in a structure that begins at `base`.
    pub(crate) fn at(&self, base: usize) -> usize {
        base.saturating_add(self.at)
    }

    /// Its value in a structure that begins at `base`.
    pub(crate) fn read(&self, bytes: &Bytes<'_>, base: usize) -> Result<T::Read, Error> {
        T::read(bytes, self.at(base)).map_err(|error| error.of(self.name))
    }

    /// An error that names this field and its byte.
    pub(crate) fn refuse(&self, base: usize, code: Code, reason: impl Into<Cow<'static, str>>) -> Error {
        Error::new(code, reason).at_byte(self.at(base)).of(self.name)
    }
}

/// What a field may hold.
pub(crate) trait Value {
    /// What reading yields.
    type Read;
    /// The name of one item in tables, and how many there are.
    #[cfg_attr(not(test), allow(dead_code, reason = "the tables show it"))]
    const ITEM: &'static str;
    #[cfg_attr(not(test), allow(dead_code, reason = "the tables show it"))]
    const COUNT: usize = 1;
    const LEN: usize;
    fn read(bytes: &Bytes<'_>, at: usize) -> Result<Self::Read, Error>;
}

macro_rules! numbers {
    ($($kind:ident)*) => {$(
        impl Value for $kind {
            type Read = $kind;
            const ITEM: &'static str = stringify!($kind);
            const LEN: usize = size_of::<$kind>();
            fn read(bytes: &Bytes<'_>, at: usize) -> Result<$kind, Error> {
                bytes.$kind(at)
            }
        }
    )*};
}

numbers! { u8 i8 u16 i16 u32 i32 u64 f32 f64 }

/// A text of at most so many bytes, which ends with a zero.
pub(crate) struct Text<const N: usize>;

impl<const N: usize> Value for Text<N> {
    type Read = String;
    const ITEM: &'static str = "text";
    const COUNT: usize = N;
    const LEN: usize = N;
    fn read(bytes: &Bytes<'_>, at: usize) -> Result<String, Error> {
        bytes.text(at, N)
    }
}

impl<T: Value<Read: Copy + Default>, const N: usize> Value for [T; N] {
    type Read = [T::Read; N];
    const ITEM: &'static str = T::ITEM;
    const COUNT: usize = N;
    const LEN: usize = N * T::LEN;
    fn read(bytes: &Bytes<'_>, at: usize) -> Result<Self::Read, Error> {
        let mut values = [T::Read::default(); N];
        for (i, value) in values.iter_mut().enumerate() {
            *value = T::read(bytes, at.saturating_add(i * T::LEN))?;
        }
        Ok(values)
    }
}

/// A structure as a module of its fields, and, for the book and the tests, as a table.
macro_rules! layout {
    (
        $(#[$doc:meta])* $vis:vis mod $module:ident = $title:literal, $len:literal bytes, from $source:expr;
        $($field:ident $name:literal at $at:literal: $kind:ty, $means:literal, by $by:expr;)+
    ) => {
        $(#[$doc])*
        $vis mod $module {
            #[allow(unused_imports, reason = "some structures hold no text, and some name no source of their own")]
            use {super::*, $crate::layout::Text};

            /// Bytes of the structure.
            #[allow(dead_code, reason = "the length of some structures is not asked for")]
            pub(crate) const LEN: usize = $len;
            $(pub(crate) const $field: $crate::layout::Field<$kind> = $crate::layout::Field::new($name, $at);)+

            /// What only the book and the tests show is there, and spelled right, in every build.
            const _: &[&str] = &[$source, $($means, $by),+];

            #[cfg(test)]
            pub(crate) const TABLE: $crate::layout::Table = $crate::layout::Table {
                title: $title,
                len: $len,
                source: $source,
                rows: &[$($crate::layout::Row {
                    name: $name,
                    at: $at,
                    len: <$kind as $crate::layout::Value>::LEN,
                    item: <$kind as $crate::layout::Value>::ITEM,
                    count: <$kind as $crate::layout::Value>::COUNT,
                    means: $means,
                    by: $by,
                    show: |bytes, base| $field.read(bytes, base).map(|value| format!("{value:?}")),
                }),+],
            };
        }
    };
}
pub(crate) use layout;

/// A structure, as data.
#[cfg(test)]
pub(crate) struct Table {
    pub(crate) title: &'static str,
    pub(crate) len: usize,
    pub(crate) source: &'static str,
    pub(crate) rows: &'static [Row],
}

/// A field, as data.
#[cfg(test)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) item: &'static str,
    pub(crate) count: usize,
    pub(crate) means: &'static str,
    /// What confirmed it.
    pub(crate) by: &'static str,
    pub(crate) show: fn(&Bytes<'_>, usize) -> Result<String, Error>,
}

/// A code: itself, its name, what it is here, and what confirmed it.
pub(crate) struct Entry<K, T>(
    pub(crate) K,
    pub(crate) &'static str,
    pub(crate) T,
    #[cfg_attr(not(test), allow(dead_code, reason = "for the book"))] pub(crate) &'static str,
);

/// A list of codes.
pub(crate) struct Codes<K: 'static, T: 'static> {
    #[cfg_attr(not(test), allow(dead_code, reason = "for the book"))]
    pub(crate) title: &'static str,
    #[cfg_attr(not(test), allow(dead_code, reason = "for the book"))]
    pub(crate) source: &'static str,
    pub(crate) entries: &'static [Entry<K, T>],
}

impl<K, T: Copy> Codes<K, T> {
    /// The name of a code and what it is here; none for a code that is not in the list.
    pub(crate) fn find<Q>(&self, code: Q) -> Option<(&'static str, T)>
    where
        K: PartialEq<Q>,
    {
        self.entries.iter().find(|entry| entry.0 == code).map(|entry| (entry.1, entry.2))
    }
}
