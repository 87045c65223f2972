using VeloZ.Contract;
using VeloZ.TestKit;

namespace VeloZ.Engine.Tests;

/// <summary>A venue's dead-man timer is set anew as long as the loop is at work, and people are told where it is not.</summary>
public sealed class DeadManTimerTests : IAsyncLifetime
{
    private const int Limit = 60_000;

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedVenue _venue = new();
    private readonly ListeningAccount _account = new();
    private readonly LoopPulse _pulse;
    private readonly DeadManTimer _timer;

    public DeadManTimerTests()
    {
        _pulse = new LoopPulse(_time);
        _timer = new DeadManTimer(_venue, TimeSpan.FromSeconds(60), _pulse, _account, _time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    [Fact(Timeout = Limit)]
    public async Task It_is_set_at_the_start_and_each_quarter_of_its_time()
    {
        _timer.Start();
        await _venue.NextAsync(Stop);
        while (_time.PendingTimers == 0)
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(TimeSpan.FromSeconds(60), await _venue.NextAsync(Stop));
    }

    // A process may live on while its loop does not.
    [Theory(Timeout = Limit)]
    [InlineData(29, 1)]
    [InlineData(30, 0)]
    public async Task It_is_not_set_while_the_loop_stands_still(int seconds, int sets)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await _timer.LookAsync();
        Assert.Equal(sets, _venue.Count);
        _pulse.Beat();
        await _timer.LookAsync();
        Assert.Equal(sets + 1, _venue.Count);
    }

    [Fact(Timeout = Limit)]
    public async Task Where_it_is_not_taken_people_are_told_once_each_time()
    {
        foreach (var cause in new[] { "http_503", "http_503", null, null, "timeout", "timeout" })
        {
            _venue.Cause = cause;
            await _timer.LookAsync();
        }
        await _account.UntilAsync(static told => told.Notices.Count == 2, Stop);
        Assert.Equal(
            [
                ("dead_man_timer_not_set", "OKX did not take its dead-man timer of 60 s: http_503; orders that work rest there, whatever becomes of this engine"),
                ("dead_man_timer_not_set", "OKX did not take its dead-man timer of 60 s: timeout; it cancels orders that work unless it takes the next"),
            ],
            _account.Notices);
    }

    [Fact(Timeout = Limit)]
    public async Task A_fault_of_the_adapter_is_told_and_it_goes_on()
    {
        _venue.Fault = new KeyNotFoundException("of the test");
        await _timer.LookAsync();
        _venue.Fault = null;
        await _timer.LookAsync();
        await _account.UntilAsync(static told => told.Notices.Count > 0, Stop);
        Assert.Contains("adapter_fault, which is an error to report: KeyNotFoundException: of the test", Assert.Single(_account.Notices).Message, StringComparison.Ordinal);
        Assert.Equal(2, _venue.Count);
    }

    // What an earlier start left to run would cancel orders of this one.
    [Fact(Timeout = Limit)]
    public async Task Where_none_is_wanted_it_is_switched_off_once()
    {
        await using var off = new DeadManTimer(_venue, timeout: null, _pulse, _account, _time);
        _venue.Cause = "http_503";
        off.Start();
        Assert.Equal(TimeSpan.Zero, await _venue.NextAsync(Stop));
        await _account.UntilAsync(static told => told.Notices.Count > 0, Stop);
        _venue.Cause = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, await _venue.NextAsync(Stop));
        while (_time.PendingTimers > 0)
            await Task.Yield(); // It has ended.
        Assert.Equal(
            [("dead_man_timer_not_set", "OKX did not switch off its dead-man timer: http_503; one that an earlier start set cancels orders that work within two minutes, unless it takes the next")],
            _account.Notices);
    }
}
