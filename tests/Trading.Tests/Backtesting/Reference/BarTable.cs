using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Bars as a plain list: what the references read, and the backtester through <see cref="Bind"/>.</summary>
internal sealed class BarTable(string name, BarInterval interval)
{
    public string Name => name;

    public BarInterval Interval => interval;

    public List<BarRow> Rows { get; } = [];

    public static BarTable ReadCsv(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        // BTC-USD_coinbase_1m_2018-04-04_06: market, venue, interval, time.
        var table = new BarTable(name, BarInterval.Parse(name.Split('_')[2]));
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var cells = line.Split(',');
            var time = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture);
            table.Rows.Add(new BarRow(time.ToUnixTimeSeconds() * 1_000_000_000, Number(cells[1]), Number(cells[2]), Number(cells[3]), Number(cells[4]), Number(cells[5])));
        }
        return table;
    }

    public BoundBars Bind(Instrument instrument)
    {
        var series = new BarSeries(interval, Rows.Count);
        foreach (var row in Rows)
            series.Add(new UnixNanos(row.OpenTime), row.Open, row.High, row.Low, row.Close, row.Volume);
        return series.BindTo(instrument);
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>One bar; the time in nanoseconds.</summary>
internal readonly record struct BarRow(long OpenTime, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);
