using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Which sort keys of a partition an access pattern means. <c>{name}</c> stands for an id that is given when it is asked.</summary>
public abstract record AccessRange
{
    private AccessRange()
    {
    }

    /// <summary>One item, got by its key.</summary>
    public sealed record One(string SortKey) : AccessRange;

    /// <summary>All of the partition.</summary>
    public sealed record Everything : AccessRange;

    /// <summary>Those that begin so.</summary>
    public sealed record Prefix(string Text) : AccessRange;

    /// <summary>Those from the first on, it included, and before the end, it not included.</summary>
    public sealed record Span(string First, string End) : AccessRange;
}

/// <summary>A question that programs ask of a table: which keys it means, in the table or in an index.</summary>
/// <param name="Name">What it finds.</param>
/// <param name="Table">Thing that the table is named for, as <see cref="CloudEnvironment.NameOf"/> takes it.</param>
/// <param name="Index">Whose keys are meant; null for those of the table.</param>
/// <param name="PartitionKey">Form of the partition key: parts <c>TYPE#id</c>, where <c>{name}</c> stands for an id that is given.</param>
/// <param name="Range">Which sort keys.</param>
public sealed record AccessPattern(string Name, string Table, string? Index, string PartitionKey, AccessRange Range)
{
    /// <summary>The key of the one item that is meant.</summary>
    /// <param name="ids">By the names that stand in the forms; times as <see cref="ItemKeyPart.IdOf"/> makes them.</param>
    /// <exception cref="ArgumentException">Several items are meant, or an id is missing.</exception>
    public ItemKey ToKey(IReadOnlyDictionary<string, string> ids) => Range is AccessRange.One one
        ? new ItemKey(Filled(PartitionKey, ids), Filled(one.SortKey, ids))
        : throw new ArgumentException($"access pattern '{Name}' means several items, must be asked as a query");

    /// <summary>The query for what is meant.</summary>
    /// <param name="ids">By the names that stand in the forms; times as <see cref="ItemKeyPart.IdOf"/> makes them.</param>
    /// <param name="limit">Most items of a page, 1 to 500.</param>
    /// <param name="isDescending">Last key first.</param>
    /// <exception cref="ArgumentException">One item is meant, or an id is missing.</exception>
    public ItemQuery ToQuery(IReadOnlyDictionary<string, string> ids, int limit, bool isDescending = false)
    {
        var range = Range switch
        {
            AccessRange.One => throw new ArgumentException($"access pattern '{Name}' means one item, must be asked by its key"),
            AccessRange.Everything => ItemRange.All,
            AccessRange.Prefix prefix => new ItemRange.Prefix(Filled(prefix.Text, ids)),
            // More follows in every key that has the end in it, so that none is the end.
            AccessRange.Span span => new ItemRange.Between(Filled(span.First, ids), Filled(span.End, ids)),
            _ => throw new InvariantException("access range was of an unknown kind"),
        };
        return new ItemQuery(Filled(PartitionKey, ids), range, limit, isDescending, Index);
    }

    // Parts are read before ids are put in, so that no id can be taken for a part.
    private string Filled(string form, IReadOnlyDictionary<string, string> ids) => ItemKeyPart.Join([.. ItemKeyPart.Parse(form).Select(part => new ItemKeyPart(part.Type, IdOf(part.Id, ids)))]);

    private string IdOf(string id, IReadOnlyDictionary<string, string> ids)
    {
        if (id is not ['{', .. var name, '}'])
            return id;
        return ids.TryGetValue(name, out var given) ? given : throw new ArgumentException($"access pattern '{Name}' had no id for '{name}', must have one");
    }
}

/// <summary>What is asked of the items that programs store, each question with the keys that answer it.</summary>
public static class AccessPatterns
{
    private const string State = "state";
    private const string Market = "market";
    private const string Account = "ACCOUNT#{account}";

    private static readonly AccessRange.Span ByTime = new("TIME#{from}", "TIME#{until}");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AccessPattern> All { get; } =
    [
        new("all items of an account", State, Index: null, Account, new AccessRange.Everything()),
        new("order by id", State, Index: null, Account, new AccessRange.One("ORDER#{order}")),
        new("orders of an account by id", State, Index: null, Account, new AccessRange.Prefix("ORDER#")),
        new("orders of an account by time", State, ItemIndex.Gsi1, Account, ByTime),
        new("open orders of an account", State, ItemIndex.Gsi2, Account + "#OPEN#", new AccessRange.Everything()),
        new("open orders of an account and status by time", State, ItemIndex.Gsi2, Account + "#OPEN#", new AccessRange.Prefix("STATUS#{status}#TIME#")),
        new("orders of a strategy by time", State, ItemIndex.Gsi3, "STRATEGY#{strategy}", ByTime),
        new("fills of an account by time", State, Index: null, Account, new AccessRange.Span("FILL#{from}", "FILL#{until}")),
        new("last fills of an account", State, Index: null, Account, new AccessRange.Prefix("FILL#")),
        new("fills of an order by time", State, ItemIndex.Gsi1, "ORDER#{order}", new AccessRange.Prefix("FILL#")),
        new("positions of an account", State, Index: null, Account, new AccessRange.Prefix("POSITION#")),
        new("balances of an account", State, Index: null, Account, new AccessRange.Prefix("BALANCE#")),
        new("strategies of an account", State, Index: null, Account, new AccessRange.Prefix("STRATEGY#")),
        new("strategy by id", State, Index: null, Account, new AccessRange.One("STRATEGY#{strategy}")),
        new("how far items of an account go", State, Index: null, Account, new AccessRange.One("PROJECTION#engine")),
        new("what an account keeps for good", State, Index: null, Account, new AccessRange.One("PROJECTION#account")),
        new("instrument by id", Market, Index: null, "VENUE#{venue}", new AccessRange.One("INSTRUMENT#{instrument}")),
        new("instruments of a venue", Market, Index: null, "VENUE#{venue}", new AccessRange.Prefix("INSTRUMENT#")),
    ];

    /// <summary>The pattern of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static AccessPattern Of(string name) => All.FirstOrDefault(pattern => pattern.Name == name)
        ?? throw new ArgumentException($"access pattern was '{name}', must be one of {string.Join(", ", All.Select(pattern => pattern.Name))}");
}
