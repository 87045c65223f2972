using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Holds an indicator against columns of a published table.</summary>
internal static class Published
{
    /// <summary>One output from one bar on, as printed.</summary>
    /// <param name="Output">Index of the output.</param>
    /// <param name="First">Bar of the first value, from 0.</param>
    /// <param name="Printed">Values of this and the bars after it.</param>
    public sealed record Column(int Output, int First, string Printed)
    {
        public string[] Values { get; } = Printed.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// Ours rounded to the digits printed is what is printed: at most half a unit of the last digit and 1e-9 of that away. The first value of a column must be
    /// the first that ours knows, unless <paramref name="isFromStart"/> is false.
    /// </summary>
    public static void Agree(Indicator indicator, Bar[] bars, bool isFromStart, params Column[] columns)
    {
        var outputs = Run(indicator, bars);
        foreach (var column in columns)
        {
            Assert.True(column.First + column.Values.Length <= bars.Length, $"a column of {column.Values.Length} values from bar {column.First} on needs more than {bars.Length} bars");
            Assert.True(column.First == 0 || !isFromStart || double.IsNaN(outputs[column.First - 1][column.Output]), $"output {column.Output} was known before bar {column.First}");
            for (var index = 0; index < column.Values.Length; index++)
                AssertPrinted(column.Values[index], outputs[column.First + index][column.Output], column.First + index);
        }
    }

    /// <summary>All outputs after each bar.</summary>
    public static double[][] Run(Indicator indicator, IEnumerable<Bar> bars) =>
    [
        .. bars.Select(bar =>
        {
            indicator.Update(bar);
            return Enumerable.Range(0, indicator.OutputCount).Select(indicator.Output).ToArray();
        }),
    ];

    private static void AssertPrinted(string printed, double ours, int bar)
    {
        var expected = double.Parse(printed, CultureInfo.InvariantCulture);
        var point = printed.IndexOf('.', StringComparison.Ordinal);
        var unit = Math.Pow(10, point < 0 ? 0 : point + 1 - printed.Length);
        // Two values of that size can differ by what a double leaves away.
        var tolerance = (unit * (0.5 + 1e-9)) + (4 * Math.BitIncrement(Math.Abs(expected)) - (4 * Math.Abs(expected)));
        Assert.True(Math.Abs(ours - expected) <= tolerance, $"bar {bar}: was {ours:R}, published {printed}");
    }
}
