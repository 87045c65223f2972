using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary>One series of the store, whatever its kind.</summary>
internal sealed record DataSeries
{
    public required DataKind Kind { get; init; }

    public required InstrumentId Instrument { get; init; }

    /// <summary>The interval of bars; null for the others.</summary>
    public BarInterval? Interval { get; init; }

    public required long Count { get; init; }

    public required UnixNanos First { get; init; }

    public required UnixNanos Last { get; init; }

    /// <summary>Bars, ids of trades or settlements that are missing between the first and the last.</summary>
    public required long Missing { get; init; }

    public required long Bytes { get; init; }

    public required DataFormatException? Damage { get; init; }

    /// <summary>Reads and checks all of it; answers how many there are.</summary>
    public required Func<CancellationToken, long> Verify { get; init; }

    public required Action Remove { get; init; }

    /// <summary>What tells it from others of its instrument.</summary>
    public string Name => Interval?.Text ?? DataKinds.Text(Kind);

    /// <summary>What it has many of.</summary>
    public string Rows => Kind switch { DataKind.Bars => "bars", DataKind.Funding => "rates", _ => "trades" };

    /// <summary>All series below a folder: bars first, then trades, then funding.</summary>
    public static IReadOnlyList<DataSeries> List(string market) =>
    [
        .. new BarStore(market).List().Select(entry => Of(market, entry)),
        .. new TradeStore(market).List().Select(entry => Of(market, entry)),
        .. new FundingStore(market).List().Select(entry => Of(market, entry)),
    ];

    /// <summary>One series.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static DataSeries Find(string market, DataKind kind, InstrumentId instrument, BarInterval interval)
    {
        var found = kind switch
        {
            DataKind.Bars => new BarStore(market).Find(instrument, interval) is { } entry ? Of(market, entry) : null,
            DataKind.Funding => new FundingStore(market).Find(instrument) is { } entry ? Of(market, entry) : null,
            _ => new TradeStore(market).Find(instrument, DataKinds.TradesOf(kind)) is { } entry ? Of(market, entry) : null,
        };
        var what = kind switch { DataKind.Bars => $"{interval} bars", DataKind.Funding => "funding rates", _ => DataKinds.TradesOf(kind).Words() };
        return found ?? throw new UsageException($"there are no imported {what} of {instrument}; 'veloz data' lists what there is");
    }

    public static void Write(IReadOnlyList<DataSeries> entries)
    {
        if (entries.Count == 0)
            Console.Out.WriteLine("Nothing was imported yet: veloz import FILE --symbol BTC-USDT.BINANCE --interval 1m");
        // Bars alone look as they always did.
        var width = entries.Any(entry => entry.Kind != DataKind.Bars) ? 10 : 4;
        foreach (var entry in entries)
        {
            var name = entry.Name.PadRight(width);
            Console.Out.WriteLine(entry.Damage is { } damage
                ? $"{entry.Instrument,-24} {name} damaged: {damage.Message}"
                : $"{entry.Instrument,-24} {name} {ImportCommand.Count(entry.Count),14} {entry.Rows}  {entry.First} to {entry.Last}  {ImportCommand.Count(entry.Missing)} {(entry.Rows == "trades" ? "ids missing" : "missing")}  {ImportCommand.Count(entry.Bytes)} bytes");
        }
    }

    public static void WriteJson(IReadOnlyList<DataSeries> entries)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("kind", DataKinds.Text(entry.Kind).Replace('-', '_'));
            json.WriteString("instrument", entry.Instrument.Text);
            if (entry.Interval is { } interval)
                json.WriteString("interval", interval.Text);
            json.WriteNumber(entry.Rows, entry.Count);
            json.WriteString("first", entry.First.ToString());
            json.WriteString("last", entry.Last.ToString());
            json.WriteNumber(entry.Rows == "trades" ? "missing_ids" : "missing", entry.Missing);
            json.WriteNumber("bytes", entry.Bytes);
            json.WriteString("damage", entry.Damage?.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static DataSeries Of(string market, BarStoreEntry entry) => new()
    {
        Kind = DataKind.Bars,
        Instrument = entry.Instrument,
        Interval = entry.Interval,
        Count = entry.Bars,
        First = entry.First,
        Last = entry.Last,
        Missing = entry.Missing,
        Bytes = entry.Bytes,
        Damage = entry.Damage,
        Verify = cancellationToken => new BarStore(market).Verify(entry.Instrument, entry.Interval, cancellationToken).Bars,
        Remove = () => new BarStore(market).Remove(entry.Instrument, entry.Interval),
    };

    private static DataSeries Of(string market, TradeStoreEntry entry) => new()
    {
        Kind = entry.Kind == TradeKind.Trades ? DataKind.Trades : DataKind.AggregatedTrades,
        Instrument = entry.Instrument,
        Count = entry.Trades,
        First = entry.First,
        Last = entry.Last,
        Missing = entry.MissingIds,
        Bytes = entry.Bytes,
        Damage = entry.Damage,
        Verify = cancellationToken => new TradeStore(market).Verify(entry.Instrument, entry.Kind, cancellationToken).Trades,
        Remove = () => new TradeStore(market).Remove(entry.Instrument, entry.Kind),
    };

    private static DataSeries Of(string market, FundingStoreEntry entry) => new()
    {
        Kind = DataKind.Funding,
        Instrument = entry.Instrument,
        Count = entry.Rates,
        First = entry.First,
        Last = entry.Last,
        Missing = entry.Missing,
        Bytes = entry.Bytes,
        Damage = entry.Damage,
        Verify = _ => new FundingStore(market).Read(entry.Instrument).Count,
        Remove = () => new FundingStore(market).Remove(entry.Instrument),
    };
}
