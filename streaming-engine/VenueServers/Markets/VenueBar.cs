using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A bar as venues tell it.</summary>
/// <param name="OpenTime">When it began.</param>
/// <param name="Open">Quote currency per base unit, as with the other prices.</param>
/// <param name="High">The highest.</param>
/// <param name="Low">The lowest.</param>
/// <param name="Close">The last.</param>
/// <param name="Volume">Base units.</param>
/// <param name="QuoteVolume">Quote currency.</param>
/// <param name="Trades">How many.</param>
/// <param name="BuyVolume">Base units that takers bought.</param>
/// <param name="BuyQuoteVolume">Quote currency that takers bought for.</param>
internal sealed record VenueBar(
    UnixNanos OpenTime,
    decimal Open,
    decimal High,
    decimal Low,
    decimal Close,
    decimal Volume,
    decimal QuoteVolume,
    long Trades,
    decimal BuyVolume,
    decimal BuyQuoteVolume)
{
    /// <summary>A bar in which nobody traded.</summary>
    public static VenueBar Empty(UnixNanos openTime, decimal price) => new(openTime, price, price, price, price, 0, 0, 0, 0, 0);

    /// <summary>With a print more.</summary>
    public VenueBar With(LoopbackPrint print)
    {
        var quote = print.Price * print.Quantity;
        var isBuy = print.TakerSide == OrderSide.Buy;
        return this with
        {
            Open = Trades == 0 ? print.Price : Open,
            High = Trades == 0 ? print.Price : Math.Max(High, print.Price),
            Low = Trades == 0 ? print.Price : Math.Min(Low, print.Price),
            Close = print.Price,
            Volume = Volume + print.Quantity,
            QuoteVolume = QuoteVolume + quote,
            Trades = Trades + 1,
            BuyVolume = BuyVolume + (isBuy ? print.Quantity : 0),
            BuyQuoteVolume = BuyQuoteVolume + (isBuy ? quote : 0),
        };
    }

    /// <summary>Both as one; the other comes after.</summary>
    public VenueBar Joined(VenueBar later) => this with
    {
        Open = Trades == 0 && later.Trades > 0 ? later.Open : Open,
        High = Trades == 0 && later.Trades > 0 ? later.High : later.Trades == 0 ? High : Math.Max(High, later.High),
        Low = Trades == 0 && later.Trades > 0 ? later.Low : later.Trades == 0 ? Low : Math.Min(Low, later.Low),
        Close = later.Close,
        Volume = Volume + later.Volume,
        QuoteVolume = QuoteVolume + later.QuoteVolume,
        Trades = Trades + later.Trades,
        BuyVolume = BuyVolume + later.BuyVolume,
        BuyQuoteVolume = BuyQuoteVolume + later.BuyQuoteVolume,
    };
}
