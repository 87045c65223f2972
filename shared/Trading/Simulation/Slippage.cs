using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a taker gets: the price it meets, worse by the spread and by its own size.</summary>
internal sealed class Slippage(Instrument instrument, SimulationOptions options)
{
    private long _day = -1;
    private decimal _volumeToday;
    private decimal _volumeYesterday;

    /// <summary>Against the taker, on the grid, above 0; a limit order never gets worse than its limit.</summary>
    public Price PriceFor(SimulatedOrder order, decimal market, Quantity quantity)
    {
        var fraction = (options.SlippageBps + ImpactOf(quantity.Value)) / 10_000;
        var slipped = market * (1 + (order.IsBuy ? fraction : -fraction));
        var price = instrument.ToPrice(Math.Max(slipped, instrument.PriceIncrement), order.IsBuy ? GridRounding.Up : GridRounding.Down);
        return order.Terms.Price is not { } limit || (order.IsBuy ? price <= limit : price >= limit) ? price : limit;
    }

    /// <summary>A day's volume is that of the whole UTC day before; on the first day, what came so far.</summary>
    public void Count(in Bar bar)
    {
        if (options.ImpactBps == 0)
            return;
        var day = bar.OpenTime.Value / UnixNanos.PerDay;
        if (day != _day)
        {
            _volumeYesterday = _volumeToday;
            _volumeToday = 0;
            _day = day;
        }
        _volumeToday += bar.Volume;
    }

    public void Save(MessageWriter writer)
    {
        writer.Number(_day);
        writer.Decimal(_volumeToday);
        writer.Decimal(_volumeYesterday);
    }

    public void Restore(ref MessageReader reader)
    {
        _day = reader.Number();
        _volumeToday = reader.Decimal();
        _volumeYesterday = reader.Decimal();
    }

    private decimal ImpactOf(decimal quantity)
    {
        var volume = _volumeYesterday > 0 ? _volumeYesterday : _volumeToday;
        return options.ImpactBps == 0 || volume == 0 ? 0 : options.ImpactBps * (decimal)Math.Sqrt((double)(quantity / volume));
    }
}
