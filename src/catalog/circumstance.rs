//! The forms that a verdict takes.

/// Declares the circumstances and the list of them.
macro_rules! circumstances {
    ($(#[$first_doc:meta])* $first:ident; $($(#[$doc:meta])* $circumstance:ident;)*) => {
        /// Which of several forms a verdict takes, where its sentence differs.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum Circumstance {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$doc])* $circumstance,)*
        }

        impl Circumstance {
            /// All of them.
            pub const ALL: &[Circumstance] =
                &[Circumstance::$first, $(Circumstance::$circumstance),*];
        }
    };
}

circumstances! {
    /// There is but one form.
    Plain;
    /// It worked all the same.
    Works;
    /// The other side closed the connection at once.
    Closed;
    /// The file arrived, and only the final reply was lost.
    DataArrived;
    /// The other side went on without.
    WentOn;
    /// A RST or ICMP error came from the host itself.
    ByHost;
    /// A RST came from a box on the way.
    ByBox;
    /// The capture began in the middle of it.
    StartMissing;
    /// Packets are missing that the peers had.
    PacketsMissing;
    /// Frames are cut by the snap length.
    FramesCut;
    /// Only one direction is in the capture.
    OneDirection;
    /// The data connections are not in the capture.
    DataMissing;
    /// The control connection is not in the capture.
    ControlMissing;
    /// The file ends in a broken record.
    FileBroken;
    /// Packets were lost while capturing, as the system counted.
    Dropped;
    /// Lines are far too long.
    LongLines;
    /// NUL bytes stand in lines.
    NulBytes;
    /// Replies have no code.
    NoCodes;
    /// A reply never ended.
    Unended;
    /// The receiver closed its window.
    ZeroWindow;
    /// The sender sent the same again and again.
    Resent;
    /// A port below 1024 was named.
    ServicePort;
    /// The side that was to greet waited instead.
    Silence;
    /// The announced address has no way from the other side.
    Unroutable;
    /// It was on the data connection.
    OnData;
    /// TLS was closed without `close_notify`.
    NoCloseNotify;
}
