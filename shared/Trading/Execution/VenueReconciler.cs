using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the reconciler remembers of a venue. Not part of the state: after a restart the venue is asked anew.</summary>
/// <param name="venue">The venue.</param>
internal sealed class VenueReconciler(string venue)
{
    public string Venue { get; } = venue;

    /// <summary>When the venue's books are to be asked for, or asked for again.</summary>
    public UnixNanos Due { get; set; }

    /// <summary>Of the last question.</summary>
    public long Number { get; set; }

    public bool IsAsking { get; set; }

    public UnixNanos AskedTime { get; set; }

    /// <summary>Whether its books were compared since the start, and agreed or differed for good.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Whether its books are to be asked for once more when they have come: something may have happened since they were asked for.</summary>
    public bool MustAskAgain { get; set; }

    /// <summary>How often in a row they could not be read.</summary>
    public int Failures { get; set; }

    /// <summary>Whether nothing that adds risk is traded before its books agree: something it told could not be read.</summary>
    public bool MustAgree { get; set; }

    /// <summary>What differed in the last books, by subject (a currency or an order), and since when it has been the same.</summary>
    public SortedDictionary<string, (string Text, UnixNanos Since)> Differences { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The venue's balance less ours in the last books, where it is not 0.</summary>
    public List<Money> Gaps { get; } = [];

    /// <summary>Positions in the last books that are not ours.</summary>
    public List<PositionGap> PositionGaps { get; } = [];

    /// <summary>Orders in the last books that are not ours.</summary>
    public int ExternalOrders { get; set; }
}

/// <summary>A position in a perpetual as its venue has it, where we have another.</summary>
/// <param name="Instrument">The market.</param>
/// <param name="SignedQuantity">Base units.</param>
/// <param name="Cost">In quote currency.</param>
/// <param name="Ours">As we had it when it was compared.</param>
/// <param name="Text">The difference, as it is told.</param>
internal sealed record PositionGap(InstrumentId Instrument, decimal SignedQuantity, decimal Cost, (decimal SignedQuantity, decimal Cost) Ours, string Text);
