using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// A small table of bars and the orders made at their closes. Bars are of one minute unless said; bar i opens i minutes after 00:00 when none is missing.
/// A maker pays 5, a taker 10 basis points; there is no limit on volume unless said.
/// </summary>
internal sealed class Scenario
{
    private static readonly UnixNanos Midnight = new(1_577_836_800 * UnixNanos.PerSecond); // 2020-01-01

    private readonly List<ScriptedStep> _steps = [];
    private readonly BarTable _bars;
    private long _next;

    public Scenario(string interval = "1m") => _bars = new BarTable("scenario", BarInterval.Parse(interval));

    public decimal Cash { get; init; } = 100_000;

    public FeeSchedule Fees { get; init; } = FeeSchedule.Flat(makerRate: 0.0005m, takerRate: 0.001m);

    public SimulationOptions Options { get; init; } = new();

    public decimal? Participation { get; init; }

    public ScriptedStrategy Strategy { get; private set; } = new([]);

    /// <summary>The moment of a text such as <c>02:20</c> (minutes and seconds) and so many nanoseconds more.</summary>
    public static UnixNanos Time(string text, long nanos = 0)
    {
        var parts = text.Split(':');
        var seconds = (int.Parse(parts[0], CultureInfo.InvariantCulture) * 60) + int.Parse(parts[1], CultureInfo.InvariantCulture);
        return new UnixNanos(Midnight.Value + (seconds * UnixNanos.PerSecond) + nanos);
    }

    /// <summary>Adds the next bar.</summary>
    public Scenario Bar(decimal open, decimal high, decimal low, decimal close, decimal volume = 1_000)
    {
        _bars.Rows.Add(new BarRow(Midnight.Value + (_next * _bars.Interval.Nanos), open, high, low, close, volume));
        _next++;
        return this;
    }

    /// <summary>Leaves bars out.</summary>
    public Scenario Missing(int bars)
    {
        _next += bars;
        return this;
    }

    public Scenario Market(int bar, OrderSide side, decimal quantity, TimeInForce timeInForce = TimeInForce.Gtc, UnixNanos? expires = null) =>
        Submit(bar, new OrderRequest { Instrument = ReferenceCases.Market.Id, Side = side, Type = OrderType.Market, Quantity = quantity, TimeInForce = timeInForce, ExpireTime = expires });

    public Scenario Limit(
        int bar, OrderSide side, decimal quantity, decimal price, TimeInForce timeInForce = TimeInForce.Gtc, UnixNanos? expires = null, bool isPostOnly = false) =>
        Submit(bar, new OrderRequest
        {
            Instrument = ReferenceCases.Market.Id,
            Side = side,
            Type = OrderType.Limit,
            Quantity = quantity,
            Price = price,
            TimeInForce = timeInForce,
            ExpireTime = expires,
            IsPostOnly = isPostOnly,
        });

    public Scenario Cancel(int bar, int order)
    {
        _steps.Add(new ScriptedStep(bar, Request: null, order));
        return this;
    }

    public Scenario Amend(int bar, int order, decimal? quantity = null, decimal? price = null, decimal? trigger = null)
    {
        _steps.Add(new ScriptedStep(bar, Request: null, order) { Amend = (quantity, price, trigger) });
        return this;
    }

    public Scenario List(int bar, OrderListRequest list)
    {
        _steps.Add(new ScriptedStep(bar, Request: null, Canceled: -1) { List = list });
        return this;
    }

    /// <summary>A request in this market.</summary>
    public static OrderRequest Request(OrderType type, OrderSide side, decimal quantity, decimal? price = null, decimal? trigger = null) =>
        new() { Instrument = ReferenceCases.Market.Id, Type = type, Side = side, Quantity = quantity, Price = price, TriggerPrice = trigger };

    public BacktestResult Run()
    {
        var market = new Instrument(ReferenceCases.Market.Id, 0.01m, 0.00001m, Fees);
        var definition = ScriptedStrategy.Define(() => Strategy = new ScriptedStrategy(_steps));
        return ReferenceCases.Run(new BacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read([]),
            Bars = _bars.Bind(market),
            Range = ..,
            Cash = Cash,
            Simulation = Options with { Participation = Participation },
        });
    }

    /// <summary>The fills as text: <c>02:20 Buy 0.4 @ 101 Taker fee 0.0404</c>; the time in minutes and seconds after the first open.</summary>
    public string[] RunForFills() => [.. Run().Fills.Select(Line)];

    /// <summary>Where an order stands when all is over, the fills too.</summary>
    public OrderStatus StatusOf(int order) => Strategy.Orders[order]!.Status;

    private static string Line(BacktestFill fill)
    {
        var time = fill.Time - Midnight;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)time.TotalMinutes:00}:{time.Seconds:00} {fill.Side} {fill.Quantity} @ {fill.Price} {fill.Liquidity} fee {DecimalText.Trimmed(fill.Fee)}");
    }

    public Scenario Submit(int bar, OrderRequest request)
    {
        _steps.Add(new ScriptedStep(bar, request, Canceled: -1));
        return this;
    }
}
