//! What the rows of a dissected frame are called, and what stands in them.

use crate::net::{Address, Endpoint, Time};

/// Declares fields by the words of their documentation.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $(($kind:ty))?,)*) => {
        /// A field of a frame, or a group of fields.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field {
            $($(#[$doc])* $name $(($kind))?,)*
        }
    };
}

fields! {
    /// The frame as a whole.
    Frame,
    /// Its number in the capture.
    Number,
    /// When it was captured.
    Time,
    /// Its length on the wire in bytes.
    WireLength,
    /// The bytes of it that the capture holds.
    CapturedLength,
    /// The link type of the capture, by its registered number.
    LinkType,

    /// An Ethernet header (IEEE 802.3, section 3.2).
    Ethernet,
    /// The MAC address that it is for.
    DestinationMac,
    /// The MAC address that it is from.
    SourceMac,
    /// The EtherType: what follows.
    EtherType,
    /// The length of what follows in bytes.
    PayloadLength,
    /// A VLAN tag (IEEE 802.1Q, section 9.6).
    Vlan,
    /// The priority of a frame or a packet.
    Priority,
    /// Whether it is to be dropped first.
    DropEligible,
    /// The number of the VLAN.
    VlanId,
    /// The cooked header of Linux.
    LinuxCooked,
    /// The cooked header of Linux, version 2.
    LinuxCooked2,
    /// Whether it was sent or received, and for whom.
    PacketType,
    /// The kind of hardware (`ARPHRD_…`).
    HardwareType,
    /// The length of an address in bytes.
    AddressLength,
    /// An address of the link layer.
    LinkAddress,
    /// The interface by its index.
    InterfaceIndex,
    /// The loopback header of the BSDs.
    BsdLoopback,
    /// The address family.
    Family,
    /// PPP (RFC 1661).
    Ppp,
    /// PPPoE (RFC 2516).
    Pppoe,
    /// A radiotap header.
    Radiotap,
    /// The bit mask of the fields that are present.
    Present,
    /// An 802.11 header.
    Wireless,
    /// The kind of 802.11 frame and its flags.
    FrameControl,
    /// How long the medium is reserved, in microseconds.
    Duration,
    /// The station that receives the frame.
    Receiver,
    /// The station that transmits the frame.
    Transmitter,
    /// The third address of an 802.11 frame.
    ThirdAddress,
    /// Its sequence and fragment number.
    SequenceControl,
    /// Logical link control (IEEE 802.2), with SNAP where it has it.
    Llc,
    /// The service access point that it is for.
    Dsap,
    /// The service access point that it is from.
    Ssap,
    /// The control field.
    Control,
    /// The organization of the protocol number.
    Organization,
    /// Another header of the link layer, or of a tunnel; its name is its value.
    Header,

    /// A stack of MPLS labels (RFC 3032).
    Mpls,
    /// One label.
    Label,
    /// Whether it is the last one.
    BottomOfStack,
    /// GRE (RFC 2784).
    Gre,
    /// The key of a tunnel.
    Key,
    /// VXLAN (RFC 7348).
    Vxlan,
    /// The number of a virtual network.
    Vni,
    /// Geneve (RFC 8926).
    Geneve,

    /// An IPv4 header (RFC 791).
    Ipv4,
    /// An IPv6 header (RFC 8200).
    Ipv6,
    /// The version of a header.
    Version,
    /// The length of a header in bytes.
    HeaderLength,
    /// Differentiated services (RFC 2474).
    Dscp,
    /// Explicit congestion notification (RFC 3168).
    Ecn,
    /// The length of header and payload in bytes.
    TotalLength,
    /// The identification that the fragments of a datagram share.
    Identification,
    /// Flags as a whole.
    Flags,
    /// Bits that mean nothing.
    Reserved,
    /// Not to be fragmented.
    DontFragment,
    /// Fragments follow.
    MoreFragments,
    /// Where the fragment belongs in the datagram, in bytes.
    FragmentOffset,
    /// The time to live.
    Ttl,
    /// The protocol that follows.
    Protocol,
    /// A checksum.
    Checksum,
    /// The address that it is from.
    Source,
    /// The address that it is for.
    Destination,
    /// The traffic class (RFC 8200, section 7).
    TrafficClass,
    /// The flow label (RFC 6437).
    FlowLabel,
    /// The hop limit.
    HopLimit,
    /// An extension header of IPv6, or an authentication header; its name is its value.
    Extension,
    /// An option that is not taken apart.
    Option,

    /// UDP (RFC 768).
    Udp,
    /// The port that it is from.
    SourcePort,
    /// The port that it is for.
    DestinationPort,
    /// ARP (RFC 826).
    Arp,
    /// What ARP asks or says.
    Operation,
    /// The MAC address of the sender.
    SenderMac,
    /// The protocol address of the sender.
    SenderAddress,
    /// The MAC address of the target.
    TargetMac,
    /// The protocol address of the target.
    TargetAddress,
    /// ICMP (RFC 792).
    Icmp,
    /// ICMPv6 (RFC 4443).
    Icmpv6,
    /// The type of a message.
    Type,
    /// The code of a message.
    Code,
    /// The MTU of the next hop.
    Mtu,
    /// The rest of an ICMP header.
    RestOfHeader,
    /// The packet that an ICMP error is about.
    Quoted,
    /// What the quoted segment carries.
    QuotedPayload,

    /// A TCP header (RFC 9293, section 3.1).
    Tcp,
    /// The sequence number of the first byte.
    SequenceNumber,
    /// The next sequence number that the sender expects.
    AcknowledgmentNumber,
    /// Congestion window reduced (RFC 3168).
    Cwr,
    /// ECN echo (RFC 3168).
    Ece,
    /// The urgent pointer counts.
    Urg,
    /// The acknowledgment number counts.
    Ack,
    /// To be handed on at once.
    Psh,
    /// The connection is reset.
    Rst,
    /// Sequence numbers are synchronized.
    Syn,
    /// No more data from the sender.
    Fin,
    /// The window, not scaled.
    Window,
    /// The urgent pointer.
    UrgentPointer,
    /// Options as a whole.
    Options,
    /// The maximum segment size (RFC 9293, section 3.7.1).
    MaximumSegmentSize,
    /// The window scale (RFC 7323).
    WindowScale,
    /// Selective acknowledgments may be sent (RFC 2018).
    SackPermitted,
    /// Selective acknowledgments (RFC 2018).
    Sack,
    /// One block of them: its edge on the left.
    LeftEdge,
    /// One block of them: its edge on the right.
    RightEdge,
    /// Timestamps (RFC 7323).
    Timestamps,
    /// The timestamp of the sender.
    TimestampValue,
    /// The timestamp that it echoes.
    TimestampEcho,
    /// A byte that aligns what follows.
    NoOperation,
    /// The end of the options.
    EndOfOptions,

    /// What a TCP segment carries.
    Payload,
    /// A part of a datagram that does not begin with a header.
    Fragment,
    /// What is not taken apart.
    Data,
    /// Bytes behind the end of the packet.
    Padding,
    /// The capture holds no more of the frame.
    Cut,
    /// A header that contradicts itself.
    Malformed,
    /// Encrypted or compressed.
    Encrypted,
    /// Tunnels nested too deep.
    TooDeep,

    /// FTP on the control connection.
    Ftp,
    /// A command with its end of line.
    Command,
    /// A reply, or a line of one, with its end of line.
    Reply,
    /// A line that is neither.
    Line,
    /// Lines that are not taken apart because there are too many.
    MoreLines,
    /// Telnet commands (RFC 854).
    Telnet,
    /// The verb of a command.
    Verb,
    /// The argument of a command.
    Argument,
    /// The code of a reply.
    ReplyCode,
    /// The text of a reply or of a line.
    Text,
    /// The end of a line.
    LineEnd,
    /// The endpoint that a command or a reply announces.
    Announced,
    /// Why an announcement has no endpoint.
    Unreadable,
    /// A number of the address, counted from 1: `h1`.
    HostNumber(u8),
    /// A number of the port, counted from 1: `p1`.
    PortNumber(u8),
    /// The length of a port in bytes.
    PortLength,
    /// The protocol of EPRT: 1 for IPv4, 2 for IPv6.
    NetworkProtocol,
    /// An address as text.
    NetworkAddress,
    /// A port as text.
    TcpPort,
    /// The port that two numbers make.
    PortSum,
    /// What a data connection carries.
    FtpData,
    /// TLS (RFC 8446).
    Tls,
    /// A record.
    TlsRecord,
    /// The type of a record.
    ContentType,
    /// The type of a handshake message.
    HandshakeType,
    /// What a record holds.
    RecordBody,
    /// Which of the records of its side it is.
    RecordNumber,
    /// The frame in which a record begins.
    BeginsIn,
    /// The frame in which a record ends.
    EndsIn,
    /// What a record held before it was encrypted.
    Plaintext,
    /// A handshake message (RFC 8446, section 4).
    Handshake,
    /// The random of a hello.
    Random,
    /// The session id of a hello.
    TlsSessionId,
    /// The cipher suites that are offered.
    CipherSuites,
    /// A cipher suite.
    CipherSuite,
    /// An extension of a message.
    TlsExtension,
    /// The name of the server that is wanted (RFC 6066, section 3).
    ServerName,
    /// A protocol by its name (RFC 7301).
    Alpn,
    /// The identity of a pre-shared key, as tickets are.
    PskIdentity,
    /// Which of the pre-shared keys was chosen.
    SelectedPsk,
    /// How long a ticket is good for, in seconds.
    Lifetime,
    /// The level of an alert (RFC 8446, section 6).
    AlertLevel,
    /// What an alert says.
    AlertDescription,
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing more than the fields in it.
    None,
    /// A number.
    Number(u64),
    /// A number that is written in so many hexadecimal digits.
    Hex(u64, u8),
    /// A number and the name that it stands for.
    Named(u64, &'static str),
    /// A number in hexadecimal digits and the name that it stands for.
    NamedHex(u64, &'static str),
    /// A name.
    Name(&'static str),
    /// A link type by its number.
    Link(u16),
    /// Whether a flag is set.
    Set(bool),
    /// An address.
    Address(Address),
    /// A MAC address.
    Mac([u8; 6]),
    /// A moment.
    Time(Time),
    /// The bytes of the field as text.
    Text,
    /// So many bytes.
    Bytes,
    /// A port, and its host where that is known.
    Endpoint(Option<Address>, u16),
    /// The high and the low byte of a number.
    Sum(u8, u8),
    /// Two endpoints.
    Between(Endpoint, Endpoint),
    /// So many of so many bytes.
    Of(u64, u64),
}
