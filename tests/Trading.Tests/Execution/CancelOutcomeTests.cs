using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class CancelOutcomeTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();
    private readonly Order _order;

    public CancelOutcomeTests()
    {
        _order = _engine.Kernel.Limit(OrderSide.Buy, 10, 100);
        _engine.Accept(_order);
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, _order.Id, "ann", ""));
    }

    [Fact]
    public void Canceled_ends_the_order()
    {
        _engine.AnswerCancel(_order, new CancelOutcome.Canceled(default, _engine.Now));
        Assert.Equal(OrderStatus.Canceled, _order.Status);
    }

    [Fact]
    public void Canceled_after_fills_that_have_not_come_waits_for_them()
    {
        _engine.AnswerCancel(_order, new CancelOutcome.Canceled(_engine.Kernel.Market.ToQuantity(4, GridRounding.Exact), _engine.Now));
        Assert.Equal(OrderStatus.PendingCancel, _order.Status);
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Canceled, (4, "T1"));
        Assert.Equal(OrderStatus.Canceled, _order.Status);
        Assert.Equal(4m, _engine.Kernel.Position.SignedQuantity);
    }

    [Fact]
    public void A_lost_answer_is_asked_for_and_an_order_that_is_open_is_canceled_again()
    {
        _engine.AnswerCancel(_order, new CancelOutcome.Unknown("timeout"));
        Assert.Equal(OrderStatus.Unknown, _order.Status);
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Open);
        Assert.Equal(_order, _engine.Effects.OfType<Effect.Cancel>().Single().Order);
        Assert.Equal(OrderStatus.PendingCancel, _order.Status);
    }

    [Fact]
    public void A_cancel_that_the_venue_took_is_made_sure_of()
    {
        _engine.AnswerCancel(_order, new CancelOutcome.Taken());
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Canceled);
        Assert.Equal(OrderStatus.Canceled, _order.Status);
    }

    [Fact]
    public void A_cancel_without_any_answer_is_asked_for_after_five_seconds()
    {
        var sent = _engine.Now;
        _engine.AwaitQuery(_order);
        Assert.Equal(TimeSpan.FromSeconds(5), _engine.Now - sent);
    }

    [Fact]
    public void A_rejected_cancel_is_followed_by_the_fill_that_overtook_it()
    {
        _engine.AnswerCancel(_order, new CancelOutcome.Rejected("order_unknown"));
        Assert.Equal(OrderStatus.Accepted, _order.Status);
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Filled, (10, "T1"));
        Assert.Equal(OrderStatus.Filled, _order.Status);
    }

    [Fact]
    public void A_cancel_that_overtook_its_order_is_made_again()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 99);
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, order.Id, "ann", ""));
        _engine.AnswerCancel(order, new CancelOutcome.Rejected("order_unknown"));
        _engine.Accept(order);
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Open);
        Assert.Contains(_engine.Effects, effect => effect is Effect.Cancel cancel && cancel.Order == order);
    }
}
