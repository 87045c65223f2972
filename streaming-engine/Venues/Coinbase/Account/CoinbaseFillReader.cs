using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Asks for the fills of orders whose channel told that they filled: it tells how much, and not by which trades. An order's end is told behind its fills; where these do not come,
/// the order is doubted.
/// </summary>
internal sealed class CoinbaseFillReader(CoinbaseBooks books, TimeProvider time) : IAsyncDisposable
{
    private const int TriesMax = 6; // Fills are seen a moment later than their order.

    private readonly Lock _gate = new();
    private readonly Dictionary<ClientOrderId, Followed> _orders = [];
    private readonly Queue<ClientOrderId> _order = new();
    private readonly CancellationTokenSource _stop = new();
    private IVenueListener? _listener;

    /// <summary>This one is told.</summary>
    public void Start(IVenueListener listener) => _listener = listener;

    /// <summary>Whether fills of so many base units of an order were told.</summary>
    public bool HasTold(ClientOrderId id, decimal whole)
    {
        lock (_gate)
            return (_orders.TryGetValue(id, out var order) ? order.Told : 0) >= whole;
    }

    /// <summary>A fill of an order cannot be read; told once an order.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="what">What was wrong with it, without its content.</param>
    public void TellUnreadable(ClientOrderId id, string what)
    {
        lock (_gate)
        {
            var order = Get(id);
            if (!order.IsUnreadable)
                Listener.Unreadable(what);
            order.IsUnreadable = true;
        }
    }

    /// <summary>An order has filled so far, and may have ended.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="market">Its market.</param>
    /// <param name="venueOrderId">Coinbase's id.</param>
    /// <param name="whole">Base units.</param>
    /// <param name="end">What is to be told behind them; null where it has not ended.</param>
    public void Expect(ClientOrderId id, VenueMarket market, string venueOrderId, decimal whole, Action<IVenueListener>? end)
    {
        lock (_gate)
        {
            var order = Get(id);
            order.Whole = Math.Max(order.Whole, whole);
            order.End ??= end;
            if (order.Told >= order.Whole)
                order.TellEnd(Listener);
            else if (!order.IsAsked)
                (order.IsAsked, order.Asking) = (true, AskAsync(id, order, market, venueOrderId));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] asking;
        lock (_gate)
            asking = [.. _orders.Values.Select(static order => order.Asking)];
        await Task.WhenAll(asking);
        _stop.Dispose();
    }

    private IVenueListener Listener => _listener ?? throw new InvariantException("fills were asked for before anybody listened");

    private async Task AskAsync(ClientOrderId id, Followed order, VenueMarket market, string venueOrderId)
    {
        await Task.Yield();
        var backOff = new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), SplitMix64.Stream(0, "coinbase.fills", 0));
        try
        {
            for (var tried = 0; tried < TriesMax; tried++)
            {
                if (tried > 0)
                    await Task.Delay(backOff.Next(), time, _stop.Token);
                if (await books.ReadFillsAsync(market, venueOrderId, id.Text, _stop.Token) is { } fills && Tell(id, order, fills))
                    return;
            }
            GiveUp(id, order);
        }
        catch (OperationCanceledException)
        {
            // The account is closed.
        }
        catch (VenueException exception)
        {
            TellUnreadable(id, exception.Message);
            GiveUp(id, order);
        }
        catch (Exception)
        {
            GiveUp(id, order); // Whatever it was: the venue is asked for the order, and says what it is.
        }
    }

    private bool Tell(ClientOrderId id, Followed order, IReadOnlyList<VenueFill> fills)
    {
        lock (_gate)
        {
            foreach (var fill in fills)
            {
                if (!order.Trades.Add(fill.TradeId))
                    continue;
                order.Told += fill.Quantity.Value;
                Listener.Told(new VenueReport.Filled(default, id, fill.VenueTime, UpdateSource.Stream, fill.TradeId, fill.VenueOrderId, fill.Price, fill.Quantity, fill.Fee, fill.Liquidity));
            }
            if (order.Told < order.Whole)
                return false;
            order.TellEnd(Listener);
            order.IsAsked = false;
            return true;
        }
    }

    private void GiveUp(ClientOrderId id, Followed order)
    {
        lock (_gate)
        {
            (order.IsAsked, order.End) = (false, null);
            Listener.Doubted(id, "fill_missed");
        }
    }

    private Followed Get(ClientOrderId id)
    {
        if (_orders.TryGetValue(id, out var known))
            return known;
        var order = new Followed();
        _orders.Add(id, order);
        _order.Enqueue(id);
        if (_order.Count <= OrderMemory.OrdersMax)
            return order;
        var oldest = _order.Dequeue();
        if (_orders[oldest].IsAsked)
            _order.Enqueue(oldest);
        else
            _orders.Remove(oldest);
        return order;
    }

    private sealed class Followed
    {
        public HashSet<string> Trades { get; } = new(StringComparer.Ordinal);

        /// <summary>Base units of the fills that were told.</summary>
        public decimal Told { get; set; }

        /// <summary>Base units that it filled.</summary>
        public decimal Whole { get; set; }

        public Action<IVenueListener>? End { get; set; }

        public bool IsAsked { get; set; }

        /// <summary>Whether one of its fills was told to be unreadable.</summary>
        public bool IsUnreadable { get; set; }

        public Task Asking { get; set; } = Task.CompletedTask;

        public void TellEnd(IVenueListener listener)
        {
            var end = End;
            End = null;
            end?.Invoke(listener);
        }
    }
}
