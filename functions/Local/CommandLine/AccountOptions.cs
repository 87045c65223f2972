using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>Options of a simulated account and its market, shared by backtest and paper trading.</summary>
internal sealed class AccountOptions
{
    private readonly Option<string?> _cash = OptionText.Make("--cash", "Cash at the start, in quote currency [100000]", "N");
    private readonly Option<string?> _fee = OptionText.Make("--fee-bps", "Fee of every fill in basis points [10]", "N");
    private readonly Option<string?> _maker = OptionText.Make("--maker-bps", "Fee of resting orders; negative is a rebate; with --taker-bps", "N");
    private readonly Option<string?> _taker = OptionText.Make("--taker-bps", "Fee of taking orders; with --maker-bps", "N");
    private readonly Option<string?> _tiers = OptionText.Make("--fee-tiers", "Fees by 30-day volume: VOLUME=MAKER/TAKER in basis points, comma-separated, from 0", "T");
    private readonly Option<string?> _feeCurrency = OptionText.Make("--fee-currency", "Fees in quote currency, or out of what is received: of a buy in base currency [quote]", "quote|received");
    private readonly Option<string?> _slippage = OptionText.Make("--slippage-bps", "What a taker loses to the spread, in basis points [0]", "N");
    private readonly Option<string?> _impact = OptionText.Make("--impact-bps", "What a taker loses by a day's volume, growing with the square root of size over volume [0]", "N");
    private readonly Option<string?> _fill = OptionText.Make("--fill", "At which price an order meets the market [next-open]", "next-open|close");
    private readonly Option<string?> _limitFill = OptionText.Make("--limit-fill", "A limit order fills when the price goes through it, or when it touches it [strict]", "strict|touch");
    private readonly Option<string?> _path = OptionText.Make("--bar-path", "Which extreme of a bar comes first; adaptive: the nearer to the open [adaptive]", "adaptive|high-first|low-first");
    private readonly Option<string?> _participation = OptionText.Make("--participation", "Greatest share of a bar's volume our fills may have [0.1]", "N|off");
    private readonly Option<string?> _latency = OptionText.Make("--latency-ms", "Time to the venue, and back, in milliseconds [0]", "N");
    private readonly Option<string?> _submitLatency = OptionText.Make("--submit-latency-ms", "Time that a new order takes to the venue [--latency-ms]", "N");
    private readonly Option<string?> _amendLatency = OptionText.Make("--amend-latency-ms", "Time that an amendment takes to the venue [--latency-ms]", "N");
    private readonly Option<string?> _cancelLatency = OptionText.Make("--cancel-latency-ms", "Time that a cancel takes to the venue [--latency-ms]", "N");
    private readonly Option<string?> _triggers = OptionText.Make("--triggers", "Where stops, if-touched and trailing orders are held: at the venue, or here, as for a venue without them [venue]", "venue|emulated");
    private readonly Option<string?> _maintenance = OptionText.Make("--maintenance-rate", "Share of a perpetual's notional below which its venue takes the position [0.005]", "N");
    private readonly Option<string?> _priceIncrement = OptionText.Make("--price-increment", "Tick size of the market [0.01]", "N");
    private readonly Option<string?> _quantityIncrement = OptionText.Make("--quantity-increment", "Lot size of the market [0.00001]", "N");
    private readonly Option<string?> _account = OptionText.Make("--account", "Cash: no debt, no shorts; margin: exposure up to equity times leverage [cash]", "cash|margin");
    private readonly Option<string?> _leverage = OptionText.Make("--leverage", "Of a margin account [1]", "N");
    private readonly Option<string?> _rate = OptionText.Make("--order-rate-limit", "Orders in any second [backtest off, up VELOZ_ORDER_RATE_LIMIT, which is 10]", "N|off");
    private readonly Option<string?> _collar = OptionText.Make("--price-collar", "Greatest distance of a limit price from the last price, as a fraction [off]", "N|off");

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _cash, _fee, _maker, _taker, _tiers, _feeCurrency, _slippage, _impact, _fill, _limitFill, _path, _participation, _latency, _submitLatency, _amendLatency, _cancelLatency, _triggers, _maintenance, _priceIncrement,
            _quantityIncrement, _account, _leverage, _rate, _collar,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public decimal Cash(ParseResult parsed) => OptionText.Positive("--cash", parsed.GetValue(_cash) ?? "100000", 1_000_000_000_000);

    /// <summary>The cash as it was given; null where it was not.</summary>
    public string? CashText(ParseResult parsed) => parsed.GetValue(_cash);

    /// <summary>The order rate limit as it was given; null where it was not.</summary>
    public string? RateText(ParseResult parsed) => parsed.GetValue(_rate);

    /// <summary>What was given of what an account keeps for good.</summary>
    public GivenTerms Given(ParseResult parsed) => new(
        parsed.GetValue(_account) is null ? null : Simulation(parsed).AccountKind,
        parsed.GetValue(_leverage) is null ? null : Simulation(parsed).Leverage,
        parsed.GetValue(_priceIncrement) is null ? null : PriceIncrement(parsed),
        parsed.GetValue(_quantityIncrement) is null ? null : QuantityIncrement(parsed));

    public decimal? PriceCollar(ParseResult parsed) => OptionText.AmountOrOff("--price-collar", parsed.GetValue(_collar) ?? "off", max: 10);

    public decimal PriceIncrement(ParseResult parsed) => OptionText.Positive("--price-increment", parsed.GetValue(_priceIncrement) ?? "0.01", 1_000_000);

    public decimal QuantityIncrement(ParseResult parsed) => OptionText.Positive("--quantity-increment", parsed.GetValue(_quantityIncrement) ?? "0.00001", 1_000_000);

    public SimulationOptions Simulation(ParseResult parsed) => new()
    {
        Fill = OptionText.Choice("--fill", parsed.GetValue(_fill) ?? "next-open", ("next-open", FillTiming.NextOpen), ("close", FillTiming.Close)),
        LimitFill = OptionText.Choice("--limit-fill", parsed.GetValue(_limitFill) ?? "strict", ("strict", LimitFill.Strict), ("touch", LimitFill.Touch)),
        Path = OptionText.Choice(
            "--bar-path",
            parsed.GetValue(_path) ?? "adaptive",
            ("adaptive", BarPathRule.Adaptive),
            ("high-first", BarPathRule.HighFirst),
            ("low-first", BarPathRule.LowFirst)),
        Participation = OptionText.AmountOrOff("--participation", parsed.GetValue(_participation) ?? "0.1", max: 1),
        SlippageBps = OptionText.Amount("--slippage-bps", parsed.GetValue(_slippage) ?? "0", max: 5_000),
        ImpactBps = OptionText.Amount("--impact-bps", parsed.GetValue(_impact) ?? "0", max: 100_000),
        Latency = LatencyOf("--latency-ms", parsed.GetValue(_latency)) ?? TimeSpan.Zero,
        SubmitLatency = LatencyOf("--submit-latency-ms", parsed.GetValue(_submitLatency)),
        AmendLatency = LatencyOf("--amend-latency-ms", parsed.GetValue(_amendLatency)),
        CancelLatency = LatencyOf("--cancel-latency-ms", parsed.GetValue(_cancelLatency)),
        FeeCurrency = OptionText.Choice("--fee-currency", parsed.GetValue(_feeCurrency) ?? "quote", ("quote", FeeCurrency.Quote), ("received", FeeCurrency.Received)),
        Features = OptionText.Choice("--triggers", parsed.GetValue(_triggers) ?? "venue", ("venue", VenueFeatures.All), ("emulated", VenueFeatures.All with { HasConditionalOrders = false })),
        MaintenanceRate = OptionText.Positive("--maintenance-rate", parsed.GetValue(_maintenance) ?? "0.005", max: 0.5m),
        AccountKind = OptionText.Choice("--account", parsed.GetValue(_account) ?? "cash", ("cash", AccountKind.Cash), ("margin", AccountKind.Margin)),
        Leverage = OptionText.Positive("--leverage", parsed.GetValue(_leverage) ?? "1", max: 125),
    };

    private static TimeSpan? LatencyOf(string name, string? text) =>
        text is null ? null : TimeSpan.FromTicks((long)(OptionText.Amount(name, text, max: 86_400_000) * TimeSpan.TicksPerMillisecond));

    /// <summary>Refuses what would change nothing in this market.</summary>
    /// <exception cref="UsageException">An option was given that only perpetuals have.</exception>
    public void CheckFor(InstrumentId market, ParseResult parsed)
    {
        if (market.Kind != InstrumentKind.Perpetual && parsed.GetValue(_maintenance) is { } rate)
            throw new UsageException($"--maintenance-rate was {rate} and {market} is not a perpetual; only the venue of a perpetual takes positions: leave it out");
    }

    /// <summary>Refuses leverage without a margin account, which a new account would not have.</summary>
    /// <exception cref="UsageException">It was given for a cash account.</exception>
    public void CheckLeverage(ParseResult parsed)
    {
        if (parsed.GetValue(_leverage) is { } leverage && Simulation(parsed).AccountKind == AccountKind.Cash)
            throw new UsageException($"--leverage was {leverage} and a cash account has none; leave it out, or give --account margin");
    }

    public RiskLimits Limits(ParseResult parsed) => new()
    {
        OrdersPerSecond = parsed.GetValue(_rate) is { } rate and not "off" ? OptionText.Whole("--order-rate-limit", rate, 1, 1_000_000) : null,
        PriceCollar = PriceCollar(parsed),
    };

    public FeeSchedule Fees(ParseResult parsed)
    {
        var (fee, maker, taker, tiers) = (parsed.GetValue(_fee), parsed.GetValue(_maker), parsed.GetValue(_taker), parsed.GetValue(_tiers));
        if ((maker is null) != (taker is null))
            throw new UsageException("--maker-bps and --taker-bps must be given together");
        if ((fee is null ? 0 : 1) + (maker is null ? 0 : 1) + (tiers is null ? 0 : 1) > 1)
            throw new UsageException("--fee-bps, --maker-bps with --taker-bps, and --fee-tiers exclude each other; give one");
        if (tiers is not null)
            return Tiers(tiers);
        return maker is null
            ? FeeSchedule.Flat(Rate("--fee-bps", fee ?? "10"), Rate("--fee-bps", fee ?? "10"))
            : FeeSchedule.Flat(Rate("--maker-bps", maker), Rate("--taker-bps", taker!));
    }

    private static FeeSchedule Tiers(string text)
    {
        var tiers = new List<FeeTier>();
        foreach (var part in text.Split(','))
        {
            var fields = part.Split('=', '/');
            if (fields.Length != 3)
                throw new UsageException($"--fee-tiers had '{part}', must be VOLUME=MAKER/TAKER, such as 0=10/10,1000000=9/10");
            tiers.Add(new FeeTier(OptionText.Amount("--fee-tiers", fields[0]), Rate("--fee-tiers", fields[1]), Rate("--fee-tiers", fields[2])));
        }
        try
        {
            return new FeeSchedule(tiers);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--fee-tiers: {exception.Message}");
        }
    }

    private static decimal Rate(string name, string text) => OptionText.Signed(name, text, limit: 9_999) / 10_000;
}
