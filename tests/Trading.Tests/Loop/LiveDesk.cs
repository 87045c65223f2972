using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A live session whose venue is a test: it sees the requests, and gives the answers.</summary>
internal sealed class LiveDesk : IVenueRequests
{
    public static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
    public static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 30, TimeSpan.Zero));
    public static readonly Money Cash = new(10_000, Currency.Parse("USDT"));

    private static readonly KernelOptions Kernel = LiveOptions.KernelFor(Market.Id, new VenueFeatures { HasLinkedOrders = false }, new ExecutionOptions(), leverage: 1, RunMode.Live);

    private UnixNanos _now;

    public LiveDesk(KernelState? state = null, IReadOnlyList<Bar>? history = null, StrategyDefinition? strategy = null, TimeSpan later = default)
    {
        _now = Start + later;
        var options = new LiveOptions
        {
            Kernel = Kernel,
            Instrument = Market,
            Interval = BarInterval.Parse("1m"),
            Balances = [Cash],
            FirstEpoch = 1_000,
            Strategies = strategy is null ? [] : [new StrategyDeployment(StrategyInstanceId.Parse("stg_test"), strategy, strategy.Read([]))],
            FindStrategy = _ => strategy,
        };
        Session = new LiveSession(options, state ?? new KernelState(Kernel), FramePrefix.Empty, new FrameBuilder(partition: 0, writer: 1), this, history ?? [], _now);
        Flush();
    }

    public LiveSession Session { get; }

    public List<Effect> Requests { get; } = [];

    public List<Effect> Others { get; } = [];

    public KernelState State => Session.Loop.Kernel.State;

    public void Make(Effect.Submit submit) => Requests.Add(submit);

    public void Make(Effect.Amend amend) => Requests.Add(amend);

    public void Make(Effect.Cancel cancel) => Requests.Add(cancel);

    public void Make(Effect.Query query) => Requests.Add(query);

    public void Make(Effect.Reconcile reconcile) => Requests.Add(reconcile);

    /// <summary>The state once more, as a restart has it.</summary>
    public KernelState CopyState()
    {
        var writer = new MessageWriter();
        State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        return KernelState.Read(Kernel, ref reader);
    }

    /// <summary>A bar that closes so long after the full minute before the start.</summary>
    public static Bar Bar(int minute)
    {
        var close = new UnixNanos(Start.Value - (30 * UnixNanos.PerSecond) + (minute * 60 * UnixNanos.PerSecond));
        var price = Market.ToPrice(60_000, GridRounding.Exact);
        return new Bar(close - TimeSpan.FromMinutes(1), close, price, price, price, price, 1);
    }

    /// <summary>What is decided is durable, and leaves.</summary>
    public void Flush()
    {
        do
        {
            while (Session.Loop.OpenEntries > 0)
            {
                Session.Seal(wallMicros: 0);
                Session.Confirm();
            }
            Session.Release(Others.Add);
        }
        while (Session.Tick());
    }

    public void Advance(TimeSpan time)
    {
        _now += time;
        Session.MoveTo(_now);
        Flush();
    }

    /// <summary>The venue's answer to the last question for its books.</summary>
    public void TellBooks(params Money[] balances)
    {
        var asked = Requests.OfType<Effect.Reconcile>().Last();
        Session.Take(new ExecutionInput.BooksAnswered(default, asked.Venue, asked.Number, new VenueBooks([], [], balances)));
        Flush();
    }

    /// <summary>The venue has what the account has, all orders that were made among it, and its book is there.</summary>
    public LiveDesk Ready()
    {
        foreach (var query in Requests.OfType<Effect.Query>().ToArray())
        {
            var found = new VenueOrder(query.Order.Id.Text, "1", query.Order.Terms, VenueOrderStatus.Open, default, Start);
            Session.Take(new ExecutionInput.OrderAnswered(default, query.Order.Id, query.Attempt, query.Number, new OrderAnswer.Found(found, [])));
        }
        TellBooks(Cash);
        Session.Take(Book(bid: 5_999_900, ask: 6_000_100));
        Flush();
        return this;
    }

    public Refusal? Order(OrderSide side, decimal quantity, decimal price)
    {
        var refusal = Session.Take(
            new KernelCommand.Submit(Session.CommandTime, new OrderRequest { Instrument = Market.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price }),
            ticket: null);
        Flush();
        return refusal;
    }

    /// <summary>A book of one level a side, in ticks.</summary>
    public static MarketEvent Book(long bid, long ask) => new()
    {
        Kind = MarketEventKind.BookSnapshot,
        VenueTime = Start,
        ReceivedTime = Start,
        Levels = new BookLevelChange[] { new(OrderSide.Buy, bid, 100_000), new(OrderSide.Sell, ask, 100_000) },
    };
}
