using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Bars as published tables print them, one a line.</summary>
internal static class PublishedBars
{
    // Open, high, low, close, volume of the first 100 rows of tests/indicators/_testdata/quotes/default.csv of Stock Indicators for .NET (github.com/DaveSkender/Stock.Indicators,
    // commit d5c66604787c731c87708b6ce1fa6e8962529fc6). Its workbooks *.Calc.xlsx work out each indicator by formulas of a spreadsheet from these rows. Row i of a workbook is bar i here, from 0.
    private const string Rows =
        """
        212.61 213.35 211.52 212.8 96708880
        213.16 214.22 213.15 214.06 83348752
        213.77 214.06 213.02 213.89 82961968
        214.02 215.17 213.42 214.66 75744152
        214.38 214.53 213.91 213.95 49684316
        213.97 214.89 213.52 213.95 67500792
        213.86 214.55 213.13 214.55 79014928
        213.99 214.22 212.53 214.02 76329760
        214.21 214.84 214.17 214.51 66385084
        213.81 214.25 213.33 213.75 64821664
        214.02 214.27 213.42 214.22 57997156
        214.31 214.46 212.96 213.43 70503512
        214.18 214.75 213.49 214.21 136721344
        213.85 214.28 212.83 213.66 79450624
        213.89 215.48 213.77 215.03 101142584
        216.07 216.89 215.89 216.89 89374928
        216.73 217.02 216.36 216.66 63477304
        216.75 216.91 216.12 216.32 63202528
        215.57 215.59 213.9 214.98 84399624
        214.44 215.03 213.82 214.96 80317680
        215.65 215.96 214.4 215.05 83743792
        214.65 215.5 214.29 215.19 73730552
        216.18 216.87 215.84 216.67 85273832
        216.23 216.66 215.92 216.28 61169192
        216.71 216.97 216.09 216.29 61318484
        215.98 216.72 215.7 216.58 54581376
        216.88 218.19 216.84 217.86 69811760
        218.24 218.97 217.88 218.72 69875952
        219.26 220.19 219.23 219.91 58408632
        219.71 220.8 219.33 220.79 75266840
        220.55 222.15 220.5 221.94 91860344
        221.98 222.16 220.93 221.75 89676304
        221.03 222.1 221.01 222.1 81718352
        222.51 223.62 222.5 223.43 94146880
        222.98 223.47 222.8 223.23 65747160
        223.79 223.81 222.55 223.38 78978816
        222.45 223.71 222.41 223.66 87198608
        223.57 224.2 223.29 224.01 59819992
        223.6 223.86 222.98 223.41 102631472
        225.22 227.04 225.2 226.53 157879712
        226.33 226.34 225.05 225.11 74353376
        225.01 225.43 224.6 225.25 86767480
        224.38 224.97 223.92 224.58 58630368
        224.25 224.64 223.68 223.91 68910464
        224.23 224.51 223.34 223.49 82739456
        223.62 224.13 222.72 223.78 95986360
        224.82 224.87 223.52 224.56 86785840
        224.49 224.72 224.13 224.67 60604724
        224.08 224.13 223.14 223.81 63382108
        224.44 226.21 224.18 225.75 101699816
        225.9 225.99 224.95 225.31 82924856
        225.59 225.8 224.91 224.91 93798120
        224.91 225.22 224.24 224.66 55368008
        225.33 225.46 221.64 221.78 138912016
        221.82 222.61 221.13 222.3 102826864
        222.04 223.31 221.66 222.06 105821032
        222.4 223.02 221.05 221.9 118567344
        220.07 221.96 219.77 221.67 92167056
        221.34 223.75 221.22 223.29 98521432
        222.97 223.75 222.72 223.5 65288636
        223.43 224.43 223.24 224.21 59795288
        223.84 224.42 223.63 223.69 77706304
        223.74 223.96 221.95 223.3 90156280
        222.98 223.53 222.56 223.44 59508952
        224.18 225.25 222.55 222.78 114663488
        222.93 223.97 222.44 223.4 72861232
        223.13 223.93 222.64 223.17 78422128
        223.33 224.18 222.73 223.31 71258848
        222.89 223.15 221.41 223.04 92789720
        222.74 222.95 221.82 222.06 86275816
        221.69 222.5 220.62 220.62 97885392
        221.19 222.58 220.97 222.58 72091488
        221.77 222.5 221.16 221.91 87710560
        222.53 222.94 221.26 221.5 72401856
        222.18 223.79 221.83 223.31 97560568
        223.22 223.28 222.16 222.6 116338368
        225.05 225.27 222.57 225.04 125633672
        225.75 226.73 225.65 226.35 80831256
        226.31 227.28 226.16 226.21 89266768
        226.56 226.73 225.81 226.4 60503960
        226.68 226.71 225.76 225.91 66956400
        226.48 226.94 226.02 226.48 70486576
        226.63 226.76 226.12 226.56 60467504
        226.11 226.66 225.55 226.29 77078864
        226.62 226.71 225.62 226.55 64774736
        226.96 227.46 226.48 227.44 65342296
        227.49 227.65 226.94 227.41 50993060
        227.69 227.91 226.82 227.2 54130976
        227.15 227.61 226.92 227.61 57219496
        227.11 227.32 225.95 227.14 65718612
        226.87 227.19 226.47 226.76 56817892
        227.23 228.15 227.21 228.01 65255528
        228.34 228.36 227.38 227.8 54003024
        225.93 226.44 223.7 223.76 181451968
        223.68 225.59 223.39 224.66 112816072
        225.2 226.86 225.14 226.12 121208928
        226.68 227.45 226.61 227.27 64298244
        227.68 227.96 227.26 227.78 50946640
        228.03 228.42 227.66 228.31 51831288
        228.87 229.7 228.64 229.4 67524256
        """;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.000001m, 0.00001m, FeeSchedule.Flat(0, 0));

    /// <summary>The rows that all workbooks start from.</summary>
    public static Bar[] Workbook { get; } = Read(Rows, "ohlcv");

    /// <summary>Reads rows of the columns named: o, h, l, c and v. Without a close, as where a table prints none for lack of need, it is the low; without others they are the close, and the volume is 1.</summary>
    public static Bar[] Read(string rows, string columns) =>
        [.. rows.Split('\n').Select((row, index) => ToBar([.. row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)], columns, index))];

    private static Bar ToBar(decimal[] values, string columns, int index)
    {
        decimal Of(char column, decimal otherwise) => columns.IndexOf(column, StringComparison.Ordinal) is var at && at >= 0 && at < values.Length ? values[at] : otherwise;
        var close = Of('c', Of('l', 0));
        return At(index, Of('o', close), Of('h', close), Of('l', close), close, Of('v', 1));
    }

    /// <summary>A bar of one minute, the first of which opens at 00:00 UTC.</summary>
    public static Bar At(int index, decimal open, decimal high, decimal low, decimal close, decimal volume) => new(
        new UnixNanos(index * 60 * UnixNanos.PerSecond),
        new UnixNanos((index + 1) * 60 * UnixNanos.PerSecond),
        Market.ToPrice(open, GridRounding.Exact),
        Market.ToPrice(high, GridRounding.Exact),
        Market.ToPrice(low, GridRounding.Exact),
        Market.ToPrice(close, GridRounding.Exact),
        volume);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
