using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class EngineLoopTests
{
    private readonly EngineLoop _loop;

    public EngineLoopTests()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper).Kernel;
        var frames = new FrameBuilder(partition: 0, writer: 1);
        frames.Begin(epoch: 1, nextSequence: 0, default);
        _loop = new EngineLoop(kernel, frames);
    }

    [Fact]
    public void An_order_leaves_only_when_its_frame_is_durable()
    {
        Submit(ticket: null);
        Assert.True(_loop.HoldsEffects);
        Assert.False(_loop.TryRelease(out _));

        _loop.Seal(wallMicros: 0);
        Assert.True(_loop.HoldsEffects);
        Assert.False(_loop.TryRelease(out _));

        var entries = _loop.Confirm();
        Assert.IsType<OrderNew>(Assert.Single(entries));
        Assert.True(_loop.TryRelease(out var effect));
        Assert.IsType<Effect.Submit>(effect);
        Assert.False(_loop.HoldsEffects);
    }

    [Fact]
    public void What_is_decided_while_a_frame_is_on_its_way_waits_for_the_next()
    {
        Submit(ticket: "first");
        _loop.Seal(wallMicros: 0);
        Submit(ticket: "second");
        _loop.Confirm();

        Assert.Equal(["first"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
        _loop.Seal(wallMicros: 0);
        _loop.Confirm();
        Assert.Equal(["second"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
        Assert.Equal(1, _loop.DurableThrough);
    }

    [Fact]
    public void A_refusal_without_an_entry_is_answered_at_once()
    {
        var refusal = _loop.Take(new KernelCommand.Cancel(_loop.Kernel.Now, ClientOrderId.Parse("vb00000000000000001w4hnl"), "usr", ""), "ticket");
        Assert.Equal(RefusalCode.OrderUnknown, refusal!.Code);
        Assert.Equal(refusal, Released().OfType<Effect.Answer>().Single().Refusal);
    }

    [Fact]
    public void A_refusal_keeps_its_place_behind_what_waits()
    {
        Submit(ticket: "order");
        _loop.Take(new KernelCommand.Cancel(_loop.Kernel.Now, ClientOrderId.Parse("vb00000000000000001w4hnl"), "usr", ""), "cancel");
        Assert.Empty(Released());
        _loop.Seal(wallMicros: 0);
        _loop.Confirm();
        Assert.Equal(["order", "cancel"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
    }

    [Fact]
    public void A_refusal_while_a_frame_is_on_its_way_goes_with_that_frame()
    {
        Submit(ticket: null);
        _loop.Seal(wallMicros: 0);
        _loop.Take(new KernelCommand.Cancel(_loop.Kernel.Now, ClientOrderId.Parse("vb00000000000000001w4hnl"), "usr", ""), "cancel");
        Assert.Empty(Released());
        _loop.Confirm();
        Assert.Equal(["cancel"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
        Assert.False(_loop.HoldsEffects);
    }

    [Fact]
    public void A_refusal_because_the_journal_is_away_does_not_wait_for_it()
    {
        Submit(ticket: "waits");
        _loop.Seal(wallMicros: 0);
        _loop.Kernel.IsJournalReady = false;
        Assert.NotNull(_loop.Take(new KernelCommand.Submit(_loop.Kernel.Now, KernelHarness.Request(OrderSide.Buy, 0.1m, 90)), "order"));
        Assert.Equal(["order"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
        _loop.Confirm();
        Assert.Equal(["waits"], Released().OfType<Effect.Answer>().Select(answer => answer.Ticket));
    }

    [Fact]
    public void Only_one_frame_is_on_its_way_at_a_time()
    {
        Submit(ticket: null);
        _loop.Seal(wallMicros: 0);
        Submit(ticket: null);
        Assert.Contains("one at a time", Assert.Throws<InvariantException>(() => _loop.Seal(wallMicros: 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_is_full_until_it_is_sealed()
    {
        for (var entry = 0; entry < FrameBuilder.EntriesFull; entry++)
        {
            Assert.False(_loop.IsFull);
            _loop.Take(new KernelCommand.Journal(new Noop(_loop.Kernel.Now, [])), ticket: null);
        }
        Assert.True(_loop.IsFull);
        _loop.Seal(wallMicros: 0);
        Assert.False(_loop.IsFull);
    }

    [Fact]
    public void The_next_frame_says_which_one_is_durable()
    {
        Submit(ticket: null);
        Assert.Equal(-1, FrameCodec.Read(_loop.Seal(wallMicros: 5).Bytes).Header.SyncedThrough);
        _loop.Confirm();
        Submit(ticket: null);
        Assert.Equal(0, FrameCodec.Read(_loop.Seal(wallMicros: 6).Bytes).Header.SyncedThrough);
    }

    private void Submit(object? ticket) =>
        Assert.Null(_loop.Take(new KernelCommand.Submit(_loop.Kernel.Now, KernelHarness.Request(OrderSide.Buy, 0.1m, 90)), ticket));

    private List<Effect> Released()
    {
        var all = new List<Effect>();
        while (_loop.TryRelease(out var effect))
            all.Add(effect);
        return all;
    }
}
