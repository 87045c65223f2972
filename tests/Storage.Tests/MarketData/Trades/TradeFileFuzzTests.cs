using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

/// <summary>Mutated files against a plain reader of the same rules: both read the same trades, or both refuse.</summary>
public sealed partial class TradeFileFuzzTests
{
    private const ulong Seed = 20260117;

    // Bytes that mean something to the reader, so that mutants get past the first check.
    private static readonly byte[] Telling = "0123456789.,\"\r\n-eTtruFfals "u8.ToArray();

    [Fact]
    public void Mutants_are_read_as_a_plain_reader_reads_them()
    {
        var random = new Random((int)Seed);
        var original = Encoding.UTF8.GetBytes(TradeText.Spot(TradeText.Walk(40)));
        var (parsed, refused) = (0, 0);
        for (var round = 0; round < Tier.Pick(10_000, 60_000, 1_000_000); round++)
        {
            var mutant = Mutants.OfText(original, Telling, random);
            var expected = PlainRows(mutant);
            try
            {
                var rows = TradeText.Rows(TradeText.Read(mutant).Trades);
                Assert.True(expected is not null && rows.SequenceEqual(expected, StringComparer.Ordinal), $"round {round} of seed {Seed} was read, must be {expected?.Length.ToString(CultureInfo.InvariantCulture) ?? "refused"}");
                parsed++;
            }
            catch (DataFormatException fault)
            {
                Assert.True(expected is null, $"round {round} of seed {Seed} was refused ({fault.Message}), must be read");
                Assert.DoesNotContain('\n', fault.Message);
                refused++;
            }
        }
        Assert.True(parsed > 300 && refused > 300, $"{parsed} parsed and {refused} refused: there must be many of both");
    }

    // Regular expressions and decimal.Parse; null for a file that must be refused.
    private static string[]? PlainRows(byte[] bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        var lines = text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var rows = new List<string>();
        var (lastId, lastTime, columns) = (-1L, 0L, 0);
        foreach (var line in lines)
        {
            var match = Row().Match(line);
            if (!match.Success || !long.TryParse(match.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return null;
            var fields = line.Count(letter => letter == ',') + 1;
            var time = long.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture);
            var (price, quantity) = (Number(match, "price"), Number(match, "quantity"));
            if (price is null or 0 || quantity is null or 0 || Number(match, "quote") is null || id <= lastId || time < lastTime || (columns != 0 && fields != columns))
                return null;
            if (time is < 1_230_768_000_000 or >= 4_133_980_800_000)
                return null;
            (lastId, lastTime, columns) = (id, time, fields);
            var side = match.Groups["maker"].Value.Equals("true", StringComparison.OrdinalIgnoreCase) ? "Sell" : "Buy";
            rows.Add($"{UnixNanos.FromMilliseconds(time)},{id},{DecimalText.Trimmed(price.Value)},{DecimalText.Trimmed(quantity.Value)},{side}");
        }
        return rows.Count == 0 ? null : [.. rows];
    }

    // Quotes may stand around a whole field; at most 18 digits after the point and 28 in all.
    private static decimal? Number(Match match, string name)
    {
        var text = match.Groups[name].Value;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.Length - (point < 0 ? 0 : 1);
        return digits > 28 || (point >= 0 && text.Length - point - 1 > 18) ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""
        \A(?<q0>"?)(?<id>[0-9]+)\k<q0>,(?<q1>"?)(?<price>(0|[1-9][0-9]*)(\.[0-9]+)?)\k<q1>,(?<q2>"?)(?<quantity>(0|[1-9][0-9]*)(\.[0-9]+)?)\k<q2>,(?<q3>"?)(?<quote>(0|[1-9][0-9]*)(\.[0-9]+)?)\k<q3>,(?<q4>"?)(?<time>[0-9]{12,14})\k<q4>,(?<q5>"?)(?<maker>(?i:true|false))\k<q5>(,(?<q6>"?)(?i:true|false)\k<q6>)?\z
        """, RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
