using System.Text;

namespace VeloZ.Storage;

/// <summary>What the first line of a file of trades tells.</summary>
/// <remarks>
/// Layouts: https://github.com/binance/binance-public-data ("Trades", "AggTrades"). Spot dumps have no header and end with whether the trade
/// was the best match; those of USD-M futures have a header since 2022 and lack that column.
/// </remarks>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Columns">What each column means.</param>
/// <param name="Names">What each column is called in messages.</param>
internal sealed record TradeFileShape(bool HasHeader, TradeColumn[] Columns, string[] Names)
{
    // The last column of each is left out by futures.
    private static readonly (TradeColumn Column, string Name, string[] Aliases)[] TradesLayout =
    [
        (TradeColumn.Id, "id", ["id", "tradeid"]),
        (TradeColumn.Price, "price", ["price"]),
        (TradeColumn.Quantity, "qty", ["qty", "quantity"]),
        (TradeColumn.Number, "quote_qty", ["quoteqty", "quotequantity"]),
        (TradeColumn.Time, "time", ["time", "timestamp"]),
        (TradeColumn.IsBuyerMaker, "is_buyer_maker", ["isbuyermaker"]),
        (TradeColumn.IsBestMatch, "is_best_match", ["isbestmatch"]),
    ];

    private static readonly (TradeColumn Column, string Name, string[] Aliases)[] AggregatedLayout =
    [
        (TradeColumn.Id, "agg_trade_id", ["aggtradeid", "aggregatetradeid"]),
        (TradeColumn.Price, "price", ["price"]),
        (TradeColumn.Quantity, "quantity", ["quantity", "qty"]),
        (TradeColumn.Number, "first_trade_id", ["firsttradeid"]),
        (TradeColumn.Number, "last_trade_id", ["lasttradeid"]),
        (TradeColumn.Time, "transact_time", ["transacttime", "time", "timestamp"]),
        (TradeColumn.IsBuyerMaker, "is_buyer_maker", ["isbuyermaker"]),
        (TradeColumn.IsBestMatch, "is_best_match", ["isbestmatch"]),
    ];

    /// <summary>The 1-based number of a column.</summary>
    public int NumberOf(TradeColumn column) => Array.IndexOf(Columns, column) + 1;

    /// <summary>Recognizes a layout.</summary>
    /// <exception cref="DataFormatException">It is not one of the kind.</exception>
    public static TradeFileShape Of(ReadOnlySpan<byte> firstLine, long lineNumber, string file, TradeKind kind)
    {
        var fields = new CsvFields();
        if (fields.Split(firstLine, (byte)',') is { } fault)
            throw new DataFormatException(file, lineNumber, $"{fields.Count}", fields.Count, fault);
        var texts = new string[fields.Count];
        for (var index = 0; index < texts.Length; index++)
            texts[index] = Encoding.UTF8.GetString(fields[index]);
        var hasHeader = texts[0].Length == 0 || !char.IsAsciiDigit(texts[0][0]);
        foreach (var other in TradeKinds.All)
        {
            var layout = LayoutOf(other);
            if (texts.Length != layout.Length && texts.Length != layout.Length - 1)
                continue;
            if (hasHeader ? !AreNames(texts, layout) : !HasFlagsWhere(texts, layout))
                continue;
            if (other != kind)
                throw Fault(file, lineNumber, $"columns were of {other.Words()}, must be of {kind.Words()}; --kind {other.Text()} fits");
            layout = layout[..texts.Length];
            return new TradeFileShape(hasHeader, Array.ConvertAll(layout, entry => entry.Column), Array.ConvertAll(layout, entry => entry.Name));
        }
        throw Unknown(texts, hasHeader, file, lineNumber, kind);
    }

    private static (TradeColumn Column, string Name, string[] Aliases)[] LayoutOf(TradeKind kind) => kind == TradeKind.Trades ? TradesLayout : AggregatedLayout;

    private static bool AreNames(string[] texts, (TradeColumn Column, string Name, string[] Aliases)[] layout)
    {
        for (var index = 0; index < texts.Length; index++)
        {
            if (!layout[index].Aliases.Contains(Plain(texts[index])))
                return false;
        }
        return true;
    }

    private static bool HasFlagsWhere(string[] texts, (TradeColumn Column, string Name, string[] Aliases)[] layout)
    {
        for (var index = 0; index < texts.Length; index++)
        {
            if (bool.TryParse(texts[index], out _) != layout[index].Column is TradeColumn.IsBuyerMaker or TradeColumn.IsBestMatch)
                return false;
        }
        return true;
    }

    private static string Plain(string name) => name.Trim().ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static DataFormatException Unknown(string[] texts, bool hasHeader, string file, long lineNumber, TradeKind kind)
    {
        var layout = LayoutOf(kind);
        var needed = $"{layout.Length - 1} or {layout.Length}: {string.Join(", ", layout.Select(entry => entry.Name))} (the last may be left out)";
        if (hasHeader && texts.Any(text => Plain(text) == "baseqty"))
            return Fault(file, lineNumber, "columns were of COIN-M futures (base_qty), whose quantities are contracts; must be of spot or USD-M futures, whose quantities are base units");
        if (hasHeader)
            return Fault(file, lineNumber, $"header was '{Shown.Text(Encoding.UTF8.GetBytes(string.Join(',', texts)))}', must name the columns of {kind.Words()}, {needed}");
        if (texts.Length == 12)
            return Fault(file, lineNumber, $"columns were of bars (Binance klines), {kind.Words()} are needed; --kind bars fits");
        return texts.Length == layout.Length || texts.Length == layout.Length - 1
            ? Fault(file, lineNumber, $"first line did not have true or false where {kind.Words()} have it, must have {needed}")
            : Fault(file, lineNumber, $"first line had {texts.Length} columns, must have {needed}");
    }

    private static DataFormatException Fault(string file, long lineNumber, string reason) => new(file, lineNumber, null, null, reason);
}
