using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Local.Tests;

/// <summary>Small files of bars, made here.</summary>
internal static class BarText
{
    public const string Header = "timestamp,open,high,low,close,volume\n";

    /// <summary>Minutes whose close goes up and down in waves of 40 bars, so that averages cross.</summary>
    public static string Waves(int bars)
    {
        var text = new StringBuilder(Header);
        var open = 100m;
        for (var index = 0; index < bars; index++)
        {
            var close = open + (index / 40 % 2 == 0 ? 0.25m : -0.25m);
            text.Append(CultureInfo.InvariantCulture, $"{new UnixNanos((1_700_000_040L + (index * 60L)) * UnixNanos.PerSecond)},{open},{Math.Max(open, close)},{Math.Min(open, close)},{close},10\n");
            open = close;
        }
        return text.ToString();
    }
}
