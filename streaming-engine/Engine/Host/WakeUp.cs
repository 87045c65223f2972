namespace VeloZ.Engine;

/// <summary>Wakes one thread that waits; any thread may call, also when nobody waits any more.</summary>
internal sealed class WakeUp : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _event = new(initialState: false);
    private bool _isDisposed;

    /// <summary>The wait that is, or the next, ends.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                _event.Set();
        }
    }

    /// <summary>Waits until it is woken, at most so long.</summary>
    public void Wait(TimeSpan longest) => _event.WaitOne(longest);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _event.Dispose();
        }
    }
}
