using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Trades of the store, read block by block in order of time.</summary>
/// <remarks>Each day's file is opened when it is come to: a day that is imported anew meanwhile is read as it is then.</remarks>
public sealed class TradeReader : IDisposable
{
    private readonly Func<UnixNanos, TradeStoreFileReader> _open;
    private readonly Queue<UnixNanos> _days;
    private readonly long _from;
    private readonly long _to;
    private readonly TradeBlockDecoder _decoder = new();

    private TradeStoreFileReader? _file;
    private int _block;

    internal TradeReader(Func<UnixNanos, TradeStoreFileReader> open, IEnumerable<UnixNanos> days, long from, long to)
    {
        _open = open;
        _days = new Queue<UnixNanos>(days);
        _from = from;
        _to = to;
    }

    /// <summary>Reads the next trades into a series in place of what it holds.</summary>
    /// <param name="trades">Cleared first; gets 1 to 16,384 trades.</param>
    /// <returns>False when there is no more, with nothing in the series.</returns>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    public bool TryRead(TradeSeries trades)
    {
        trades.Clear();
        while (trades.Count == 0)
        {
            if (_file is null || _block == _file.Index.Count)
            {
                _file?.Dispose();
                _file = null;
                if (!_days.TryDequeue(out var day))
                    return false;
                (_file, _block) = (_open(day), 0);
            }
            _file.ReadBlock(_decoder, _block++, trades, _from, _to);
        }
        return true;
    }

    /// <summary>Closes what is open.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
