using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A change of what an account has of one currency.</summary>
/// <param name="Number">Of the ledger, rising.</param>
/// <param name="Order">Whose fill it was; null of a transfer.</param>
/// <param name="Fill">Null of a transfer.</param>
/// <param name="Quantity">Of spot and transfers the change of this currency; of perpetuals base units of the fill, never negative.</param>
/// <param name="CashFlow">What came in, without the fee.</param>
/// <param name="Fee">In this currency.</param>
/// <param name="Balance">Afterwards.</param>
/// <param name="Size">Of perpetuals, the position afterwards; else 0.</param>
/// <param name="Currency">Which.</param>
/// <param name="Time">When.</param>
internal sealed record BybitEntry(
    long Number,
    LoopbackOrder? Order,
    LoopbackFill? Fill,
    decimal Quantity,
    decimal CashFlow,
    decimal Fee,
    decimal Balance,
    decimal Size,
    Currency Currency,
    UnixNanos Time);

/// <summary>What Bybit remembers of a position beside its size and cost.</summary>
/// <param name="Created">When it was first opened.</param>
/// <param name="Opened">When it was last opened; null while it is flat.</param>
/// <param name="Updated">When it last changed.</param>
/// <param name="Current">Realized since it was opened, in quote currency, less fees.</param>
/// <param name="Total">Realized ever, in quote currency, less fees.</param>
/// <param name="Sequence">Of its last fill.</param>
internal sealed record BybitPositionHistory(UnixNanos Created, UnixNanos? Opened, UnixNanos Updated, decimal Current, decimal Total, long Sequence);

/// <summary>What accounts were charged and credited. Used under the venue's lock.</summary>
internal sealed class BybitLedger
{
    private readonly Dictionary<LoopbackAccount, List<BybitEntry>> _entries = [];
    private readonly Dictionary<(LoopbackAccount Account, LoopbackMarket Market), BybitPositionHistory> _positions = [];
    private long _numbers;

    public BybitLedger(LoopbackVenue venue) => venue.Listen(Hear);

    /// <summary>Of an account, oldest first.</summary>
    public IReadOnlyList<BybitEntry> EntriesOf(LoopbackAccount account) => _entries.GetValueOrDefault(account) ?? (IReadOnlyList<BybitEntry>)[];

    /// <summary>Null before the first fill.</summary>
    public BybitPositionHistory? HistoryOf(LoopbackAccount account, LoopbackMarket market) => _positions.GetValueOrDefault((account, market));

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.OrderChanged { Fill: { } fill, Order: { Ask.Account: { } account } order }:
                if (order.Market.IsPerpetual)
                    AddLinear(account, order, fill);
                else
                    AddSpot(account, order, fill);
                break;
            case LoopbackEvent.Transferred { Account: var account, Change: var change, Time: var time }:
                Add(account, null, null, change.Amount, change, fee: 0, size: 0, time);
                break;
        }
    }

    private void AddSpot(LoopbackAccount account, LoopbackOrder order, LoopbackFill fill)
    {
        var id = order.Market.Instrument.Id;
        var sign = order.IsBuy ? 1 : -1;
        foreach (var change in new[] { new Money(sign * fill.Quantity, id.Base), new Money(-sign * fill.Quantity * fill.Price, id.Quote) })
            Add(account, order, fill, change.Amount, change, fill.Fee.Currency == change.Currency ? fill.Fee.Amount : 0, size: 0, fill.Time);
    }

    private void AddLinear(LoopbackAccount account, LoopbackOrder order, LoopbackFill fill)
    {
        var position = account.PositionOf(order.Market);
        var before = position.Quantity - (order.IsBuy ? fill.Quantity : -fill.Quantity);
        Add(account, order, fill, fill.Quantity, new Money(fill.RealizedPnl, order.Market.Instrument.Id.Quote), fill.Fee.Amount, position.Quantity, fill.Time);
        var history = HistoryOf(account, order.Market) ?? new BybitPositionHistory(fill.Time, null, fill.Time, 0, 0, 0);
        var isNew = before == 0 || Math.Sign(before) == -Math.Sign(position.Quantity);
        var realized = fill.RealizedPnl - fill.Fee.Amount;
        _positions[(account, order.Market)] = history with
        {
            Opened = position.Quantity == 0 ? null : isNew ? fill.Time : history.Opened,
            Updated = fill.Time,
            Current = before == 0 ? realized : history.Current + realized,
            Total = history.Total + realized,
            Sequence = fill.Cursor,
        };
    }

    private void Add(
        LoopbackAccount account, LoopbackOrder? order, LoopbackFill? fill, decimal quantity, Money cashFlow, decimal fee, decimal size, UnixNanos time)
    {
        var balance = account.BalanceOf(cashFlow.Currency).Total;
        if (!_entries.TryGetValue(account, out var entries))
            _entries.Add(account, entries = []);
        entries.Add(new BybitEntry(++_numbers, order, fill, quantity, cashFlow.Amount, fee, balance, size, cashFlow.Currency, time));
    }
}
