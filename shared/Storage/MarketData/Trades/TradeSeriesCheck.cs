using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Whether a series is fit to be kept: a series takes columns unchecked, the store does not.</summary>
internal static class TradeSeriesCheck
{
    /// <summary>What is wrong with the first trade that is wrong, or null.</summary>
    public static string? FaultOf(TradeSeries trades)
    {
        foreach (var column in (ReadOnlySpan<DecimalColumn>)[trades.Price, trades.Quantity])
        {
            if (column.Count != trades.Count)
                return $"a column had {column.Count} values, must have {trades.Count} as there are trades";
            if (FirstNotAbove0(column) is { } index)
                return $"trade {trades.Ids[index]} had price {DecimalText.Trimmed(trades.Price[index])} and quantity {DecimalText.Trimmed(trades.Quantity[index])}, must be above 0";
        }
        var times = trades.Times;
        var ids = trades.Ids;
        for (var index = 0; index < times.Length; index++)
        {
            if (times[index] < (index > 0 ? times[index - 1] : 0))
                return $"trade {ids[index]} was at {new UnixNanos(times[index])}, must not be before {new UnixNanos(index > 0 ? times[index - 1] : 0)}";
            if (ids[index] <= (index > 0 ? ids[index - 1] : -1))
                return $"trade id was {ids[index]}, must be {(index > 0 ? $"above {ids[index - 1]}" : "0 or more")}";
            if (trades.Aggressors[index] > TradeAggressor.Sell)
                return $"trade {ids[index]} had side {(int)trades.Aggressors[index]}, must be buy, sell or unknown";
        }
        return null;
    }

    private static int? FirstNotAbove0(DecimalColumn column)
    {
        if (!column.IsWide)
        {
            var mantissas = column.Mantissas;
            for (var index = 0; index < mantissas.Length; index++)
            {
                if (mantissas[index] <= 0)
                    return index;
            }
            return null;
        }
        for (var index = 0; index < column.Count; index++)
        {
            if (column[index] <= 0)
                return index;
        }
        return null;
    }
}
