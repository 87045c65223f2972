using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// A captured market or a list of prints, one event a second, and the orders made when events are seen. Lines: <c>print 100 x 1 sell</c> (buy, sell or nothing),
/// <c>book 99x5 98x10 / 101x3 102x4</c> (bids / asks), <c>bid 99x4</c>, <c>ask 101x0</c> (0 takes the level away), <c>lost</c>. A maker pays 5, a taker 10 basis points.
/// </summary>
internal sealed class EventScript
{
    private static readonly Instrument Market = new(ReferenceCases.Market.Id, 0.01m, 0.001m, FeeSchedule.Flat(makerRate: 0.0005m, takerRate: 0.001m));
    private static readonly UnixNanos Midnight = Scenario.Time("00:00");

    private readonly List<Line> _lines = [];
    private readonly List<(int Event, Action<StrategyContext, List<Order?>> Do)> _steps = [];

    public SimulationOptions Options { get; init; } = new() { AccountKind = AccountKind.Margin, Leverage = 10 };

    public List<Order?> Orders { get; private set; } = [];

    public EventScript Events(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            _lines.Add(Read(line));
        return this;
    }

    /// <summary>Makes an order when an event is seen, counted from 0; one that was lost is seen by nobody.</summary>
    public EventScript Order(int happened, OrderRequest request) => Step(happened, (context, orders) => orders.Add(context.Submit(request).Order));

    public EventScript List(int happened, OrderListRequest list) => Step(happened, (context, orders) => orders.AddRange(context.Submit(list).Orders));

    public EventScript Amend(int happened, int order, decimal? quantity = null, decimal? price = null) =>
        Step(happened, (context, orders) => Assert.Null(context.Amend(orders[order]!, quantity, price)));

    public EventScript Cancel(int happened, int order) => Step(happened, (context, orders) => context.Cancel(orders[order]!));

    public static OrderRequest Request(OrderType type, OrderSide side, decimal quantity, decimal? price = null, decimal? trigger = null) => Scenario.Request(type, side, quantity, price, trigger);

    /// <summary>The fills over the captured market: <c>3 buy 1 @ 101 taker</c>, the number being the second.</summary>
    public async Task<string[]> RunOverBookAsync()
    {
        var definition = Define();
        return Told(await Backtest.RunAsync(
            new BookBacktestSettings { Strategy = definition, Parameters = definition.Read([]), Simulation = Options, Feed = new Feed(_lines) },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken));
    }

    /// <summary>The fills over the prints alone.</summary>
    public string[] RunOverPrints(params Action<BacktestResult>[] checks)
    {
        var definition = Define();
        var trades = new TradeSeries();
        for (var index = 0; index < _lines.Count; index++)
            trades.Add(TimeOf(index), _lines[index].Ticks * 0.01m, _lines[index].Lots * 0.001m, SideOf(_lines[index].Aggressor), index + 1);
        var result = Backtest.Run(
            new TradeBacktestSettings { Strategy = definition, Parameters = definition.Read([]), Simulation = Options, Instrument = Market, Pieces = [trades.BindTo(Market)], From = Midnight, To = TimeOf(_lines.Count) },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
        foreach (var check in checks)
            check(result);
        return Told(result);
    }

    private EventScript Step(int happened, Action<StrategyContext, List<Order?>> act)
    {
        _steps.Add((happened, act));
        return this;
    }

    private StrategyDefinition Define() => new()
    {
        Id = "event-script",
        Title = "Event script",
        Category = "Tests",
        Description = "Does what a list says.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => new Script(_steps, Orders = []),
    };

    private static UnixNanos TimeOf(int index) => new(Midnight.Value + (index * UnixNanos.PerSecond));

    private static string[] Told(BacktestResult result) =>
        [.. result.Fills.Select(fill => string.Create(
            CultureInfo.InvariantCulture,
            $"{(fill.Time - Midnight).TotalSeconds} {(fill.Side == OrderSide.Buy ? "buy" : "sell")} {DecimalText.Trimmed(fill.Quantity.Value)} @ {DecimalText.Trimmed(fill.Price.Value)} {(fill.Liquidity == Liquidity.Maker ? "maker" : "taker")}"))];

    private static OrderSide? SideOf(TradeAggressor aggressor) => aggressor switch
    {
        TradeAggressor.Buy => OrderSide.Buy,
        TradeAggressor.Sell => OrderSide.Sell,
        _ => null,
    };

    private static Line Read(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0] switch
        {
            "print" => new Line(MarketEventKind.Trade, Ticks(words[1]), Lots(words[3]), words.Length < 5 ? TradeAggressor.Unknown : words[4] == "buy" ? TradeAggressor.Buy : TradeAggressor.Sell, []),
            "book" => new Line(MarketEventKind.BookSnapshot, 0, 0, TradeAggressor.Unknown, [.. Levels(words[1..Array.IndexOf(words, "/")], OrderSide.Buy), .. Levels(words[(Array.IndexOf(words, "/") + 1)..], OrderSide.Sell)]),
            "bid" => new Line(MarketEventKind.BookDelta, 0, 0, TradeAggressor.Unknown, [.. Levels(words[1..], OrderSide.Buy)]),
            "ask" => new Line(MarketEventKind.BookDelta, 0, 0, TradeAggressor.Unknown, [.. Levels(words[1..], OrderSide.Sell)]),
            _ => new Line(MarketEventKind.BookInvalidated, 0, 0, TradeAggressor.Unknown, []),
        };
    }

    private static IEnumerable<BookLevelChange> Levels(string[] words, OrderSide side) => words.Select(word => word.Split('x')).Select(parts => new BookLevelChange(side, Ticks(parts[0]), Lots(parts[1])));

    private static long Ticks(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100);

    private static long Lots(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 1_000);

    private sealed record Line(MarketEventKind Kind, long Ticks, long Lots, TradeAggressor Aggressor, BookLevelChange[] Levels);

    private sealed class Feed(List<Line> lines) : MarketFeed
    {
        private int _next;
        private bool _isLoaded;

        public override Instrument Instrument => Market;

        public override UnixNanos EndTime => TimeOf(lines.Count);

        public override ValueTask<bool> LoadAsync(CancellationToken cancellationToken)
        {
            (var isFirst, _isLoaded) = (!_isLoaded, true);
            return ValueTask.FromResult(isFirst);
        }

        public override bool TryRead(out MarketEvent happened)
        {
            happened = default;
            if (_next >= lines.Count)
                return false;
            var line = lines[_next];
            happened = new MarketEvent
            {
                Kind = line.Kind,
                VenueTime = TimeOf(_next),
                ReceivedTime = TimeOf(_next),
                Sequence = _next,
                Ticks = line.Ticks,
                Lots = line.Lots,
                Aggressor = line.Aggressor,
                Levels = line.Levels,
            };
            _next++;
            return true;
        }
    }

    private sealed class Script(List<(int Event, Action<StrategyContext, List<Order?>> Do)> steps, List<Order?> orders) : Strategy
    {
        private int _seen;

        public override void OnTrade(StrategyContext context, in TradeTick trade) => See(context);

        public override void OnBook(StrategyContext context, OrderBook book) => See(context);

        public override void Save(MessageWriter writer) => writer.Number(_seen);

        public override void Restore(ref MessageReader reader) => _seen = (int)reader.Number();

        private void See(StrategyContext context)
        {
            foreach (var (happened, act) in steps)
            {
                if (happened == _seen)
                    act(context, orders);
            }
            _seen++;
        }
    }
}
