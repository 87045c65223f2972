using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Balances and positions of one account. Changed only by <see cref="KernelState.Fold"/>.</summary>
public sealed class Portfolio
{
    private readonly List<Holding> _holdings = [];
    private readonly Dictionary<InstrumentId, int> _indexes = [];
    private readonly List<Balance> _balances = [];
    private readonly SortedDictionary<(StrategyInstanceId Strategy, InstrumentId Instrument), Position> _strategyPositions = [];

    private readonly Balance _reporting;

    internal Portfolio(Currency reportingCurrency) => _reporting = BalanceOf(reportingCurrency);

    /// <summary>The currency that equity is told in.</summary>
    public Currency ReportingCurrency => _reporting.Currency;

    /// <summary>One for each known instrument, in the order they became known; the index is the instrument's.</summary>
    public IReadOnlyList<Holding> Holdings => _holdings;

    /// <summary>One for each currency ever held, in the order they came.</summary>
    public IReadOnlyList<Balance> Balances => _balances;

    /// <summary>What came in by hand less what went out, in the reporting currency: what equity is compared with.</summary>
    public decimal PaidIn { get; private set; }

    /// <summary>The instrument's index into <see cref="Holdings"/>; -1 when it is not known.</summary>
    public int IndexOf(InstrumentId instrument) => _indexes.GetValueOrDefault(instrument, -1);

    /// <summary>What is held of a currency; made when it was not held yet.</summary>
    public Balance BalanceOf(Currency currency)
    {
        foreach (var balance in _balances)
        {
            if (balance.Currency == currency)
                return balance;
        }
        var added = new Balance(currency);
        _balances.Add(added);
        return added;
    }

    /// <summary>What one strategy has of the account's position in an instrument.</summary>
    public Position PositionOf(StrategyInstanceId strategy, InstrumentId instrument)
    {
        if (_strategyPositions.TryGetValue((strategy, instrument), out var position))
            return position;
        position = new Position();
        _strategyPositions.Add((strategy, instrument), position);
        return position;
    }

    /// <summary>
    /// The reporting currency's balance, plus what is held of every spot base currency and the open profit of every perpetual,
    /// at the last prices, over instruments quoted in the reporting currency; other currencies are not counted.
    /// </summary>
    /// <param name="market">The last prices; a holding without one counts at its cost.</param>
    public decimal Equity(MarketView market)
    {
        var equity = _reporting.Total;
        for (var index = 0; index < _holdings.Count; index++)
        {
            var holding = _holdings[index];
            if (holding.ValuesBase)
            {
                if (holding.BaseBalance.Total is var held && held != 0)
                    equity += held * (market.PriceOf(index) ?? holding.Position.AverageEntryPrice ?? 0);
            }
            else if (holding.Instrument.Id.Kind == InstrumentKind.Perpetual && !holding.Position.IsFlat && holding.Instrument.Id.Quote == ReportingCurrency)
            {
                equity += holding.Position.UnrealizedPnl(market.PriceOf(index) ?? holding.Position.AverageEntryPrice!.Value);
            }
        }
        return equity;
    }

    internal void SetInstrument(Instrument instrument)
    {
        var index = IndexOf(instrument.Id);
        if (index >= 0)
        {
            _holdings[index].Instrument = instrument;
            return;
        }
        // A coin held at one price for all: that of the first market where it trades against the reporting currency.
        var isValuer = instrument.Id.Kind == InstrumentKind.Spot
            && instrument.Id.Quote == ReportingCurrency
            && !_holdings.Exists(other => other.ValuesBase && other.Instrument.Id.Base == instrument.Id.Base);
        _indexes.Add(instrument.Id, _holdings.Count);
        _holdings.Add(new Holding(instrument, BalanceOf(instrument.Id.Base), BalanceOf(instrument.Id.Quote), isValuer));
    }

    internal void Lock(InstrumentId instrument, OrderSide side, decimal change)
    {
        if (change != 0)
            BalanceOf(side == OrderSide.Buy ? instrument.Quote : instrument.Base).Lock(change);
    }

    internal void Apply(AccountUpdate update)
    {
        BalanceOf(update.Change.Currency).Add(update.Change.Amount);
        if (update.Change.Currency == ReportingCurrency && update.Reason is BalanceReason.Initial or BalanceReason.Deposit or BalanceReason.Withdrawal or BalanceReason.Transfer)
            PaidIn += update.Change.Amount;
    }

    internal void Apply(PositionUpdate update)
    {
        var position = _holdings[_indexes[update.Instrument]].Position;
        var isOther = position.SignedQuantity != update.SignedQuantity;
        position.Set(update.SignedQuantity, update.Cost);
        if (isOther)
            EndStrategyPositions(update.Instrument);
    }

    private void EndStrategyPositions(InstrumentId corrected)
    {
        foreach (var ((_, instrument), position) in _strategyPositions)
        {
            if (instrument == corrected)
                position.Set(0, 0);
        }
    }

    // Gives what it realized for the strategy whose order it was, in quote currency before fees; 0 where it was nobody's.
    internal decimal Apply(OrderTerms terms, OrderFill fill)
    {
        var holding = _holdings[_indexes[terms.Instrument]];
        var realizedBefore = holding.Position.RealizedPnl;
        var feeInBase = terms.Instrument.Kind == InstrumentKind.Spot && fill.Fee.Currency == terms.Instrument.Base ? fill.Fee.Amount : 0;
        holding.Position.Apply(terms.Side, fill.Price, fill.Quantity, fill.FeeInQuote, feeInBase, restMax: 0);
        var realized = 0m;
        if (!terms.Strategy.IsNone)
        {
            var own = PositionOf(terms.Strategy, terms.Instrument);
            realized = -own.RealizedPnl;
            // The fee of a sell is not taken out of what it brings; and rests stay with the account.
            own.Apply(terms.Side, fill.Price, fill.Quantity, fill.FeeInQuote, terms.Side == OrderSide.Buy ? feeInBase : 0, restMax: holding.Instrument.QuantityIncrement);
            realized += own.RealizedPnl;
        }
        if (terms.Instrument.Kind == InstrumentKind.Spot)
        {
            var sign = terms.Side == OrderSide.Buy ? 1 : -1;
            holding.BaseBalance.Add(sign * fill.Quantity.Value);
            holding.QuoteBalance.Add(-sign * (fill.Price * fill.Quantity).Value);
        }
        else
        {
            // What the venue paid is what there is: its average is rounded in its own way.
            holding.QuoteBalance.Add(fill.RealizedPnl ?? holding.Position.RealizedPnl - realizedBefore);
        }
        if (fill.Fee.Amount != 0)
            BalanceOf(fill.Fee.Currency).Add(-fill.Fee.Amount);
        return realized;
    }

    internal void Restore(ref MessageReader reader)
    {
        PaidIn = reader.Decimal();
        var holdings = reader.Count();
        for (var index = 0; index < holdings; index++)
        {
            SetInstrument(InstrumentCodec.Read(ref reader));
            _holdings[index].Position.Restore(ref reader);
        }
        var balances = reader.Count();
        for (var index = 0; index < balances; index++)
            BalanceOf(OrderCodec.ReadCurrency(ref reader)).Restore(ref reader);
        var positions = reader.Count();
        for (var index = 0; index < positions; index++)
            PositionOf(OrderCodec.ReadStrategy(ref reader), OrderCodec.ReadInstrumentId(ref reader)).Restore(ref reader);
    }

    internal void WriteTo(MessageWriter writer)
    {
        writer.Decimal(PaidIn);
        writer.Number(_holdings.Count);
        foreach (var holding in _holdings)
        {
            InstrumentCodec.Write(writer, holding.Instrument);
            holding.Position.WriteTo(writer);
        }
        // Asking for a balance or a position must not change the hash: what is nothing is not written.
        var balances = _balances.Where(balance => balance.Total != 0 || balance.Locked != 0).OrderBy(balance => balance.Currency).ToArray();
        writer.Number(balances.Length);
        foreach (var balance in balances)
            balance.WriteTo(writer);
        var positions = _strategyPositions
            .Where(one => one.Value is not { IsFlat: true, RealizedPnl: 0, FeesInQuote: 0 })
            .OrderBy(one => one.Key.Strategy)
            .ThenBy(one => one.Key.Instrument.Text, StringComparer.Ordinal)
            .ToArray();
        writer.Number(positions.Length);
        foreach (var ((strategy, instrument), position) in positions)
        {
            writer.Text(strategy.Text);
            writer.Text(instrument.Text);
            position.WriteTo(writer);
        }
    }
}

/// <summary>An instrument and what the account has in it.</summary>
public sealed class Holding
{
    internal Holding(Instrument instrument, Balance baseBalance, Balance quoteBalance, bool valuesBase)
    {
        ValuesBase = valuesBase;
        Instrument = instrument;
        BaseBalance = baseBalance;
        QuoteBalance = quoteBalance;
    }

    /// <summary>As it is now.</summary>
    public Instrument Instrument { get; internal set; }

    /// <summary>The netted position.</summary>
    public Position Position { get; } = new();

    internal Balance BaseBalance { get; }

    internal bool ValuesBase { get; }

    internal Balance QuoteBalance { get; }
}
