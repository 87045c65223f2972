using System.Globalization;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// A projection that is stored behind the projector's back, one flush at a time: a store that is slow or away keeps nobody from seeing what is durable.
/// All of it can be made again from the journal, so a store that is away is tried again for as long as there is patience.
/// </summary>
/// <param name="projection">Given what is durable by the projector alone.</param>
/// <param name="patience">How long a store that is away is tried again.</param>
/// <param name="raise">Told the code and the text of an incident, on any thread.</param>
/// <param name="wake">Called on any thread when a flush has ended that was not done at once.</param>
/// <param name="time">The clock.</param>
internal sealed class KeptProjection(IProjection projection, TimeSpan patience, Action<string, string> raise, Action wake, TimeProvider time)
{
    private static readonly TimeSpan WaitFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private Task _flush = Task.CompletedTask;
    private long _awayStamp;
    private volatile bool _isAway;

    /// <summary>What it keeps.</summary>
    public IProjection Projection => projection;

    /// <summary>How long its store has been away; zero while it is not.</summary>
    public TimeSpan Away => _isAway ? time.GetElapsedTime(Volatile.Read(ref _awayStamp)) : TimeSpan.Zero;

    /// <summary>Flushes what it was given, unless the flush before is at work: then it goes with the next.</summary>
    /// <exception cref="StoreException">What ended the flush before, or this one.</exception>
    public void Flush(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        if (!_flush.IsCompleted)
            return;
        _flush.GetAwaiter().GetResult();
        _flush = FlushAsync(state, frame, cancellationToken);
        if (_flush.IsCompleted)
            _flush.GetAwaiter().GetResult();
        else
            _ = _flush.ContinueWith(_ => wake(), TaskScheduler.Default);
    }

    /// <summary>Flushes all that it was given.</summary>
    /// <param name="state">As it stays.</param>
    /// <param name="frame">The last.</param>
    /// <param name="cancellationToken">Ends the wait, also where the store does not hear it.</param>
    public async Task EndAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        await _flush.WaitAsync(cancellationToken);
        _flush = FlushAsync(state, frame, cancellationToken);
        await _flush.WaitAsync(cancellationToken);
    }

    // Up to the first wait this is the projector's own thread, and what is stored is read from the state before that.
    private async Task FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        var wait = WaitFirst;
        while (true)
        {
            try
            {
                await projection.FlushAsync(state, frame, cancellationToken);
                break;
            }
            catch (StoreException fault) when (fault.Fault == StoreFault.Unavailable && Away < patience)
            {
                GoAway(fault);
            }
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < WaitMax ? wait * 2 : WaitMax;
        }
        if (_isAway)
            raise("store_back", string.Create(CultureInfo.InvariantCulture, $"what is stored is kept up again, after {Away.TotalSeconds:0} s"));
        _isAway = false;
    }

    private void GoAway(StoreException fault)
    {
        if (_isAway)
            return;
        Volatile.Write(ref _awayStamp, time.GetTimestamp());
        _isAway = true;
        raise("store_away", string.Create(CultureInfo.InvariantCulture, $"{fault.Message}. What is durable is in the journal, and trading goes on; the store is tried again for {patience.TotalSeconds:0} s"));
    }
}
