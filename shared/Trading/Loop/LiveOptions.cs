using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What an account that trades at a venue is made with.</summary>
public sealed record LiveOptions : SessionOptions
{
    // News of an order that ended may come late, and venues are asked about the last minutes.
    private const int ClosedOrdersMax = 10_000;

    private const string Prefix = "live:";
    private const string PaperPrefix = "paper:";

    /// <summary>Its market, as the venue tells it.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>Length of the bars.</summary>
    public required BarInterval Interval { get; init; }

    /// <summary>What a new account has at the venue.</summary>
    public IReadOnlyList<Money> Balances { get; init; } = [];

    /// <summary>Name of the market data of an account, journaled with it.</summary>
    public string FeedSource => FeedSourceOf(Instrument.Id, Interval, Kernel.Mode);

    /// <summary>As <see cref="FeedSource"/>, such as <c>live:BTC-USDT.BINANCE:1m</c>, or <c>paper:…</c> for an account on paper: neither can be taken for the other.</summary>
    public static string FeedSourceOf(InstrumentId instrument, BarInterval interval, RunMode mode) => $"{(mode == RunMode.Paper ? PaperPrefix : Prefix)}{instrument}:{interval}";

    /// <summary>Whether that is the name of a venue's market data, whoever executes.</summary>
    public static bool IsLive(string feedSource) => feedSource.StartsWith(Prefix, StringComparison.Ordinal) || feedSource.StartsWith(PaperPrefix, StringComparison.Ordinal);

    /// <summary>The mode of an account on a venue's market data.</summary>
    public static RunMode ModeOf(string feedSource) => feedSource.StartsWith(PaperPrefix, StringComparison.Ordinal) ? RunMode.Paper : RunMode.Live;

    /// <summary>The kernel's options of a live account; who reads its journal must take the same.</summary>
    /// <param name="instrument">Its market.</param>
    /// <param name="features">What the venue carries out.</param>
    /// <param name="execution">How requests are made.</param>
    /// <param name="leverage">Of a market with margin; 1 for spot.</param>
    /// <param name="mode">Live, or paper where nothing leaves the process.</param>
    public static KernelOptions KernelFor(InstrumentId instrument, VenueFeatures features, ExecutionOptions execution, decimal leverage, RunMode mode) => new()
    {
        Mode = mode,
        Account = PaperOptions.Account,
        Partition = PaperOptions.Partition,
        AccountKind = instrument.Kind == InstrumentKind.Spot ? AccountKind.Cash : AccountKind.Margin,
        Leverage = leverage,
        ReportingCurrency = instrument.Quote,
        ClosedOrdersMax = ClosedOrdersMax,
        DefaultFeatures = features,
        Execution = execution,
    };
}
