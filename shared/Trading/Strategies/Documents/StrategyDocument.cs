using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A declarative strategy: indicators, conditions, sizing, exits and protection as a JSON document. Checked; it never changes.</summary>
/// <remarks>The format: <c>DOCUMENT-FORMAT.md</c>, and <see cref="ShippedDocuments.Schema"/>.</remarks>
public sealed class StrategyDocument
{
    /// <summary>What its member <c>format</c> must be.</summary>
    public const string Format = "veloz-strategy/1";

    private readonly byte[] _utf8;

    private StrategyDocument(byte[] utf8, DocumentReader reader)
    {
        _utf8 = utf8;
        Hash = Convert.ToHexStringLower(SHA256.HashData(utf8));
        (Parameters, Requirements, Values) = (reader.Parameters, reader.Requirements, reader.Values);
        (EntersFromAny, Long, Short) = (reader.EntersFromAny, reader.Long, reader.Short);
        (LongExit, ShortExit, ExitAfterBars) = (reader.LongExit, reader.ShortExit, reader.ExitAfterBars);
        (Sizing, Protection) = (reader.Sizing, reader.Protection);
        Definition = new StrategyDefinition
        {
            Id = reader.Id,
            Title = reader.Title,
            Category = reader.Category,
            Description = reader.Description,
            Parameters = reader.Parameters,
            WarmUpBars = parameters => new DocumentProgram(this, parameters).WarmUpBars,
            SellsShort = SellsShort,
            Data = [StrategyData.Bars],
            Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
            Protection = ProtectionOf(Protection),
            Create = parameters => new DocumentStrategy(this, parameters),
            Document = this,
        };
    }

    /// <summary>As a strategy that can be run.</summary>
    public StrategyDefinition Definition { get; }

    /// <summary>The document without blanks between its words, UTF-8: what the journal keeps, at most <see cref="DocumentLimits.BytesMax"/> bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>SHA-256 of <see cref="Utf8"/>, lower hex: equal for documents that differ in blanks only.</summary>
    public string Hash { get; }

    internal IReadOnlyList<ParameterDefinition> Parameters { get; }

    internal IReadOnlyList<Comparison> Requirements { get; }

    internal IReadOnlyDictionary<string, ValueDefinition> Values { get; }

    internal bool EntersFromAny { get; }

    internal EntryDefinition? Long { get; }

    internal EntryDefinition? Short { get; }

    internal ConditionDefinition? LongExit { get; }

    internal ConditionDefinition? ShortExit { get; }

    internal Operand? ExitAfterBars { get; }

    internal SizingDefinition Sizing { get; }

    internal ProtectionDefinition? Protection { get; }

    /// <summary>Reads a document and checks all of it, with its defaults.</summary>
    /// <param name="utf8">JSON; only its first bytes are looked at where it is too large.</param>
    /// <exception cref="StrategyDocumentException">It does not hold.</exception>
    public static StrategyDocument Read(ReadOnlySpan<byte> utf8)
    {
        var compact = DocumentText.Compact(utf8);
        using var json = JsonDocument.Parse(compact, new JsonDocumentOptions { MaxDepth = DocumentLimits.DepthMax + 1 });
        var document = new StrategyDocument(compact, new DocumentReader(json.RootElement));
        CheckDefaults(document.Definition);
        return document;
    }

    /// <summary>Reads a document from a stream, and no more of it than a document may have.</summary>
    /// <param name="stream">At the start of the document.</param>
    /// <param name="size">Bytes in all where they are known, for the message; null where they are not.</param>
    /// <exception cref="StrategyDocumentException">It does not hold.</exception>
    public static StrategyDocument Read(Stream stream, long? size)
    {
        var buffer = new byte[DocumentLimits.BytesMax + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (count > DocumentLimits.BytesMax)
            throw DocumentText.TooLarge(size > count ? $"{size}" : $"more than {DocumentLimits.BytesMax}");
        return Read(buffer.AsSpan(0, count));
    }

    /// <summary>The document as it is kept.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    internal static bool IsTraded(EntryDefinition? entry, ParameterSet parameters) => entry is not null && (entry.If is null || parameters.Boolean(entry.If));

    private bool SellsShort(ParameterSet parameters) => IsTraded(Short, parameters);

    private static string ProtectionOf(ProtectionDefinition? protection)
    {
        if (protection is null)
            return "None but its rule: it leaves by market order at a close. No stop waits at the venue.";
        string?[] orders = [protection.Stop is null ? null : "a stop", protection.Trailing is null ? null : "a trailing stop", protection.TakeProfit is null ? null : "a target"];
        var sent = string.Join(" and ", orders.OfType<string>());
        return $"With each entry it sends {sent}, in the size that has filled; an entry whose orders cannot be placed is not made."
            + (protection.Stop is null && protection.Trailing is null ? " It has no stop." : "");
    }

    private static void CheckDefaults(StrategyDefinition definition)
    {
        try
        {
            definition.Read([]);
        }
        catch (StrategySettingException exception) when (exception is not StrategyDocumentException)
        {
            throw new StrategyDocumentException(DocumentFault.SettingInvalid, "parameters", $"with their defaults: {exception.Message}");
        }
    }
}
