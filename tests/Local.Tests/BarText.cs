using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Local.Tests;

/// <summary>Small files of bars, made here.</summary>
internal static class BarText
{
    public const string Header = "timestamp,open,high,low,close,volume\n";

    /// <summary>Minutes whose close goes up and down in waves, so that averages cross.</summary>
    /// <param name="bars">How many.</param>
    /// <param name="half">Bars of a half wave.</param>
    public static string Waves(int bars, int half = 40)
    {
        var text = new StringBuilder(Header);
        var open = 100m;
        for (var index = 0; index < bars; index++)
        {
            var close = open + (index / half % 2 == 0 ? 0.25m : -0.25m);
            text.Append(CultureInfo.InvariantCulture, $"{new UnixNanos((1_700_000_040L + (index * 60L)) * UnixNanos.PerSecond)},{open},{Math.Max(open, close)},{Math.Min(open, close)},{close},10\n");
            open = close;
        }
        return text.ToString();
    }
}
