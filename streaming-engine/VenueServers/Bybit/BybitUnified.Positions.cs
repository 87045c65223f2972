using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>Positions: what they are, and what protects them.</content>
internal sealed partial class BybitUnified
{
    public void WritePositions(Utf8JsonWriter json, BybitRequest request)
    {
        var parameters = request.Parameters;
        RequireLinear(request);
        if ((parameters.TextOrNull("symbol") ?? parameters.TextOrNull("settleCoin")) is null)
            throw BybitError.Parameter("params error: symbol or settleCoin is required");
        var isNamed = parameters.TextOrNull("symbol") is not null;
        var positions = SelectMarkets(parameters, InstrumentKind.Perpetual)
            .Select(request.Account.PositionOf)
            .Where(position => isNamed || position.Quantity != 0);
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.Linear);
        WritePage(json, parameters, positions, position => venue.Markets.Count - venue.IndexOf(position.Market), whenNot: 20, most: 200, position =>
            BybitPositionJson.Write(json, venue, position, request.Account, ledger.HistoryOf(request.Account, position.Market)));
        json.WriteEndObject();
    }

    public void SetLeverage(Utf8JsonWriter json, BybitRequest request)
    {
        RequireLinear(request);
        var (account, market) = (request.Account, MarketOf(request));
        var (buy, sell) = (request.Parameters.Decimal("buyLeverage"), request.Parameters.Decimal("sellLeverage"));
        if (buy != sell)
            throw BybitError.Parameter("buy leverage invalid: it must be the sell leverage");
        if (buy is < 1 or > BybitMarkets.LeverageMax || buy * 100 % 1 != 0)
            throw BybitError.Parameter("leverage invalid");
        var before = account.LeverageOf(market) ?? venue.Rules.Leverage;
        if (buy == before)
            throw new BybitError(110043, "Set leverage has not been modified.");
        account.SetLeverage(market, buy);
        if (!venue.IsCarried(account, market.Instrument.Id.Quote))
        {
            account.SetLeverage(market, before);
            throw new BybitError(110044, "Available margin is insufficient.");
        }
        WriteNothing(json);
    }

    /// <summary>One-way mode is all that this venue has.</summary>
    public void SwitchMode(Utf8JsonWriter json, BybitRequest request)
    {
        RequireLinear(request);
        var parameters = request.Parameters;
        if (parameters.TextOrNull("symbol") is not null)
            _ = MarketOf(request);
        else if (parameters.TextOrNull("coin") is null)
            throw BybitError.Parameter("params error: symbol or coin is required");
        throw parameters.NumberOrNull("mode") switch
        {
            0 => new BybitError(110025, "Position mode has not been modified."),
            3 => new BybitError(110029, "Hedge mode is not supported for this symbol."),
            _ => BybitError.Invalid("mode"),
        };
    }

    public void SetStops(Utf8JsonWriter json, BybitRequest request)
    {
        RequireLinear(request);
        var (parameters, market) = (request.Parameters, MarketOf(request));
        if (parameters.NumberOrNull("positionIdx") is not (null or 0))
            throw BybitError.Parameter("position idx not match position mode");
        var quantity = request.Account.PositionOf(market).Quantity;
        if (quantity == 0)
            throw BybitError.Parameter("can not set tp/sl/ts for zero position");
        var reader = new BybitOrderReader(parameters, request.Account, market);
        var isFull = BybitOrderReader.ReadIsFull(parameters);
        var (profit, loss) = reader.ReadLegs(quantity > 0, market.LastPrice, isFull);
        var isChanged = isFull ? SetFullStops(request, market, profit, loss) : AddPartStops(request, market, reader, profit, loss);
        if (!isChanged)
            throw new BybitError(34040, "not modified");
        WriteNothing(json);
    }

    private bool SetFullStops(BybitRequest request, LoopbackMarket market, BybitLeg? profit, BybitLeg? loss)
    {
        var parameters = request.Parameters;
        var wanted = new BybitFullStops(
            parameters.DecimalOrNull("takeProfit"),
            parameters.DecimalOrNull("stopLoss"),
            parameters.DecimalOrNull("trailingStop"),
            parameters.PositiveOrNull("activePrice"));
        if (wanted.TrailingStop is > 0 and var distance && !market.Instrument.IsOnPriceGrid(distance))
            throw BybitError.Invalid("trailingStop");
        return stops.SetFull(request.Account, market, wanted, (profit ?? loss)?.TriggerBy ?? "LastPrice");
    }

    private bool AddPartStops(BybitRequest request, LoopbackMarket market, BybitOrderReader reader, BybitLeg? profit, BybitLeg? loss)
    {
        var (profitSize, lossSize) = (request.Parameters.PositiveOrNull("tpSize"), request.Parameters.PositiveOrNull("slSize"));
        if (profit is null && loss is null)
            return false;
        if (profit is not null && loss is not null && profitSize != lossSize)
            throw BybitError.Parameter("params error: tpSize and slSize must be equal");
        var position = Math.Abs(request.Account.PositionOf(market).Quantity);
        var size = (profit is null ? lossSize : profitSize) ?? position;
        if (size > position)
            throw new BybitError(110058, "You can't set take profit and stop loss due to insufficient size of remaining position size.");
        stops.AddPart(request.Account, market, reader.OnQuantityGrid(size).Value, profit, loss);
        return true;
    }

    private static void RequireLinear(BybitRequest request)
    {
        if (KindOf(request) != InstrumentKind.Perpetual)
            throw BybitError.Parameter("Illegal category");
    }
}
