using System.Globalization;
using System.Text;

namespace VeloZ.Local.Tests;

/// <summary>Small dumps of trades and funding rates, made here.</summary>
internal static class TradeText
{
    public const string FundingHeader = "calc_time,funding_interval_hours,last_funding_rate\n";

    /// <summary>Spot trades of 2024-01-01, ten a second, whose ids begin at <paramref name="firstId"/>.</summary>
    public static string Spot(int trades, int firstId = 10)
    {
        var text = new StringBuilder();
        for (var index = 0; index < trades; index++)
            text.Append(CultureInfo.InvariantCulture, $"{firstId + index},{42_500 + (index % 7 / 4m):F8},0.01000000,425.00000000,{1_704_067_200_000 + (index * 100L)},{index % 3 == 0},True\n");
        return text.ToString();
    }
}
