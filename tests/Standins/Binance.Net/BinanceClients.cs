using Binance.Net.Objects.Options;
using CryptoExchange.Net.Objects;

namespace Binance.Net.Clients
{
    /// <summary>Asks Binance over REST. Compile-only: the members that we touch. https://github.com/JKorf/Binance.Net</summary>
    public class BinanceRestClient : IDisposable
    {
        /// <summary>With these options.</summary>
        public BinanceRestClient(Action<BinanceRestOptions>? optionsDelegate = null) =>
            throw new NotSupportedException("this stand-in of Binance.Net only compiles; build with -p:Cloud=true to ask Binance by it");

        /// <inheritdoc/>
        public void Dispose() => GC.SuppressFinalize(this);
    }

    /// <summary>Listens to Binance's streams.</summary>
    public class BinanceSocketClient : IDisposable
    {
        /// <summary>With these options.</summary>
        public BinanceSocketClient(Action<BinanceSocketOptions>? optionsDelegate = null) =>
            throw new NotSupportedException("this stand-in of Binance.Net only compiles; build with -p:Cloud=true to ask Binance by it");

        /// <inheritdoc/>
        public void Dispose() => GC.SuppressFinalize(this);
    }
}

namespace Binance.Net.Objects.Options
{
    /// <summary>Of the REST client.</summary>
    public class BinanceRestOptions
    {
        /// <summary>Whether the library's own mark is added to our order ids.</summary>
        public bool AllowAppendingClientOrderId { get; set; }

        /// <summary>What becomes of a request that the venue's limits have no room for.</summary>
        public RateLimitingBehaviour RateLimitingBehaviour { get; set; }
    }

    /// <summary>Of the client of streams.</summary>
    public class BinanceSocketOptions
    {
        /// <summary>Whether the library's own mark is added to our order ids.</summary>
        public bool AllowAppendingClientOrderId { get; set; }

        /// <summary>What becomes of a request that the venue's limits have no room for.</summary>
        public RateLimitingBehaviour RateLimitingBehaviour { get; set; }
    }
}

namespace CryptoExchange.Net.Objects
{
    /// <summary>What becomes of a request that the venue's limits have no room for.</summary>
    public enum RateLimitingBehaviour
    {
        /// <summary>It waits.</summary>
        Wait,

        /// <summary>It is refused at once.</summary>
        Fail,
    }
}
