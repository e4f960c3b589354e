//! The arithmetic of an announced port, step by step.

use super::page::Page;
use crate::ftp::arithmetic::{self, Worked};
use crate::texts::Texts;
use crate::texts::arithmetic::{Flaw, Reach};
use std::io::{self, Write};
use std::net::IpAddr;

/// Writes the steps from `text` to its port and back.
///
/// # Errors
///
/// What the output says.
pub fn steps(out: &mut impl Write, page: &Page, text: &str, worked: Worked) -> io::Result<()> {
    let told = page.texts.arithmetic;
    let port = worked.port;
    let (high, low) = worked.bytes();
    let address = match worked.address {
        Some(address) => match reach(address.ip()) {
            Some(reach) => format!("{address} · {}", (told.reach)(reach)),
            None => address.to_string(),
        },
        None => told.address_not_told.to_owned(),
    };
    let made = format!("{high} × 256 + {low} = {port}");
    let divided = (told.divided)(port, high, low);
    let [first, second] = if worked.in_bytes {
        [(told.port, made), (told.back, divided)]
    } else {
        [(told.port, divided), (told.back, made)]
    };
    let hexadecimal =
        format!("{port} = 0x{port:04x} · {high} = 0x{high:02x} · {low} = 0x{low:02x}");
    let mut rows = vec![
        (told.address, address),
        first,
        second,
        (told.hexadecimal, hexadecimal),
        (told.written, forms(worked)),
    ];
    let remark = match port {
        20 => told.data_port,
        21 => told.control_port,
        0..1024 => told.service_port,
        _ => "",
    };
    if !remark.is_empty() {
        rows.insert(3, ("", remark.to_owned()));
    }
    page.heading(out, &page.pen.visible(text.as_bytes()), "")?;
    page.rows(out, &rows)
}

/// The forms in which the endpoint is announced, none of which a line ends in.
fn forms(worked: Worked) -> String {
    let port = worked.port;
    let (high, low) = worked.bytes();
    let forms = match worked.address.map(|address| address.ip()) {
        Some(IpAddr::V4(v4)) => {
            let [a, b, c, d] = v4.octets();
            vec![
                format!("PORT {a},{b},{c},{d},{high},{low}"),
                format!("227 ({a},{b},{c},{d},{high},{low})"),
                format!("EPRT |1|{v4}|{port}|"),
                format!("229 (|||{port}|)"),
            ]
        }
        Some(IpAddr::V6(v6)) => {
            vec![format!("EPRT |2|{v6}|{port}|"), format!("229 (|||{port}|)")]
        }
        None => vec![
            format!("PORT h1,h2,h3,h4,{high},{low}"),
            format!("227 (h1,h2,h3,h4,{high},{low})"),
            format!("229 (|||{port}|)"),
        ],
    };
    let forms = forms.iter().map(|form| form.replace(' ', "\u{a0}"));
    forms.collect::<Vec<_>>().join(" · ")
}

/// Says why `text` is no endpoint.
pub fn complaint(texts: &Texts, text: &str, flaw: arithmetic::Flaw) -> String {
    let flaw = match flaw {
        arithmetic::Flaw::NoNumber => Flaw::NoNumber,
        arithmetic::Flaw::NoByte(place, value) => Flaw::NoByte(place, value),
        arithmetic::Flaw::Count { found, wanted } => Flaw::Count(found, wanted),
        arithmetic::Flaw::NoPort(port) => Flaw::NoPort(port),
        arithmetic::Flaw::PortZero => Flaw::PortZero,
        arithmetic::Flaw::OtherFamily => Flaw::OtherFamily,
        arithmetic::Flaw::UnknownFamily => Flaw::UnknownFamily,
        arithmetic::Flaw::NoAddress => Flaw::NoAddress,
    };
    let text = super::visible::visible(text.as_bytes());
    (texts.arithmetic.flaw)(&text, flaw)
}

/// What is special about an address; nothing about a public one.
fn reach(ip: IpAddr) -> Option<Reach> {
    match ip {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            Some(match () {
                () if first == 0 => Reach::Unspecified,
                () if v4.is_private() => Reach::Private,
                () if v4.is_loopback() => Reach::Loopback,
                () if v4.is_link_local() => Reach::LinkLocal,
                () if v4.is_multicast() || v4.is_broadcast() => Reach::Group,
                () if v4.is_documentation() => Reach::Documentation,
                () if first == 100 && second & 0xc0 == 64 => Reach::Shared,
                () => return None,
            })
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            Some(match () {
                () if v6.is_unspecified() => Reach::Unspecified,
                () if v6.is_loopback() => Reach::Loopback,
                () if v6.is_unique_local() => Reach::UniqueLocal,
                () if v6.is_unicast_link_local() => Reach::LinkLocal,
                () if v6.is_multicast() => Reach::Group,
                () if (first, second) == (0x2001, 0xdb8) => Reach::Documentation,
                () => return None,
            })
        }
    }
}
