//! Systems that have no capabilities: whoever captures keeps the rights that he came with.

use super::User;
use std::io;

/// Does nothing.
pub fn drop_privileges(_user: Option<&User>) -> io::Result<()> {
    Ok(())
}

/// Does nothing.
pub fn keep_capture(_user: Option<&User>) -> io::Result<()> {
    Ok(())
}

/// Does nothing.
pub fn raise_capture(_up: bool) -> io::Result<()> {
    Ok(())
}
