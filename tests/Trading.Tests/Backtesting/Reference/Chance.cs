namespace VeloZ.Trading.Tests;

/// <summary>Seeded chance of the tests' own: Knuth's MMIX generator, whose high bits are the good ones.</summary>
internal sealed class Chance
{
    private ulong _state;

    public Chance(int seed)
    {
        _state = (ulong)seed;
        for (var index = 0; index < 4; index++)
            _ = Below(2);
    }

    public int Below(int bound)
    {
        _state = unchecked((_state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407);
        return (int)((_state >> 33) % (ulong)bound);
    }

    public T Of<T>(params T[] choices) => choices[Below(choices.Length)];
}
