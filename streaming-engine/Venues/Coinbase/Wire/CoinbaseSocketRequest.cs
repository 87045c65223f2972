using System.Text.Json;

namespace VeloZ.Venues;

/// <summary>Messages to Coinbase's sockets: one channel in each.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview.</remarks>
internal static class CoinbaseSocketRequest
{
    /// <summary>A message.</summary>
    /// <param name="type"><c>subscribe</c> or <c>unsubscribe</c>.</param>
    /// <param name="channel">Which.</param>
    /// <param name="products">Of which markets; none for all, or where the channel has none.</param>
    /// <param name="token">Who asks; null for nobody.</param>
    public static byte[] Of(string type, string channel, IReadOnlyList<string> products, string? token = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("channel", channel);
            if (products.Count > 0)
            {
                json.WriteStartArray("product_ids");
                foreach (var product in products)
                    json.WriteStringValue(product);
                json.WriteEndArray();
            }
            if (token is not null)
                json.WriteString("jwt", token);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
