using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>How Coinbase calls things: by UUIDs.</summary>
internal static class CoinbaseIds
{
    private const string OrderPrefix = "c0b00000-0000-4000-8000-";
    private const string FillPrefix = "c0b00000-0000-4000-9000-";
    private const int NumberDigits = 12;

    public static string OfOrder(LoopbackOrder order) => OrderPrefix + Text(order.Number);

    /// <summary>Of a fill: each of the two orders that met has its own.</summary>
    public static string OfFill(LoopbackFill fill) => FillPrefix + Text(fill.Cursor);

    /// <summary>Of an entry in the account's books that a fill made: 64 digits.</summary>
    public static string OfEntry(LoopbackFill fill) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(OfFill(fill))));

    public static string OfUser(LoopbackAccount account) => Made("user", account.Key);

    public static string OfPortfolio(LoopbackAccount account) => Made("portfolio", account.Key);

    /// <summary>Of what an account has of a currency.</summary>
    public static string OfWallet(LoopbackAccount account, Currency currency) => Made("wallet", $"{account.Key} {currency.Code}");

    public static string OfCurrency(string code) => Made("currency", code);

    /// <summary>The number of an order's id; null of what is none.</summary>
    public static long? OrderNumberOf(string id)
    {
        var isOne = id.Length == OrderPrefix.Length + NumberDigits && id.StartsWith(OrderPrefix, StringComparison.Ordinal);
        return isOne && long.TryParse(id.AsSpan(OrderPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Text(long number) => number.ToString("x12", CultureInfo.InvariantCulture);

    private static string Made(string kind, string of) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {of}")).AsSpan(0, 16)).ToString();
}
