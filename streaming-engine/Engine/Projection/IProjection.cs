using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Something else that is made from durable entries: stored items, snapshots. Called by the projector, one call at a time; but while a flush waits
/// for its store, more is taken: it reads the state before its first wait, and from what was taken later keeps apart what it stores.
/// </summary>
internal interface IProjection
{
    /// <summary>How much of what was taken is not stored and takes memory.</summary>
    int Unstored => 0;

    /// <summary>Before the first frame.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>A frame was folded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="entries">Its entries, each with what it was about; valid until this returns.</param>
    void Take(Durable.Frame frame, IReadOnlyList<FoldedEntry> entries);

    /// <summary>Now and then, and when nothing more has come. One that failed because its store is away is called again, and goes on where it was.</summary>
    /// <param name="state">After the last frame that was taken.</param>
    /// <param name="frame">That frame.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken);
}
