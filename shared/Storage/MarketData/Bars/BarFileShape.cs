using System.Text;

namespace VeloZ.Storage;

/// <summary>What the first line of a file tells: whose layout it is and which column means what.</summary>
/// <param name="Format">Whose layout.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Separator">Between fields.</param>
/// <param name="Columns">What each column means.</param>
/// <param name="Names">What each column is called in messages.</param>
internal sealed record BarFileShape(BarFileFormat Format, bool HasHeader, byte Separator, BarColumn[] Columns, string[] Names)
{
    // As in the header that Binance's newer dumps carry.
    private static readonly string[] BinanceNames =
    [
        "open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count",
        "taker_buy_volume", "taker_buy_quote_volume", "ignore",
    ];

    private const string Needed = "timestamp (or time, date, datetime, open_time), open, high, low, close, volume";

    /// <summary>The 1-based number of a column.</summary>
    public int NumberOf(BarColumn column) => Array.IndexOf(Columns, column) + 1;

    /// <summary>Recognizes a layout.</summary>
    /// <exception cref="DataFormatException">It is not one of bars.</exception>
    public static BarFileShape Of(ReadOnlySpan<byte> firstLine, long lineNumber, string file)
    {
        var separator = SeparatorOf(firstLine);
        var fields = new CsvFields();
        if (fields.Split(firstLine, separator) is { } fault)
            throw new DataFormatException(file, lineNumber, $"{fields.Count}", fields.Count, fault);
        var texts = new string[fields.Count];
        for (var index = 0; index < texts.Length; index++)
            texts[index] = Encoding.UTF8.GetString(fields[index]).Trim();
        return texts[0].Length > 0 && char.IsAsciiDigit(texts[0][0])
            ? WithoutHeader(texts, separator, lineNumber, file)
            : WithHeader(texts, separator, lineNumber, file);
    }

    private static BarFileShape WithoutHeader(string[] texts, byte separator, long lineNumber, string file)
    {
        if (texts.Length == BinanceNames.Length)
            return new BarFileShape(BarFileFormat.BinanceKlines, HasHeader: false, separator, BinanceColumns(), BinanceNames);
        // Trades and aggregated trades end with whether the buyer was the maker.
        if (texts.Length is >= 6 and <= 8 && bool.TryParse(texts[^1], out _))
            throw Trades(file, lineNumber);
        throw new DataFormatException(
            file, lineNumber, null, null, $"first line had {texts.Length} columns and no names, must be a header with {Needed} (only Binance klines, of 12 columns, come without)");
    }

    private static BarFileShape WithHeader(string[] texts, byte separator, long lineNumber, string file)
    {
        var names = Array.ConvertAll(texts, text => text.ToLowerInvariant().Replace(' ', '_'));
        var columns = Array.ConvertAll(names, MeaningOf);
        var hasPrices = columns.Intersect([BarColumn.Open, BarColumn.High, BarColumn.Low, BarColumn.Close]).Count();
        if (hasPrices < 4 && names.Any(IsOfQuotes))
            throw new DataFormatException(file, lineNumber, null, null, $"columns were of quotes (bid and ask), bars are needed: {Needed}");
        if (hasPrices == 0 && IsOfTrades(names))
            throw Trades(file, lineNumber);
        for (var column = BarColumn.Open; column <= BarColumn.Time; column++)
            CheckOnce(column, columns, texts, lineNumber, file);
        var isBinance = names.Length == BinanceNames.Length && names[0] == BinanceNames[0] && names.Contains("close_time") && names[^1] == "ignore";
        return new BarFileShape(
            isBinance ? BarFileFormat.BinanceKlines : BarFileFormat.Csv,
            HasHeader: true,
            separator,
            columns,
            Array.ConvertAll(texts, ShownName));
    }

    private static void CheckOnce(BarColumn column, BarColumn[] columns, string[] texts, long lineNumber, string file)
    {
        var first = Array.IndexOf(columns, column);
        if (first < 0)
        {
            throw new DataFormatException(file, lineNumber, null, null, $"header '{ShownName(string.Join(' ', texts))}' had no column {BarNumbers.NameOf(column)}, must have {Needed}");
        }
        var second = Array.IndexOf(columns, column, first + 1);
        if (second >= 0)
        {
            throw new DataFormatException(
                file, lineNumber, ShownName(texts[second]), second + 1, $"{BarNumbers.NameOf(column)} was column {first + 1} ('{ShownName(texts[first])}') already, must be one column");
        }
    }

    private static string ShownName(string name) => Shown.Text(Encoding.UTF8.GetBytes(name));

    private static BarColumn MeaningOf(string name) => name switch
    {
        "open" => BarColumn.Open,
        "high" => BarColumn.High,
        "low" => BarColumn.Low,
        "close" => BarColumn.Close,
        "volume" or "vol" => BarColumn.Volume,
        "timestamp" or "time" or "date" or "datetime" or "open_time" => BarColumn.Time,
        _ => BarColumn.Ignored,
    };

    private static BarColumn[] BinanceColumns() => Array.ConvertAll(BinanceNames, MeaningOf);

    private static bool IsOfQuotes(string name) => name.Split('_').Any(word => word is "bid" or "ask" or "bids" or "asks" or "bidprice" or "askprice");

    private static bool IsOfTrades(string[] names) =>
        names.Any(name => name is "agg_trade_id" or "trade_id" or "tradeid" or "is_buyer_maker" or "isbuyermaker")
        || (names.Contains("price") && names.Any(name => name is "quantity" or "qty" or "size" or "amount"));

    private static DataFormatException Trades(string file, long lineNumber) =>
        new(file, lineNumber, null, null, $"columns were of trades (price and quantity), bars are needed: {Needed}");

    // The one that occurs most outside quotes; the comma when none does.
    private static byte SeparatorOf(ReadOnlySpan<byte> line)
    {
        Span<int> counts = stackalloc int[3];
        var candidates = ",;\t"u8;
        var isQuoted = false;
        foreach (var letter in line)
        {
            isQuoted ^= letter == '"';
            var candidate = candidates.IndexOf(letter);
            if (!isQuoted && candidate >= 0)
                counts[candidate]++;
        }
        var best = counts[1] > counts[0] ? 1 : 0;
        return candidates[counts[2] > counts[best] ? 2 : best];
    }
}
