//! The names of the fields of a frame.

mod en;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

texts! {
    /// The names of the fields of a frame in one language.
    Fields
    words {
        /// The frame as a whole.
        frame;
        /// The number of a frame.
        number;
        /// When a frame was captured.
        time;
        /// The length of a frame on the wire.
        wire_length;
        /// The bytes of a frame that the capture holds.
        captured_length;
        /// The link type of a capture.
        link_type;
        /// The MAC address that a frame is for.
        destination_mac;
        /// The MAC address that a frame is from.
        source_mac;
        /// The length of what follows.
        payload_length;
        /// The priority in a VLAN tag.
        priority;
        /// May be dropped first.
        drop_eligible;
        /// Sent or received, and for whom.
        packet_type;
        /// The kind of hardware.
        hardware_type;
        /// The length of an address.
        address_length;
        /// An address of the link layer.
        link_address;
        /// An interface by its index.
        interface_index;
        /// The address family.
        family;
        /// Which fields a radiotap header has.
        present;
        /// The kind of an 802.11 frame.
        frame_control;
        /// How long the medium is reserved.
        duration;
        /// The station that receives.
        receiver;
        /// The station that transmits.
        transmitter;
        /// The third address of an 802.11 frame.
        third_address;
        /// Sequence and fragment number of an 802.11 frame.
        sequence_control;
        /// The control field of LLC.
        control;
        /// The organization of a protocol number.
        organization;
        /// Another header.
        header;
        /// An MPLS label.
        label;
        /// The last MPLS label.
        bottom_of_stack;
        /// The key of a tunnel.
        key;
        /// The number of a virtual network.
        vni;
        /// The version of a header.
        version;
        /// The length of a header.
        header_length;
        /// The length of header and payload.
        total_length;
        /// What the fragments of a datagram share.
        identification;
        /// Flags.
        flags;
        /// Bits that mean nothing.
        reserved;
        /// Not to be fragmented.
        dont_fragment;
        /// Fragments follow.
        more_fragments;
        /// Where a fragment belongs.
        fragment_offset;
        /// The time to live.
        ttl;
        /// The protocol that follows.
        protocol;
        /// A checksum.
        checksum;
        /// The address that a packet is from.
        source;
        /// The address that a packet is for.
        destination;
        /// The traffic class.
        traffic_class;
        /// The flow label.
        flow_label;
        /// The hop limit.
        hop_limit;
        /// An extension header.
        extension;
        /// An option.
        option;
        /// Options.
        options;
        /// The port that a segment is from.
        source_port;
        /// The port that a segment is for.
        destination_port;
        /// What ARP asks or says.
        operation;
        /// The MAC address of the sender.
        sender_mac;
        /// The address of the sender.
        sender_address;
        /// The MAC address of the target.
        target_mac;
        /// The address of the target.
        target_address;
        /// The type of a message.
        kind;
        /// The code of a message.
        code;
        /// The MTU of the next hop.
        mtu;
        /// The rest of a header.
        rest_of_header;
        /// The packet that an ICMP error is about.
        quoted;
        /// What the quoted segment carries.
        quoted_payload;
        /// The number of the first byte.
        sequence_number;
        /// The number that is expected next.
        acknowledgment_number;
        /// The window.
        window;
        /// The urgent pointer.
        urgent_pointer;
        /// The largest payload of a segment.
        maximum_segment_size;
        /// By how many bits the window is shifted.
        window_scale;
        /// Selective acknowledgments may be sent.
        sack_permitted;
        /// Where a block begins.
        left_edge;
        /// Where a block ends.
        right_edge;
        /// Timestamps.
        timestamps;
        /// The timestamp of the sender.
        timestamp_value;
        /// The timestamp that is echoed.
        timestamp_echo;
        /// A byte that aligns.
        no_operation;
        /// The end of the options.
        end_of_options;
        /// What a TCP segment carries.
        payload;
        /// A part of a datagram.
        fragment;
        /// What is not taken apart.
        data;
        /// Bytes behind the packet.
        padding;
        /// The capture holds no more of the frame.
        cut;
        /// A header that contradicts itself.
        malformed;
        /// What cannot be read.
        encrypted;
        /// Tunnels nested too deep.
        too_deep;
        /// A command.
        command;
        /// A reply.
        reply;
        /// A line that is neither command nor reply.
        line;
        /// Lines that are not taken apart.
        more_lines;
        /// The verb of a command.
        verb;
        /// The argument of a command.
        argument;
        /// The code of a reply.
        reply_code;
        /// The text of a reply.
        text;
        /// The end of a line.
        line_end;
        /// The endpoint that is announced.
        announced;
        /// The port that two numbers make.
        port;
        /// There is no endpoint in it.
        unreadable;
        /// The length of a port.
        port_length;
        /// The protocol of EPRT.
        network_protocol;
        /// An address as text.
        network_address;
        /// A port as text.
        tcp_port;
        /// A TLS record.
        record;
        /// The type of a TLS record.
        content_type;
        /// The type of a TLS handshake message.
        handshake_type;
        /// What a TLS record holds.
        record_body;
        /// Which record of its side it is.
        record_number;
        /// The frame in which a record begins.
        begins_in;
        /// The frame in which a record ends.
        ends_in;
        /// What a record held before it was encrypted.
        plaintext;
        /// A TLS handshake message.
        handshake_message;
        /// The random of a hello.
        random;
        /// The TLS session id.
        session_id;
        /// The cipher suites that are offered.
        cipher_suites;
        /// A cipher suite.
        cipher_suite;
        /// An extension of a TLS message.
        tls_extension;
        /// The name of the server that is wanted.
        server_name;
        /// The identity of a pre-shared key.
        psk_identity;
        /// The pre-shared key that was chosen.
        selected_psk;
        /// How long a ticket is good for.
        lifetime;
        /// The level of an alert.
        alert_level;
        /// What an alert says.
        alert_description;
        /// A flag that is set.
        set;
        /// A flag that is not set.
        not_set;
        /// What is hidden because it may be a password.
        hidden;
    }
    sentences {
        /// So many bytes.
        bytes(u64 = 11);
        /// So many bytes of so many were captured.
        captured_of(u64 = 96, u64 = 1514);
        /// So many bytes of so many stand here, the rest in the next record.
        goes_on(u64 = 96, u64 = 1514);
    }
}
