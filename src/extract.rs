//! From transfers to files: what each one carried, where it goes, what it is checked against.
//!
//! Nothing here opens a file. A name that a server said becomes a [`name::Path`] that is relative,
//! has no component that leads anywhere else, and is legal on every system; [`taken::Taken`] keeps
//! two of them apart that some file system would take for one.

pub mod ascii;
pub mod charset;
pub mod check;
pub mod entry;
pub mod extent;
pub mod glob;
pub mod join;
pub mod layout;
pub mod mode;
pub mod name;
pub mod subject;
pub mod taken;
