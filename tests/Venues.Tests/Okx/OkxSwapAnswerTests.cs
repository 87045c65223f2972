using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What OKX answers of an account that trades swaps, as its document has it.</summary>
public sealed class OkxSwapAnswerTests
{
    private const int Limit = 60_000;

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT-PERP.OKX"), 0.1m, 0.0001m, FeeSchedule.Flat(0, 0));
    private static readonly VenueMarket Market = new("BTC-USDT-SWAP", Instrument) { ContractSize = 0.01m };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("2", "net_mode", "10", null)]
    [InlineData("3", "net_mode", "2", null)]
    [InlineData("1", "net_mode", "10", "is in account mode 1, must be in futures mode (2) or multi-currency margin mode (3)")]
    [InlineData("4", "net_mode", "10", "is in account mode 4, must be in futures mode (2) or multi-currency margin mode (3)")]
    [InlineData("2", "long_short_mode", "10", "is in position mode long_short_mode, must be in net_mode")]
    [InlineData("2", "net_mode", "1.5", "leverage of BTC-USDT-SWAP with cross margin at OKX is 1.5, must be at least the 2 of this account")]
    public async Task Account_must_be_one_that_holds_one_position_for_each_market(string kind, string mode, string leverage, string? refusal)
    {
        await using var desk = new Desk(new()
        {
            ["/api/v5/account/config"] = $$"""[{"acctLv":"{{kind}}","posMode":"{{mode}}","uid":"1"}]""",
            ["/api/v5/account/leverage-info?instId=BTC-USDT-SWAP&mgnMode=cross"] = $$"""[{"instId":"BTC-USDT-SWAP","lever":"{{leverage}}","mgnMode":"cross","posSide":"net"}]""",
        });
        await using var venue = desk.Connect();
        if (refusal is null)
            await (await venue.OpenAccountAsync([Market], leverage: 2, Stop)).DisposeAsync();
        else
            Assert.Contains(refusal, (await Assert.ThrowsAsync<VenueException>(() => venue.OpenAccountAsync([Market], leverage: 2, Stop))).Message, StringComparison.Ordinal);
    }

    // 30 contracts of 0.01 BTC short; the other market is none of ours.
    [Theory(Timeout = Limit)]
    [InlineData("net", 3, "/api/v5/account/bills")]
    [InlineData("net", 20, "/api/v5/account/bills-archive")]
    [InlineData("short", 3, null)]
    public async Task Books_have_positions_and_fundings_or_are_none(string side, int days, string? path)
    {
        await using var desk = new Desk(new()
        {
            ["/api/v5/account/config"] = """[{"acctLv":"2","posMode":"net_mode"}]""",
            ["/api/v5/account/leverage-info"] = """[{"lever":"3"}]""",
            ["/api/v5/account/positions"] = $$"""[{"instId":"BTC-USDT-SWAP","posSide":"{{side}}","pos":"-30","avgPx":"59000.5"},{"instId":"ETH-USDT-SWAP","posSide":"long","pos":"1","avgPx":"3000"}]""",
            ["/api/v5/account/bills"] = """[{"instId":"BTC-USDT-SWAP","type":"8","billId":"9","balChg":"0.25","ccy":"USDT","ts":"1767225600000"},{"instId":"BTC-USDT-SWAP","type":"8","billId":"8","balChg":"-0.5","ccy":"USDT","ts":"1767196800000"}]""",
            ["/api/v5/account/balance"] = """[{"details":[{"ccy":"USDT","cashBal":"999.75"}]}]""",
        });
        await using var venue = desk.Connect();
        await using var execution = await venue.OpenAccountAsync([Market], leverage: 1, Stop);
        var books = await execution.ReadBooksAsync([Instrument.Id], desk.Clock.Now - TimeSpan.FromDays(days), Stop);
        if (path is null)
        {
            Assert.Null(books); // What could be half of it is nothing.
            return;
        }
        Assert.Equal([new VenuePosition(Instrument.Id, -0.3m, 59_000.5m)], books!.Positions);
        Assert.Equal([("8", -0.5m), ("9", 0.25m)], books.Fundings.Select(static one => (one.Id, one.Change.Amount)));
        Assert.Contains(desk.Requests, request => request.Contains(path + "?instType=SWAP&type=8&begin=", StringComparison.Ordinal));
        Assert.All(desk.Requests.Where(static request => request.Contains("/trade/", StringComparison.Ordinal)), static request => Assert.Contains("instType=SWAP", request, StringComparison.Ordinal));
    }

    // Answers with what is there for the start of a path and query, and with nothing else.
    private sealed class Desk : IAsyncDisposable
    {
        private readonly RawVenue _venue;

        public Desk(Dictionary<string, string> answers)
        {
            _venue = new RawVenue((stream, number, stop) => RawVenue.SayAsync(stream, AnswerTo(_venue!.Requests[number - 1], answers), stop));
            Clock = new MonotonicClock(TimeProvider.System);
        }

        public MonotonicClock Clock { get; }

        public IReadOnlyList<string> Requests => _venue.Requests;

        public OkxVenue Connect() => new(new OkxOptions { Rest = _venue.Address, IsPerpetual = true, Key = "key", Secret = "secret", Passphrase = "open sesame" }, Clock, static () => true);

        public ValueTask DisposeAsync() => _venue.DisposeAsync();

        private static string AnswerTo(string request, Dictionary<string, string> answers)
        {
            var path = request.Split(' ')[1];
            var data = path.StartsWith("/api/v5/public/time", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $$"""[{"ts":"{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}"}]""")
                : answers.FirstOrDefault(answer => path.StartsWith(answer.Key, StringComparison.Ordinal)).Value ?? "[]";
            var body = $$"""{"code":"0","msg":"","data":{{data}}}""";
            return string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        }
    }
}
