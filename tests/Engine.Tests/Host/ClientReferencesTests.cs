using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class ClientReferencesTests : IDisposable
{
    private const int Remembered = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly KernelState _state = new(new KernelOptions { Mode = RunMode.Paper, ReportingCurrency = Engines.Market.Id.Quote, ClosedOrdersMax = Remembered });
    private int _orders;

    public ClientReferencesTests()
    {
        _state.Fold(new InstrumentChanged(Engines.Start, Engines.Market));
        _state.Fold(new LeaderEpoch(Engines.Start, 1, "test", 0, 0, 0));
    }

    [Fact]
    public void What_the_account_forgets_is_forgotten()
    {
        var references = new ClientReferences(_state);
        Assert.True(references.TryTake("open"));
        Tell(references, Make("open"));
        for (var count = 0; count < 20_000; count++)
        {
            Assert.True(references.TryTake($"ref {count}"));
            var made = Make($"ref {count}");
            Tell(references, made, Reject(made.Id));
            Assert.InRange(references.Count, 1, 2_000);
        }
        Assert.False(references.TryTake("open"));
        for (var count = 20_000 - Remembered; count < 20_000; count++)
            Assert.False(references.TryTake($"ref {count}"));
        Assert.True(references.TryTake("ref 0"));
    }

    [Fact]
    public void What_is_open_or_remembered_is_known_after_a_restart()
    {
        Make("open");
        for (var count = 0; count <= Remembered; count++)
            Reject(Make($"ref {count}").Id);

        var references = new ClientReferences(_state);
        Assert.Equal(1 + Remembered, references.Count);
        Assert.False(references.TryTake("open"));
        Assert.False(references.TryTake("ref 1"));
        Assert.True(references.TryTake("ref 0"));

        // It forgets these, too, once the account does.
        for (var count = 100; count < 5_000; count++)
        {
            references.TryTake($"ref {count}");
            var made = Make($"ref {count}");
            Tell(references, made, Reject(made.Id));
        }
        Assert.False(references.TryTake("open"));
        Assert.True(references.TryTake("ref 1"));
    }

    [Fact]
    public async Task An_order_that_is_refused_gives_its_reference_back_and_one_that_is_made_keeps_it()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        Assert.NotNull((await SendAsync(engine, quantity: 0, TestContext.Current.CancellationToken)).Refusal);
        Assert.Null((await SendAsync(engine, 0.001m, TestContext.Current.CancellationToken)).Refusal);
        Assert.Equal(RefusalCode.ClientReferenceUsed, (await SendAsync(engine, 0.001m, TestContext.Current.CancellationToken)).Refusal!.Code);
    }

    [Fact]
    public async Task A_refusal_that_nobody_waits_for_gives_the_reference_back_all_the_same()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        using var patience = new CancellationTokenSource();
        var sending = SendAsync(engine, quantity: 0, patience.Token);
        await patience.CancelAsync();
        await sending.ContinueWith(static _ => { }, TaskScheduler.Default);
        // Its answer came before that to any command after it; who is told last is for the scheduler to say.
        var answer = await SendAsync(engine, 0.001m, TestContext.Current.CancellationToken);
        for (var tries = 0; tries < 1_000 && answer.Refusal?.Code == RefusalCode.ClientReferenceUsed; tries++)
        {
            await engine.SendAsync(new KernelCommand.StopStrategy(default, StrategyInstanceId.Parse("stg_none"), "test", ""), TestContext.Current.CancellationToken);
            answer = await SendAsync(engine, 0.001m, TestContext.Current.CancellationToken);
        }
        Assert.Null(answer.Refusal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<CommandAnswer> SendAsync(EngineHost engine, decimal quantity, CancellationToken cancellationToken) => engine.SendAsync(
        new KernelCommand.Submit(default, new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = 20_000, ClientReference = "mine" }),
        cancellationToken);

    private void Tell(ClientReferences references, params JournalEntry[] entries)
    {
        references.Take(new Durable.Frame(default, default, default, entries), []);
        Assert.True(references.FlushAsync(_state, default, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
    }

    private OrderNew Make(string reference)
    {
        var terms = new OrderTerms
        {
            Instrument = Engines.Market.Id,
            Side = OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = Engines.Market.ToQuantity(1, GridRounding.Exact),
            Price = Engines.Market.ToPrice(100, GridRounding.Exact),
            ClientReference = reference,
        };
        var id = ClientOrderId.Create('p', 0, epoch: 1, _orders++, OrderRole.Working);
        var made = new OrderNew(Engines.Start, id, terms, ReservedPerUnit: 0, IsEmulated: false, "", "", "", "", LimitsVersion: 0);
        _state.Fold(made);
        return made;
    }

    private OrderUpdate Reject(ClientOrderId id)
    {
        var rejected = new OrderUpdate(Engines.Start, id, OrderEvent.Rejected, "", "test", UpdateSource.Answer, Engines.Start);
        _state.Fold(rejected);
        return rejected;
    }
}
