using Binance.Net.Clients;
using CryptoExchange.Net.Objects;

namespace VeloZ.CrossCheck;

/// <summary>The public client library of Binance, set so that it changes nothing of what we send: what our own adapter decodes is compared with what it decodes.</summary>
public static class BinanceNetClients
{
    /// <summary>Over REST.</summary>
    public static BinanceRestClient Rest() => new(options =>
    {
        // An order id is ours from its first character to its last, and a limit is told rather than waited for.
        options.AllowAppendingClientOrderId = false;
        options.RateLimitingBehaviour = RateLimitingBehaviour.Fail;
    });

    /// <summary>Over streams.</summary>
    public static BinanceSocketClient Socket() => new(options =>
    {
        options.AllowAppendingClientOrderId = false;
        options.RateLimitingBehaviour = RateLimitingBehaviour.Fail;
    });
}
