using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Something else that is made from durable entries: stored items, snapshots. Called by the projector, one call at a time.</summary>
internal interface IProjection
{
    /// <summary>Before the first frame.</summary>
    ValueTask StartAsync(KernelState state, FrameId frame, CancellationToken cancellationToken);

    /// <summary>A frame was folded into the state.</summary>
    /// <param name="state">After it.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="fills">Its fills, with what they realized.</param>
    void Take(KernelState state, Durable.Frame frame, IReadOnlyList<FillView> fills);

    /// <summary>Now and then, and when nothing more has come.</summary>
    ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken);
}
