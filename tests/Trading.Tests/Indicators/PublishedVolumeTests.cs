namespace VeloZ.Trading.Tests;

/// <summary>Volume indicators against published tables.</summary>
/// <remarks>
/// Workbooks are those of Stock Indicators for .NET (github.com/DaveSkender/Stock.Indicators, commit d5c66604787c731c87708b6ce1fa6e8962529fc6), folder tests/indicators: its authors work each
/// indicator out by formulas of a spreadsheet, to 15 digits or more; here they are rounded to the digits shown. A baseline is a file of that repository's tests/indicators/_testdata/results:
/// what that library gives, not a spreadsheet. StockCharts tables are those of the spreadsheets of ChartSchool, as kept in test/data of github.com/bukosabino/ta, commit a890410710a6e483c9ba08da7f3dd5089e4b9dff.
/// Achelis is S. B. Achelis, "Technical Analysis from A to Z", with its pages or its companion spreadsheet, as kept in tests/atoz.txt of github.com/TulipCharts/tulipindicators, commit
/// be18abb13e075ba866898dcc7cb52399603302a6.
/// </remarks>
public sealed class PublishedVolumeTests
{
    private const string Obv =
        """
        0 83348752 386784 76130936 26446620 26446620 105461548 29131788 95516872 30695208
        88692364 18188852 154910196 75459572 176602156 265977084 202499780 139297252 54897628 -25420052
        58323740 132054292 217328124 156158932
        """;

    private const string Mfi =
        """
        47.81444632 48.15483695 54.93107170 48.44297866 46.90594352 46.35952164 53.65321280 53.75437622 54.55460056 54.69533853
        54.85551593 55.59666910 52.83744631 60.02392412 58.38033078 57.83931544 59.10377182 66.27422225 74.29168288 82.21217364
        75.47248917 82.60675694 82.68333148 88.46065284
        """;

    // High, low, close, volume.
    private const string StockChartsMfiBars =
        """
        24.8283 24.3205 24.7486 18730.144
        24.7586 24.5993 24.7088 12271.74
        25.1568 24.7785 25.0373 24691.414
        25.5848 24.9477 25.545 18357.606
        25.6844 24.8083 25.0672 22964.08
        25.336 25.0572 25.107 15918.948
        25.2862 24.8482 24.888 16067.044
        25.1269 24.7496 24.9975 16568.487
        25.2762 24.9278 25.0473 16018.729
        25.3857 25.0274 25.336 9773.569
        25.5351 25.0473 25.0572 22572.712
        25.6048 25.0622 25.4455 12986.669
        25.7441 25.5351 25.5649 10906.659
        25.7242 25.4554 25.555 5799.259
        25.6744 25.2862 25.4057 7395.274
        25.4455 25.1667 25.3658 5818.162
        25.3161 24.9178 25.0373 7164.726
        25.2563 24.9079 24.9178 5672.914
        25.0373 24.8283 24.878 5624.742
        25.0074 24.7088 24.9676 5023.469
        25.3061 25.0274 25.0473 7457.091
        25.117 24.3404 24.45 11798.009
        24.6889 24.2708 24.5694 12366.132
        24.5495 23.8925 24.0219 13294.865
        24.2708 23.778 23.8825 9256.87
        24.2708 23.7232 24.2011 9690.604
        24.5993 24.2011 24.2807 8870.318
        24.4798 24.2409 24.3305 7168.965
        24.5595 23.4345 24.44 11356.18
        25.16 24.27 25 13379.374
        """;

    private const string StockChartsMfi =
        """
        49.46631 45.10974 36.27215 28.40665 31.52806 33.86815 41.30010 42.80337 31.83048 23.76012
        26.50618 24.07266 22.38329 22.17875 21.53405 30.83618
        """;

    // Open, high, low, close, volume.
    private const string SessionBars =
        """
        367.4 367.62 367.36 367.46 407870
        367.48 367.48 367.19 367.19 173406
        367.19 367.4 367.02 367.35 149240
        367.345 367.64 367.345 367.59 197941
        367.59 367.61 367.32 367.43 147919
        367.43 367.65 367.26 367.34 170552
        367.35 367.56 367.15 367.53 200528
        367.535 367.72 367.34 367.47 117417
        367.48 367.48 367.19 367.42 127936
        367.44 367.6 367.3 367.57 150339
        367.58 367.775 367.56 367.61 136414
        367.61 367.64 367.45 367.6 98185
        367.62 367.695 367.43 367.45 148858
        367.45 367.498 367.31 367.33 88886
        367.32 367.46 367.23 367.24 86295
        367.25 367.34 367.02 367.265 152942
        367.26 367.36 367.04 367.09 111088
        367.07 367.1799 366.96 367.07 144120
        367.07 367.29 367.07 367.205 69962
        367.19 367.24 367.1218 367.24 36651
        367.25 367.3277 367.12 367.3277 68939
        367.32 367.43 367.18 367.18 81772
        367.2 367.355 367.1 367.32 122545
        367.3189 367.38 367.28 367.37 70030
        """;

    private const string Vwap =
        """
        367.48000000 367.42232489 367.38848191 367.41758668 367.42249910 367.42170135 367.42054206 367.42725435 367.42242345 367.42793543
        367.44312331 367.44880390 367.45389793 367.45103558 367.44596824 367.43174193 367.42055699 367.40257542 367.39737079 367.39489806
        367.39174767 367.38832419 367.38333024 367.38247100
        """;

    // High, low, close, volume.
    private const string AchelisMfiBars =
        """
        6.1094 5.9531 6.0625 340384
        6.4063 6.0938 6.3359 691088
        6.4375 6.2188 6.3438 536624
        6.4844 6.3125 6.3281 470944
        6.4219 6.2969 6.375 356992
        6.4688 6.375 6.4063 399920
        6.3438 6.1953 6.2188 589984
        6.2188 6.1016 6.125 259152
        6.1406 6 6.1172 379152
        6.2031 6.0938 6.0938 269856
        6.2109 6.0938 6.1875 195152
        6.3281 6.2188 6.3281 390208
        6.6094 6.3594 6.5313 557168
        6.5625 6.4688 6.5156 267728
        6.5625 6.4531 6.4688 318816
        6.57813 6.375 6.48438 262352
        6.53125 6.42188 6.48438 261008
        6.9219 6.5938 6.9063 837232
        7.0938 6.9688 7.0469 721136
        7.0313 6.8281 6.9297 337808
        7.2422 6.9219 7.2188 672416
        7.25 7.1094 7.1719 403056
        7.1719 7.0469 7.1172 254016
        7.125 7 7.0469 266240
        7.5625 7.1875 7.2656 862960
        7.3125 6.9688 7.0781 376000
        7.0938 6.875 6.9844 406424
        6.9063 6.7813 6.8281 375744
        7.0938 6.875 7.0625 228048
        7.1875 7.0313 7.1406 163752
        7.3125 7.1094 7.2188 238624
        7.25 7 7.0625 210488
        7.0938 6.8438 7.0156 267688
        7.125 6.875 6.9219 309576
        7.0938 6.8438 7.0938 201232
        7.0625 6.9063 6.9375 222544
        6.9688 6.8125 6.875 265312
        6.8125 6.6094 6.7188 471880
        6.9063 6.6563 6.8281 228848
        7 6.8125 7 227720
        """;

    private const string AchelisMfi =
        """
        66.77737978 59.03448482 54.37481709 58.15221843 67.88911447 61.0241705 72.38521792 77.58331175 78.63212061 73.72082243 76.89956833 70.74041378
        63.40993787 58.09609172 62.53399295 66.13332558 67.47686969 60.17160784 51.42809806 51.68946288 46.64931037 39.35478099 39.3291822 37.76367962
        26.993631 34.07025526
        """;

    // Close, volume.
    private const string AchelisObvBars =
        """
        20.5625 27802
        20.375 16178
        20.0625 22766
        19.5 46074
        19.8125 22904
        19.8125 20428
        20.0625 29260
        20.0625 30652
        20.375 38332
        20.75 40054
        """;

    private const string AchelisObv =
        """
        0 -16178 -38944 -85018 -62114 -62114 -32854 -32854 5478 45532
        """;

    [Fact]
    public void On_balance_volume_gives_Obv_Calc_xlsx_column_obv() =>
        Published.Agree(new OnBalanceVolume(), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 0, Obv));

    [Fact]
    public void Money_flow_index_of_14_gives_Mfi_Calc_xlsx_column_mf() =>
        Published.Agree(new MoneyFlowIndex(14), PublishedBars.Workbook, isFromStart: true, new Published.Column(0, 14, Mfi));

    // cs-mfi.csv, column MFI: 16 values, too few alone.
    [Fact]
    public void Money_flow_index_of_14_gives_the_StockCharts_table_of_the_money_flow_index() =>
        Published.Agree(new MoneyFlowIndex(14), PublishedBars.Read(StockChartsMfiBars, "hlcv"), isFromStart: true, new Published.Column(0, 14, StockChartsMfi));

    // Bars of one minute of one session, which here begins at 00:00 UTC.
    [Fact]
    public void Volume_weighted_average_price_gives_Vwap_Calc_xlsx_sheet_VWAP_column_VWAP() =>
        Published.Agree(new VolumeWeightedAveragePrice(2), PublishedBars.Read(SessionBars, "ohlcv"), isFromStart: true, new Published.Column(0, 0, Vwap));

    // The companion spreadsheet.
    [Fact]
    public void Money_flow_index_of_14_gives_the_companion_spreadsheet_of_Achelis() =>
        Published.Agree(new MoneyFlowIndex(14), PublishedBars.Read(AchelisMfiBars, "hlcv"), isFromStart: true, new Published.Column(0, 14, AchelisMfi));

    // Page 231.
    [Fact]
    public void On_balance_volume_gives_the_table_of_Achelis() =>
        Published.Agree(new OnBalanceVolume(), PublishedBars.Read(AchelisObvBars, "cv"), isFromStart: true, new Published.Column(0, 0, AchelisObv));
}
