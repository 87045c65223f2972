using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A market's own flow from a seed: a middle that walks, or goes as a recorded one went, levels on both sides of it that come and go, and orders that take.</summary>
/// <remarks>Stepped by its host; what happens in a step depends on the seed, the steps before and what others have in the book, never on a clock.</remarks>
internal sealed class SimulatedFlow
{
    private const int LevelsPerSide = 20;
    private const int LevelsTouched = 4;
    private const decimal LevelNotional = 5_000; // In quote currency, about.
    private const decimal StepFraction = 0.00002m; // Of the price: the distance of two levels, and of two middles.

    private readonly LoopbackMarket _market;
    private readonly HouseFlow _house;
    private readonly long _gap; // Between levels, in price increments.
    private readonly long _levelLots;
    private readonly long _middleMin;
    private readonly PricePath? _path;
    private readonly TimeSpan _period;
    private SplitMix64 _chance;
    private long _steps;
    private long _middle; // In price increments; the best bid is below it, the best ask above.

    /// <param name="venue">Where.</param>
    /// <param name="market">Which.</param>
    /// <param name="price">Where it begins, in quote currency.</param>
    /// <param name="seed">Of the venue.</param>
    /// <param name="path">How its middle goes; null to let it walk.</param>
    /// <param name="period">From one step to the next, of which a path wants to know.</param>
    public SimulatedFlow(LoopbackVenue venue, LoopbackMarket market, decimal price, ulong seed, PricePath? path = null, TimeSpan period = default)
    {
        (_market, _house, _path, _period) = (market, new HouseFlow(venue, market), path, period);
        _chance = SplitMix64.Stream(seed, "venue.flow", (ulong)venue.IndexOf(market));
        var instrument = market.Instrument;
        _middle = TicksOf(price);
        _gap = Math.Max(1, (long)(price * StepFraction / instrument.PriceIncrement));
        _levelLots = Math.Max(1, (long)(LevelNotional / price / instrument.QuantityIncrement));
        _middleMin = _gap * (LevelsPerSide + 2);
    }

    /// <summary>Fills the book. Call once, under the venue's lock.</summary>
    public void Begin()
    {
        for (var rank = 1; rank <= LevelsPerSide; rank++)
        {
            _house.Set(OrderSide.Buy, _middle - (rank * _gap), Lots());
            _house.Set(OrderSide.Sell, _middle + (rank * _gap), Lots());
        }
    }

    /// <summary>The market goes on by a step. Call under the venue's lock.</summary>
    public void Step()
    {
        if (_market.IsHalted)
            return;
        Walk();
        Clear(OrderSide.Buy);
        Clear(OrderSide.Sell);
        for (var touched = 0; touched < LevelsTouched; touched++)
        {
            Touch(OrderSide.Buy);
            Touch(OrderSide.Sell);
        }
        if (_chance.NextBelow(2) == 0)
            Take(_chance.NextBelow(2) == 0 ? OrderSide.Buy : OrderSide.Sell);
    }

    private void Walk()
    {
        if (_path is not null)
            _middle = Math.Max(_middleMin, TicksOf(_path.At(++_steps * _period)));
        else if (_chance.NextBelow(3) == 0)
            _middle = Math.Max(_middleMin, _middle + (((long)_chance.NextBelow(7) - 3) * _gap));
    }

    private long TicksOf(decimal price) => _market.Instrument.ToTicks(_market.Instrument.ToPrice(price, GridRounding.Down));

    // What the middle has come to, and what it has left far behind.
    private void Clear(OrderSide side)
    {
        foreach (var ticks in _house.TicksOf(side).ToArray())
        {
            var distance = side == OrderSide.Buy ? _middle - ticks : ticks - _middle;
            if (distance < _gap || distance > (LevelsPerSide + 5) * _gap)
                _house.Set(side, ticks, 0);
        }
        var best = side == OrderSide.Buy ? _middle - _gap : _middle + _gap;
        if (_house.LotsAt(side, best) == 0)
            _house.Set(side, best, Lots());
    }

    private void Touch(OrderSide side)
    {
        var rank = 1 + (long)_chance.NextBelow(LevelsPerSide);
        var ticks = side == OrderSide.Buy ? _middle - (rank * _gap) : _middle + (rank * _gap);
        _house.Set(side, ticks, _chance.NextBelow(8) == 0 && rank > 1 ? 0 : Lots());
    }

    // Somebody wants about half a level, at times a few.
    private void Take(OrderSide side)
    {
        var lots = 1 + (long)_chance.NextBelow((ulong)_levelLots);
        if (_chance.NextBelow(10) == 0)
            lots *= 4;
        var reach = 3 * _gap;
        _house.Take(side, side == OrderSide.Buy ? _middle + reach : _middle - reach, lots);
    }

    private long Lots() => Math.Max(1, (_levelLots / 2) + (long)_chance.NextBelow((ulong)_levelLots));
}
