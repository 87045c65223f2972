using System.CommandLine;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.VenueServers;

namespace VeloZ.Local;

/// <summary><c>veloz venue</c>: a venue on this machine that speaks a real one's protocol, for any program that trades there.</summary>
internal static class VenueCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "venue";

    private const string Port = "9080";
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
        var seed = OptionText.Make("--seed", "Of its market and its faults [1]", "N");
        var command = new Command(Name, "Serve a venue that speaks a real one's protocol on 127.0.0.1, over a market of its own from a seed: point any bot at it. Nothing there is real money.")
        {
            protocol, port, key, balances, faults, funding, seed,
        };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetValue(seed) ?? "1";
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
                Seed = number,
            });
        });
        return command;
    }

    private static async Task<int> RunAsync(VenueServerOptions options)
    {
        using var signals = new StopSignals();
        await using var server = await VenueServer.StartAsync(options, TimeProvider.System, signals.Stop);
        Tell(server, options);
        await Task.Delay(Timeout.InfiniteTimeSpan, signals.Stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        return ExitCode.Done;
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
