//! Tests of the whole way from bytes to frames.
