namespace VeloZ.Domain;

/// <summary>Moments of samples. A moment that does not exist is null; nothing here answers NaN or infinity.</summary>
internal static class SampleMath
{
    // Equal returns differ by rounding in their last bits; a deviation made of those alone is 0 and must not divide.
    private const double EqualityTolerance = 1e-12;

    /// <summary>Arithmetic mean; null of an empty sample.</summary>
    public static double? Mean(double[] values) => values.Length == 0 ? null : Finite(values.Sum() / values.Length);

    /// <summary>Sample variance (n - 1); null under 2 values, exactly 0 when all are alike.</summary>
    public static double? Variance(double[] values) => values.Length < 2 ? null : AreAlike(values) ? 0 : Covariance(values, values);

    /// <summary>Square root of <see cref="Variance"/>.</summary>
    public static double? Deviation(double[] values) => Root(Variance(values));

    /// <summary>Sample covariance (n - 1) of two samples of one length; null under 2 values.</summary>
    public static double? Covariance(double[] left, double[] right)
    {
        if (left.Length < 2)
            return null;
        var (leftMean, rightMean) = (left.Sum() / left.Length, right.Sum() / right.Length);
        var sum = 0.0;
        for (var index = 0; index < left.Length; index++)
            sum += (left[index] - leftMean) * (right[index] - rightMean);
        return Finite(sum / (left.Length - 1));
    }

    /// <summary>Root of the squares of the values below 0, over n - 1 of all values; null under 2 values.</summary>
    public static double? DownsideDeviation(double[] values) =>
        values.Length < 2 ? null : Finite(Math.Sqrt(values.Sum(value => value < 0 ? value * value : 0) / (values.Length - 1)));

    /// <summary>Third standardized moment of the population, 0 for a symmetric sample; null under 3 values or without variance.</summary>
    public static double? Skewness(double[] values) => values.Length < 3 ? null : StandardizedMoment(values, order: 3);

    /// <summary>Fourth standardized moment of the population, 3 for the normal distribution; null under 4 values or without variance.</summary>
    public static double? Kurtosis(double[] values) => values.Length < 4 ? null : StandardizedMoment(values, order: 4);

    /// <summary>The quotient; null when a part is missing or the divisor is 0.</summary>
    public static double? Ratio(double? dividend, double? divisor) => divisor is null or 0 || dividend is null ? null : Finite(dividend.Value / divisor.Value);

    /// <summary>The value; null when it is NaN or infinite.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    /// <summary>Square root; null of null.</summary>
    public static double? Root(double? value) => value is { } number ? Finite(Math.Sqrt(number)) : null;

    private static bool AreAlike(double[] values)
    {
        var (least, greatest) = (values.Min(), values.Max());
        return greatest - least <= EqualityTolerance * Math.Max(Math.Abs(least), Math.Abs(greatest));
    }

    private static double? StandardizedMoment(double[] values, int order)
    {
        if (AreAlike(values))
            return null;
        var mean = values.Sum() / values.Length;
        var variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length;
        var moment = values.Sum(value => Math.Pow(value - mean, order)) / values.Length;
        return Ratio(moment, Math.Pow(variance, order / 2.0));
    }
}
