using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What an account has of a currency.</summary>
/// <param name="Free">What may be used.</param>
/// <param name="Held">What open orders hold back.</param>
internal readonly record struct LoopbackBalance(decimal Free, decimal Held)
{
    public decimal Total => Free + Held;
}

/// <summary>An account at a loopback venue: who has its key may trade with it. Changed only under the venue's lock.</summary>
/// <param name="key">How its owner calls himself.</param>
/// <param name="secret">What he signs with.</param>
internal sealed class LoopbackAccount(string key, string secret)
{
    private readonly SortedDictionary<Currency, LoopbackBalance> _balances = [];
    private readonly SortedDictionary<string, LoopbackPosition> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _leverages = new(StringComparer.Ordinal); // By the market's symbol.
    private readonly Dictionary<string, List<LoopbackOrder>> _byClientId = new(StringComparer.Ordinal);

    public string Key { get; } = key;

    public string Secret { get; } = secret;

    /// <summary>What Coinbase, OKX: a third secret; empty where the protocol has none.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>By currency.</summary>
    public IReadOnlyDictionary<Currency, LoopbackBalance> Balances => _balances;

    /// <summary>Of perpetuals, by the market's symbol; those that were closed are there with quantity 0.</summary>
    public IReadOnlyDictionary<string, LoopbackPosition> Positions => _positions;

    /// <summary>All orders, oldest first.</summary>
    public List<LoopbackOrder> Orders { get; } = [];

    /// <summary>Those that are not done, oldest first.</summary>
    public SortedDictionary<long, LoopbackOrder> OpenOrders { get; } = [];

    /// <summary>All fills with their orders, oldest first.</summary>
    public List<(LoopbackOrder Order, LoopbackFill Fill)> Fills { get; } = [];

    public LoopbackBalance BalanceOf(Currency currency) => _balances.GetValueOrDefault(currency);

    public LoopbackPosition PositionOf(LoopbackMarket market) =>
        _positions.TryGetValue(market.Symbol, out var position) ? position : _positions[market.Symbol] = new LoopbackPosition(market);

    /// <summary>What the account has set for a market; null for nothing.</summary>
    public decimal? LeverageOf(LoopbackMarket market) => _leverages.TryGetValue(market.Symbol, out var leverage) ? leverage : null;

    /// <summary>Sets how much notional in a market an amount of equity may carry.</summary>
    /// <param name="market">Of a perpetual.</param>
    /// <param name="leverage">Notional as a multiple of the equity that it needs, above 0.</param>
    public void SetLeverage(LoopbackMarket market, decimal leverage) => _leverages[market.Symbol] = leverage;

    /// <summary>Orders of a client id, oldest first.</summary>
    public IReadOnlyList<LoopbackOrder> OrdersOf(string clientId) => _byClientId.GetValueOrDefault(clientId) ?? (IReadOnlyList<LoopbackOrder>)[];

    /// <summary>The order of that number; null when there is none.</summary>
    public LoopbackOrder? FindOrder(long number)
    {
        var (low, high) = (0, Orders.Count - 1); // Numbers rise.
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (Orders[middle].Number == number)
                return Orders[middle];
            (low, high) = Orders[middle].Number < number ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }

    public void Add(LoopbackOrder order)
    {
        Orders.Add(order);
        if (order.IsOpen)
            OpenOrders.Add(order.Number, order);
        Name(order);
    }

    /// <summary>An order is called something else from now on; its name before is free again.</summary>
    public void Rename(LoopbackOrder order, string clientId)
    {
        if (order.ClientId == clientId)
            return;
        _byClientId[order.ClientId].Remove(order);
        order.ClientId = clientId;
        Name(order);
    }

    /// <summary>Money comes in, or goes out where it is negative.</summary>
    public void Add(Money money)
    {
        var balance = BalanceOf(money.Currency);
        _balances[money.Currency] = balance with { Free = balance.Free + money.Amount };
    }

    /// <summary>An order holds back another amount than before.</summary>
    public void Hold(LoopbackOrder order, Money held)
    {
        if (order.Held.Amount != 0)
            Move(order.Held.Currency, -order.Held.Amount);
        if (held.Amount != 0)
            Move(held.Currency, held.Amount);
        order.Held = held;
    }

    private void Move(Currency currency, decimal held)
    {
        var balance = BalanceOf(currency);
        _balances[currency] = new LoopbackBalance(balance.Free - held, balance.Held + held);
    }

    private void Name(LoopbackOrder order)
    {
        if (!_byClientId.TryGetValue(order.ClientId, out var orders))
            _byClientId.Add(order.ClientId, orders = []);
        orders.Add(order);
    }
}
