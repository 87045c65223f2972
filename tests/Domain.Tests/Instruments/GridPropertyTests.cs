using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

/// <summary>The grid against whole-number arithmetic without any limit of digits.</summary>
public sealed class GridPropertyTests
{
    private static readonly Gen<decimal> Increments = Gen.Elements(0.01m, 0.5m, 0.25m, 5m, 0.00000001m, 0.0003m, 0.05m, 1m, 1000m, 0.10m);

    [Fact]
    public void Rounded_value_is_the_neighbor_on_the_grid() => Prop.ForAll(
        Increments.ToArbitrary(),
        Gen.Choose(0, 18).SelectMany(_ => Markets.Longs, (scale, mantissa) => DecimalText.JoinSmall(mantissa, (byte)scale)).ToArbitrary(),
        (increment, value) =>
        {
            var instrument = Markets.Of(increment);
            var (below, isOn) = Neighbor(value, increment);
            var down = instrument.ToPrice(value, GridRounding.Down).Value;
            var up = instrument.ToPrice(value, GridRounding.Up).Value;
            return Same(down, below, increment)
                && Same(up, isOn ? below : below + 1, increment)
                && down <= value && value <= up && up - down <= increment
                && instrument.IsOnPriceGrid(value) == isOn
                && instrument.ToPrice(down, GridRounding.Exact).Value == down
                && instrument.ToPrice(up, GridRounding.Exact).Value == up;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Value_of_any_size_is_on_the_grid_or_refused() => Prop.ForAll(
        Increments.ToArbitrary(),
        Markets.Decimals.ToArbitrary(),
        Gen.Elements(GridRounding.Down, GridRounding.Up).ToArbitrary(),
        (increment, value, rounding) =>
        {
            var (below, isOn) = Neighbor(value, increment);
            try
            {
                return Same(Markets.Of(increment).ToPrice(value, rounding).Value, rounding == GridRounding.Down || isOn ? below : below + 1, increment);
            }
            catch (OverflowException)
            {
                // Right only where the neighbor takes more than 96 bits at the increment's scale.
                var (mantissa, _) = DecimalText.Split(increment);
                return BigInteger.Abs((below + 1) * (BigInteger)mantissa) >> 93 != 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Ticks_and_lots_come_back() => Prop.ForAll(
        Increments.ToArbitrary(),
        Markets.Longs.Select(value => value / 1_000).ToArbitrary(),
        (increment, count) =>
        {
            var instrument = Markets.Of(increment, increment);
            return instrument.ToTicks(instrument.PriceFromTicks(count)) == count
                && (count < 0 || instrument.ToLots(instrument.QuantityFromLots(count)) == count);
        }).QuickCheckThrowOnFailure();

    // How many increments the value is, rounded down, and whether that is exact.
    private static (BigInteger Below, bool IsOn) Neighbor(decimal value, decimal increment)
    {
        var (valueMantissa, valueScale) = DecimalText.Split(value);
        var (stepMantissa, stepScale) = DecimalText.Split(increment);
        var scale = Math.Max(valueScale, stepScale);
        var units = (BigInteger)valueMantissa * BigInteger.Pow(10, scale - valueScale);
        var step = (BigInteger)stepMantissa * BigInteger.Pow(10, scale - stepScale);
        var below = BigInteger.DivRem(units, step, out var rest);
        return (rest < 0 ? below - 1 : below, rest == 0);
    }

    private static bool Same(decimal value, BigInteger count, decimal increment)
    {
        var (below, isOn) = Neighbor(value, increment);
        return isOn && below == count;
    }
}
