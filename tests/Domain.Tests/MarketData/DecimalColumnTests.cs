using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class DecimalColumnTests
{
    [Fact]
    public void The_scale_grows_with_the_values()
    {
        var column = new DecimalColumn();
        column.Add(-5m);
        Assert.Equal(0, column.Scale);
        column.Add(0.25m);
        Assert.Equal(2, column.Scale);
        column.Add(7.1m);
        Assert.Equal([-500, 25, 710], column.Mantissas.ToArray());
        Assert.Equal((-5m, 0.25m, 7.1m, 3, false), (column[0], column[1], column[2], column.Count, column.IsWide));
        Assert.Equal(2, (decimal.GetBits(column[0])[3] >> 16) & 0xFF);
    }

    [Fact]
    public void Mantissas_are_taken_with_their_scale()
    {
        var column = new DecimalColumn(1);
        column.Add(-2_345, 3);
        column.Add(7, 0);
        column.Add(1, 18);
        Assert.Equal((-2.345m, 7m, 0.000000000000000001m, 18), (column[0], column[1], column[2], column.Scale));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Add(1, 19));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Add(1, -1));
    }

    // To a greater scale, to a smaller one, to the same, past 64 bits, and to a column of decimals.
    [Fact]
    public void Several_mantissas_are_added_as_one_after_the_other()
    {
        var (one, many) = (new DecimalColumn(), new DecimalColumn());
        foreach (var (mantissas, scale) in new (long[], int)[] { ([5, -7], 0), ([123, 1], 2), ([9], 1), ([4, 5, 6], 2), ([], 7), ([long.MaxValue, 3], 0), ([8, 9], 3) })
        {
            many.AddRange(mantissas, scale);
            foreach (var mantissa in mantissas)
                one.Add(mantissa, scale);
            Assert.Equal((one.Count, one.Scale, one.IsWide), (many.Count, many.Scale, many.IsWide));
            Assert.Equal(Enumerable.Range(0, one.Count).Select(index => one[index]), Enumerable.Range(0, many.Count).Select(index => many[index]));
        }
        Assert.True(many.IsWide);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecimalColumn().AddRange([1], 19));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecimalColumn().AddRange([1], -1));
    }

    // 9223372036854775807 is 2^63 - 1: one more digit after the point takes it beyond 64 bits.
    [Theory]
    [InlineData("9223372036854775807", "0.1")]
    [InlineData("-9223372036854775807", "0.1")]
    [InlineData("0.1", "9223372036854775807")]
    [InlineData("0.1", "-9223372036854775808")]
    [InlineData("1", "9223372036854775808")]
    [InlineData("1", "-79228162514264337593543950335")]
    [InlineData("1", "0.0000000000000000001")] // 19 digits after the point.
    [InlineData("10", "0.000000000000000001")] // 10 x 10^18 does not fit.
    public void A_value_that_does_not_fit_makes_the_column_wide(string first, string second)
    {
        var column = new DecimalColumn();
        column.Add(Markets.Read(first));
        Assert.False(column.IsWide);
        column.Add(Markets.Read(second));
        column.Add(-3, 1);
        Assert.True(column.IsWide);
        Assert.Equal((Markets.Read(first), Markets.Read(second), -0.3m), (column[0], column[1], column[2]));
        Assert.Throws<InvariantException>(() => column.Mantissas.Length);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void The_outermost_mantissas_stay_narrow_and_can_be_widened(long mantissa)
    {
        var column = new DecimalColumn();
        column.Add(mantissa, 0);
        Assert.Equal((false, (decimal)mantissa), (column.IsWide, column[0]));
        column.Add(1, 1);
        Assert.Equal((true, (decimal)mantissa, 0.1m), (column.IsWide, column[0], column[1]));
    }

    [Fact]
    public void Only_values_that_are_there_can_be_read()
    {
        var column = new DecimalColumn(8);
        column.Add(1m);
        Assert.Throws<ArgumentOutOfRangeException>(() => column[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => column[-1]);
    }

    [Fact]
    public void Any_values_come_back() => Prop.ForAll(
        Gen.OneOf(
            Markets.Decimals.ListOf(),
            Gen.Choose(0, 8).SelectMany(_ => Gen.Choose(int.MinValue, int.MaxValue), (scale, mantissa) => DecimalText.JoinSmall(mantissa, (byte)scale)).ListOf(),
            Gen.Choose(0, 18).SelectMany(_ => Markets.Longs, (scale, mantissa) => DecimalText.JoinSmall(mantissa, (byte)scale)).ListOf()).ToArbitrary(),
        Gen.Choose(0, 100).ToArbitrary(),
        (values, trimAt) =>
        {
            var column = new DecimalColumn();
            foreach (var (index, value) in values.Index())
            {
                column.Add(value);
                if (index == trimAt)
                    column.Trim();
            }
            return column.Count == values.Count && values.Index().All(pair => column[pair.Index] == pair.Item);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Many_values_come_back_narrow_and_wide()
    {
        var column = new DecimalColumn();
        for (var index = 0; index < 3_000; index++)
            column.Add(index, 2);
        column.Add(decimal.MaxValue);
        for (var index = 0; index < 3_000; index++)
            column.Add(index / 8m);
        Assert.Equal((29.99m, decimal.MaxValue, 374.875m), (column[2_999], column[3_000], column[6_000]));
    }
}
