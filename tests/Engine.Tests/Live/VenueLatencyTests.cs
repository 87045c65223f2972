using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Engine.Tests;

/// <summary>From the venue's answer to the first fill of an order.</summary>
public sealed class VenueLatencyTests
{
    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working);

    private readonly ManualTimeProvider _time = new();
    private readonly VenueLatency _latency;

    public VenueLatencyTests() => _latency = new VenueLatency("BINANCE", _time);

    [Fact]
    public void Fill_after_the_answer_counts_from_there_and_once()
    {
        _latency.Send(Id);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        _latency.Answer(Id, isTaken: true);
        _time.Advance(TimeSpan.FromMilliseconds(7));
        Fill();
        _time.Advance(TimeSpan.FromHours(1));
        Fill();
        Assert.Equal((1L, TimeSpan.FromMilliseconds(7)), Counted);
    }

    // Streams are often faster than answers.
    [Fact]
    public void Fill_before_the_answer_counts_as_none_at_all()
    {
        _latency.Send(Id);
        Fill();
        Fill();
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _latency.Answer(Id, isTaken: true);
        Fill();
        Assert.Equal((1L, TimeSpan.Zero), Counted);
    }

    [Fact]
    public void Order_that_is_not_taken_or_has_ended_counts_no_fill()
    {
        _latency.Send(Id);
        _latency.Answer(Id, isTaken: false);
        Fill();
        _latency.Send(Id);
        _latency.Answer(Id, isTaken: true);
        _latency.Take(new VenueReport.Changed(default, Id, default, UpdateSource.Stream, OrderEvent.Canceled, ""));
        Fill(); // A late one.
        Assert.Equal((0L, TimeSpan.Zero), Counted);
    }

    // Some venues say what became of a cancel or an amendment, others that they took it: all of that is an answer.
    [Fact]
    public void All_that_a_venue_answers_counts_and_nothing_else()
    {
        object[] answers =
        [
            new SubmitOutcome.Accepted("1", default), new SubmitOutcome.Rejected("too_small"), new SubmitOutcome.Duplicate(),
            new AmendOutcome.Amended(default), new AmendOutcome.Taken(), new AmendOutcome.Rejected("too_small"),
            new CancelOutcome.Canceled(default, default), new CancelOutcome.Taken(), new CancelOutcome.Rejected("order_closed"),
        ];
        object[] others =
        [
            new SubmitOutcome.NotSent("rate_budget"), new SubmitOutcome.Unknown("timeout"), new AmendOutcome.NotSent("rate_budget"), new AmendOutcome.Unknown("timeout"),
            new CancelOutcome.NotSent("rate_budget"), new CancelOutcome.Unknown("timeout"), new OrderAnswer.NotFound(),
        ];
        Assert.All(answers, static answer => Assert.True(VenueRunner.IsAck(answer), $"{answer} did not count"));
        Assert.All(others, static other => Assert.False(VenueRunner.IsAck(other), $"{other} counted"));
    }

    private (long Count, TimeSpan Sum) Counted => (_latency.AckToFill.Count, _latency.AckToFill.Sum);

    private void Fill() => _latency.Take(new VenueReport.Filled(
        default, Id, default, UpdateSource.Stream, "1", "2", default, default, new Money(0, Currency.Parse("USDT")), Liquidity.Taker));
}
