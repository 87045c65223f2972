using System.Globalization;
using System.Numerics;

namespace VeloZ.Aws;

/// <summary>Sequence numbers of a shard: whole numbers of up to 128 digits, growing from one record to the next.</summary>
internal static class KinesisPlace
{
    /// <summary>Below 0 where the first one comes before.</summary>
    public static int Compare(string first, string second) => Number(first).CompareTo(Number(second));

    private static BigInteger Number(string sequenceNumber) => BigInteger.Parse(sequenceNumber, NumberStyles.None, CultureInfo.InvariantCulture);
}
