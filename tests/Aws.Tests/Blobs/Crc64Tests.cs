using System.Text;
using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

public sealed class Crc64Tests
{
    /// <summary>The check value of the catalogue of parametrised CRC algorithms for CRC-64/NVME, and examples of the NVM Command Set Specification.</summary>
    [Fact]
    public void Checksums_are_those_of_the_catalogue_and_the_specification()
    {
        Assert.Equal("AE8B14860A799888", HexOf(Encoding.ASCII.GetBytes("123456789")));
        Assert.Equal("6482D367EB22B64E", HexOf(new byte[4_096]));
        Assert.Equal("C0DDBA7302ECA3AC", HexOf(Enumerable.Repeat((byte)0xFF, 4_096).ToArray()));
        Assert.Equal("0000000000000000", HexOf([]));
    }

    [Fact]
    public void Content_in_parts_has_the_checksum_of_the_whole()
    {
        var content = new byte[1_000];
        var chance = new SplitMix64(1);
        for (var at = 0; at < content.Length; at++)
            content[at] = unchecked((byte)chance.Next());
        for (var cut = 0; cut < 40; cut++)
        {
            var crc = new Crc64();
            crc.Add(content.AsSpan(0, cut));
            crc.Add(content.AsSpan(cut));
            Assert.Equal(Crc64.TextOf(content), crc.Text);
        }
    }

    private static string HexOf(byte[] content) => Convert.ToHexString(Convert.FromBase64String(Crc64.TextOf(content)));
}
