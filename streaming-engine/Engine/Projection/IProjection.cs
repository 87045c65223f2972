using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Something else that is made from durable entries: stored items, snapshots. Called by the projector, one call at a time.</summary>
internal interface IProjection
{
    /// <summary>Before the first frame.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>A frame was folded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="entries">Its entries, each with what it was about; valid until this returns.</param>
    void Take(Durable.Frame frame, IReadOnlyList<FoldedEntry> entries);

    /// <summary>Now and then, and when nothing more has come.</summary>
    /// <param name="state">After the last frame that was taken.</param>
    /// <param name="frame">That frame.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken);
}
