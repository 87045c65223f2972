using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The fingerprint of a list of fills: SHA-256 of UTF-8 lines
/// <c>seq|time_ns|instrument|side|price|quantity|fee|fee_currency|liquidity\n</c> in fill order, decimals trimmed, no client ids; lower hex.
/// </summary>
public static class TradeHash
{
    /// <summary>The fingerprint of these fills.</summary>
    /// <param name="fills">In fill order; may be empty.</param>
    public static string Of(IReadOnlyList<BacktestFill> fills)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var fill in fills)
            hash.AppendData(Encoding.UTF8.GetBytes(Line(fill)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Line(in BacktestFill fill) => string.Join(
        '|',
        fill.Sequence,
        fill.Time.Value,
        fill.Instrument.Id,
        fill.Side == OrderSide.Buy ? "buy" : "sell",
        DecimalText.Trimmed(fill.Price.Value),
        DecimalText.Trimmed(fill.Quantity.Value),
        DecimalText.Trimmed(fill.Fee),
        fill.FeeCurrency,
        fill.Liquidity == Liquidity.Maker ? "maker" : "taker") + "\n";
}
