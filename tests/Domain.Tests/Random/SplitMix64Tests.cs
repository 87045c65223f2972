namespace VeloZ.Domain.Tests;

public sealed class SplitMix64Tests
{
    // From S. Vigna's splitmix64.c (https://prng.di.unimi.it/splitmix64.c).
    [Theory]
    [InlineData(0UL, new[] { 0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL, 0xF88BB8A8724C81ECUL, 0x1B39896A51A8749BUL })]
    [InlineData(1234567UL, new[] { 6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL })]
    public void Numbers_are_those_of_the_published_algorithm(ulong seed, ulong[] expected)
    {
        var random = new SplitMix64(seed);
        Assert.Equal(expected, expected.Select(_ => random.Next()).ToArray());
    }

    [Fact]
    public void Streams_differ_by_seed_component_and_index_and_repeat_for_the_same()
    {
        (ulong Seed, string Component, ulong Index)[] keys = [(1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1), (1, "ab", 0), (0, "", 0)];
        var firsts = keys.Select(key => SplitMix64.Stream(key.Seed, key.Component, key.Index).Next()).ToArray();
        Assert.Equal(firsts.Length, firsts.Distinct().Count());
        Assert.Equal(firsts, keys.Select(key => SplitMix64.Stream(key.Seed, key.Component, key.Index).Next()).ToArray());
    }

    [Fact]
    public void Number_below_a_bound_takes_every_value_about_equally_often()
    {
        var random = new SplitMix64(42);
        var counts = new int[6];
        for (var round = 0; round < 60_000; round++)
            counts[(int)random.NextBelow(6)]++;
        // Ten standard deviations: sqrt(60,000 x 1/6 x 5/6) is 91.
        Assert.All(counts, count => Assert.InRange(count, 9_090, 10_910));
    }

    [Fact]
    public void Bound_of_one_gives_zero_and_bound_of_zero_is_refused()
    {
        var random = new SplitMix64(42);
        Assert.Equal(0UL, random.NextBelow(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SplitMix64(1).NextBelow(0));
    }
}
