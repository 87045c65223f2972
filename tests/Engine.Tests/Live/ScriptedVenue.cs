using System.Threading.Channels;
using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

/// <summary>A venue whose dead-man timer answers as a test says, and that takes no orders.</summary>
internal sealed class ScriptedVenue : IExecutionVenue
{
    private readonly Channel<TimeSpan> _asked = Channel.CreateUnbounded<TimeSpan>();

    public string? Cause { get; set; }

    public int Count { get; private set; }

    public Exception? Fault { get; set; }

    string IExecutionVenue.Venue => "OKX";

    public VenueFeatures Features { get; init; } = VenueFeatures.All;

    public ValueTask<TimeSpan> NextAsync(CancellationToken cancellationToken) => _asked.Reader.ReadAsync(cancellationToken);

    public Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Count++;
        _asked.Writer.TryWrite(timeout);
        return Fault is null ? Task.FromResult(Cause) : throw Fault;
    }

    public void Start(IVenueListener listener)
    {
    }

    public Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
