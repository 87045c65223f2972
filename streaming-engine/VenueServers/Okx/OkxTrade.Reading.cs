using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>Orders and fills that there were.</content>
internal sealed partial class OkxTrade
{
    private const int RowsMax = 100;

    private static readonly TimeSpan OrdersKept = TimeSpan.FromDays(7);
    private static readonly TimeSpan UnfilledKept = TimeSpan.FromHours(2);
    private static readonly TimeSpan FillsKept = TimeSpan.FromDays(3);
    private static readonly TimeSpan ArchiveKept = TimeSpan.FromDays(90);

    public void WriteOrder(Utf8JsonWriter json, OkxCall call)
    {
        var order = Find(call.Account, call.One, markets.Of(call.One)) ?? throw OkxError.NoOrder;
        OkxOrderJson.WriteOrder(json, order, LeverageOf(order));
    }

    public void WriteOpenOrders(Utf8JsonWriter json, OkxCall call)
    {
        var chosen = markets.Select(call.One, mustHaveType: false).ToHashSet();
        var (type, state) = (call.One.TextOrNull("ordType"), call.One.OneOf("state", "live", "partially_filled"));
        var page = OkxPage.Read(call.One, RowsMax, OkxJson.OrderNumber);
        var orders = call.Account.OpenOrders.Values.Reverse().Where(order => chosen.Contains(order.Market) && Fits(order, type, state));
        foreach (var order in page.Of(orders, static order => order.Number))
            OkxOrderJson.WriteOrder(json, order, LeverageOf(order));
    }

    /// <summary>Orders that have ended. Those of which nothing filled are forgotten sooner, and are in no archive.</summary>
    public void WritePastOrders(Utf8JsonWriter json, OkxCall call, bool isArchive)
    {
        var chosen = markets.Select(call.One, mustHaveType: true).ToHashSet();
        var (type, state) = (call.One.TextOrNull("ordType"), call.One.OneOf("state", "filled", "canceled", "mmp_canceled"));
        var (begin, end) = (call.One.TimeOrNull("begin"), call.One.TimeOrNull("end"));
        var page = OkxPage.Read(call.One, RowsMax, OkxJson.OrderNumber);
        var orders = call.Account.Orders.AsEnumerable().Reverse().Where(order => !order.IsOpen && chosen.Contains(order.Market) && Fits(order, type, state))
            .Where(order => IsKept(order, isArchive) && !(order.CreatedTime < begin) && !(order.CreatedTime > end));
        foreach (var order in page.Of(orders, static order => order.Number))
            OkxOrderJson.WriteOrder(json, order, LeverageOf(order));
    }

    public void WriteFills(Utf8JsonWriter json, OkxCall call, bool isArchive)
    {
        var chosen = markets.Select(call.One, mustHaveType: isArchive).ToHashSet();
        var (order, begin, end) = (call.One.NumberOrNull("ordId"), call.One.TimeOrNull("begin"), call.One.TimeOrNull("end"));
        var first = venue.Now - (isArchive ? ArchiveKept : FillsKept);
        var page = OkxPage.Read(call.One, RowsMax, OkxJson.BillNumber);
        var fills = call.Account.Fills.AsEnumerable().Reverse()
            .Where(one => chosen.Contains(one.Order.Market) && (order is null || one.Order.Number == OkxJson.OrderNumber(order.Value)))
            .Where(one => one.Fill.Time >= first && !(one.Fill.Time < begin) && !(one.Fill.Time > end));
        foreach (var (filled, fill) in page.Of(fills, static one => OkxBills.NumberOf(one.Fill)))
            OkxOrderJson.WriteFill(json, filled, fill);
    }

    /// <summary>Leverage of an order's market as it is told with it; nothing of spot.</summary>
    public string LeverageOf(LoopbackOrder order) =>
        order is { Market.IsPerpetual: true, Ask.Account: { } account } ? DecimalText.Trimmed(account.LeverageOf(order.Market) ?? venue.Rules.Leverage) : "";

    private static bool Fits(LoopbackOrder order, string? type, string? state) =>
        (type is null || type.Split(',').Contains(OkxOrderForm.Of(order).Type)) && (state is null || OkxOrderJson.StateOf(order) == state);

    private bool IsKept(LoopbackOrder order, bool isArchive)
    {
        if (order.Filled == 0)
            return !isArchive && order.UpdatedTime >= venue.Now - UnfilledKept;
        return order.UpdatedTime >= venue.Now - (isArchive ? ArchiveKept : OrdersKept);
    }
}
