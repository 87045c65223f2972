using System.Text.Json;

namespace VeloZ.Trading;

/// <summary>Reads the members of a document, in an order in which each can be checked against those before it.</summary>
internal sealed class DocumentReader
{
    public static readonly string[] Categories = ["momentum", "mean reversion", "grid", "market making", "DCA", "arbitrage"];

    private readonly DocumentNames _names;
    private readonly ConditionReader _conditions;

    public DocumentReader(JsonElement json)
    {
        var root = new DocumentNode(json, "");
        var members = root.Members("format", "id", "title", "category", "description", "parameters", "requires", "values", "entry", "exit", "sizing", "protection");
        ReadHead(members);
        _names = new DocumentNames();
        Parameters = members.Find("parameters") is { } parameters ? ParameterReader.Read(parameters, _names) : [];
        _conditions = new ConditionReader(_names);
        Requirements = members.Find("requires") is { } requires ? [.. requires.Items(0, DocumentLimits.RequirementsMax).Select(_conditions.ReadRequirement)] : [];
        Values = members.Find("values") is { } values ? ValueReader.Read(values, _names) : new Dictionary<string, ValueDefinition>(StringComparer.Ordinal);
        (EntersFromAny, Long, Short) = ReadEntry(members.Get("entry"));
        (LongExit, ShortExit, ExitAfterBars) = members.Find("exit") is { } exit ? ReadExit(exit) : (null, null, null);
        Sizing = ReadSizing(members.Get("sizing"));
        Protection = members.Find("protection") is { } protection ? ReadProtection(protection) : null;
        CheckWhole(root);
    }

    public string Id { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Category { get; private set; } = "";

    public string Description { get; private set; } = "";

    public IReadOnlyList<ParameterDefinition> Parameters { get; }

    public IReadOnlyList<Comparison> Requirements { get; }

    public IReadOnlyDictionary<string, ValueDefinition> Values { get; }

    public bool EntersFromAny { get; }

    public EntryDefinition? Long { get; }

    public EntryDefinition? Short { get; }

    public ConditionDefinition? LongExit { get; }

    public ConditionDefinition? ShortExit { get; }

    public Operand? ExitAfterBars { get; }

    public SizingDefinition Sizing { get; }

    public ProtectionDefinition? Protection { get; }

    private void ReadHead(DocumentMembers members)
    {
        var format = members.Get("format");
        if (format.Text(DocumentLimits.TitleLengthMax) is var given && given != StrategyDocument.Format)
            throw format.Fault(DocumentFault.FormatUnknown, $"was '{StrategyDocumentException.Shown(given)}', must be '{StrategyDocument.Format}'");
        Id = ReadId(members.Get("id"));
        Title = members.Get("title").Text(DocumentLimits.TitleLengthMax);
        var category = members.Get("category");
        Category = category.Text(DocumentLimits.TitleLengthMax);
        if (!Categories.Contains(Category))
            throw category.Fault(DocumentFault.TextInvalid, $"was '{StrategyDocumentException.Shown(Category)}', must be one of {string.Join(", ", Categories)}");
        Description = members.Get("description").Text(DocumentLimits.DescriptionLengthMax);
    }

    private static string ReadId(DocumentNode node)
    {
        var text = node.Text(DocumentLimits.DescriptionLengthMax);
        var isId = text.Length <= DocumentLimits.IdLengthMax && char.IsAsciiLetterLower(text[0]) && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal)
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
        return isId ? text : throw node.Fault(DocumentFault.NameInvalid, $"was '{StrategyDocumentException.Shown(text)}', must be words of a-z and 0-9 with single hyphens between, beginning with a letter, at most {DocumentLimits.IdLengthMax} in all");
    }

    private (bool, EntryDefinition?, EntryDefinition?) ReadEntry(DocumentNode node)
    {
        var members = node.Members("from", "long", "short");
        var fromAny = false;
        if (members.Find("from") is { } from)
        {
            fromAny = from.Text(DocumentLimits.TitleLengthMax) switch
            {
                "flat" => false,
                "any" => true,
                var other => throw from.Fault(DocumentFault.TextInvalid, $"was '{StrategyDocumentException.Shown(other)}', must be flat or any"),
            };
        }
        var (upward, downward) = (members.Find("long"), members.Find("short"));
        if (upward is null && downward is null)
            throw node.Fault(DocumentFault.MemberMissing, "had neither 'long' nor 'short', must have one of them at least");
        return (fromAny, upward is { } buys ? ReadSide(buys) : null, downward is { } sells ? ReadSide(sells) : null);
    }

    private EntryDefinition ReadSide(DocumentNode node)
    {
        var members = node.Members("when", "if");
        return new EntryDefinition(_conditions.Read(members.Get("when")), members.Find("if") is { } only ? _names.Boolean(only) : null);
    }

    private (ConditionDefinition?, ConditionDefinition?, Operand?) ReadExit(DocumentNode node)
    {
        var members = node.Members("long", "short", "after_bars");
        return (
            members.Find("long") is { } held ? _conditions.Read(held) : null,
            members.Find("short") is { } sold ? _conditions.Read(sold) : null,
            members.Find("after_bars") is { } bars ? _names.Whole(bars, 1, DocumentLimits.WholeMax) : null);
    }

    private SizingDefinition ReadSizing(DocumentNode node)
    {
        var members = node.Members("quantity", "equity_fraction");
        var quantity = members.Find("quantity") is { } one ? _names.Constant(one, 0, DocumentLimits.WholeMax) : (Operand?)null;
        var fraction = members.Find("equity_fraction") is { } other ? _names.Constant(other, 0, 1) : (Operand?)null;
        return quantity is null && fraction is null
            ? throw node.Fault(DocumentFault.MemberMissing, "had neither 'quantity' nor 'equity_fraction', must have one of them at least")
            : new SizingDefinition(quantity, fraction, node.Path);
    }

    private ProtectionDefinition ReadProtection(DocumentNode node)
    {
        var members = node.Members("take_profit", "stop", "trailing");
        var (target, stop, trailing) = (members.Find("take_profit"), members.Find("stop"), members.Find("trailing"));
        if (target is null && stop is null && trailing is null)
            throw node.Fault(DocumentFault.MemberMissing, "had none of 'take_profit', 'stop', 'trailing', must have one of them at least");
        if (stop is not null && trailing is not null)
            throw node.Fault(DocumentFault.SettingInvalid, "had 'stop' and 'trailing', must have one of the two: a position has one stop");
        return new ProtectionDefinition(
            target is { } profit ? ReadLevel(profit, fractionMax: 10, "fraction", "distance", "price") : null,
            stop is { } loss ? ReadLevel(loss, fractionMax: 1, "fraction", "distance", "price") : null,
            trailing is { } trail ? ReadLevel(trail, fractionMax: 1, "fraction", "distance") : null);
    }

    private LevelDefinition ReadLevel(DocumentNode node, decimal fractionMax, params ReadOnlySpan<string> kinds)
    {
        var members = node.Members(kinds);
        var given = node.Members();
        if (given.Count != 1)
            throw node.Fault(DocumentFault.CountInvalid, $"had {given.Count} members, must have one of {string.Join(", ", kinds)}");
        var (name, value) = given[0];
        return name switch
        {
            "fraction" => new LevelDefinition(LevelKind.Fraction, _names.Constant(value, 0, fractionMax)),
            "distance" => new LevelDefinition(LevelKind.Distance, _names.Operand(value)),
            _ => new LevelDefinition(LevelKind.Price, _names.Operand(members.Get("price"))),
        };
    }

    private void CheckWhole(DocumentNode root)
    {
        if (Protection is not null && EntersFromAny)
            throw root.Fault(DocumentFault.SettingInvalid, "had 'protection' and entry.from 'any', must enter from 'flat': what protects a position cannot be turned with it");
        // A side with an 'if' may be off, and turns nothing then.
        if (Long is not null && LongExit is null && ExitAfterBars is null && Protection is null && !(EntersFromAny && Short is { If: null }))
            throw root.Fault(DocumentFault.MemberMissing, "had no way out of a long position, must have exit.long, exit.after_bars or protection");
        if (Short is not null && ShortExit is null && ExitAfterBars is null && Protection is null && !(EntersFromAny && Long is { If: null }))
            throw root.Fault(DocumentFault.MemberMissing, "had no way out of a short position, must have exit.short, exit.after_bars or protection");
        if (Long is null && LongExit is not null)
            throw root.Fault(DocumentFault.SettingInvalid, "had exit.long and no entry.long, must have both");
        if (Short is null && ShortExit is not null)
            throw root.Fault(DocumentFault.SettingInvalid, "had exit.short and no entry.short, must have both");
    }
}
