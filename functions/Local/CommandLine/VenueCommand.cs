using System.CommandLine;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Storage;
using VeloZ.VenueServers;

namespace VeloZ.Local;

/// <summary><c>veloz venue</c>: a venue on this machine that speaks a real one's protocol, for any program that trades there.</summary>
internal static class VenueCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "venue";

    private const string Port = "9080";
    private const string Simulated = "sim";
    private const string FilePrefix = "file:";
    private const decimal SpeedMax = 100_000;
    private const string Key = "veloz:veloz-loopback";
    private const string OkxKey = Key + ":veloz-passphrase";
    private const string Balances = "USDT=100000,BTC=10,ETH=100";
    private const string CoinbaseBalances = "USD=100000," + Balances;
    private const string CoinbaseKeyNeeded = "--key must be a name and a private key with a colon between them for coinbase, such as me:@key.pem, made by "
        + "openssl ecparam -name prime256v1 -genkey -noout -out key.pem";

    public static Command Make()
    {
        var protocol = OptionText.Make("--protocol", "Whose protocol it speaks: binance, okx, bybit or coinbase", "NAME");
        var port = OptionText.Make("--port", $"On 127.0.0.1; 0 takes a free one [{Port}]", "N");
        var key = OptionText.Make(
            "--key",
            $"Who may trade, and what he signs with; for okx with a passphrase behind it; for coinbase a private key as PEM, or @FILE that has it [{Key}, {OkxKey}]",
            "KEY:SECRET[:PASSPHRASE]");
        var balances = OptionText.Make("--balance", $"What he has [{Balances}, {CoinbaseBalances}]", "CURRENCY=AMOUNT,...");
        var faults = OptionText.Make("--faults", "What goes wrong and how often, such as timeout=0.02,lost-report=0.05,gap=0.01,clock=250ms [nothing]", "TEXT");
        var funding = OptionText.Make("--funding", "For okx: share of a position that longs in swaps pay and shorts get each 8 hours, or each so many seconds behind a slash, such as 0.0001/20 [0]", "RATE[/N]");
        var market = OptionText.Make("--market", "sim: prices from the seed; file:SYMBOL=PATH: those of a market go as bars of a file went, its book around them, and stand still at the end [sim]", "sim|file:SYMBOL=PATH,...");
        var interval = OptionText.Make("--interval", "Length of a file's bars: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");
        var speed = OptionText.Make("--speed", "How fast a file's bars go: 60 lets an hour pass in a minute [1]", "N");
        var seed = OptionText.Make("--seed", "Of its market and its faults [1]", "N");
        var command = new Command(Name, "Serve a venue that speaks a real one's protocol on 127.0.0.1, over a market of its own from a seed: point any bot at it. Nothing there is real money.")
        {
            protocol, port, key, balances, market, interval, speed, faults, funding, seed,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(seed) ?? "1";
            if ((parsed.GetValue(market) ?? Simulated) == Simulated && (parsed.GetValue(interval) ?? parsed.GetValue(speed)) is not null)
                throw new UsageException("--interval and --speed are of a file's bars, must be with --market file:SYMBOL=PATH");
            var number = (ulong)OptionText.Whole("--seed", text, 0, int.MaxValue);
            var name = OptionText.Choice("--protocol", parsed.GetValue(protocol) ?? "",
                ("binance", VenueProtocolName.Binance), ("okx", VenueProtocolName.Okx), ("bybit", VenueProtocolName.Bybit), ("coinbase", VenueProtocolName.Coinbase));
            var (rate, period) = ReadFunding(name, parsed.GetValue(funding));
            return RunAsync(new VenueServerOptions
            {
                FundingRate = rate,
                FundingPeriod = period,
                Protocol = name,
                Port = OptionText.Whole("--port", parsed.GetValue(port) ?? Port, 0, 65_535),
                Accounts = [ReadAccount(name, parsed.GetValue(key), parsed.GetValue(balances) ?? (name == VenueProtocolName.Coinbase ? CoinbaseBalances : Balances))],
                Faults = ReadFaults(parsed.GetValue(faults) ?? "", number),
                Paths = ReadPaths(
                    parsed.GetValue(market) ?? Simulated,
                    OptionText.Interval(parsed.GetValue(interval) ?? "1m"),
                    OptionText.Positive("--speed", parsed.GetValue(speed) ?? "1", SpeedMax),
                    cancellationToken),
                Seed = number,
            });
        });
        return command;
    }

    private static async Task<int> RunAsync(VenueServerOptions options)
    {
        using var signals = new StopSignals();
        await using var server = await StartAsync(options, signals.Stop);
        Tell(server, options);
        await Task.Delay(Timeout.InfiniteTimeSpan, signals.Stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        return ExitCode.Done;
    }

    private static async Task<VenueServer> StartAsync(VenueServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await VenueServer.StartAsync(options, TimeProvider.System, cancellationToken);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--market: {exception.Message}");
        }
    }

    private static void Tell(VenueServer server, VenueServerOptions options)
    {
        var account = options.Accounts[0];
        var address = server.Address.ToString().TrimEnd('/');
        var socket = address.Replace("http://", "ws://", StringComparison.Ordinal);
        Console.WriteLine($"Loopback venue: {server.Title}, over a market of its own. The money is simulated.");
        Console.WriteLine($"  markets  {string.Join(' ', server.Symbols)}");
        Console.WriteLine($"  key      {account.Key}, with {string.Join(", ", account.Balances.Select(static money => $"{DecimalText.Trimmed(money.Amount)} {money.Currency}"))}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seed     {options.Seed}"));
        if (options.FundingRate != 0)
            Console.WriteLine($"  funding  {DecimalText.Trimmed(options.FundingRate)} each {options.FundingPeriod}");
        Console.WriteLine();
        Console.WriteLine($"  {address}");
        var width = server.Sockets.Max(static one => one.Path.Length);
        foreach (var (path, what) in server.Sockets)
            Console.WriteLine($"  {socket}{path.PadRight(width)}   {what}");
        Console.WriteLine();
        Console.WriteLine("Ctrl+C stops it; what happened there is forgotten then.");
        Console.Out.Flush();
    }

    private static VenueAccountOptions ReadAccount(VenueProtocolName protocol, string? key, string balances)
    {
        var money = balances.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadBalance).ToArray();
        if (protocol == VenueProtocolName.Coinbase)
            return ReadCoinbaseAccount(key, money);
        // What was given for a secret is not told.
        return (protocol, (key ?? (protocol == VenueProtocolName.Okx ? OkxKey : Key)).Split(':')) switch
        {
            (VenueProtocolName.Okx, [{ Length: > 0 } name, { Length: > 0 } secret, { Length: > 0 } passphrase]) =>
                new VenueAccountOptions(name, secret) { Passphrase = passphrase, Balances = money },
            (not VenueProtocolName.Okx, [{ Length: > 0 } name, { Length: > 0 } secret]) => new VenueAccountOptions(name, secret) { Balances = money },
            (VenueProtocolName.Okx, _) =>
                throw new UsageException("--key must be a key, a secret and a passphrase with colons between them for okx, such as me:my-secret:my-phrase"),
            _ => throw new UsageException("--key must be a key and a secret with a colon between them, such as me:my-secret"),
        };
    }

    // There is no key that everybody knows: one is made in a moment, and none is kept here.
    private static VenueAccountOptions ReadCoinbaseAccount(string? key, IReadOnlyList<Money> money)
    {
        if (key?.Split(':', 2) is not [{ Length: > 0 } name, { Length: > 0 } given])
            throw new UsageException(CoinbaseKeyNeeded);
        var secret = given.StartsWith('@') ? ReadFile(given[1..]) : given;
        return CoinbaseSecret.FlawOf(secret) is { } flaw
            ? throw new UsageException($"--key: what is behind the colon {flaw}")
            : new VenueAccountOptions(name, secret) { Balances = money };
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--key: file {path} cannot be read");
        }
    }

    private static Money ReadBalance(string text) =>
        text.Split('=') is [var code, var amount] && Currency.TryParse(code, out var currency)
            ? new Money(OptionText.Amount("--balance", amount), currency)
            : throw new UsageException($"--balance was '{text}', must be a currency and an amount, such as USDT=10000");

    private static (decimal Rate, TimeSpan Period) ReadFunding(VenueProtocolName protocol, string? text)
    {
        if (text is null)
            return (0, TimeSpan.FromHours(8));
        if (protocol != VenueProtocolName.Okx)
            throw new UsageException($"--funding was {text}, must be left out: of the venues here only okx has positions that pay it");
        var parts = text.Split('/', 2);
        var period = parts.Length == 1 ? TimeSpan.FromHours(8) : TimeSpan.FromSeconds(OptionText.Whole("--funding", parts[1], 1, 86_400));
        return (OptionText.Signed("--funding", parts[0], limit: 1), period);
    }

    private static Dictionary<string, Func<PricePath>> ReadPaths(string text, BarInterval interval, decimal speed, CancellationToken cancellationToken)
    {
        var paths = new Dictionary<string, Func<PricePath>>(StringComparer.Ordinal);
        if (text == Simulated)
            return paths;
        foreach (var part in text.StartsWith(FilePrefix, StringComparison.Ordinal) ? text[FilePrefix.Length..].Split(',') : [])
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } symbol, { Length: > 0 } path])
                continue;
            var bars = BarFileReader.Read(path, new BarFileOptions { Interval = interval }, bytesRead: null, cancellationToken).Bars;
            if (bars.Count == 0)
                throw new UsageException($"{path} had no bars, must have at least one");
            paths[symbol] = () => new PricePath(bars, speed);
        }
        return paths.Count > 0 && paths.Count == text.Split(',').Length
            ? paths
            : throw new UsageException($"--market was '{text}', must be sim, or file: and for each market its symbol and a file, such as file:BTCUSDT=bars.csv");
    }

    private static FaultOptions ReadFaults(string text, ulong seed)
    {
        try
        {
            return FaultOptions.Parse(text, seed);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"--faults: {exception.Message}");
        }
    }
}
