//! What numbers of TLS are called (IANA, TLS Parameters and TLS ExtensionType Values).

mod suites;

/// The name of a cipher suite, also of those that cannot be read; `None` where it is unknown.
///
/// Source: IANA, TLS Cipher Suites.
pub fn suite_name(number: u16) -> Option<&'static str> {
    let place = suites::SUITES.binary_search_by_key(&number, |&(number, _)| number);
    place.ok().map(|place| suites::SUITES[place].1)
}

/// The name of an alert; empty where it is unknown.
///
/// Source: IANA, TLS Alerts.
pub const fn alert_name(description: u8) -> &'static str {
    match description {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        52 => "too_many_cids_requested",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        114 => "bad_certificate_hash_value",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        117 => "general_error",
        120 => "no_application_protocol",
        121 => "ech_required",
        _ => "",
    }
}

/// The name of an extension of a hello; `None` where it is unknown.
///
/// Source: IANA, TLS ExtensionType Values.
pub const fn extension_name(number: u16) -> Option<&'static str> {
    Some(match number {
        0 => "server_name",
        1 => "max_fragment_length",
        2 => "client_certificate_url",
        3 => "trusted_ca_keys",
        4 => "truncated_hmac",
        5 => "status_request",
        6 => "user_mapping",
        7 => "client_authz",
        8 => "server_authz",
        9 => "cert_type",
        10 => "supported_groups",
        11 => "ec_point_formats",
        12 => "srp",
        13 => "signature_algorithms",
        14 => "use_srtp",
        15 => "heartbeat",
        16 => "application_layer_protocol_negotiation",
        17 => "status_request_v2",
        18 => "signed_certificate_timestamp",
        19 => "client_certificate_type",
        20 => "server_certificate_type",
        21 => "padding",
        22 => "encrypt_then_mac",
        23 => "extended_master_secret",
        24 => "token_binding",
        25 => "cached_info",
        27 => "compress_certificate",
        28 => "record_size_limit",
        34 => "delegated_credential",
        35 => "session_ticket",
        41 => "pre_shared_key",
        42 => "early_data",
        43 => "supported_versions",
        44 => "cookie",
        45 => "psk_key_exchange_modes",
        47 => "certificate_authorities",
        48 => "oid_filters",
        49 => "post_handshake_auth",
        50 => "signature_algorithms_cert",
        51 => "key_share",
        52 => "transparency_info",
        54 => "connection_id",
        55 => "external_id_hash",
        56 => "external_session_id",
        57 => "quic_transport_parameters",
        58 => "ticket_request",
        59 => "dnssec_chain",
        13_172 => "next_protocol_negotiation",
        17_513 => "application_settings",
        0xfe0d => "encrypted_client_hello",
        0xff01 => "renegotiation_info",
        // RFC 8701: so that peers get used to numbers that they do not know.
        _ if number & 0x0f0f == 0x0a0a && number >> 8 == number & 0xff => "GREASE",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::suite::{Bulk, Hash, Mac, Suite};
    use super::*;

    #[test]
    fn suites_stand_in_order() {
        assert!(suites::SUITES.is_sorted_by_key(|&(number, _)| number));
        assert_eq!(suite_name(0x1301), Some("TLS_AES_128_GCM_SHA256"));
        assert_eq!(
            suite_name(0xc030),
            Some("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
        );
        assert_eq!(suite_name(0x0a0a), None);
    }

    /// What a suite's name says of its cipher and its hash.
    fn named(name: &str) -> Option<(Bulk, Hash)> {
        let last = name.rsplit('_').next()?;
        let hash = if last == "SHA384" {
            Hash::Sha384
        } else {
            Hash::Sha256
        };
        let mac = match last {
            "SHA" => Mac::Sha1,
            "SHA256" => Mac::Sha256,
            _ => Mac::Sha384,
        };
        let ciphers = [
            ("AES_128_GCM", Bulk::Aes128Gcm),
            ("AES_256_GCM", Bulk::Aes256Gcm),
            ("CHACHA20_POLY1305", Bulk::ChaCha20Poly1305),
            ("AES_128_CCM_8", Bulk::Aes128Ccm8),
            ("AES_256_CCM_8", Bulk::Aes256Ccm8),
            ("AES_128_CCM", Bulk::Aes128Ccm),
            ("AES_256_CCM", Bulk::Aes256Ccm),
            ("AES_128_CBC", Bulk::Aes128Cbc(mac)),
            ("AES_256_CBC", Bulk::Aes256Cbc(mac)),
        ];
        let (_, bulk) = ciphers.into_iter().find(|(part, _)| name.contains(part))?;
        Some((bulk, hash))
    }

    #[test]
    fn suites_are_read_as_their_names_say() {
        let differing: Vec<&str> = suites::SUITES
            .iter()
            .filter(|(number, name)| {
                let suite = Suite::of(*number).map(|suite| (suite.bulk, suite.hash));
                suite != named(name)
            })
            .map(|&(_, name)| name)
            .collect();
        assert_eq!(differing, [""; 0]);
    }

    #[test]
    fn suites_that_are_read_have_names() {
        let nameless = (0..=u16::MAX)
            .filter(|&number| Suite::of(number).is_some() && suite_name(number).is_none());
        assert_eq!(nameless.count(), 0);
    }

    #[test]
    fn numbers_that_only_grease_are_called_so() {
        assert_eq!(extension_name(0x5a5a), Some("GREASE"));
        assert_eq!(extension_name(0x5a6a), None);
    }
}
