namespace VeloZ.VenueServers;

/// <summary>What a loopback venue does wrong on purpose.</summary>
internal enum FaultKind
{
    /// <summary>An order's request is done, and no answer comes.</summary>
    Timeout,

    /// <summary>An order's request is done, and the answer is a server error.</summary>
    ErrorAfter,

    /// <summary>An order's request is not done, and the answer is a server error.</summary>
    ErrorBefore,

    /// <summary>An order's request is not done, and the connection breaks.</summary>
    Break,

    /// <summary>A report on an order is not sent.</summary>
    LostReport,

    /// <summary>A report on an order is sent twice.</summary>
    DoubledReport,

    /// <summary>A report on an order comes late, after others.</summary>
    LateReport,

    /// <summary>A change of a book is not sent.</summary>
    Gap,

    /// <summary>A socket is closed before a message.</summary>
    Disconnect,

    /// <summary>A socket stays open and sends nothing any more.</summary>
    Silence,

    /// <summary>A request is answered as if too many had been made.</summary>
    TooMany,

    /// <summary>A request is answered as if its address were banned, and so are those of the next seconds.</summary>
    Ban,

    /// <summary>An order that takes gets a part only at each price, so that its fills are more and smaller.</summary>
    PartialFill,

    /// <summary>An order that is to be canceled fills first, and the cancel is too late.</summary>
    CancelRace,

    /// <summary>A new order is acknowledged, and rejected afterwards.</summary>
    LateReject,

    /// <summary>A book is told anew as a whole, numbered from the start, as after a restart of the venue's service.</summary>
    BookReset,
}
