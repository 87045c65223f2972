namespace VeloZ.Trading.Tests;

/// <summary>Moving averages against published tables.</summary>
/// <remarks>
/// Workbooks are those of Stock Indicators for .NET (github.com/DaveSkender/Stock.Indicators, commit d5c66604787c731c87708b6ce1fa6e8962529fc6), folder tests/indicators: its authors work each
/// indicator out by formulas of a spreadsheet, to 15 digits or more; here they are rounded to the digits shown. A baseline is a file of that repository's tests/indicators/_testdata/results:
/// what that library gives, not a spreadsheet. StockCharts tables are those of the spreadsheets of ChartSchool, as kept in test/data of github.com/bukosabino/ta, commit a890410710a6e483c9ba08da7f3dd5089e4b9dff.
/// Achelis is S. B. Achelis, "Technical Analysis from A to Z", with its pages or its companion spreadsheet, as kept in tests/atoz.txt of github.com/TulipCharts/tulipindicators, commit
/// be18abb13e075ba866898dcc7cb52399603302a6.
/// </remarks>
public sealed class PublishedAverageTests
{
    private const string Simple =
        """
        214.52500000 214.63750000 214.69400000 214.83300000 214.91400000 215.03100000 215.16250000 215.32800000 215.56300000 215.83300000
        216.18500000 216.57100000 216.98700000 217.38150000 217.87000000 218.28000000 218.60450000 218.95450000 219.33900000 219.76050000
        220.33900000 220.84200000 221.34500000 221.74050000
        """;

    private const string Exponential =
        """
        214.52500000 214.57500000 214.63357143 214.82751701 214.96584872 215.09195837 215.23367662 215.48380265 215.79201192 216.18420127
        216.62284876 217.12924412 217.56931611 218.00080981 218.51787554 218.96664930 219.38696842 219.79392381 220.19545487 220.50160203
        221.07573517 221.45995087 221.82090793 222.08367860
        """;

    private const string Weighted =
        """
        214.88961905 214.93961905 214.99223810 215.18042857 215.31823810 215.44928571 215.59680952 215.85371429 216.17676190 216.59076190
        217.06285714 217.61095238 218.10419048 218.59114286 219.16719048 219.67766667 220.16338095 220.64485714 221.12633333 221.51404762
        222.15876190 222.61314286 223.03295238 223.34104762
        """;

    private const string Hull =
        """
        215.9556 216.0916 216.2090 216.3159 216.5475 216.9707 217.6344 218.4848 219.4833 220.4569
        221.3433 222.2372 223.0358 223.7140 224.2501 224.6490 224.8506 225.2264 225.5416 225.8029
        225.9197 225.8063 225.5308 225.1959
        """;

    private const string Double =
        """
        223.45944757 224.27133493 224.69883152 225.07790395 225.26822942 225.29624434 225.23041306 225.21334562 225.32787004 225.43460890
        225.35904040 225.63505765 225.78222772 225.82585466 225.80790888 225.26035771 224.87489875 224.49247181 224.12833120 223.76831286
        223.74844920 223.76612590 223.90698029 223.93070027
        """;

    private const string Triple =
        """
        222.63491385 222.67933113 222.77348327 223.03773407 223.12131557 223.08991527 223.10186352 222.94197861 222.97393403 222.94286384
        222.95620755 222.89963829 222.60182082 221.98816585 222.00020008 221.84364567 221.61663756 221.90848041 221.97089405 222.66125156
        223.57024126 224.27769492 224.90154892 225.27735498
        """;

    private const string VolumeWeighted =
        """
        213.98194226 214.16397275 214.10162081 214.14509350 214.04148422 214.17216383 214.48601268 214.65091251 214.84464906 214.88612316
        214.98239733 215.04091686 215.18651406 215.50986750 215.75684332 215.89921067 215.82694933 215.95105382 216.18601543 216.64331391
        217.28861176 218.16519898 218.91924605 219.55219530
        """;

    [Fact]
    public void Simple_average_of_20_gives_Sma_Calc_xlsx_sheet_SMA_Close_column_SMA() =>
        Published.Agree(new SimpleMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 19, Simple));

    [Fact]
    public void Exponential_average_of_20_gives_Ema_Calc_xlsx_sheet_EMA_column_ema() =>
        Published.Agree(new ExponentialMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 19, Exponential));

    [Fact]
    public void Weighted_average_of_20_gives_Hma_Calc_xlsx_sheet_HMA_column_wma_n() =>
        Published.Agree(new WeightedMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 19, Weighted));

    [Fact]
    public void Hull_average_of_20_gives_Hma_Calc_xlsx_sheet_HMA_column_HMA() => // Printed to four digits there.
        Published.Agree(new HullMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 22, Hull));

    [Fact]
    public void Double_exponential_average_of_20_gives_Dema_Calc_xlsx_sheet_DEMA_column_dema() =>
        Published.Agree(new DoubleExponentialMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 38, Double));

    [Fact]
    public void Triple_exponential_average_of_20_gives_Tema_Calc_xlsx_sheet_TEMA_column_tema() =>
        Published.Agree(new TripleExponentialMovingAverage(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 57, Triple));

    [Fact]
    public void Volume_weighted_average_of_10_gives_Vwma_Calc_xlsx_sheet_VWMA_10_column_vwma() =>
        Published.Agree(new VolumeWeightedMovingAverage(10), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 9, VolumeWeighted));
}
