using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace VeloZ.Local.Tests;

/// <summary>A loopback venue as a process.</summary>
public sealed partial class VenueCommandTests
{
    private const int Limit = 120_000;
    private const int SignalInterrupt = 2;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("binance", "Binance's spot protocol", "/api/v3/depth?symbol=BTCUSDT&limit=5", "bids", "/ws-api/v3")]
    [InlineData("bybit", "Bybit's protocol of version 5 for spot and USDT perpetuals", "/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=5", "b", "/v5/private")]
    public async Task It_serves_until_it_is_interrupted_and_tells_where(string protocol, string title, string bookPath, string bids, string socket)
    {
        using var process = Veloz.Start(Environment.CurrentDirectory, new Dictionary<string, string>(), "venue", "--protocol", protocol, "--port", "0", "--key", "me:my-secret", "--balance", "USDT=500,BTC=0.25");
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            lines.Add(line);
        Assert.Contains($"Loopback venue: {title}, over a market of its own. The money is simulated.", lines);
        Assert.Contains("  markets  BTCUSDT ETHUSDT", lines);
        Assert.Contains("  key      me, with 500 USDT, 0.25 BTC", lines);
        Assert.DoesNotContain(lines, line => line.Contains("my-secret", StringComparison.Ordinal));
        var address = lines.Single(line => line.StartsWith("  http://", StringComparison.Ordinal)).Trim();
        using var client = new HttpClient();
        using var book = JsonDocument.Parse(await client.GetStringAsync(new Uri(address + bookPath), Stop));
        var told = book.RootElement.TryGetProperty("result", out var result) ? result : book.RootElement;
        Assert.Equal(5, told.GetProperty(bids).GetArrayLength());
        Assert.Contains(lines, line => line.StartsWith(address.Replace("http://", "  ws://", StringComparison.Ordinal) + socket, StringComparison.Ordinal));
        Assert.Equal(0, Kill(process.Id, SignalInterrupt));
        await process.WaitForExitAsync(Stop);
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(Stop)));
    }

    [Fact(Timeout = Limit)]
    public async Task It_speaks_as_OKX_does_for_whoever_has_a_passphrase()
    {
        using var process = Veloz.Start(Environment.CurrentDirectory, new Dictionary<string, string>(), "venue", "--protocol", "okx", "--port", "0", "--key", "me:my-secret:my-phrase", "--balance", "USDT=500", "--funding", "-0.0001/60");
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            lines.Add(line);
        Assert.Contains("Loopback venue: OKX's protocol for spot and swaps, over a market of its own. The money is simulated.", lines);
        Assert.Contains("  markets  BTC-USDT ETH-USDT BTC-USDT-SWAP ETH-USDT-SWAP", lines);
        Assert.Contains("  key      me, with 500 USDT", lines);
        Assert.Contains("  funding  -0.0001 each 00:01:00", lines);
        Assert.DoesNotContain(lines, line => line.Contains("my-secret", StringComparison.Ordinal) || line.Contains("my-phrase", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("/ws/v5/private    orders and the account", StringComparison.Ordinal));
        var address = lines.Single(line => line.StartsWith("  http://", StringComparison.Ordinal)).Trim();
        using var client = new HttpClient();
        using var book = JsonDocument.Parse(await client.GetStringAsync(new Uri(address + "/api/v5/market/books?instId=BTC-USDT-SWAP&sz=5"), Stop));
        Assert.Equal(5, book.RootElement.GetProperty("data")[0].GetProperty("bids").GetArrayLength());
        Assert.Equal(0, Kill(process.Id, SignalInterrupt));
        await process.WaitForExitAsync(Stop);
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(Stop)));
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_speaks_as_Coinbase_does_for_whoever_has_a_private_key(bool isInFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var folder = Directory.CreateTempSubdirectory("veloz-venue");
        try
        {
            var file = Path.Combine(folder.FullName, "key.pem");
            await File.WriteAllTextAsync(file, key.ExportECPrivateKeyPem(), Stop);
            var secret = isInFile ? "@" + file : key.ExportECPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal);
            using var process = Veloz.Start(Environment.CurrentDirectory, new Dictionary<string, string>(), "venue", "--protocol", "coinbase", "--port", "0", "--key", "organizations/1/apiKeys/2:" + secret);
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(Stop) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
                lines.Add(line);
            Assert.Contains("Loopback venue: Coinbase's Advanced Trade protocol for spot, over a market of its own. The money is simulated.", lines);
            Assert.Contains("  markets  BTC-USD ETH-USD BTC-USDT ETH-USDT", lines);
            Assert.Contains("  key      organizations/1/apiKeys/2, with 100000 USD, 100000 USDT, 10 BTC, 100 ETH", lines);
            Assert.DoesNotContain(lines, line => line.Contains("PRIVATE", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.EndsWith("/user   orders alone", StringComparison.Ordinal));
            var address = lines.Single(line => line.StartsWith("  http://", StringComparison.Ordinal)).Trim();
            using var client = new HttpClient();
            using var book = JsonDocument.Parse(await client.GetStringAsync(new Uri(address + "/api/v3/brokerage/market/product_book?product_id=BTC-USD&limit=5"), Stop));
            Assert.Equal(5, book.RootElement.GetProperty("pricebook").GetProperty("bids").GetArrayLength());
            Assert.Equal(0, Kill(process.Id, SignalInterrupt));
            await process.WaitForExitAsync(Stop);
            Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(Stop)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--protocol was '', must be binance or okx or bybit or coinbase")]
    [InlineData("--protocol was 'kraken', must be binance or okx or bybit or coinbase", "--protocol", "kraken")]
    [InlineData("--key must be a key, a secret and a passphrase with colons between them for okx, such as me:my-secret:my-phrase", "--protocol", "okx", "--key", "me:hidden")]
    [InlineData("--key must be a name and a private key with a colon between them for coinbase, such as me:@key.pem, made by openssl ecparam -name prime256v1 -genkey -noout -out key.pem", "--protocol", "coinbase")]
    [InlineData("--key: what is behind the colon is no EC private key on curve P-256 as PEM or base64", "--protocol", "coinbase", "--key", "me:hidden")]
    [InlineData("--key: file none.pem cannot be read", "--protocol", "coinbase", "--key", "me:@none.pem")]
    [InlineData("--port was '70000', must be a whole number from 0 to 65535", "--protocol", "binance", "--port", "70000")]
    [InlineData("--key must be a key and a secret with a colon between them, such as me:my-secret", "--protocol", "binance", "--key", "hidden")]
    [InlineData("--balance was 'USDT', must be a currency and an amount, such as USDT=10000", "--protocol", "binance", "--balance", "USDT")]
    [InlineData("--faults: fault 'gap=2' had chance '2', must be a number from 0 to 1, such as 0.02", "--protocol", "binance", "--faults", "gap=2")]
    [InlineData("--funding was 0.0001, must be left out: of the venues here only okx has positions that pay it", "--protocol", "binance", "--funding", "0.0001")]
    [InlineData("--funding was '0', must be a whole number from 1 to 86400", "--protocol", "okx", "--funding", "0.0001/0")]
    [InlineData("--market was 'file:BTCUSDT', must be sim, or file: and for each market its symbol and a file, such as file:BTCUSDT=bars.csv", "--protocol", "binance", "--market", "file:BTCUSDT")]
    [InlineData("--market was 'live', must be sim, or file: and for each market its symbol and a file, such as file:BTCUSDT=bars.csv", "--protocol", "binance", "--market", "live")]
    [InlineData("--interval and --speed are of a file's bars, must be with --market file:SYMBOL=PATH", "--protocol", "binance", "--speed", "2")]
    [InlineData("--speed was '0', must be a number above 0 and at most 100000 with a point", "--protocol", "binance", "--market", "file:BTCUSDT=none.csv", "--speed", "0")]
    [InlineData("--seed was '-1', must be a whole number from 0 to 2147483647", "--protocol", "binance", "--seed", "-1")]
    public async Task Bad_input_is_told_in_one_line(string line, params string[] arguments)
    {
        var run = await Veloz.RunAsync(["venue", .. arguments]);
        Assert.Equal((2, "veloz: " + line), (run.ExitCode, run.ErrorLine));
    }

    [Fact(Timeout = Limit)]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var run = await Veloz.RunAsync("venue", "--protocol", "binance", "--port", $"{port}");
        Assert.Equal((1, $"veloz: port {port} on 127.0.0.1 is taken by another program; choose one by --port"), (run.ExitCode, run.ErrorLine));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
