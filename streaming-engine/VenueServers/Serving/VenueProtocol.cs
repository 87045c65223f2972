using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>What is a venue's own about its loopback server.</summary>
internal abstract class VenueProtocol
{
    /// <summary>The protocol of that name.</summary>
    public static VenueProtocol Of(VenueProtocolName name) => name switch
    {
        VenueProtocolName.Binance => new BinanceProtocol(),
        VenueProtocolName.Bybit => new BybitProtocol(),
        VenueProtocolName.Coinbase => new CoinbaseProtocol(),
        VenueProtocolName.Okx => new OkxProtocol(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such protocol"),
    };

    /// <summary>How it matches.</summary>
    public abstract LoopbackRules Rules { get; }

    /// <summary>What it trades where the options name nothing else.</summary>
    public abstract IReadOnlyList<VenueMarketOptions> DefaultMarkets { get; }

    /// <summary>Whose protocol it is, and for what.</summary>
    public abstract string Title { get; }

    /// <summary>Where its sockets are, and what each is for.</summary>
    public abstract IReadOnlyList<(string Path, string What)> Sockets { get; }

    /// <summary>The longest body of a request.</summary>
    public virtual int BodyBytesMax => 1 << 20;

    /// <summary>Begins to speak for a floor. Called once, before the first request.</summary>
    public abstract void Open(VenueFloor floor);

    /// <summary>Answers a request, or serves a socket to its end.</summary>
    public abstract Task ServeAsync(HttpContext context);

    /// <summary>Tells all sockets that the server stops, and ends them.</summary>
    public abstract void SayGoodbye();
}
