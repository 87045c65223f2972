using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Engine;

namespace VeloZ.Local;

/// <summary><c>veloz book</c>: one pair's live books at several venues, as one.</summary>
internal static class BookCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "book";

    private const int DepthMax = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Make()
    {
        var markets = new Argument<string[]>("MARKET") { Description = "Of one pair, one a venue: BTC-USDT.BINANCE BTC-USDT.OKX BTC-USDT.BYBIT", Arity = ArgumentArity.OneOrMore };
        var depth = OptionText.Make("--depth", $"Levels of each side, 1 to {DepthMax} [10]", "N");
        var once = new Option<bool>("--once") { Description = "Print it when all venues have told their book, and end" };
        var json = new Option<bool>("--json") { Description = "Print a line of JSON each time" };
        var command = new Command(Name, "Show the live books of one pair at several venues as one: best prices, levels, and whose they are. Needs no key; addresses are those of the settings.") { markets, depth, once, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            [.. parsed.GetValue(markets)!.Select(static text => SymbolText.Read(text, "MARKET"))],
            OptionText.Whole("--depth", parsed.GetValue(depth) ?? "10", 1, DepthMax),
            parsed.GetValue(once),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<InstrumentId> markets, int depth, bool isOnce, bool isJson, CancellationToken cancellationToken)
    {
        await using var watch = await BookWatch.OpenAsync(LocalSettings.Values(), markets, static text => Console.Error.WriteLine($"veloz: {text}"), TimeProvider.System, cancellationToken);
        await WaitAsync(watch, markets, cancellationToken);
        var isScreen = !isOnce && !isJson && !Console.IsOutputRedirected;
        using var timer = new PeriodicTimer(Period);
        do
        {
            var shown = watch.Read((book, now) => ShownBook.Of(book, now, depth));
            var text = isJson ? shown.ToJson(markets) : shown.ToTable(markets);
            Console.Out.WriteLine(isScreen ? $"\u001b[H\u001b[2J{text}" : text);
            Console.Out.Flush();
        }
        while (!isOnce && await timer.WaitForNextTickAsync(cancellationToken));
        return ExitCode.Done;
    }

    private static async Task WaitAsync(BookWatch watch, IReadOnlyList<InstrumentId> markets, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (watch.Read((book, now) => markets.Where((_, index) => !book.IsRead(index, now)).ToArray()) is { Length: > 0 } missing)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new VenueException(VenueErrorKind.Passing, $"the book of {string.Join(" and ", missing)} was not told within {Patience.TotalSeconds:0} s");
            await Task.Delay(Look, cancellationToken);
        }
    }
}
