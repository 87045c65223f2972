using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Domain;

/// <summary>
/// The fingerprint of a sweep: SHA-256 of UTF-8 lines <c>point|parameters|trade_hash|state_hash|fills|trades|end_equity|fees|max_drawdown\n</c>, or
/// <c>point|parameters|failed|code\n</c>, in the order of the points, parameters as <c>name=value</c> with commas between, decimals trimmed; lower hex.
/// </summary>
/// <remarks>Messages of failures are for people and count for nothing, so that one sweep has one fingerprint however it was run.</remarks>
public static class BacktestResultHash
{
    /// <summary>The fingerprint of these points, in their order.</summary>
    public static string Of(IEnumerable<PointResult> points)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var point in points)
            hash.AppendData(Encoding.UTF8.GetBytes(Line(point)));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string Line(PointResult point)
    {
        var given = string.Join(',', point.Parameters.Select(one => $"{one.Key}={one.Value}"));
        var rest = point switch
        {
            PointResult.Done done => string.Join(
                '|',
                done.TradeHash,
                done.StateHash,
                done.Fills.ToString(CultureInfo.InvariantCulture),
                done.Trades.ToString(CultureInfo.InvariantCulture),
                DecimalText.Trimmed(done.EndEquity),
                DecimalText.Trimmed(done.Fees),
                DecimalText.Trimmed(done.MaxDrawdown)),
            PointResult.Failed failed => $"failed|{failed.Code}",
            _ => throw new InvariantException("point result was of an unknown kind"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{point.Point}|{given}|{rest}\n");
    }
}
