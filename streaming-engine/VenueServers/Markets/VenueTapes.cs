using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The bars of every market of a venue. Used under its lock.</summary>
internal sealed class VenueTapes
{
    private const int HistoryMinutes = 3_000;
    private const decimal HistoryStep = 0.0004m; // Greatest move of a minute, as a fraction.

    private readonly Dictionary<LoopbackMarket, BarTape> _tapes = [];
    private readonly LoopbackVenue _venue;

    public VenueTapes(LoopbackVenue venue)
    {
        _venue = venue;
        foreach (var market in venue.Markets)
            _tapes.Add(market, new BarTape());
        venue.Listen(happened =>
        {
            if (happened is LoopbackEvent.Printed printed)
                _tapes[printed.Market].Add(printed.Print);
        });
    }

    /// <summary>The bars of a market up to now.</summary>
    public BarTape Of(LoopbackMarket market)
    {
        var tape = _tapes[market];
        if (market.LastPrice > 0)
            tape.MoveTo(_venue.Now, market.LastPrice);
        return tape;
    }

    /// <summary>Makes minutes from before the market began, from a seed, so that whoever asks for history gets some.</summary>
    /// <param name="market">Which.</param>
    /// <param name="price">With what it begins, in quote currency: the history ends there.</param>
    /// <param name="seed">Of the venue.</param>
    public void MakeHistory(LoopbackMarket market, decimal price, ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "venue.history", (ulong)_venue.IndexOf(market));
        var start = BarTape.StartOf(_venue.Now, TimeSpan.FromMinutes(1));
        var bars = new VenueBar[HistoryMinutes];
        var close = price;
        for (var index = bars.Length - 1; index >= 0; index--)
        {
            var open = market.Instrument.ToPrice(close * (1 + Fraction(ref chance)), GridRounding.Down).Value;
            var high = market.Instrument.ToPrice(Math.Max(open, close) * (1 + Math.Abs(Fraction(ref chance))), GridRounding.Down).Value;
            var low = market.Instrument.ToPrice(Math.Min(open, close) * (1 - Math.Abs(Fraction(ref chance))), GridRounding.Up).Value;
            var volume = market.Instrument.ToQuantity((100 + chance.NextBelow(900)) * 100 / price, GridRounding.Up).Value;
            var bought = market.Instrument.ToQuantity(volume * chance.NextBelow(100) / 100, GridRounding.Down).Value;
            var time = start - TimeSpan.FromMinutes(bars.Length - index);
            bars[index] = new VenueBar(time, open, high, low, close, volume, volume * (open + close) / 2, 10 + (long)chance.NextBelow(90), bought, bought * (open + close) / 2);
            close = open;
        }
        _tapes[market].Remember(bars);
    }

    private static decimal Fraction(ref SplitMix64 chance) => HistoryStep * ((long)chance.NextBelow(2_001) - 1_000) / 1_000;
}
