namespace VeloZ.Trading.Tests;

/// <summary>Oscillators against published tables.</summary>
/// <remarks>
/// Workbooks are those of Stock Indicators for .NET (github.com/DaveSkender/Stock.Indicators, commit d5c66604787c731c87708b6ce1fa6e8962529fc6), folder tests/indicators: its authors work each
/// indicator out by formulas of a spreadsheet, to 15 digits or more; here they are rounded to the digits shown. A baseline is a file of that repository's tests/indicators/_testdata/results:
/// what that library gives, not a spreadsheet. StockCharts tables are those of the spreadsheets of ChartSchool, as kept in test/data of github.com/bukosabino/ta, commit a890410710a6e483c9ba08da7f3dd5089e4b9dff.
/// Achelis is S. B. Achelis, "Technical Analysis from A to Z", with its pages or its companion spreadsheet, as kept in tests/atoz.txt of github.com/TulipCharts/tulipindicators, commit
/// be18abb13e075ba866898dcc7cb52399603302a6.
/// </remarks>
public sealed class PublishedOscillatorTests
{
    private const string Rsi =
        """
        62.05405405 68.80853100 67.21524514 64.82559834 56.32622107 56.20776787 56.64956897 57.37003727 64.15264808 61.38121131
        61.42722545 62.81107538 68.22902876 71.25873604 74.83478906 77.10353999 79.68150824 78.11658544 78.93722071 81.73952582
        80.01552667 80.35026662 80.99035550 81.78892709
        """;

    private const string Macd =
        """
        0.88089637 0.98407646 1.12230500 1.31274269 1.51718541 1.75180936 1.90051121 2.02327748 2.20250146 2.30186496
        2.36544759 2.41064255 2.44650023 2.39885026 2.58306923 2.58468728 2.56766796 2.47162526 2.31476418 2.13198396
        1.98761787 1.91408185 1.84343019 1.69846458 1.72028965 1.68268491 1.60213777 1.50083004 1.17461083 0.94712157
        0.73895054 0.55466896
        """;

    private const string MacdSignal =
        """
        1.52170060 1.67773347 1.81527630 1.93434955 2.03677968 2.10919380 2.20396888 2.28011256 2.33762364 2.36442397
        2.35449201 2.30999040 2.24551589 2.17922909 2.11206931 2.02934836 1.96753662 1.91056628 1.84888057 1.77927047
        1.65833854 1.51609515 1.36066623 1.19946677
        """;

    private const string MacdHistogram =
        """
        0.68080086 0.62413149 0.55017129 0.47629300 0.40972054 0.28965646 0.37910034 0.30457472 0.23004432 0.10720130
        -0.03972783 -0.17800644 -0.25789802 -0.26514724 -0.26863912 -0.33088378 -0.24724697 -0.22788137 -0.24674280 -0.27844042
        -0.48372771 -0.56897357 -0.62171568 -0.64479781
        """;

    private const string StochasticK =
        """
        92.13066073 76.98589458 64.36525612 54.93689681 55.52319040 68.03202733 76.77008751 85.52108194 84.80509149 88.63988530
        92.84479932 94.87999563 96.88447894 97.64670691 97.47321932 97.28116666 97.44268894 97.68802321 96.16046598 96.22275703
        96.87101376 95.54033993 94.49019608 88.21200445
        """;

    private const string StochasticD =
        """
        88.49953636 87.11973458 77.82727048 65.42934917 58.27511444 59.49737151 66.77510175 76.77439893 82.36542031 86.32201958
        88.76325870 92.12156008 94.86975796 96.47039383 97.33480172 97.46703097 97.39902497 97.47062627 97.09705938 96.69041541
        96.41807892 96.21137024 95.63384992 92.74751349
        """;

    // High, low, close.
    private const string StockChartsRange =
        """
        127.009 125.3574 
        127.6159 126.1633 
        126.5911 124.9296 
        127.3472 126.0937 
        128.173 126.8199 
        128.4317 126.4817 
        127.3671 126.034 
        126.422 124.8301 
        126.8995 126.3921 
        126.8498 125.7156 
        125.646 124.5615 
        125.7156 124.5715 
        127.1582 125.0689 
        127.7154 126.8597 127.2876
        127.6855 126.6309 127.1781
        128.2228 126.8001 128.0138
        128.2725 126.7105 127.1085
        128.0934 126.8001 127.7253
        128.2725 126.1335 127.0587
        127.7353 125.9245 127.3273
        128.77 126.9891 128.7103
        129.2873 127.8148 127.8745
        130.0633 128.4715 128.5809
        129.1182 128.0641 128.6008
        129.2873 127.6059 127.9342
        128.4715 127.596 128.1133
        128.0934 126.999 127.596
        128.6506 126.8995 127.596
        129.1381 127.4865 128.6904
        128.6406 127.397 128.2725
        """;

    private const string StockChartsK =
        """
        70.438220 67.608909 89.202108 65.810552 81.747713 64.523797 74.529776 98.581442 70.104533 73.056091
        73.417791 61.231290 60.956271 40.386102 40.386102 66.828549 56.731420
        """;

    private const string StockChartsWilliams =
        """
        -29.561780 -32.391091 -10.797892 -34.189448 -18.252287 -35.476203 -25.470224 -1.418558 -29.895467 -26.943909
        -26.582209 -38.768710 -39.043729 -59.613898 -59.613898 -33.171451 -43.268580
        """;

    private const string Williams =
        """
        -41.36986301 -15.25423729 0.00000000 -8.01781737 -15.59020045 -45.43429844 -45.87973274 -43.87527840 -43.67541766 -8.35322196
        -17.66109785 -17.42243437 -10.50119332 -6.15671642 -4.80769231 -4.39560440 -0.14326648 -2.52100840 -4.91606715 -0.71942446
        -2.03644159 -4.18006431 -5.30209618 -1.84956843
        """;

    private const string StochRsiRaw =
        """
        100.00000000 100.00000000 100.00000000 100.00000000 93.33330446 96.82927593 100.00000000 92.92558335 93.17596156 96.32007689
        100.00000000 68.98184854 100.00000000 11.61707095 3.46675254 0.00000000 0.00000000 0.00000000 5.31663304 19.08729747
        20.99147961 0.00000000 31.54803448 19.15261780
        """;

    private const string StochRsiK =
        """
        97.77776815 96.72086013 96.72086013 96.58495309 95.36718164 94.14054060 96.49867948 88.43397514 89.66061618 60.19963983
        38.36127449 5.02794116 1.15558418 0.00000000 1.77221101 8.13464351 15.13180338 13.35959236 17.51317136 16.90021743
        19.56317871 9.36711691 2.98291097 3.31497146
        """;

    private const string StochRsiD =
        """
        99.25925605 98.16620943 97.07316281 96.67555779 96.22433162 95.36422511 95.33546724 93.02439841 91.53109027 79.43141038
        62.74051017 34.52961849 14.84826661 2.06117511 0.97593173 3.30228484 8.34621930 12.20867975 15.33485570 15.92432705
        17.99218917 15.27683768 10.63773553 5.22166644
        """;

    // Open, high, low, close.
    private const string StockChartsCciBars =
        """
        23.9429 24.2013 23.8534 23.8932
        23.8534 24.0721 23.7242 23.9528
        23.9429 24.0423 23.6447 23.6745
        23.7342 23.8733 23.3664 23.7839
        23.5950 23.6745 23.4559 23.4956
        23.4559 23.5851 23.1776 23.3217
        23.5255 23.8037 23.3962 23.7540
        23.7342 23.8036 23.5652 23.7938
        24.0920 24.3007 24.0522 24.1417
        23.9528 24.1516 23.7739 23.8137
        23.9230 24.0522 23.5950 23.7839
        24.0423 24.0622 23.8435 23.8634
        23.8336 23.8833 23.6447 23.7044
        24.0522 25.1356 23.9429 24.9567
        24.8871 25.1952 24.7380 24.8771
        24.9467 25.0660 24.7678 24.9616
        24.9070 25.2151 24.8970 25.1753
        25.2449 25.3741 24.9268 25.0660
        25.1256 25.3642 24.9567 25.2747
        25.2648 25.2648 24.9268 24.9964
        24.7380 24.8175 24.2112 24.4597
        24.3603 24.4398 24.2112 24.2808
        24.4895 24.6485 24.4299 24.6237
        24.6982 24.8374 24.4398 24.5815
        24.6485 24.7479 24.2013 24.5268
        24.4796 24.5094 24.2510 24.3504
        24.4597 24.6784 24.2112 24.3404
        24.6187 24.6684 24.1516 24.2311
        23.8137 23.8435 23.6348 23.7640
        23.9131 24.3007 23.7640 24.2013
        """;

    private const string StockChartsCci =
        """
        102.3150 30.7360 6.5516 33.2964 34.9514 13.8401 -10.7478 -11.5821 -29.3472 -129.3557
        -73.0696
        """;

    private const string Cci =
        """
        18.39120471 55.74418640 37.41434997 143.22959548 110.62290321 105.84644664 85.93680759 144.83745696 167.31629262 194.67820790
        190.87701971 211.91837300 173.36331109 146.19750773 160.37575138 135.11177639 118.23871486 103.66209555 103.47973222 86.09595513
        136.35262866 109.71826635 94.26591508 75.10221648
        """;

    private const string AchelisRsiCloses =
        """
        37.875
        39.5
        38.75
        39.8125
        40
        39.875
        40.1875
        41.25
        41.125
        41.625
        41.25
        40.1875
        39.9375
        39.9375
        40.5
        41.9375
        42.25
        42.25
        41.875
        41.875
        """;

    private const string AchelisRsi =
        """
        76.6667 78.8679 84.9158 81.4863 84.5968 73.0851 49.3173 45.0119 45.0119 57.9252 75.9596 78.4676
        78.4676 65.6299 65.6299
        """;

    // High, low, close.
    private const string AchelisWilliamsBars =
        """
        631.34 624.81 626.01
        627.11 623.59 626.44
        628.49 621.33 622.2
        630.89 622.2 630.8
        632.85 630.21 632.85
        633.26 629.64 633.06
        634.65 632.34 633.56
        633.56 616.31 622.11
        624.84 618.98 620.34
        621.62 609.84 611.6
        614.01 602.56 609.89
        615.36 609.71 615.36
        620.51 615.36 620.44
        624.33 620.21 623.66
        """;

    private const string AchelisWilliams =
        """
        0 -1.676 -8.183 -68.375 -78.026 -92.906 -77.158 -58.710 -19.749 -3.078
        """;

    [Fact]
    public void Relative_strength_index_of_14_gives_Rsi_Calc_xlsx_column_RSI_14() =>
        Published.Agree(new RelativeStrengthIndex(14), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 14, Rsi));

    [Fact]
    public void Convergence_of_12_26_and_9_gives_Macd_Calc_xlsx_columns_MACD_Signal_Histo() =>
        Published.Agree(new MovingAverageConvergence(12, 26, 9), PublishedBars.Workbook, isFromStart: true, new(0, 25, Macd), new(1, 33, MacdSignal), new(2, 33, MacdHistogram));

    // The sheet prints %K and %D from row 15 and 17 on; the rows here start where both are there.
    [Fact]
    public void Stochastic_of_14_3_and_3_gives_Stoch_Calc_xlsx_sheet_STO_14_3_3_columns_K_and_D() =>
        Published.Agree(new StochasticOscillator(14, 3, 3), PublishedBars.Workbook, isFromStart: false, new(0, 17, StochasticK), new(1, 17, StochasticD));

    // Column SO; the column of its average is of the printed values of this one, so not of its printed precision.
    [Fact]
    public void Fast_stochastic_of_14_gives_the_StockCharts_table_of_the_stochastic_oscillator() =>
        Published.Agree(new StochasticOscillator(14, 1, 3), PublishedBars.Read(StockChartsRange, "hlc"), isFromStart: false, new Published.Column(0, 13, StockChartsK));

    [Fact]
    public void Stochastic_strength_of_14_14_1_gives_StochRsi_Calc_xlsx_column_K_14() =>
        Published.Agree(new StochasticRelativeStrength(14, 14, 1, 1), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 27, StochRsiRaw));

    [Fact]
    public void Stochastic_strength_of_14_14_3_and_3_gives_StochRsi_Calc_xlsx_columns_StochRSI_and_D_3() =>
        Published.Agree(new StochasticRelativeStrength(14, 14, 3, 3), PublishedBars.Workbook, isFromStart: true, new(0, 29, "100 100 " + StochRsiK), new(1, 31, StochRsiD));

    // The table of StockCharts prints 17 values, too few alone: the baseline of the same formula gives 24 more.
    [Fact]
    public void Williams_percent_range_of_14_gives_the_StockCharts_table_of_Williams_R() =>
        Published.Agree(new WilliamsPercentRange(14), PublishedBars.Read(StockChartsRange, "hlc"), isFromStart: true, new Published.Column(0, 13, StockChartsWilliams));

    [Fact]
    public void Williams_percent_range_of_14_gives_the_baseline_willr_standard_json() =>
        Published.Agree(new WilliamsPercentRange(14), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 13, Williams));

    // Column CCI: 11 values, too few alone; Achelis measures the deviation of each bar from an average of its own, and Lean's spy_with_cci.txt is of single precision.
    [Fact]
    public void Channel_index_of_20_gives_the_StockCharts_table_of_the_commodity_channel_index() =>
        Published.Agree(new CommodityChannelIndex(20), PublishedBars.Read(StockChartsCciBars, "ohlc"), isFromStart: true, new Published.Column(0, 19, StockChartsCci));

    [Fact]
    public void Channel_index_of_20_gives_the_baseline_cci_standard_json() =>
        Published.Agree(new CommodityChannelIndex(20), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 19, Cci));

    // Page 299: 15 values, too few alone.
    [Fact]
    public void Relative_strength_index_of_5_gives_the_table_of_Achelis() =>
        Published.Agree(new RelativeStrengthIndex(5), PublishedBars.Read(AchelisRsiCloses, "c"), isFromStart: true, new Published.Column(0, 5, AchelisRsi));

    // Page 371: ten values.
    [Fact]
    public void Williams_percent_range_of_5_gives_the_table_of_Achelis() =>
        Published.Agree(new WilliamsPercentRange(5), PublishedBars.Read(AchelisWilliamsBars, "hlc"), isFromStart: true, new Published.Column(0, 4, AchelisWilliams));
}
