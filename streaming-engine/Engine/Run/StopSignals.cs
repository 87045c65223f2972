using System.Runtime.InteropServices;

namespace VeloZ.Engine;

/// <summary>SIGINT and SIGTERM: the first asks for a stop in order, the second ends the process at once, as by default.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Takes the signals from here on.</summary>
    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
    }

    /// <summary>Canceled by the first.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        _stop.Cancel();
    }
}
