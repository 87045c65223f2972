namespace VeloZ.Domain;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Below minus this lie 5 % of the values.</summary>
    public const double Quantile95 = 1.6448536269514722;

    /// <summary>Below minus this lie 1 % of the values.</summary>
    public const double Quantile99 = 2.3263478740408408;

    // Hart's rational approximation as given by West; highest power first.
    private static readonly double[] Numerator =
        [3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376];

    private static readonly double[] Denominator =
        [8.83883476483184e-02, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752];

    /// <summary>The share of values below <paramref name="z"/>, to about 1e-14.</summary>
    /// <remarks>Source: G. West, "Better approximations to cumulative normal functions", Wilmott 2005.</remarks>
    public static double Cumulative(double z)
    {
        var distance = Math.Abs(z);
        var upper = distance > 37 ? 0 : UpperTail(distance);
        return z > 0 ? 1 - upper : upper;
    }

    private static double UpperTail(double z)
    {
        var density = Math.Exp(-z * z / 2);
        if (z < 7.07106781186547)
            return density * Polynomial(Numerator, z) / Polynomial(Denominator, z);
        var fraction = z + 0.65; // Five terms of the continued fraction.
        for (var term = 4; term >= 1; term--)
            fraction = z + (term / fraction);
        return density / (fraction * 2.506628274631);
    }

    private static double Polynomial(double[] coefficients, double x) => coefficients.Aggregate(0.0, (sum, coefficient) => (sum * x) + coefficient);
}
