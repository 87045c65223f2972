using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>A line is no command; the message says what was and what was needed.</summary>
/// <param name="code">Stable: <c>command_unknown</c> or <c>command_malformed</c>.</param>
/// <param name="message">For people.</param>
public sealed class StdioSyntaxException(string code, string message) : Exception(message)
{
    /// <summary>Stable.</summary>
    public string Code { get; } = code;
}

/// <summary>Reads lines of the stdio protocol. Words of the grammar are taken in capitals and small letters alike.</summary>
public static partial class StdioParser
{
    /// <summary>The grammar, a line for each command.</summary>
    public static IReadOnlyList<string> Grammar { get; } =
    [
        "ORDER <BUY|SELL> <symbol> <quantity> <price|MARKET> [stop=price|touch=price] [trail=distance|trail=percent%] [display=quantity] [gtc|ioc|fok|gtd=time] [post_only] [reduce_only] [client_reference]",
        "BRACKET <BUY|SELL> <symbol> <quantity> <price|MARKET> target=<price> <stop=price|trail=distance|trail=percent%> [gtc|ioc|fok|gtd=time] [post_only] [client_reference]",
        "AMEND <client_order_id> [quantity=total] [price=price] [trigger=price]",
        "CANCEL <client_order_id>",
        "CANCEL ALL",
        "STRATEGY LIST",
        "STRATEGY START <definition> [name=value...]",
        "STRATEGY STOP <id>",
        "STRATEGY PAUSE <id>",
        "STRATEGY RESUME <id>",
        "STRATEGY REMOVE <id>",
        "STRATEGY PARAMS <id> [name=value...]",
        "STRATEGY METRICS <id>",
        "KILL STRATEGY <id> [reason]",
        "KILL VENUE <venue> [reason]",
        "KILL ACCOUNT <account> [reason]",
        "KILL ALL [reason]",
        "STATE",
        "POSITIONS",
        "BALANCES",
        "ORDERS",
        "FILLS",
        "HELP",
        "QUIT",
    ];

    /// <summary>Reads a line that is neither empty nor a comment.</summary>
    /// <exception cref="StdioSyntaxException">It is no command.</exception>
    public static StdioCommand Parse(string line)
    {
        if (line.AsSpan().IndexOfAnyExceptInRange(' ', '~') is var at && at >= 0)
            throw Malformed($"character {at + 1} of the line was U+{(int)line[at]:X4}, must be printable ASCII");
        var words = new Words(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words.Next().ToUpperInvariant() switch
        {
            "ORDER" => Order(words),
            "BRACKET" => Bracket(words),
            "AMEND" => Amend(words),
            "CANCEL" => Cancel(words),
            "STRATEGY" => Strategy(words),
            "KILL" => Kill(words),
            "STATE" => words.End(new StdioCommand.Tell(StdioTopic.State)),
            "POSITIONS" => words.End(new StdioCommand.Tell(StdioTopic.Positions)),
            "BALANCES" => words.End(new StdioCommand.Tell(StdioTopic.Balances)),
            "ORDERS" => words.End(new StdioCommand.Tell(StdioTopic.Orders)),
            "FILLS" => words.End(new StdioCommand.Tell(StdioTopic.Fills)),
            "HELP" => words.End(new StdioCommand.Help()),
            "QUIT" => words.End(new StdioCommand.Quit()),
            _ => throw new StdioSyntaxException(
                "command_unknown",
                $"command was '{words.All[0]}', must be ORDER, BRACKET, AMEND, CANCEL, STRATEGY, KILL, STATE, POSITIONS, BALANCES, ORDERS, FILLS, HELP or QUIT"),
        };
    }

    private static StdioCommand Strategy(Words words)
    {
        var action = words.Next("LIST, START, STOP, PAUSE, RESUME, REMOVE, PARAMS or METRICS");
        return action.ToUpperInvariant() switch
        {
            "LIST" => words.End(new StdioCommand.ListStrategies()),
            "START" => Start(words),
            "STOP" => words.End(new StdioCommand.StopStrategy(Instance(words))),
            "PAUSE" => words.End(new StdioCommand.PauseStrategy(Instance(words))),
            "RESUME" => words.End(new StdioCommand.ResumeStrategy(Instance(words))),
            "REMOVE" => words.End(new StdioCommand.RemoveStrategy(Instance(words))),
            "PARAMS" => new StdioCommand.StrategyParameters(Instance(words), Parameters(words)),
            "METRICS" => words.End(new StdioCommand.StrategyMetricsOf(Instance(words))),
            _ => throw Malformed($"word after STRATEGY was '{action}', must be LIST, START, STOP, PAUSE, RESUME, REMOVE, PARAMS or METRICS"),
        };
    }

    private static StdioCommand.StartStrategy Start(Words words)
    {
        try
        {
            var definition = StrategyCatalog.Get(words.Next($"a strategy, one of {string.Join(", ", StrategyCatalog.All.Select(one => one.Id))}"));
            return new StdioCommand.StartStrategy(definition, definition.Read(Parameters(words)));
        }
        catch (StrategySettingException exception)
        {
            throw Malformed(exception.Message);
        }
    }

    private static StdioCommand.Kill Kill(Words words)
    {
        var scope = words.Next("STRATEGY, VENUE, ACCOUNT or ALL");
        return scope.ToUpperInvariant() switch
        {
            "STRATEGY" => new StdioCommand.Kill(KillSwitchScope.Strategy, words.Next("the id of a strategy"), words.Rest()),
            "VENUE" => new StdioCommand.Kill(KillSwitchScope.Venue, words.Next("a venue such as SIM").ToUpperInvariant(), words.Rest()),
            "ACCOUNT" => new StdioCommand.Kill(KillSwitchScope.Account, words.Next("an account such as main"), words.Rest()),
            "ALL" => new StdioCommand.Kill(KillSwitchScope.All, "", words.Rest()),
            _ => throw Malformed($"word after KILL was '{scope}', must be STRATEGY, VENUE, ACCOUNT or ALL"),
        };
    }

    private static List<KeyValuePair<string, string>> Parameters(Words words)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        while (words.TryNext(out var word))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw Malformed($"parameter was '{word}', must be name=value, such as fast=10");
            pairs.Add(KeyValuePair.Create(word[..at], word[(at + 1)..]));
        }
        return pairs;
    }

    private static StrategyInstanceId Instance(Words words)
    {
        try
        {
            return StrategyInstanceId.Parse(words.Next("the id of a strategy, as STRATEGY LIST tells it"));
        }
        catch (FormatException exception)
        {
            throw Malformed(exception.Message);
        }
    }

    private static InstrumentId Instrument(string symbol)
    {
        try
        {
            return SymbolText.Read(symbol, "symbol");
        }
        catch (UsageException exception)
        {
            throw Malformed(exception.Message);
        }
    }

    private static decimal Amount(string name, string text, string orElse) => DecimalText.TryParse(text, out var value)
        ? value
        : throw Malformed($"{name} was '{text}', must be a number such as 0.01 with at most {DecimalText.IntegerDigitsMax} digits before the point and {DecimalText.FractionDigitsMax} after it{orElse}");

    private static bool IsWord(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static StdioSyntaxException Malformed(string message) => new("command_malformed", message);

    private sealed class Words(string[] all)
    {
        private int _next;

        public string[] All => all;

        public string Next() => all[_next++];

        public string Next(string needed) => _next < all.Length ? all[_next++] : throw Malformed($"the line ended after '{all[^1]}', must go on with {needed}");

        public bool TryNext(out string word)
        {
            word = _next < all.Length ? all[_next++] : "";
            return word.Length > 0;
        }

        public string Rest()
        {
            var rest = string.Join(' ', all[_next..]);
            _next = all.Length;
            return rest;
        }

        public T End<T>(T read) => _next == all.Length ? read : throw Malformed($"the line went on with '{all[_next]}', must end there");
    }
}
