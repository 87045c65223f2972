using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>All algo orders: they see every price, and place their orders. Used under the venue's lock.</summary>
internal sealed class OkxAlgos
{
    private readonly LoopbackVenue _venue;
    private readonly OkxMarkets _markets;
    private readonly OkxTrade _trade;
    private readonly List<OkxAlgo> _live = []; // Oldest first.
    private readonly Dictionary<LoopbackAccount, List<OkxAlgo>> _all = [];
    private readonly Dictionary<LoopbackMarket, List<decimal>> _printed = []; // Prices since the market was last looked at.
    private readonly List<Action<OkxAlgo, bool>> _listeners = [];
    private long _count;

    public OkxAlgos(LoopbackVenue venue, OkxMarkets markets, OkxTrade trade)
    {
        (_venue, _markets, _trade) = (venue, markets, trade);
        foreach (var market in venue.Markets)
            _printed.Add(market, []);
        venue.Listen(Hear);
    }

    /// <summary>Tells of every change of an algo order, and whether it was an amendment.</summary>
    public void Listen(Action<OkxAlgo, bool> listener) => _listeners.Add(listener);

    /// <summary>Those of an account, oldest first.</summary>
    public IReadOnlyList<OkxAlgo> Of(LoopbackAccount account) => _all.GetValueOrDefault(account) ?? (IReadOnlyList<OkxAlgo>)[];

    /// <summary>Takes a new one.</summary>
    public OkxAlgo Add(LoopbackAccount account, LoopbackMarket market, OkxAlgoForm form)
    {
        var algo = new OkxAlgo(++_count, account, market, form, _venue.Now);
        if (!_all.TryGetValue(account, out var algos))
            _all.Add(account, algos = []);
        algos.Add(algo);
        _live.Add(algo);
        Tell(algo);
        LookAt(algo);
        return algo;
    }

    public void Cancel(OkxAlgo algo) => End(algo, OkxAlgoState.Canceled);

    /// <summary>Changes one that waits.</summary>
    public void Amend(OkxAlgo algo, OkxAlgoForm form)
    {
        algo.Form = form;
        algo.UpdatedTime = _venue.Now;
        algo.TriggersUpward = form.Trigger?.Price >= algo.Market.LastPrice;
        Tell(algo, isAmended: true);
        LookAt(algo);
    }

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.Printed printed when _live.Count > 0:
                _printed[printed.Market].Add(printed.Print.Price);
                break;
            case LoopbackEvent.Settled { Market: var market } when _live.Count > 0:
                Look(market);
                break;
        }
    }

    private void Look(LoopbackMarket market)
    {
        var prices = _printed[market].ToArray();
        _printed[market].Clear();
        var family = OkxMarkets.FamilyOf(market);
        foreach (var algo in _live.Where(algo => OkxMarkets.FamilyOf(algo.Market) == family).ToArray())
        {
            if (algo.Market == market)
                Array.ForEach(prices, price => See(algo, price));
            LookAt(algo);
        }
    }

    private void See(OkxAlgo algo, decimal price)
    {
        if (algo.State != OkxAlgoState.Live)
            return;
        algo.Follow(price);
        Check(algo, "last", price);
    }

    // The prices that are not printed; the last one, too, for one that has just come.
    private void LookAt(OkxAlgo algo)
    {
        Check(algo, "last", algo.Market.LastPrice);
        Check(algo, "mark", OkxMarkets.MarkOf(algo.Market));
        Check(algo, "index", _markets.IndexOf(algo.Market));
    }

    private void Check(OkxAlgo algo, string priceType, decimal price)
    {
        if (algo.State != OkxAlgoState.Live || price == 0 || algo.HitBy(priceType, price) is not var (trigger, side))
            return;
        algo.TriggeredSide = side;
        algo.TriggeredTime = _venue.Now;
        _live.Remove(algo); // What its order does at once must not trigger it again.
        try
        {
            algo.Order = _trade.Place(AskOf(algo, trigger), algo.Market, isExact: false);
            End(algo, OkxAlgoState.Effective);
        }
        catch (OkxError error)
        {
            algo.FailCode = error.Code;
            End(algo, OkxAlgoState.OrderFailed);
        }
    }

    private static LoopbackAsk AskOf(OkxAlgo algo, OkxTrigger trigger)
    {
        var (form, market) = (algo.Form, algo.Market);
        var isQuote = trigger.OrderPrice is null && form.TargetCurrency == "quote_ccy";
        var advance = trigger.OrderPrice is null ? "" : form.AdvanceType;
        var terms = new OrderTerms
        {
            Instrument = market.Instrument.Id,
            Side = form.Side,
            Type = trigger.OrderPrice is null ? OrderType.Market : OrderType.Limit,
            Quantity = isQuote ? OkxOrderForm.Greatest(market) : QuantityOf(algo),
            Price = trigger.OrderPrice is { } price ? market.Instrument.ToPrice(price, GridRounding.Exact) : null,
            TimeInForce = advance switch { "fok" => TimeInForce.Fok, "ioc" => TimeInForce.Ioc, _ => TimeInForce.Gtc },
            IsReduceOnly = form.IsReduceOnly,
        };
        var type = trigger.OrderPrice is null ? "market" : advance.Length > 0 ? advance : "limit";
        return new LoopbackAsk(algo.Account, ClientId: "", terms)
        {
            QuoteQuantity = isQuote ? form.Size : null,
            SelfTrade = SelfTradeRule.EndsMaker,
            Label = new OkxOrderForm(type, trigger.OrderPrice is null ? form.TargetCurrency : "", form.Tag) { Algo = algo },
        };
    }

    private static Quantity QuantityOf(OkxAlgo algo)
    {
        if (algo.Form.Size is { } size)
            return OkxOrderForm.ToQuantity(algo.Market, size);
        var position = Math.Abs(algo.Account.PositionOf(algo.Market).Quantity);
        return position > 0 ? algo.Market.Instrument.ToQuantity(position, GridRounding.Exact) : throw new OkxError("51023", "Position doesn't exist.");
    }

    private void End(OkxAlgo algo, OkxAlgoState state)
    {
        _live.Remove(algo);
        (algo.State, algo.UpdatedTime) = (state, _venue.Now);
        Tell(algo);
    }

    private void Tell(OkxAlgo algo, bool isAmended = false)
    {
        foreach (var listener in _listeners)
            listener(algo, isAmended);
    }
}
