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

    /// <summary>What a resting order would hold back, and whether that is there.</summary>
    public bool CanHold(OrderSide side, decimal limit, decimal quantity, decimal rate, decimal price) => kind == AccountKind.Margin
        ? CanCarry(side, quantity, price)
        : side == OrderSide.Buy
            ? HoldOf(side, limit, quantity, rate) <= _quote - _quoteHeld
            : quantity <= _base - _baseHeld;

    /// <summary>Whether a fill can be paid.</summary>
    public bool CanPay(OrderSide side, decimal price, decimal quantity, decimal fee) => kind == AccountKind.Margin
        ? CanCarry(side, quantity, price)
        : side == OrderSide.Buy
            ? (price * quantity) + fee <= _quote - _quoteHeld
            : quantity <= _base - _baseHeld;

    /// <summary>How much of the position an order of that side can close.</summary>
    public decimal Reducible(OrderSide side) => Math.Max(0, side == OrderSide.Sell ? _base : -_base);

    public void Hold(OrderSide side, decimal limit, decimal quantity, decimal rate)
    {
        if (kind == AccountKind.Margin)
            return;
        if (side == OrderSide.Buy)
            _quoteHeld += HoldOf(side, limit, quantity, rate);
        else
            _baseHeld += quantity;
    }

    public void Release(OrderSide side, decimal limit, decimal quantity, decimal rate) => Hold(side, limit, -quantity, rate);

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

    private static decimal HoldOf(OrderSide side, decimal limit, decimal quantity, decimal rate) =>
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
