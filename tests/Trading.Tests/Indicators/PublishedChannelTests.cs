namespace VeloZ.Trading.Tests;

/// <summary>Bands and channels against published tables.</summary>
/// <remarks>
/// Workbooks are those of Stock Indicators for .NET (github.com/DaveSkender/Stock.Indicators, commit d5c66604787c731c87708b6ce1fa6e8962529fc6), folder tests/indicators: its authors work each
/// indicator out by formulas of a spreadsheet, to 15 digits or more; here they are rounded to the digits shown. A baseline is a file of that repository's tests/indicators/_testdata/results:
/// what that library gives, not a spreadsheet. StockCharts tables are those of the spreadsheets of ChartSchool, as kept in test/data of github.com/bukosabino/ta, commit a890410710a6e483c9ba08da7f3dd5089e4b9dff.
/// Achelis is S. B. Achelis, "Technical Analysis from A to Z", with its pages or its companion spreadsheet, as kept in tests/atoz.txt of github.com/TulipCharts/tulipindicators, commit
/// be18abb13e075ba866898dcc7cb52399603302a6.
/// </remarks>
public sealed class PublishedChannelTests
{
    private const string BollingerUpper =
        """
        216.58874902 216.55281590 216.60450150 216.88832576 217.06129970 217.21020995 217.38194926 217.81730994 218.37986421 219.17973632
        220.02578377 221.04396278 221.75212371 222.45792502 223.28871941 224.00912908 224.70509825 225.36407869 225.98842373 226.31935806
        227.13872323 227.48895299 227.72206986 227.88568177
        """;

    private const string BollingerMiddle =
        """
        214.52500000 214.63750000 214.69400000 214.83300000 214.91400000 215.03100000 215.16250000 215.32800000 215.56300000 215.83300000
        216.18500000 216.57100000 216.98700000 217.38150000 217.87000000 218.28000000 218.60450000 218.95450000 219.33900000 219.76050000
        220.33900000 220.84200000 221.34500000 221.74050000
        """;

    private const string BollingerLower =
        """
        212.46125098 212.72218410 212.78349850 212.77767424 212.76670030 212.85179005 212.94305074 212.83869006 212.74613579 212.48626368
        212.34421623 212.09803722 212.22187629 212.30507498 212.45128059 212.55087092 212.50390175 212.54492131 212.68957627 213.20164194
        213.53927677 214.19504701 214.96793014 215.59531823
        """;

    private const string KeltnerUpper =
        """
        217.27319331 217.36037398 217.38240801 217.63746993 217.64480635 217.67902023 217.76603230 218.08492277 218.35502003 218.78490856
        219.25748533 219.83041703 220.24637172 220.62815987 221.18649059 221.50240285 221.92114661 222.33468418 222.66413920 222.92941793
        223.98676948 224.37588174 224.61124572 224.86098261
        """;

    private const string KeltnerMiddle =
        """
        214.52500000 214.57500000 214.63357143 214.82751701 214.96584872 215.09195837 215.23367662 215.48380265 215.79201192 216.18420127
        216.62284876 217.12924412 217.56931611 218.00080981 218.51787554 218.96664930 219.38696842 219.79392381 220.19545487 220.50160203
        221.07573517 221.45995087 221.82090793 222.08367860
        """;

    private const string KeltnerLower =
        """
        211.77680669 211.78962602 211.88473485 212.01756408 212.28689109 212.50489650 212.70132094 212.88268254 213.22900382 213.58349397
        213.98821220 214.42807121 214.89226049 215.37345976 215.84926050 216.43089576 216.85279023 217.25316343 217.72677054 218.07378613
        218.16470086 218.54401999 219.03057013 219.30637459
        """;

    private const string DonchianUpper =
        """
        217.020 217.020 217.020 217.020 217.020 217.020 217.020 218.190 218.970 220.190 220.800 222.150
        222.160 222.160 223.620 223.620 223.810 223.810 224.200 224.200 227.040 227.040 227.040 227.040
        """;

    private const string DonchianMiddle =
        """
        214.270 214.775 214.775 214.775 214.775 214.775 214.775 215.360 215.900 216.510 216.815 217.490
        217.495 217.495 218.695 218.720 218.815 218.815 219.010 219.010 220.665 220.665 221.370 221.370
        """;

    private const string DonchianLower =
        """
        211.520 212.530 212.530 212.530 212.530 212.530 212.530 212.530 212.830 212.830 212.830 212.830
        212.830 212.830 213.770 213.820 213.820 213.820 213.820 213.820 214.290 214.290 215.700 215.700
        """;

    private const string AchelisCloses =
        """
        31.875
        32.125
        32.3125
        32.125
        31.875
        32.3125
        32.25
        32.4375
        32.8125
        32.375
        32.5
        32.4375
        32.75
        33.1875
        33.0625
        33.0625
        33.125
        33.0625
        32.8125
        32.875
        33.25
        33.125
        """;

    private const string AchelisUpper =
        """
        32.3979 32.4721 32.5048 32.5824 32.9427 32.8328 32.8508 32.8227 32.9232 33.2448 33.3823 33.4454
        33.3396 33.2 33.2429 33.2299 33.3471 33.3471
        """;

    private const string AchelisMiddle =
        """
        32.0625 32.15 32.175 32.2 32.3375 32.4375 32.475 32.5125 32.575 32.65 32.7875 32.9
        33.0375 33.1 33.025 32.9875 33.025 33.025
        """;

    private const string AchelisLower =
        """
        31.7271 31.8279 31.8452 31.8176 31.7323 32.0422 32.0992 32.2023 32.2268 32.0552 32.1927 32.3546
        32.7354 33.0 32.8071 32.7451 32.7029 32.7029
        """;

    [Fact]
    public void Bollinger_bands_of_20_and_2_give_BollingerBands_Calc_xlsx_columns_upper_sma_lower() =>
        Published.Agree(new BollingerBands(20, 2), PublishedBars.Workbook, isFromStart: true, new(0, 19, BollingerUpper), new(1, 19, BollingerMiddle), new(2, 19, BollingerLower));

    // No spreadsheet or printed table of the common form was found: Lean's spy_with_keltner.csv is of simple averages, and cs-kc.csv of ta starts its averages with the first value.
    // The middle is column ema of Ema.Calc.xlsx also.
    [Fact]
    public void Keltner_channel_of_20_10_and_2_gives_the_baseline_keltner_standard_json() =>
        Published.Agree(new KeltnerChannel(20, 10, 2), PublishedBars.Workbook, isFromStart: false, new(0, 19, KeltnerUpper), new(1, 19, KeltnerMiddle), new(2, 19, KeltnerLower));

    // Row i of the sheet is of the 20 bars before bar i, ours after a bar is of the 20 with it: its row 20 is ours after bar 19.
    [Fact]
    public void Donchian_channel_of_20_gives_Donchian_Calc_xlsx_columns_Upper_Center_Lower() =>
        Published.Agree(new DonchianChannel(20), PublishedBars.Workbook, isFromStart: true, new(0, 19, DonchianUpper), new(1, 19, DonchianMiddle), new(2, 19, DonchianLower));

    // Page 73, printed to four digits, the closes too.
    [Fact]
    public void Bollinger_bands_of_5_and_2_give_the_table_of_Achelis() =>
        Published.Agree(new BollingerBands(5, 2), PublishedBars.Read(AchelisCloses, "c"), isFromStart: true, new(0, 4, AchelisUpper), new(1, 4, AchelisMiddle), new(2, 4, AchelisLower));
}
