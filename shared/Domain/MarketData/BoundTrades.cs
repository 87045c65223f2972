using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>The trades of a series with their prices and quantities on one instrument's grid.</summary>
/// <remarks>
/// Reading a trade allocates nothing. The series may not change after it was bound.
/// A price off the grid is refused when it is bound. A quantity need not be on the grid, as no public size need be: a tick has it rounded
/// down, so that nothing is ever filled against more than was traded; the exact one is in <see cref="TradeSeries.Quantity"/>.
/// </remarks>
public sealed class BoundTrades
{
    private readonly TradeSeries _series;
    private readonly PriceColumn _price;
    private readonly QuantityColumn _quantity;

    internal BoundTrades(TradeSeries series, Instrument instrument)
    {
        _series = series;
        Count = series.Count;
        Instrument = instrument;
        _price = new PriceColumn(series.Price, instrument);
        _quantity = new QuantityColumn(series.Quantity, instrument);
    }

    /// <summary>Whose grid the prices are on.</summary>
    public Instrument Instrument { get; }

    /// <summary>The series they come from.</summary>
    public TradeSeries Series => _series;

    /// <summary>How many trades there are.</summary>
    public int Count { get; }

    /// <summary>How many quantities are off the grid, so that a tick has less; some may be 0 there.</summary>
    public int RoundedCount => _quantity.RoundedCount;

    /// <summary>The trade at an index from 0 to <see cref="Count"/> - 1; received when it happened, as a file knows nothing else.</summary>
    /// <exception cref="InvariantException">Trades were added to the series since: its columns may have another scale now.</exception>
    public TradeTick this[int index]
    {
        get
        {
            if (_series.Count != Count)
                ThrowChanged();
            var time = new UnixNanos(_series.Times[index]);
            return new TradeTick(time, time, _price[index], _quantity[index], SideOf(_series.Aggressors[index]), _series.Ids[index]);
        }
    }

    /// <summary>The index of the first trade that is not before a moment; <see cref="Count"/> when there is none.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="start">Index from which on it is looked for, 0 to <see cref="Count"/>; fast where it is near.</param>
    public int FirstFrom(UnixNanos time, int start)
    {
        var times = _series.Times;
        var (low, high, step) = (start, start, 1);
        // So far ahead as it takes, then between there and the step before.
        while (high < times.Length && times[high] < time.Value)
        {
            low = high + 1;
            high = Math.Min(times.Length, high + step);
            step *= 2;
        }
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (times[middle] < time.Value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>What trades in a row come to.</summary>
    /// <param name="start">Index of the first, 0 or more.</param>
    /// <param name="end">Index after the last: above <paramref name="start"/>, at most <see cref="Count"/>.</param>
    /// <exception cref="InvariantException">Trades were added to the series since.</exception>
    public TradeTotals TotalsOf(int start, int end)
    {
        var last = this[end - 1];
        var (low, high) = _price.Extremes(start, end);
        return new TradeTotals(last, low, high, _quantity.Sum(start, end));
    }

    private static OrderSide? SideOf(TradeAggressor aggressor) => aggressor switch
    {
        TradeAggressor.Buy => OrderSide.Buy,
        TradeAggressor.Sell => OrderSide.Sell,
        _ => null,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    [DoesNotReturn]
    private void ThrowChanged() => throw new InvariantException($"series had {_series.Count} trades, must have the {Count} that were bound: bind it again");
}

/// <summary>What prints in a row come to.</summary>
/// <param name="Last">The last of them.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Volume">Base units of all of them.</param>
public readonly record struct TradeTotals(TradeTick Last, Price Low, Price High, decimal Volume);
