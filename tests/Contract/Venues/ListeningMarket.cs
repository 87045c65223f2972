using System.Threading.Channels;
using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>Keeps what a venue tells of a market, keeps its book from it, and lets a test wait for it.</summary>
/// <param name="instrument">Whose.</param>
public sealed class ListeningMarket(Instrument instrument) : IMarketListener
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    /// <summary>Its book.</summary>
    public OrderBook Book { get; } = new(instrument);

    /// <summary>Prints, in the order told.</summary>
    public List<TradeTick> Trades { get; } = [];

    /// <summary>The last best prices; null before the first.</summary>
    public QuoteTick? Quote { get; private set; }

    /// <summary>Bars, in the order told.</summary>
    public List<Bar> Bars { get; } = [];

    /// <summary>What people are told, in the order told.</summary>
    public List<(string Code, string Message)> Notices { get; } = [];

    /// <summary>How often the book was told whole, and said to have missed something.</summary>
    public (int Snapshots, int Invalidated) Counts { get; private set; }

    /// <inheritdoc/>
    public void Take(int index, in MarketEvent happened)
    {
        lock (_gate)
            Apply(in happened);
        _changes.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public void TakeBar(int index, in Bar bar)
    {
        lock (_gate)
            Bars.Add(bar);
        _changes.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public void Noticed(string code, string message)
    {
        lock (_gate)
            Notices.Add((code, message));
        _changes.Writer.TryWrite(true);
    }

    /// <summary>Waits until what was told fits.</summary>
    public async Task UntilAsync(Func<ListeningMarket, bool> isThere, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (isThere(this))
                    return;
            }
            await _changes.Reader.ReadAsync(cancellationToken);
        }
    }

    private void Apply(in MarketEvent happened)
    {
        switch (happened.Kind)
        {
            case MarketEventKind.Trade:
                Trades.Add(happened.ToTrade(instrument, happened.ReceivedTime));
                break;
            case MarketEventKind.Quote:
                Quote = happened.ToQuote(instrument, happened.ReceivedTime);
                break;
            case MarketEventKind.BookSnapshot:
                Book.Clear();
                ApplyLevels(in happened);
                Book.Complete(happened.Sequence, happened.ReceivedTime);
                Counts = (Counts.Snapshots + 1, Counts.Invalidated);
                break;
            case MarketEventKind.BookDelta:
                ApplyLevels(in happened);
                break;
            case MarketEventKind.BookInvalidated:
                Book.Invalidate();
                Counts = (Counts.Snapshots, Counts.Invalidated + 1);
                break;
        }
    }

    private void ApplyLevels(in MarketEvent happened)
    {
        foreach (ref readonly var level in happened.Levels)
            Book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
    }
}
