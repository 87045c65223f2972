using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>A venue whose market is another's, as it goes on now, and whose account is on paper: no key is needed, and no order leaves the process.</summary>
/// <remarks>It has the name of the venue whose market it is.</remarks>
public sealed class PaperVenue : IVenueConnection
{
    private readonly IVenueConnection _source;
    private readonly PaperMarketData _data;
    private readonly IJournal _journal;
    private readonly PaperVenueOptions _options;
    private readonly MonotonicClock _clock;
    private readonly Func<bool> _mayAct;

    /// <summary>Nothing is asked before one of its parts is used.</summary>
    /// <param name="source">Whose market data these are; disposed with this.</param>
    /// <param name="journal">Keeps the account's books, and those of nobody else; disposed with this.</param>
    /// <param name="options">What the account is.</param>
    /// <param name="clock">Ours, and that of the market data.</param>
    /// <param name="mayAct">Whether we still lead, asked right before something is changed.</param>
    public PaperVenue(IVenueConnection source, IJournal journal, PaperVenueOptions options, MonotonicClock clock, Func<bool> mayAct)
    {
        (_source, _journal, _options, _clock, _mayAct) = (source, journal, options, clock, mayAct);
        _data = new PaperMarketData(source.MarketData);
    }

    /// <inheritdoc/>
    public IMarketDataSource MarketData => _data;

    /// <inheritdoc/>
    /// <remarks>What the venue does whose market it is, as far as paper can: a strategy goes on as it would there.</remarks>
    public VenueFeatures Features => _source.Features with { HasTrailingStops = false, HasGoodTillDate = false, HasLinkedOrders = false, HasDeadManTimer = false };

    /// <inheritdoc/>
    public ClockEstimate Clock => _source.Clock;

    /// <inheritdoc/>
    /// <exception cref="JournalDamagedException">The books are damaged.</exception>
    /// <exception cref="JournalHaltException">Their frames do not fit together.</exception>
    public async Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        if (markets is not [{ Instrument: { Id.Kind: InstrumentKind.Spot } instrument }])
            throw new VenueException(VenueErrorKind.Refused, $"a paper account was opened on {string.Join(", ", markets.Select(static market => market.Instrument.Id))}, must be one spot market");
        var books = new PaperBooks(_options.ClosedOrdersMax);
        var prefix = await PaperJournal.ReadAsync(_journal, books.Fold, cancellationToken);
        if (books.Instrument is { } before && before != instrument.Id)
            throw new VenueException(VenueErrorKind.Refused, $"the paper account has the market {before}, not {instrument.Id}; start it with that market, or take another data folder");
        var account = new PaperExecution(WithFees(instrument), Features, _options, books, new PaperJournal(_journal, prefix, _clock), _clock, _mayAct);
        _data.Account = account;
        return account;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_data.Account is { } account)
            await account.DisposeAsync();
        await _source.DisposeAsync();
        await _journal.DisposeAsync();
    }

    private Instrument WithFees(Instrument market) => new(market.Id, market.PriceIncrement, market.QuantityIncrement, _options.Fees)
    {
        QuantityMin = market.QuantityMin,
        QuantityMax = market.QuantityMax,
        NotionalMin = market.NotionalMin,
        NotionalMax = market.NotionalMax,
    };
}
