using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>Algo orders at OKX: placing, changing, canceling, asking. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading.</remarks>
internal sealed class OkxAlgoTrade(LoopbackVenue venue, OkxMarkets markets, OkxAlgos algos)
{
    private const int CancelsMax = 10;
    private const int RowsMax = 100;

    public void Place(Utf8JsonWriter json, OkxCall call) => Each(call, item =>
    {
        var market = markets.Of(item);
        var form = OkxAlgoReading.Read(item, market);
        if (form.ClientId.Length > 0 && algos.Of(call.Account).Any(algo => algo.State == OkxAlgoState.Live && algo.Form.ClientId == form.ClientId))
            throw new OkxError("51065", "algoClOrdId already exists.");
        WriteRow(json, OkxJson.AlgoId(algos.Add(call.Account, market, form).Number), form.ClientId, form.Tag, error: null);
    }, (item, error) => WriteRow(json, "", item.TextOrNull("algoClOrdId") ?? "", item.TextOrNull("tag") ?? "", error));

    public void Cancel(Utf8JsonWriter json, OkxCall call)
    {
        if (call.Items.Count > CancelsMax)
            throw new OkxError("51406", $"Canceled - order count exceeds the limit {CancelsMax}.", 400);
        Each(call, item =>
        {
            var algo = LiveOf(call, item) ?? throw OkxError.CannotCancel;
            algos.Cancel(algo);
            WriteRow(json, OkxJson.AlgoId(algo.Number), algo.Form.ClientId, algo.Form.Tag, error: null);
        }, (item, error) => WriteRow(json, item.TextOrNull("algoId") ?? "", item.TextOrNull("algoClOrdId") ?? "", "", error));
    }

    public void Amend(Utf8JsonWriter json, OkxCall call) => Each(call, item =>
    {
        var algo = LiveOf(call, item) ?? throw new OkxError("51527", "Order modification unsuccessful. The stop order does not exist.");
        algo.RequestId = item.Name("reqId", OkxOrderForm.ClientIdMax);
        try
        {
            algos.Amend(algo, OkxAlgoReading.ReadAmendment(item, algo.Market, algo.Form));
        }
        catch (OkxError) when (item.Flag("cxlOnFail"))
        {
            algos.Cancel(algo);
            throw;
        }
        WriteAmendment(json, OkxJson.AlgoId(algo.Number), algo.Form.ClientId, item, error: null);
    }, (item, error) => WriteAmendment(json, item.TextOrNull("algoId") ?? "", item.TextOrNull("algoClOrdId") ?? "", item, error));

    public void WriteOrder(Utf8JsonWriter json, OkxCall call) => OkxAlgoJson.WriteOrder(json, Find(call, call.One) ?? throw OkxError.NoOrder, venue);

    public void WriteOrders(Utf8JsonWriter json, OkxCall call, bool isPending)
    {
        var types = call.One.Text("ordType").Split(',');
        if (types.Any(static type => type
            is not ("conditional" or "oco" or "trigger" or "move_order_stop" or "chase" or "iceberg" or "smart_iceberg" or "twap")))
            throw OkxError.Wrong("ordType");
        var (state, id) = (call.One.OneOf("state", "effective", "canceled", "order_failed"), call.One.NumberOrNull("algoId"));
        if (!isPending && state is null && id is null)
            throw OkxError.Either("state", "algoId");
        var chosen = markets.Select(call.One, mustHaveType: false).ToHashSet();
        var page = OkxPage.Read(call.One, RowsMax, OkxJson.AlgoNumber);
        var found = algos.Of(call.Account).Reverse()
            .Where(algo => (algo.State == OkxAlgoState.Live) == isPending && types.Contains(algo.Form.Type) && chosen.Contains(algo.Market))
            .Where(algo => (id is null || algo.Number == OkxJson.AlgoNumber(id.Value)) && (isPending || state is null || algo.StateText == state));
        foreach (var algo in page.Of(found, static algo => algo.Number))
            OkxAlgoJson.WriteOrder(json, algo, venue);
    }

    private OkxAlgo? LiveOf(OkxCall call, OkxArguments item)
    {
        var market = markets.Of(item);
        return Find(call, item) is { State: OkxAlgoState.Live } algo && algo.Market == market ? algo : null;
    }

    private OkxAlgo? Find(OkxCall call, OkxArguments item)
    {
        var all = algos.Of(call.Account);
        if (item.NumberOrNull("algoId") is { } id)
            return all.FirstOrDefault(algo => algo.Number == OkxJson.AlgoNumber(id));
        var clientId = item.TextOrNull("algoClOrdId") ?? throw OkxError.Either("algoId", "algoClOrdId");
        return all.LastOrDefault(algo => algo.Form.ClientId == clientId);
    }

    private static void Each(OkxCall call, Action<OkxArguments> act, Action<OkxArguments, OkxError> refuse)
    {
        var failed = 0;
        foreach (var item in call.Items)
        {
            try
            {
                act(item);
            }
            catch (OkxError error)
            {
                failed++;
                refuse(item, error);
            }
        }
        call.Conclude(failed);
    }

    private static void WriteRow(Utf8JsonWriter json, string id, string clientId, string tag, OkxError? error)
    {
        json.WriteStartObject();
        json.WriteString("algoId", id);
        json.WriteString("algoClOrdId", clientId);
        json.WriteString("clOrdId", "");
        json.WriteString("tag", tag);
        WriteCode(json, error);
        json.WriteEndObject();
    }

    private static void WriteAmendment(Utf8JsonWriter json, string id, string clientId, OkxArguments item, OkxError? error)
    {
        json.WriteStartObject();
        json.WriteString("algoId", id);
        json.WriteString("algoClOrdId", clientId);
        json.WriteString("reqId", item.TextOrNull("reqId") ?? "");
        WriteCode(json, error);
        json.WriteEndObject();
    }

    private static void WriteCode(Utf8JsonWriter json, OkxError? error)
    {
        json.WriteString("sCode", error?.Code ?? "0");
        json.WriteString("sMsg", error?.Message ?? "");
    }
}
