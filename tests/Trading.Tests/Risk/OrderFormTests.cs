using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>What is refused of stops, trailing orders, icebergs, lists and amendments, before anything is journaled. The last price is 100, the price increment 0.01.</summary>
public sealed class OrderFormTests
{
    private readonly KernelHarness _kernel = new();

    private static OrderRequest Request(OrderType type, OrderSide side, decimal quantity = 1, decimal? price = null, decimal? trigger = null) =>
        KernelHarness.Request(side, quantity, price) with { Type = type, TriggerPrice = trigger };

    [Theory]
    [InlineData(StopMarket, Buy, 100)]
    [InlineData(StopMarket, Buy, 99.99)]
    [InlineData(StopMarket, Sell, 100)]
    [InlineData(StopMarket, Sell, 100.01)]
    [InlineData(MarketIfTouched, Buy, 100.01)]
    [InlineData(MarketIfTouched, Sell, 99.99)]
    public void A_trigger_on_the_wrong_side_of_the_market_is_refused(OrderType type, OrderSide side, double trigger)
    {
        Refuses(RefusalCode.TriggerPriceWrongSide, Request(type, side, trigger: (decimal)trigger), "must be ");
    }

    [Theory]
    [InlineData(StopMarket)]
    [InlineData(MarketIfTouched)]
    [InlineData(StopLimit, 101d)]
    [InlineData(LimitIfTouched, 101d)]
    [InlineData(TrailingStopLimit, 101d)]
    public void A_conditional_order_needs_a_trigger(OrderType type, double? price = null) =>
        Refuses(RefusalCode.TriggerPriceMissing, Request(type, Buy, price: (decimal?)price) with { TrailingOffset = type == TrailingStopLimit ? 1 : null }, "had no trigger price");

    [Fact]
    public void Prices_belong_to_their_types()
    {
        Refuses(RefusalCode.TriggerPriceNotAllowed, Request(Limit, Buy, price: 99, trigger: 98), "limit order had a trigger price");
        Refuses(RefusalCode.PriceMissing, Request(StopLimit, Buy, trigger: 101), "stop-limit order had no price");
        Refuses(RefusalCode.PriceNotAllowed, Request(StopMarket, Buy, price: 102, trigger: 101), "stop-market order had a price");
        Refuses(RefusalCode.PriceOffGrid, Request(StopMarket, Buy, trigger: 101.005m), "trigger price was 101.005, must be a multiple of 0.01");
        Refuses(RefusalCode.PriceNotPositive, Request(StopMarket, Sell, trigger: 0), "trigger price was 0, must be above 0");
    }

    [Theory]
    [InlineData(0, false, "was 0, must be above 0")]
    [InlineData(-1, false, "was -1, must be above 0")]
    [InlineData(1, true, "must be below 1")]
    [InlineData(100, false, "must leave a trigger above 0")]
    public void A_trailing_offset_must_leave_a_trigger(double offset, bool isFraction, string message)
    {
        _kernel.Hold(1);
        Refuses(RefusalCode.TrailingOffsetInvalid, Request(TrailingStopMarket, Sell) with { TrailingOffset = (decimal)offset, TrailingIsFraction = isFraction }, message);
    }

    [Fact]
    public void An_offset_belongs_to_a_trailing_order()
    {
        Refuses(RefusalCode.TrailingOffsetInvalid, Request(TrailingStopMarket, Sell), "was missing, must be above 0");
        Refuses(RefusalCode.TrailingOffsetInvalid, Request(StopMarket, Buy, trigger: 101) with { TrailingOffset = 1 }, "must have none");
    }

    [Theory]
    [InlineData(1, "below the quantity of 1")]
    [InlineData(2, "below the quantity of 1")]
    [InlineData(0, "must be above 0")]
    [InlineData(0.0005, "multiple of 0.001")]
    public void What_is_shown_is_less_than_the_order(double shown, string message) =>
        Refuses(RefusalCode.DisplayQuantityInvalid, Request(Limit, Buy, price: 99) with { DisplayQuantity = (decimal)shown }, message);

    [Fact]
    public void Only_what_rests_can_show_less()
    {
        Refuses(RefusalCode.DisplayQuantityInvalid, Request(Market, Buy) with { DisplayQuantity = 0.1m }, "may rest");
        Refuses(RefusalCode.DisplayQuantityInvalid, Request(Limit, Buy, price: 99) with { DisplayQuantity = 0.1m, TimeInForce = TimeInForce.Ioc }, "may rest");
    }

    [Fact]
    public void A_stop_good_till_a_moment_that_has_passed_is_refused() =>
        Refuses(RefusalCode.ExpireTimePast, Request(StopMarket, Buy, trigger: 101) with { TimeInForce = TimeInForce.Gtd, ExpireTime = _kernel.Now }, "must be after");

    [Fact]
    public void A_bracket_needs_its_target_beyond_its_stop()
    {
        Assert.Contains("target was 96, must be above 98, the stop's", RefusedList(Bracket(target: 96, stop: 98)), StringComparison.Ordinal);
        Assert.Contains("target was 99, must be above 100, the entry's", RefusedList(Bracket(target: 99, stop: 98)), StringComparison.Ordinal);
        Assert.Contains("stop was 101, must be below 100, the entry's", RefusedList(Bracket(target: 105, stop: 101)), StringComparison.Ordinal);
    }

    [Fact]
    public void Orders_of_a_list_go_together()
    {
        var stop = Request(StopMarket, Sell, trigger: 97);
        var target = Request(Limit, Sell, price: 105);
        Assert.Contains("must have 2 to 10", RefusedList(new OrderListRequest { Orders = [stop], Peers = Contingency.Oco }), StringComparison.Ordinal);
        Assert.Contains("must have 1 to 10", RefusedList(new OrderListRequest { Entry = target, Orders = [] }), StringComparison.Ordinal);
        Assert.Contains("must be of one instrument", RefusedList(new OrderListRequest { Orders = [stop, target with { Instrument = InstrumentId.Parse("ETH-USDT.SIM") }], Peers = Contingency.Oco }), StringComparison.Ordinal);
        Assert.Contains("must be oco or ouo", RefusedList(new OrderListRequest { Orders = [stop, target] }), StringComparison.Ordinal);
        Assert.Contains("only the entry triggers", RefusedList(new OrderListRequest { Orders = [stop, target], Peers = Contingency.Oto }), StringComparison.Ordinal);
        Assert.Contains("must be of one side and quantity", RefusedList(new OrderListRequest { Orders = [stop, target with { Quantity = 2 }], Peers = Contingency.Ouo }), StringComparison.Ordinal);
        Assert.Contains("must be of the other", RefusedList(new OrderListRequest { Entry = Request(Market, Buy), Orders = [Request(Limit, Buy, price: 99) with { IsReduceOnly = true }] }), StringComparison.Ordinal);
        Assert.Contains("must have at most the entry's 1", RefusedList(new OrderListRequest { Entry = Request(Market, Buy), Orders = [target with { Quantity = 2, IsReduceOnly = true }] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_with_one_order_that_is_refused_makes_none()
    {
        var list = Bracket(target: 105, stop: 97);
        Assert.Contains("multiple of 0.01", RefusedList(list with { Orders = [list.Orders[0], list.Orders[1] with { TriggerPrice = 97.001m }] }, RefusalCode.PriceOffGrid), StringComparison.Ordinal);
        Assert.Empty(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void An_amendment_must_change_what_can_be_changed()
    {
        var order = _kernel.Limit(Buy, 2, 90);
        _kernel.Accept(order);
        Assert.Equal(RefusalCode.AmendInvalid, Amend(order));
        Assert.Equal(RefusalCode.AmendInvalid, Amend(order, quantity: 2, price: 90));
        Assert.Equal(RefusalCode.TriggerPriceNotAllowed, Amend(order, trigger: 95));
        Assert.Equal(RefusalCode.PriceOffGrid, Amend(order, price: 90.001m));
        Assert.Equal(RefusalCode.QuantityOffGrid, Amend(order, quantity: 1.0001m));
        Assert.Equal(RefusalCode.NotionalAboveMaximum, Amend(order, quantity: 600));
        Assert.Equal(RefusalCode.BalanceInsufficient, Amend(order, quantity: 120));
        _kernel.Fill(order, 1, 90);
        Assert.Equal(RefusalCode.AmendInvalid, Amend(order, quantity: 1));
        Assert.Null(Amend(order, quantity: 1.5m));
        Assert.Equal(RefusalCode.OrderBusy, Amend(order, quantity: 1.6m));
        Assert.Equal(RefusalCode.OrderUnknown, _kernel.Do(new KernelCommand.Amend(_kernel.Now, ClientOrderId.Create('b', 0, 0, 99, OrderRole.Working), 1, null, null))?.Code);
    }

    [Fact]
    public void A_venue_that_moves_no_orders_makes_them_smaller_only()
    {
        var kernel = new KernelHarness(features: new VenueFeatures { HasAmendments = false });
        var order = kernel.Limit(Buy, 2, 90);
        kernel.Accept(order);
        foreach (var (quantity, price) in new (decimal?, decimal?)[] { (null, 91), (3, null), (1, 91) })
            Assert.Equal(
                new Refusal(RefusalCode.AmendInvalid, $"SIM moves no order and makes none larger; order {order.Id} must be canceled and placed anew"),
                kernel.Do(new KernelCommand.Amend(kernel.Now, order.Id, quantity, price, null)));
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, order.Id, 1, 90, null)));
    }

    [Fact]
    public void A_trailing_order_is_amended_in_its_quantity_only()
    {
        _kernel.Hold(2);
        var order = _kernel.Submit(Request(TrailingStopMarket, Sell, 2) with { TrailingOffset = 3 });
        _kernel.Accept(order);
        Assert.Equal(RefusalCode.AmendInvalid, Amend(order, trigger: 98));
        Assert.Null(Amend(order, quantity: 1));
    }

    private RefusalCode? Amend(Order order, decimal? quantity = null, decimal? price = null, decimal? trigger = null) =>
        _kernel.Do(new KernelCommand.Amend(_kernel.Now, order.Id, quantity, price, trigger))?.Code;

    private static OrderListRequest Bracket(decimal target, decimal stop) => OrderListRequest.Bracket(
        Request(Market, Buy),
        Request(Limit, Sell, price: target) with { IsReduceOnly = true },
        Request(StopMarket, Sell, trigger: stop) with { IsReduceOnly = true });

    private void Refuses(RefusalCode code, OrderRequest request, string message)
    {
        var entries = _kernel.Journal.Count;
        var refusal = _kernel.Do(new KernelCommand.Submit(_kernel.Now, request));
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(message, refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(entries, _kernel.Journal.Count);
    }

    private string RefusedList(OrderListRequest list, RefusalCode code = RefusalCode.OrderListInvalid)
    {
        var entries = _kernel.Journal.Count;
        var refusal = _kernel.Do(new KernelCommand.SubmitList(_kernel.Now, list));
        Assert.Equal(code, refusal?.Code);
        Assert.Equal(entries, _kernel.Journal.Count);
        return refusal!.Message;
    }
}
