using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Cancels the active orders of an account once all its private sockets that asked for it have gone. Used under the venue's lock.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/order/dcp and https://bybit-exchange.github.io/docs/v5/websocket/private/dcp. Orders that wait for a
/// trigger stay: the documentation speaks of active orders, which it tells from conditional ones elsewhere.
/// </remarks>
internal sealed class BybitDeadMan(VenueFloor floor)
{
    public const int WindowDefault = 10; // Seconds, as the others.
    private const int WindowMin = 3;
    private const int WindowMax = 300;

    private readonly Dictionary<(LoopbackAccount Account, InstrumentKind Kind), int> _windows = [];
    private readonly Dictionary<(LoopbackAccount Account, InstrumentKind Kind), HashSet<object>> _alive = [];
    private readonly Dictionary<(LoopbackAccount Account, InstrumentKind Kind), ITimer> _timers = [];
    private bool _isClosed;

    /// <summary>How many of accounts and categories have gone and are waited for.</summary>
    public int Waiting => _timers.Count;

    /// <summary>Sets how long an account may be away; of a product that this venue does not have it is let go.</summary>
    /// <exception cref="BybitError">The product or the time is none of Bybit's.</exception>
    public void Set(LoopbackAccount account, string product, long? window)
    {
        if (window is not (>= WindowMin and <= WindowMax) || product is not ("SPOT" or "DERIVATIVES" or "OPTIONS"))
            throw BybitError.Parameter($"params error: timeWindow must be {WindowMin} to {WindowMax}, product OPTIONS, DERIVATIVES or SPOT");
        if (KindOf(product) is { } kind)
            _windows[(account, kind)] = (int)window.Value;
    }

    public int WindowOf(LoopbackAccount account, InstrumentKind kind) => _windows.GetValueOrDefault((account, kind), WindowDefault);

    /// <summary>A socket asked for it.</summary>
    public void Join(LoopbackAccount account, InstrumentKind kind, object socket)
    {
        if (!_alive.TryGetValue((account, kind), out var alive))
            _alive.Add((account, kind), alive = []);
        alive.Add(socket);
        if (_timers.Remove((account, kind), out var timer))
            timer.Dispose();
    }

    /// <summary>A socket has gone.</summary>
    public void Leave(LoopbackAccount account, InstrumentKind kind, object socket)
    {
        if (_isClosed || !_alive.TryGetValue((account, kind), out var alive) || !alive.Remove(socket) || alive.Count > 0)
            return;
        var patience = TimeSpan.FromSeconds(WindowOf(account, kind));
        _timers[(account, kind)] = floor.Time.CreateTimer(_ => Fire(account, kind), state: null, patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nothing is canceled any more.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var timer in _timers.Values)
            timer.Dispose();
        _timers.Clear();
    }

    private void Fire(LoopbackAccount account, InstrumentKind kind)
    {
        lock (floor.Venue.Gate)
        {
            if (!_timers.Remove((account, kind), out var timer))
                return; // Somebody came back just before.
            timer.Dispose();
            var active = account.OpenOrders.Values.Where(order => order.Market.Instrument.Id.Kind == kind && order.Status == LoopbackOrderStatus.Open);
            foreach (var order in active.ToArray())
            {
                BybitForm.Of(order).CancelType = "CancelByDCP";
                floor.Venue.Cancel(order);
            }
        }
    }

    private static InstrumentKind? KindOf(string product) => product switch
    {
        "SPOT" => InstrumentKind.Spot,
        "DERIVATIVES" => InstrumentKind.Perpetual,
        _ => null,
    };
}
