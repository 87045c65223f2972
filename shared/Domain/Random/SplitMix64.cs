using System.Text;

namespace VeloZ.Domain;

/// <summary>A stream of random numbers from a seed, the same on every machine. Not for secrets.</summary>
/// <remarks>
/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014, with the constants of
/// S. Vigna's public-domain <c>splitmix64.c</c>. A struct with state: copy it and both copies go the same way. <c>default</c> is seed 0.
/// </remarks>
/// <param name="seed">Any.</param>
public struct SplitMix64(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A stream of its own for one part of a run, so that parts do not shift each other's chances.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="component">Name of the part, such as <c>sim.latency</c>.</param>
    /// <param name="index">Which of the part's streams: an order's number, or 0.</param>
    public static SplitMix64 Stream(ulong seed, string component, ulong index) => new(Mix(Mix(Mix(seed) ^ Fnv1a(component)) ^ index));

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += Golden;
        }
        return Mix(_state);
    }

    /// <summary>The next number from 0 to <paramref name="bound"/> - 1, each as likely as the others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is 0.</exception>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        // D. Lemire, "Fast Random Integer Generation in an Interval", 2019: the high half of a product, the few unfair ones drawn again.
        var threshold = unchecked(0 - bound) % bound;
        while (true)
        {
            var high = Math.BigMul(Next(), bound, out var low);
            if (low >= threshold)
                return high;
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    // 64-bit FNV-1a of the UTF-8 bytes.
    private static ulong Fnv1a(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var letter in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ letter) * 0x100000001B3);
        return hash;
    }
}
