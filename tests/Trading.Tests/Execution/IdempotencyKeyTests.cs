using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class IdempotencyKeyTests
{
    private static readonly OrderRequest Request = KernelHarness.Request(OrderSide.Buy, 1, 100) with { UserId = "usr_a", IdempotencyKey = "k1" };

    private readonly KernelHarness _kernel = new();

    [Fact]
    public void The_same_request_again_gets_the_first_order_and_makes_none()
    {
        var loop = LoopOf(_kernel.Kernel);
        Assert.Null(loop.Take(new KernelCommand.Submit(_kernel.Now, Request), "first"));
        Assert.Null(loop.Take(new KernelCommand.Submit(_kernel.Now, Request), "second"));
        var order = Assert.Single(_kernel.Kernel.State.OpenOrders);
        loop.Seal(0);
        loop.Confirm();
        var answers = Released(loop).OfType<Effect.Answer>().ToArray();
        Assert.Equal([("first", order), ("second", order)], answers.Select(answer => ((string)answer.Ticket, answer.Orders.Single())));
    }

    [Fact]
    public void The_key_holds_after_a_replay()
    {
        _kernel.Submit(Request);
        var engine = new KernelHarness(_kernel);
        Assert.Null(engine.Do(new KernelCommand.Submit(engine.Now, Request)));
        Assert.Empty(engine.Decision.Entries);
        Assert.Single(engine.Kernel.State.OpenOrders);
    }

    [Fact]
    public void The_key_of_another_request_is_refused()
    {
        _kernel.Submit(Request);
        Assert.Equal(RefusalCode.IdempotencyKeyUsed, _kernel.Refused(Request with { Quantity = 2 }));
    }

    [Fact]
    public void Another_user_has_keys_of_its_own()
    {
        _kernel.Submit(Request);
        _kernel.Submit(Request with { UserId = "usr_b" });
        Assert.Equal(2, _kernel.Kernel.State.OpenOrders.Count);
    }

    [Fact]
    public void A_refused_request_uses_no_key()
    {
        Assert.Equal(RefusalCode.BalanceInsufficient, _kernel.Refused(Request with { Quantity = 500 }));
        _kernel.Submit(Request);
    }

    [Fact]
    public void A_key_is_kept_for_a_day()
    {
        _kernel.Submit(Request);
        _kernel.Advance(TimeSpan.FromHours(24));
        _kernel.Submit(Request with { IdempotencyKey = "k2" });
        Assert.Null(_kernel.Do(new KernelCommand.Submit(_kernel.Now, Request)));
        Assert.Empty(_kernel.Decision.Entries);
        _kernel.Advance(TimeSpan.FromSeconds(1));
        _kernel.Submit(Request with { IdempotencyKey = "k3" });
        _kernel.Submit(Request); // The first order's key is free again.
        Assert.Equal(4, _kernel.Kernel.State.OpenOrders.Count);
    }

    private static EngineLoop LoopOf(Kernel kernel)
    {
        var frames = new FrameBuilder(0, 1);
        frames.Begin(1, 0, default);
        return new EngineLoop(kernel, frames);
    }

    private static IEnumerable<Effect> Released(EngineLoop loop)
    {
        while (loop.TryRelease(out var effect))
            yield return effect;
    }
}
