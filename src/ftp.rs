//! The language of FTP: lines, commands, replies, endpoints, listings.
