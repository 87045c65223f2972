using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The venue's own books of our account: it has the last word on what we can pay, as a real one has.</summary>
internal sealed class SimulatedAccount(AccountKind kind, decimal leverage, decimal quote)
{
    private const int Days = 30;

    private readonly decimal[] _volumes = new decimal[Days + 1];
    private decimal _quote = quote;
    private decimal _base;
    private decimal _quoteHeld;
    private decimal _baseHeld;
    private long _day = -1;
    private decimal _volume;

    /// <summary>Traded in the 30 whole UTC days before a moment, in quote currency: what the fee tier goes by.</summary>
    public decimal VolumeBefore(UnixNanos time)
    {
        MoveTo(time);
        return _volume;
    }

    /// <summary>Whether what a resting order would hold back is there.</summary>
    /// <param name="side">Of the order.</param>
    /// <param name="limit">Its price.</param>
    /// <param name="quantity">What is left of it.</param>
    /// <param name="rate">The greatest fee.</param>
    /// <param name="price">Of the market.</param>
    /// <param name="shared">What its peers hold back already: it needs that no second time.</param>
    public bool CanHold(OrderSide side, decimal limit, decimal quantity, decimal rate, decimal price, decimal shared) => kind == AccountKind.Margin
        ? CanCarry(side, quantity, price)
        : HoldOf(side, limit, quantity, rate) - shared <= (side == OrderSide.Buy ? _quote - _quoteHeld : _base - _baseHeld);

    /// <summary>Whether a fill can be paid.</summary>
    public bool CanPay(OrderSide side, decimal price, decimal quantity, decimal fee, decimal shared) => kind == AccountKind.Margin
        ? CanCarry(side, quantity, price)
        : side == OrderSide.Buy
            ? (price * quantity) + fee - shared <= _quote - _quoteHeld
            : quantity - shared <= _base - _baseHeld;

    /// <summary>Base units held; negative when short.</summary>
    public decimal Position => _base;

    /// <summary>The price at which equity is only so much of the position's notional; null where no price above 0 brings it there.</summary>
    /// <remarks>Equity is q + b p for cash q and position b. For a long, q + b p = m b p; for a short, q + b p = -m b p.</remarks>
    public decimal? LiquidationPrice(decimal maintenanceRate)
    {
        if (_base == 0)
            return null;
        var price = -_quote / (_base * (_base > 0 ? 1 - maintenanceRate : 1 + maintenanceRate));
        return price > 0 ? price : null;
    }

    /// <summary>How much of the position an order of that side can close.</summary>
    public decimal Reducible(OrderSide side) => Math.Max(0, side == OrderSide.Sell ? _base : -_base);

    /// <summary>An order holds back so much more, or less where the quantity is negative.</summary>
    public void Hold(OrderSide side, decimal limit, decimal quantity, decimal rate)
    {
        if (side == OrderSide.Buy)
            Hold(HoldOf(side, limit, quantity, rate), 0);
        else
            Hold(0, quantity);
    }

    public void Hold(decimal quote, decimal @base)
    {
        if (kind == AccountKind.Margin)
            return;
        _quoteHeld += quote;
        _baseHeld += @base;
    }

    public void Book(OrderSide side, decimal price, decimal quantity, decimal fee, UnixNanos time)
    {
        var sign = side == OrderSide.Buy ? 1 : -1;
        _base += sign * quantity;
        _quote -= (sign * price * quantity) + fee;
        MoveTo(time);
        _volumes[(int)(_day % _volumes.Length)] += price * quantity;
    }

    public void Add(decimal quote, decimal @base)
    {
        _quote += quote;
        _base += @base;
    }

    public void Save(MessageWriter writer)
    {
        writer.Decimal(_quote);
        writer.Decimal(_base);
        writer.Decimal(_quoteHeld);
        writer.Decimal(_baseHeld);
        writer.Number(_day);
        writer.Decimal(_volume);
        foreach (var volume in _volumes)
            writer.Decimal(volume);
    }

    public void Restore(ref MessageReader reader)
    {
        _quote = reader.Decimal();
        _base = reader.Decimal();
        _quoteHeld = reader.Decimal();
        _baseHeld = reader.Decimal();
        _day = reader.Number();
        _volume = reader.Decimal();
        for (var index = 0; index < _volumes.Length; index++)
            _volumes[index] = reader.Decimal();
    }

    public static decimal HoldOf(OrderSide side, decimal limit, decimal quantity, decimal rate) =>
        side == OrderSide.Buy ? limit * quantity * (1 + rate) : quantity;

    private bool CanCarry(OrderSide side, decimal quantity, decimal price)
    {
        var after = _base + (side == OrderSide.Buy ? quantity : -quantity);
        return Math.Abs(after) <= Math.Abs(_base) || Math.Abs(after) * price <= (_quote + (_base * price)) * leverage;
    }

    // The ring holds today and the 30 days before; a day that comes in puts one out.
    private void MoveTo(UnixNanos time)
    {
        var day = time.Value / UnixNanos.PerDay;
        if (day == _day)
            return;
        if (_day < 0 || day - _day > Days)
        {
            Array.Clear(_volumes);
            _day = day;
        }
        for (; _day < day; _day++)
            _volumes[(int)((_day + 1) % _volumes.Length)] = 0;
        _volume = 0;
        for (var before = 1; before <= Days && before <= day; before++)
            _volume += _volumes[(int)((day - before) % _volumes.Length)];
    }
}
