namespace VeloZ.Trading;

/// <summary>The documents that VeloZ brings, to begin one's own with, and the schema of all documents.</summary>
public static class ShippedDocuments
{
    /// <summary>Ids of the examples, in order.</summary>
    public static IReadOnlyList<string> Examples { get; } = ["ma-cross-json", "macd-json", "rsi2-json", "trailing-bracket"];

    /// <summary>An example as its file is, UTF-8.</summary>
    /// <exception cref="StrategySettingException">There is none of that id.</exception>
    public static byte[] Example(string id) => Examples.Contains(id, StringComparer.Ordinal)
        ? Read(id + ".json")
        : throw new StrategySettingException($"example was '{id}', must be one of {string.Join(", ", Examples)}");

    /// <summary>The JSON Schema (draft 2020-12) of a document, UTF-8. It says all that a schema can; names, cycles, ranges of indicators and look-back are checked by the reader alone.</summary>
    public static byte[] Schema() => Read("strategy.schema.json");

    private static byte[] Read(string name)
    {
        using var stream = typeof(ShippedDocuments).Assembly.GetManifestResourceStream($"strategies/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
