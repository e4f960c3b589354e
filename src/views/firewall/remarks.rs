//! What stands beside rules: how they are loaded, what to adapt, and why they are as they are.

use super::{Format, Subject};
use crate::firewall::{Mode, Seen, Side, Tls};

/// The remarks at the head of the rules of `side`.
pub(super) fn of(subject: &Subject<'_>, side: Side, format: Format) -> Vec<String> {
    let texts = subject.texts.firewall;
    let load = match format {
        Format::Nft => texts.load_nft,
        Format::Iptables => texts.load_iptables,
        Format::Ufw => texts.load_ufw,
        Format::Firewalld => texts.load_firewalld,
        Format::Windows => texts.load_windows,
    };
    let mut remarks = vec![
        (texts.rules_for)(format.name(), side.name()),
        load.to_owned(),
    ];
    if matches!(format, Format::Nft | Format::Iptables) {
        remarks.push(texts.drops_rest.to_owned());
    }
    remarks.extend(
        subject
            .seen
            .map(|seen| self::seen(subject, seen))
            .unwrap_or_default(),
    );
    remarks.extend(advice(subject, side, format));
    remarks
}

/// All notes, for people who read rather than load.
pub(super) fn all(subject: &Subject<'_>) -> Vec<String> {
    let texts = subject.texts.firewall;
    let mut remarks = vec![texts.note_state.to_owned()];
    if subject.has(Mode::Active) {
        remarks.push(texts.note_source_port.to_owned());
        remarks.push(texts.note_active_client.to_owned());
    }
    remarks.push(texts.note_outgoing.to_owned());
    if subject.plan.helper != Some(false) {
        for note in [texts.note_helper, texts.note_helper_tls, texts.note_related] {
            remarks.push(note.to_owned());
        }
    }
    if subject.has(Mode::Passive) {
        remarks.push(range(subject));
        remarks.push(texts.masquerade.to_owned());
    }
    remarks.push(texts.note_extended.to_owned());
    remarks.push(texts.note_icmp.to_owned());
    remarks
}

/// What captures showed.
pub(super) fn seen(subject: &Subject<'_>, seen: &Seen) -> Vec<String> {
    let texts = subject.texts.firewall;
    let mut remarks = vec![(texts.seen)(
        seen.sessions,
        seen.active_sessions,
        seen.passive_sessions,
        seen.encrypted_sessions,
    )];
    if let Some(ports) = seen.passive {
        let advised = seen.advised_range().to_string();
        let say = if seen.is_scattered() {
            texts.scattered
        } else {
            texts.seen_ports
        };
        remarks.push(say(ports.low, ports.high, seen.passive_times, &advised));
    }
    if seen.from_below_control + seen.from_elsewhere > 0 {
        remarks.push((texts.seen_sources)(
            seen.from_below_control,
            seen.from_elsewhere,
        ));
    }
    if let Some((announced, used)) = seen.announced_elsewhere {
        remarks.push((texts.seen_elsewhere)(
            &announced.to_string(),
            &used.to_string(),
        ));
    }
    if seen.active_sessions == 0 && subject.has(Mode::Active) {
        remarks.push(texts.active_unseen.to_owned());
    }
    if seen.passive_sessions == 0 && subject.has(Mode::Passive) {
        remarks.push(texts.passive_unseen.to_owned());
    }
    if seen.is_partial {
        remarks.push(texts.partial.to_owned());
    }
    remarks
}

/// What the rules of `side` ask people to think of.
fn advice(subject: &Subject<'_>, side: Side, format: Format) -> Vec<String> {
    let texts = subject.texts.firewall;
    let plan = subject.plan;
    let mut advice = Vec::new();
    if plan.is_helped() {
        if format != Format::Windows {
            advice.push(texts.note_helper);
        }
        advice.push(texts.note_helper_tls);
        // The others let all of it through by themselves.
        if matches!(format, Format::Nft | Format::Iptables) {
            advice.push(texts.note_related);
        }
    } else if plan.helper == Some(true) && plan.tls != Some(Tls::None) {
        advice.push(texts.note_helper_useless);
    }
    if subject.has(Mode::Active) && !plan.is_helped() {
        advice.push(texts.note_source_port);
        if side == Side::Client {
            advice.push(texts.note_active_client);
        }
    }
    advice.push(texts.note_icmp);
    let mut advice: Vec<String> = advice.into_iter().map(str::to_owned).collect();
    if subject.has(Mode::Passive) && !plan.is_helped() && side != Side::Client {
        advice.push(range(subject));
    }
    advice
}

fn range(subject: &Subject<'_>) -> String {
    let ports = subject.plan.passive;
    (subject.texts.firewall.set_range)(ports.low, ports.high)
}
