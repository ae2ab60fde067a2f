//! Parameters as plain data: the struct, its setters, and its canonical bytes from one description.

/// Takes in canonical bytes.
pub(crate) struct Writer<'a> {
    pub(crate) sink: &'a mut dyn FnMut(&[u8]),
}

impl Writer<'_> {
    pub(crate) fn tag(&mut self, tag: u8) {
        (self.sink)(&[tag]);
    }
}

/// Gives out canonical bytes.
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
}

impl Reader<'_> {
    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*head)
    }
    pub(crate) fn tag(&mut self) -> Option<u8> {
        self.take::<1>().map(|[tag]| tag)
    }
}

/// Something with one canonical form in bytes.
pub(crate) trait Canonical: Sized {
    /// Writes it.
    fn write(&self, out: &mut Writer<'_>);
    /// Reads it.
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

impl Canonical for f64 {
    fn write(&self, out: &mut Writer<'_>) {
        (out.sink)(&self.to_le_bytes());
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.take().map(f64::from_le_bytes)
    }
}

impl Canonical for u32 {
    fn write(&self, out: &mut Writer<'_>) {
        (out.sink)(&self.to_le_bytes());
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.take().map(u32::from_le_bytes)
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, out: &mut Writer<'_>) {
        out.tag(u8::from(self.is_some()));
        if let Some(value) = self {
            value.write(out);
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.tag()? {
            0 => Some(None),
            1 => T::read(from).map(Some),
            _ => None,
        }
    }
}

/// Makes a struct of parameters: `Copy`, with defaults, const setters and canonical bytes in the order of its fields.
macro_rules! parameters {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$of:meta])* $field:ident: $kind:ty = $default:expr,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$of])* pub $field: $kind,)*
        }

        impl $name {
            /// The defaults.
            #[must_use]
            pub const fn new() -> Self {
                Self { $($field: $default,)* }
            }
            $(
                #[doc = concat!("With another `", stringify!($field), "`.")]
                #[must_use]
                pub const fn $field(self, $field: $kind) -> Self {
                    Self { $field, ..self }
                }
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl $crate::ground::parameters::Canonical for $name {
            #[allow(unused_variables, reason = "a method may have no parameters")]
            fn write(&self, out: &mut $crate::ground::parameters::Writer<'_>) {
                $(self.$field.write(out);)*
            }
            #[allow(unused_variables, reason = "a method may have no parameters")]
            fn read(from: &mut $crate::ground::parameters::Reader<'_>) -> Option<Self> {
                Some(Self { $($field: $crate::ground::parameters::Canonical::read(from)?,)* })
            }
        }
    };
}

/// Makes an enum of plain choices with a number each in the canonical bytes.
macro_rules! choices {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$of:meta])* $choice:ident = $tag:literal,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$of])* $choice,)*
        }

        impl $crate::ground::parameters::Canonical for $name {
            fn write(&self, out: &mut $crate::ground::parameters::Writer<'_>) {
                out.tag(match self { $(Self::$choice => $tag,)* });
            }
            fn read(from: &mut $crate::ground::parameters::Reader<'_>) -> Option<Self> {
                match from.tag()? {
                    $($tag => Some(Self::$choice),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use choices;
pub(crate) use parameters;
