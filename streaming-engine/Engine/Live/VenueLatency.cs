using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>How long each step of trading at a venue takes. Any thread may count.</summary>
/// <param name="venue">Whose.</param>
/// <param name="time">The machine's clock.</param>
public sealed class VenueLatency(string venue, TimeProvider time)
{
    private const int WaitingMax = 10_000; // Venues let an account have far fewer orders.
    private const long Sent = long.MinValue; // In place of a stamp.
    private const long FilledBefore = long.MinValue + 1;

    private static readonly TimeSpan[] Bounds =
    [
        .. new[] { 10L, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 60_000_000 }
            .Select(micros => TimeSpan.FromMicroseconds(micros)),
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<ClientOrderId, long> _waiting = []; // Stamps of acceptance, of orders without a fill.

    /// <summary>Whose.</summary>
    public string Venue => venue;

    /// <summary>From a message of the market on the socket until the kernel has it.</summary>
    public DurationHistogram SocketToKernel { get; } = new(Bounds);

    /// <summary>From the decision to make a request until it is made, its frame being durable: an order or an amendment.</summary>
    public DurationHistogram KernelToWire { get; } = new(Bounds);

    /// <summary>From there until the venue's answer, of requests that were answered: orders, amendments, cancels.</summary>
    /// <remarks>
    /// With what the adapter does before the request leaves: it signs, connects where no connection is open, and at Coinbase asks for the id of an order that this process did not
    /// place, for which it may wait for the budget. What the adapter itself refuses counts, too; what the budget does not let out does not.
    /// </remarks>
    public DurationHistogram WireToAck { get; } = new(Bounds);

    /// <summary>From the venue's answer that took an order until we are told of its first fill; zero where that came first.</summary>
    public DurationHistogram AckToFill { get; } = new(Bounds);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<(string Step, DurationHistogram Times)> Steps =>
        [("socket_to_kernel", SocketToKernel), ("kernel_to_wire", KernelToWire), ("wire_to_ack", WireToAck), ("ack_to_fill", AckToFill)];

    /// <summary>An order is sent.</summary>
    public void Send(ClientOrderId id)
    {
        lock (_gate)
        {
            if (_waiting.Count >= WaitingMax)
                _waiting.Clear(); // What is measured of them is lost, and nothing else.
            _waiting[id] = Sent;
        }
    }

    /// <summary>The venue answered: it took the order, or did not.</summary>
    public void Answer(ClientOrderId id, bool isTaken)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out var stamp))
                return;
            if (isTaken && stamp == Sent)
            {
                _waiting[id] = time.GetTimestamp();
                return;
            }
            _waiting.Remove(id);
            if (isTaken && stamp == FilledBefore)
                AckToFill.Add(TimeSpan.Zero);
        }
    }

    /// <summary>It told something of an order.</summary>
    public void Take(VenueReport report)
    {
        lock (_gate)
        {
            if (report is VenueReport.Filled)
                TakeFill(report.Id);
            else if (report is VenueReport.Changed { Happened: OrderEvent.Canceled or OrderEvent.Expired or OrderEvent.Rejected })
                _waiting.Remove(report.Id);
        }
    }

    private void TakeFill(ClientOrderId id)
    {
        if (!_waiting.TryGetValue(id, out var stamp))
            return;
        if (stamp is Sent or FilledBefore)
        {
            _waiting[id] = FilledBefore;
            return;
        }
        _waiting.Remove(id);
        AckToFill.Add(time.GetElapsedTime(stamp));
    }
}
