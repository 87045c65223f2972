using System.Globalization;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Trading;
using VeloZ.Venues;

namespace VeloZ.Benchmarks;

/// <summary>
/// Engines in this process trade for a while at loopback venues that go wrong on purpose (.ci/venue-soak starts them). First each makes as many orders as it and its adapter keep:
/// until then the heap grows with each. Told are, after each third: the managed heap after a full collection, orders and fills, and how full each queue ever was. Then all is canceled
/// and quiet, so that somebody else can compare the venues with the journals.
/// </summary>
internal static class VenueSoak
{
    private const double HeapShareMax = 0.02;
    private const string Strategy = "market-making bid_spread_bps=0.2 ask_spread_bps=0.2 levels=3 level_spread_bps=0.2 refresh_seconds=1 tolerance=0.00001 quantity=0.002";

    private const int OrdersKept = 12_500; // A little more than adapters remember; the kernel has 10,000 that ended.
    private const int OrdersAtOnce = 5;

    private static readonly TimeSpan OrderPause = TimeSpan.FromMilliseconds(400); // For so many at once; Binance takes 100 in ten seconds.
    private static readonly TimeSpan WarmUpPatience = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    /// <param name="duration">How long they trade.</param>
    /// <param name="quiet">How long nothing is sent after that.</param>
    /// <param name="folder">Where each has its data, in a folder of its protocol's name. Of Coinbase the key is there, in <c>coinbase.pem</c>.</param>
    /// <param name="venues">Addresses by protocols.</param>
    /// <returns>Whether all held.</returns>
    public static async Task<bool> RunAsync(TimeSpan duration, TimeSpan quiet, string folder, IReadOnlyList<(string Protocol, Uri Address)> venues)
    {
        var engines = new List<(string Protocol, EngineHost Engine)>();
        try
        {
            foreach (var (protocol, address) in venues)
                engines.Add((protocol, await StartAsync(protocol, address, folder)));
            var began = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(engines.Select(one => FillMemoryAsync(one.Engine, OrdersKept)));
            Tell($"after {TimeProvider.System.GetElapsedTime(began).TotalMinutes:0.#} minutes of filling what is kept: managed heap {HeapAfterCollection():N0} B");
            var heaps = new List<long>();
            for (var third = 1; third <= 3; third++)
            {
                await Task.WhenAny([Task.Delay(duration / 3, CancellationToken.None), .. engines.Select(static one => one.Engine.Completion)]);
                heaps.Add(HeapAfterCollection());
                Tell($"after {duration.TotalMinutes * third / 3:0.#} minutes: managed heap {heaps[^1]:N0} B");
                foreach (var (protocol, engine) in engines)
                    Tell($"  {protocol}: {engine.View.OrderCount} orders, {engine.View.FillCount} fills, state {engine.View.TradingState}, most in queues: {string.Join(", ", engine.Queues.Select(static queue => $"{queue.Name} {queue.HighWater}"))}");
            }
            foreach (var (_, engine) in engines)
            {
                foreach (var strategy in engine.View.Strategies)
                    await engine.SendAsync(new KernelCommand.StopStrategy(default, strategy.Id, "soak", "the end"), CancellationToken.None);
                await engine.SendAsync(new KernelCommand.CancelAll(default, "soak", "the end"), CancellationToken.None);
            }
            await Task.Delay(quiet, CancellationToken.None);
            var share = (heaps.Max() - heaps.Min()) / (double)heaps.Min();
            var flaws = engines.Select(static one => (one.Protocol, Flaw: FlawOf(one.Engine))).Where(static one => one.Flaw is not null).Select(static one => $"{one.Protocol}: {one.Flaw}").ToList();
            if (share > HeapShareMax)
                flaws.Add(string.Create(CultureInfo.InvariantCulture, $"the heap differs by {share:P1}, must be at most {HeapShareMax:P0}"));
            if (flaws.Count == 0)
                Tell($"held: heap within {share:P1}");
            else
                Tell($"NOT HELD: {string.Join("; ", flaws)}");
            return flaws.Count == 0;
        }
        finally
        {
            foreach (var (_, engine) in engines)
                await engine.DisposeAsync();
        }
    }

    // Small market orders, bought and sold in turn; one that was refused or not sent is none that is kept everywhere.
    private static async Task FillMemoryAsync(EngineHost engine, int orders)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var made = 0; engine.View.FillCount < orders && TimeProvider.System.GetElapsedTime(began) < WarmUpPatience && !engine.Completion.IsCompleted; made++)
        {
            var request = new OrderRequest { Instrument = engine.Options.Live!.Instrument, Side = made % 2 == 0 ? OrderSide.Buy : OrderSide.Sell, Type = OrderType.Market, Quantity = 0.0002m };
            await Task.WhenAll(Enumerable.Range(0, OrdersAtOnce).Select(_ => engine.SendAsync(new KernelCommand.Submit(default, request), CancellationToken.None)));
            await Task.Delay(OrderPause, CancellationToken.None);
        }
    }

    // Twice: what has a finalizer goes with the second.
    private static long HeapAfterCollection()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static string? FlawOf(EngineHost engine) => engine switch
    {
        { Fault: { } fault } => $"the engine ended: {fault}",
        { View.TradingState: not TradingState.Active } => $"the trading state is {engine.View.TradingState}",
        { View.OpenOrders.Count: > 0 } => $"{engine.View.OpenOrders.Count} orders are open",
        { View.FillCount: 0 } => "there were no fills",
        _ => null,
    };

    private static async Task<EngineHost> StartAsync(string protocol, Uri address, string folder)
    {
        var options = new EngineOptions
        {
            DataDirectory = Path.Combine(folder, protocol),
            Strategies = StrategyText.Read(Strategy),
            Live = new LiveEngineOptions
            {
                Instrument = InstrumentId.Parse(protocol == "coinbase" ? "BTC-USD.COINBASE" : $"BTC-USDT.{protocol.ToUpperInvariant()}"),
                Interval = BarInterval.Parse("1m"),
                Connect = (clock, mayAct, _) => Task.FromResult(Connect(protocol, address, folder, clock, mayAct)),
            },
        };
        // It goes wrong on purpose while it is asked for the market, too.
        var tries = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await EngineHost.StartAsync(options, TimeProvider.System, CancellationToken.None);
            }
            catch (VenueException exception) when (TimeProvider.System.GetElapsedTime(tries) < StartPatience)
            {
                Tell($"  {protocol}: {exception.Message}; tried again");
                await Task.Delay(LookPeriod, CancellationToken.None);
            }
        }
    }

    private static IVenueConnection Connect(string protocol, Uri address, string folder, MonotonicClock clock, Func<bool> mayAct)
    {
        const string Key = "me";
        const string Secret = "my-secret";
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        return protocol switch
        {
            "binance" => new BinanceVenue(
                new BinanceOptions { Rest = address, Trade = address, Streams = new Uri(sockets, "/ws"), SocketApi = new Uri(sockets, "/ws-api/v3"), Key = Key, Secret = Secret }, clock, mayAct),
            "bybit" => new BybitVenue(
                new BybitOptions { Rest = address, PublicSocket = new Uri(sockets, "/v5/public/spot"), PrivateSocket = new Uri(sockets, "/v5/private"), Key = Key, Secret = Secret }, clock, mayAct),
            "okx" => new OkxVenue(
                new OkxOptions
                {
                    IsDemo = true,
                    Rest = address,
                    PublicSocket = new Uri(sockets, "/ws/v5/public"),
                    PrivateSocket = new Uri(sockets, "/ws/v5/private"),
                    BusinessSocket = new Uri(sockets, "/ws/v5/business"),
                    Key = Key,
                    Secret = Secret,
                    Passphrase = "my-words",
                },
                clock,
                mayAct),
            "coinbase" => new CoinbaseVenue(
                new CoinbaseOptions { Rest = address, Socket = sockets, UserSocket = new Uri(sockets, "/user"), Key = Key, Secret = File.ReadAllText(Path.Combine(folder, "coinbase.pem")) }, clock, mayAct),
            _ => throw new ArgumentException($"protocol was {protocol}, must be binance, bybit, coinbase or okx", nameof(protocol)),
        };
    }

    private static void Tell(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
