//! What people and programs see of sessions.

pub mod json;
