using System.Globalization;
using System.Text.Json;

namespace VeloZ.Local.Tests;

/// <summary>Books of loopback venues, which are processes of their own, read as one.</summary>
public sealed class BookCommandTests
{
    private const int Limit = 120_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Books_of_three_venues_are_one()
    {
        var addresses = new Dictionary<string, string>();
        using var binance = await ServeAsync("binance", addresses, "/ws");
        using var okx = await ServeAsync("okx", addresses, "/ws/v5");
        using var bybit = await ServeAsync("bybit", addresses, "/v5");
        try
        {
            var (exit, output, errors) = await RunAsync(addresses, "book", "BTC-USDT.BINANCE", "BTC-USDT.OKX", "BTC-USDT.BYBIT", "--once", "--json", "--depth", "100");
            Assert.Equal((0, ""), (exit, errors));
            using var told = JsonDocument.Parse(output);
            Assert.Empty(told.RootElement.GetProperty("left_out").EnumerateArray());
            foreach (var (side, best, sign) in new[] { ("bids", "best_bid", -1), ("asks", "best_ask", 1) })
            {
                var levels = told.RootElement.GetProperty(side).EnumerateArray().Select(static level => (Price: Decimal(level, "price"), Quantity: Decimal(level, "quantity"), Market: level.GetProperty("market").GetString())).ToArray();
                Assert.InRange(levels.Length, 40, 100); // Each has about 20, around a price that walks by itself.
                Assert.Equal(levels.OrderBy(level => sign * level.Price), levels);
                Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BYBIT", "BTC-USDT.OKX"], levels.Select(static level => level.Market).Distinct().Order());
                var first = told.RootElement.GetProperty(best);
                Assert.Equal((levels[0].Price, levels[0].Market), (Decimal(first, "price"), first.GetProperty("market").GetString()));
                Assert.Equal(levels.Where(level => level.Price == levels[0].Price).Sum(static level => level.Quantity), Decimal(first, "quantity"));
            }
            var table = await RunAsync(addresses, "book", "BTC-USDT.BINANCE", "BTC-USDT.OKX", "--once", "--depth", "2");
            Assert.Matches(@"^BTC-USDT at [0-9T:.Z-]+: bid [0-9.]+ \([0-9.]+ at (BINANCE|OKX)\), ask ", table.Output);
            Assert.Equal((2, 2), (Count(table.Output, "  bid "), Count(table.Output, "  ask ")));
            var other = await RunAsync(addresses, "book", "BTC-USDT.BINANCE", "XRP-USDT.OKX");
            Assert.Equal((2, "veloz: markets were BTC-USDT.BINANCE and XRP-USDT.OKX, must be of the same base, quote and kind: their prices are no prices of one thing\n"), (other.Exit, other.Errors));
            var none = await RunAsync(addresses, "book", "XRP-USDT.OKX");
            Assert.Equal((2, "veloz: OKX has no market XRP-USDT.OKX, must be one of its 2\n"), (none.Exit, none.Errors));
        }
        finally
        {
            foreach (var venue in new[] { binance, okx, bybit })
                venue.Kill();
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("veloz: market was BTC-USDT.KRAKEN, must be of BINANCE or BYBIT or COINBASE or OKX\n", "BTC-USDT.KRAKEN")]
    [InlineData("veloz: market BTC-USDT.OKX was given twice, must be given once\n", "BTC-USDT.OKX", "BTC-USDT.OKX")]
    [InlineData("veloz: --depth was '0', must be a whole number from 1 to 100\n", "BTC-USDT.OKX", "--depth", "0")]
    public async Task What_cannot_be_is_refused_before_any_venue_is_asked(string errors, params string[] arguments)
    {
        var run = await RunAsync(new Dictionary<string, string>(), ["book", .. arguments]);
        Assert.Equal((2, errors), (run.Exit, run.Errors));
    }

    private static async Task<System.Diagnostics.Process> ServeAsync(string protocol, Dictionary<string, string> addresses, string sockets)
    {
        var process = Veloz.Start(Environment.CurrentDirectory, new Dictionary<string, string>(), "venue", "--protocol", protocol, "--port", "0");
        var address = "";
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            address = line.StartsWith("  http://", StringComparison.Ordinal) ? line.Trim() : address;
        addresses[$"VELOZ_{protocol.ToUpperInvariant()}_BASE_URL"] = address;
        addresses[$"VELOZ_{protocol.ToUpperInvariant()}_WS_BASE_URL"] = address.Replace("http://", "ws://", StringComparison.Ordinal) + sockets;
        return process;
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Veloz.Start(Environment.CurrentDirectory, environment, arguments);
        var errors = process.StandardError.ReadToEndAsync(Stop);
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output, await errors);
    }

    private static int Count(string text, string part) => text.Split('\n').Count(line => line.StartsWith(part, StringComparison.Ordinal));

    private static decimal Decimal(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
