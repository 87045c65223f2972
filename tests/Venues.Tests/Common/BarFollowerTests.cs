using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Bars come in order, each once; those that a stream missed come in their place.</summary>
public sealed class BarFollowerTests : IDisposable
{
    private static readonly BarInterval Minute = BarInterval.Parse("1m");
    private static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 1, 1, FeeSchedule.Flat(0, 0));

    private readonly Lock _gate = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ListeningMarket _market = new(Instrument);
    private readonly List<(int Since, int Until)> _asked = [];
    private readonly Queue<TaskCompletionSource<IReadOnlyList<Bar>>> _answers = [];
    private readonly BarFollower _bars;

    public BarFollowerTests() =>
        _bars = new BarFollower(new MarketSubscription(0, new VenueMarket("BTCUSDT", Instrument), Minute, TimeOf(2)), ReadAsync, _market, _gate, seed: 0, _time, _stop.Token);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void What_comes_in_order_is_told_once()
    {
        Take(1, 2, 3, 3, 2, 4);
        Assert.Equal([2, 3, 4], Told);
        Assert.Empty(_asked);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_missed_comes_in_its_place()
    {
        Take(2, 5, 6);
        Assert.Equal([2], Told);
        await AnswerAsync(Bars(3, 4));
        Assert.Equal([2, 3, 4, 5, 6], Told);
        Assert.Equal([(3, 5)], _asked);
    }

    // The venue closed two bars while nothing was told: they do not wait for the third to close.
    [Fact(Timeout = 60_000)]
    public async Task What_closed_before_the_stream_came_back_is_asked_for_at_once()
    {
        Take(2);
        _bars.Resume(TimeOf(5) + TimeSpan.FromSeconds(59));
        Take(5);
        Assert.Equal([2], Told);
        await AnswerAsync(Bars(3, 4));
        Assert.Equal([2, 3, 4, 5], Told);
        Assert.Equal((3, 5), Assert.Single(_asked));
    }

    [Fact]
    public void Nothing_is_asked_for_while_the_next_bar_goes_on()
    {
        Take(2);
        _bars.Resume(TimeOf(3) + TimeSpan.FromSeconds(59));
        Assert.True(_bars.Asking.IsCompleted);
        Assert.Empty(_asked);
    }

    // A venue that has not closed it yet tells it by the stream, or it is asked for at the next one.
    [Fact(Timeout = 60_000)]
    public async Task What_the_venue_did_not_have_yet_is_asked_for_again()
    {
        Take(2);
        _bars.Resume(TimeOf(4));
        await AnswerAsync([]);
        Take(4);
        await AnswerAsync(Bars(3));
        Assert.Equal([2, 3, 4], Told);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_had_does_not_hold_up_what_comes_after_it()
    {
        Take(2, 4);
        for (var tried = 0; tried < 6; tried++)
        {
            (await NextAsync()).SetException(new VenueException(VenueErrorKind.Passing, "timeout"));
            for (var step = 0; step < 20 && _answers.Count == 0 && !_bars.Asking.IsCompleted; step++)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
                _time.Advance(TimeSpan.FromSeconds(5));
            }
        }
        await _bars.Asking;
        Assert.Equal([2, 4], Told);
    }

    private IEnumerable<int> Told => _market.Bars.Select(static bar => NumberOf(bar.OpenTime));

    private static UnixNanos TimeOf(int minute) => Start + TimeSpan.FromMinutes(minute);

    private static int NumberOf(UnixNanos time) => (int)((time.Value - Start.Value) / Minute.Nanos);

    private static Bar[] Bars(params int[] minutes)
    {
        var price = Instrument.ToPrice(100, GridRounding.Exact);
        return [.. minutes.Select(minute => new Bar(TimeOf(minute), TimeOf(minute + 1), price, price, price, price, 1))];
    }

    private void Take(params int[] minutes)
    {
        lock (_gate)
        {
            foreach (var bar in Bars(minutes))
                _bars.Take(in bar);
        }
    }

    private Task<IReadOnlyList<Bar>> ReadAsync(MarketSubscription subscription, UnixNanos since, UnixNanos until, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<Bar>>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_answers)
        {
            _asked.Add((NumberOf(since), NumberOf(until)));
            _answers.Enqueue(answer);
        }
        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task<TaskCompletionSource<IReadOnlyList<Bar>>> NextAsync()
    {
        while (true)
        {
            lock (_answers)
            {
                if (_answers.TryDequeue(out var answer))
                    return answer;
            }
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private async Task AnswerAsync(IReadOnlyList<Bar> bars)
    {
        (await NextAsync()).SetResult(bars);
        await _bars.Asking;
    }
}
