namespace VeloZ.Domain;

/// <summary>One trade from flat to flat in one instrument: all fills from the first that opens a position to the one that closes it.</summary>
public sealed record RoundTrip
{
    /// <summary>The market.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy for a long trade, sell for a short one.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Time of the first fill.</summary>
    public required UnixNanos EntryTime { get; init; }

    /// <summary>Time of the fill that made it flat.</summary>
    public required UnixNanos ExitTime { get; init; }

    /// <summary>Greatest absolute position it had, in base units.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Mean price of the fills that opened, weighted by quantity, in quote currency.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>Mean price of the fills that closed, weighted by quantity, in quote currency.</summary>
    public required decimal ExitPrice { get; init; }

    /// <summary>Profit before fees, in quote currency.</summary>
    public required decimal GrossPnl { get; init; }

    /// <summary>Fees of its fills, valued in quote currency; a fill that turns a position shares its fee by quantity.</summary>
    public required decimal Fees { get; init; }

    /// <summary>Profit after fees, in quote currency.</summary>
    public decimal NetPnl => GrossPnl - Fees;

    /// <summary>Net profit as a fraction of what was paid or received to open it (entry price x quantity opened).</summary>
    public required decimal Return { get; init; }

    /// <summary>Maximum adverse excursion: the greatest loss before fees it was ever at, by the bars' extremes, in quote currency, 0 or more.</summary>
    public required decimal MaxAdverseExcursion { get; init; }

    /// <summary>Maximum favorable excursion: the greatest profit before fees it was ever at, by the bars' extremes, in quote currency, 0 or more.</summary>
    public required decimal MaxFavorableExcursion { get; init; }

    /// <summary>How many bars closed while it was open.</summary>
    public required int Bars { get; init; }

    /// <summary>How many fills it took.</summary>
    public required int Fills { get; init; }

    /// <summary>From entry to exit.</summary>
    public TimeSpan Duration => ExitTime - EntryTime;
}
