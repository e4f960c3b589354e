//! Certificates, as far as people want to read them (RFC 5280).

use sha2::{Digest, Sha256};
use std::net::{Ipv4Addr, Ipv6Addr};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

/// The alternative names that are kept of one certificate.
const NAMES: usize = 64;

/// What a certificate says. Whether it is true, nobody asks here.
///
/// Texts come from the wire as they are, control characters included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whom it is about, as `CN=ftp.example.org, O=Example`.
    pub subject: String,
    /// Who signed it, in the same form.
    pub issuer: String,
    /// The other names of its subject: DNS names, IP addresses, mail addresses and URIs; the first 64.
    pub names: Vec<String>,
    /// Its serial number, in hexadecimal digits.
    pub serial: String,
    /// The first second at which it is valid, counted from 1970-01-01 UTC.
    pub not_before: i64,
    /// The last second at which it is valid, counted from 1970-01-01 UTC.
    pub not_after: i64,
    /// The kind of its key, as `RSA` or `EC`, and its length in bits where that is known.
    pub key: (&'static str, Option<usize>),
    /// The SHA-256 of its DER.
    pub fingerprint: [u8; 32],
    /// Whether subject and issuer are the same, as in all that are self-signed.
    pub self_issued: bool,
}

impl Certificate {
    /// Reads a certificate in DER; `None` where it is none.
    pub fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let validity = certificate.validity();
        let alternatives = certificate.subject_alternative_name().ok().flatten();
        let names = alternatives
            .map(|extension| extension.value.general_names.as_slice())
            .unwrap_or_default()
            .iter()
            .filter_map(name)
            .take(NAMES)
            .collect();
        Some(Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            names,
            serial: digits(certificate.raw_serial()),
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            key: key(&certificate),
            fingerprint: Self::fingerprint(der),
            self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
        })
    }

    /// The SHA-256 of a certificate in DER, by which tools and people compare them.
    pub fn fingerprint(der: &[u8]) -> [u8; 32] {
        Sha256::digest(der).into()
    }

    /// Whether it is valid at this second, counted from 1970-01-01 UTC.
    pub const fn is_valid_at(&self, second: i64) -> bool {
        self.not_before <= second && second <= self.not_after
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => {
            Some((*name).to_owned())
        }
        GeneralName::IPAddress(bytes) => {
            let ipv4 = <[u8; 4]>::try_from(*bytes).map(|bytes| Ipv4Addr::from(bytes).to_string());
            let ipv6 = <[u8; 16]>::try_from(*bytes).map(|bytes| Ipv6Addr::from(bytes).to_string());
            ipv4.or(ipv6).ok()
        }
        _ => None,
    }
}

fn key(certificate: &X509Certificate<'_>) -> (&'static str, Option<usize>) {
    /// The algorithms of RFC 8410, which are no curve of an EC key.
    const EDWARDS: [(&str, &str); 2] = [("1.3.101.112", "Ed25519"), ("1.3.101.113", "Ed448")];
    let info = certificate.public_key();
    let algorithm = info.algorithm.algorithm.to_id_string();
    if let Some((_, name)) = EDWARDS.iter().find(|(id, _)| *id == algorithm) {
        return (name, None);
    }
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => ("RSA", Some(key.key_size())),
        Ok(PublicKey::EC(point)) => ("EC", Some(point.key_size())),
        Ok(PublicKey::DSA(_)) => ("DSA", None),
        _ => ("", None),
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Self-signed, EC, made with OpenSSL: CN=ftp.example.org, O=Example; two names and an address.
    const SAMPLE: &[u8] = include_bytes!("certificate/sample.der");

    #[test]
    fn what_people_want_to_see_of_a_certificate_is_read() {
        let certificate = Certificate::parse(SAMPLE).unwrap();
        assert_eq!(certificate.subject, "CN=ftp.example.org, O=Example");
        assert!(certificate.self_issued);
        let names = ["ftp.example.org", "files.example.org", "198.51.100.21"];
        assert_eq!(certificate.names, names);
        assert_eq!(certificate.key, ("EC", Some(256)));
        assert_eq!(certificate.serial, "1234abcd");
        // 2026-11-21 and 3,650 days later.
        assert_eq!(
            certificate.not_after - certificate.not_before,
            3_650 * 86_400
        );
        assert!(certificate.is_valid_at(certificate.not_after));
        assert!(!certificate.is_valid_at(certificate.not_before - 1));
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        assert_eq!(Certificate::parse(b""), None);
        assert_eq!(Certificate::parse(b"-----BEGIN CERTIFICATE-----"), None);
        assert_eq!(Certificate::parse(&SAMPLE[..SAMPLE.len() - 1]), None);
    }

    proptest! {
        #[test]
        fn damaged_certificates_never_panic(at in 0..SAMPLE.len(), byte: u8, cut in 0..SAMPLE.len()) {
            let mut damaged = SAMPLE.to_vec();
            damaged[at] = byte;
            let read = Certificate::parse(&damaged);
            prop_assert!(read.is_none_or(|read| read.names.len() <= NAMES));
            prop_assert_eq!(Certificate::parse(&SAMPLE[..cut]), None);
        }
    }
}
