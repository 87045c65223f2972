using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What OKX tells of a position beyond what it is.</summary>
internal sealed class OkxPositionNotes
{
    public UnixNanos OpenedTime { get; set; }

    public UnixNanos UpdatedTime { get; set; }

    /// <summary>Of its last fill.</summary>
    public long TradeNumber { get; set; }

    /// <summary>Since it was opened, in quote currency.</summary>
    public decimal Fees { get; set; }

    /// <summary>That came since it was opened; below 0 what was paid.</summary>
    public decimal Funding { get; set; }
}

/// <summary>The positions of accounts in swaps. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions.</remarks>
internal sealed class OkxPositions
{
    private readonly Dictionary<(LoopbackAccount Account, LoopbackMarket Market), OkxPositionNotes> _notes = [];
    private readonly LoopbackVenue _venue;
    private readonly OkxMarkets _markets;
    private readonly OkxAlgos _algos;

    public OkxPositions(LoopbackVenue venue, OkxMarkets markets, OkxAlgos algos)
    {
        (_venue, _markets, _algos) = (venue, markets, algos);
        venue.Listen(Hear);
    }

    /// <summary>Those that there are or were, last opened first.</summary>
    public IReadOnlyList<LoopbackPosition> Of(LoopbackAccount account) =>
        [.. account.Positions.Values.Where(position => _notes.ContainsKey((account, position.Market)))
            .OrderByDescending(position => _notes[(account, position.Market)].OpenedTime)];

    /// <summary>Id of a position: one for each market.</summary>
    public string IdOf(LoopbackPosition position) => OkxJson.Text(600_000_000_000_000_000 + _markets.CodeOf(position.Market));

    public void Write(Utf8JsonWriter json, LoopbackAccount account, LoopbackPosition position)
    {
        var (market, notes, mark) = (position.Market, _notes[(account, position.Market)], OkxMarkets.MarkOf(position.Market));
        var (leverage, value) = (account.LeverageOf(market) ?? _venue.Rules.Leverage, Math.Abs(position.Quantity) * mark);
        var isOpen = position.Quantity != 0;
        var (pnl, lastPnl) = (position.PnlAt(mark), position.PnlAt(market.LastPrice));
        var (margin, least) = (value / leverage, value * OkxMarkets.MaintenanceRate);
        json.WriteStartObject();
        json.WriteString("instType", "SWAP");
        json.WriteString("instId", market.Symbol);
        json.WriteString("mgnMode", "cross");
        json.WriteString("posId", IdOf(position));
        json.WriteString("posSide", "net");
        json.WriteString("pos", OkxMarkets.SizeText(market, position.Quantity));
        json.WriteString("ccy", market.Instrument.Id.Quote.Code);
        json.WriteString("avgPx", isOpen ? Rounded(position.EntryPrice) : "");
        json.Trimmed("markPx", mark);
        json.Trimmed("last", market.LastPrice);
        json.Trimmed("idxPx", _markets.IndexOf(market));
        json.WriteString("usdPx", "1");
        json.WriteString("lever", DecimalText.Trimmed(leverage));
        json.WriteString("upl", isOpen ? Rounded(pnl) : "");
        json.WriteString("uplRatio", isOpen ? Rounded(RatioOf(pnl, position, leverage)) : "");
        json.WriteString("uplLastPx", isOpen ? Rounded(lastPnl) : "");
        json.WriteString("uplRatioLastPx", isOpen ? Rounded(RatioOf(lastPnl, position, leverage)) : "");
        json.WriteString("imr", isOpen ? Rounded(margin) : "");
        json.WriteString("mmr", isOpen ? Rounded(least) : "");
        json.WriteString("mgnRatio", isOpen ? Rounded(LoopbackVenue.EquityOf(account, market.Instrument.Id.Quote) / least) : "");
        json.WriteString("notionalUsd", isOpen ? Rounded(value) : "");
        json.WriteString("adl", isOpen ? "1" : "");
        json.WriteString("realizedPnl", Rounded(position.RealizedPnl - notes.Fees + notes.Funding));
        json.WriteString("pnl", Rounded(position.RealizedPnl));
        json.WriteString("fee", Rounded(-notes.Fees));
        json.WriteString("fundingFee", Rounded(notes.Funding));
        json.Zeros("liqPenalty", "interest");
        json.WriteNumberText("tradeId", notes.TradeNumber);
        json.Blanks(
            "availPos", "bePx", "liqPx", "margin", "liab", "liabCcy", "optVal", "pendingCloseOrdLiabVal",
            "posCcy", "hedgedPos", "nonSettleAvgPx", "settledPnl");
        json.Blanks("baseBal", "baseBorrowed", "baseInterest", "quoteBal", "quoteBorrowed", "quoteInterest", "bizRefId", "bizRefType");
        json.Blanks(
            "spotInUseAmt", "spotInUseCcy", "clSpotInUseAmt", "maxSpotInUseAmt",
            "deltaBS", "deltaPA", "gammaBS", "gammaPA", "thetaBS", "thetaPA", "vegaBS", "vegaPA");
        WriteClosing(json, account, market);
        json.Moment("cTime", notes.OpenedTime);
        json.Moment("uTime", notes.UpdatedTime);
        json.Moment("pTime", _venue.Now);
        json.WriteEndObject();
    }

    /// <summary>The few words of it that come with balances.</summary>
    public void WriteShort(Utf8JsonWriter json, LoopbackAccount account, LoopbackPosition position)
    {
        var (market, notes) = (position.Market, _notes[(account, position.Market)]);
        json.WriteStartObject();
        json.WriteString("posId", IdOf(position));
        json.WriteNumberText("tradeId", notes.TradeNumber);
        json.WriteString("instId", market.Symbol);
        json.WriteString("instType", "SWAP");
        json.WriteString("mgnMode", "cross");
        json.WriteString("posSide", "net");
        json.WriteString("pos", OkxMarkets.SizeText(market, position.Quantity));
        json.WriteString("ccy", market.Instrument.Id.Quote.Code);
        json.WriteString("avgPx", position.Quantity == 0 ? "" : Rounded(position.EntryPrice));
        json.Blanks("posCcy", "nonSettleAvgPx", "settledPnl");
        json.Moment("uTime", notes.UpdatedTime);
        json.WriteEndObject();
    }

    // Algo orders that close all of it.
    private void WriteClosing(Utf8JsonWriter json, LoopbackAccount account, LoopbackMarket market)
    {
        json.WriteStartArray("closeOrderAlgo");
        foreach (var algo in _algos.Of(account).Where(algo => algo is { State: OkxAlgoState.Live, Form.Size: null } && algo.Market == market))
        {
            json.WriteStartObject();
            json.WriteString("algoId", OkxJson.AlgoId(algo.Number));
            json.Trimmed("slTriggerPx", algo.Form.StopLoss?.Price);
            json.WriteString("slTriggerPxType", algo.Form.StopLoss?.PriceType ?? "");
            json.Trimmed("tpTriggerPx", algo.Form.TakeProfit?.Price);
            json.WriteString("tpTriggerPxType", algo.Form.TakeProfit?.PriceType ?? "");
            json.WriteString("closeFraction", "1");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Hear(LoopbackEvent happened)
    {
        if (happened is LoopbackEvent.FundingPaid paid)
        {
            _notes[(paid.Account, paid.Market)].Funding += paid.Change.Amount;
            return;
        }
        if (happened is not LoopbackEvent.OrderChanged { Fill: { } fill, Order: { Market: { IsPerpetual: true } market, Ask.Account: { } account } order })
            return;
        var position = account.PositionOf(market);
        if (!_notes.TryGetValue((account, market), out var notes))
            _notes.Add((account, market), notes = new OkxPositionNotes());
        var before = position.Quantity - (order.IsBuy ? fill.Quantity : -fill.Quantity);
        if (before == 0)
            (notes.OpenedTime, notes.Fees, notes.Funding) = (fill.Time, 0, 0);
        notes.Fees += fill.Fee.Amount;
        (notes.UpdatedTime, notes.TradeNumber) = (fill.Time, fill.TradeNumber);
    }

    private static decimal RatioOf(decimal pnl, LoopbackPosition position, decimal leverage) =>
        pnl / (Math.Abs(position.Quantity) * position.EntryPrice / leverage);

    private static string Rounded(decimal value) => DecimalText.Trimmed(decimal.Round(value, 12));
}
