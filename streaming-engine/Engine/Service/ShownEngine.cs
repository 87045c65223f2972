using System.Diagnostics.Metrics;
using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>The engine that a service shows: none until it has recovered.</summary>
internal sealed class ShownEngine : IDisposable
{
    private readonly Meter _process = ProcessMetrics.Make();
    private volatile Shown _shown;

    public ShownEngine() => _shown = new Shown(Engine: null, Meter: null, new PrometheusText([_process], ProcessMetrics.Names));

    /// <summary>Null while it recovers.</summary>
    public EngineHost? Engine => _shown.Engine;

    /// <summary>What <c>/metrics</c> tells.</summary>
    public PrometheusText Metrics => _shown.Metrics;

    /// <summary>Why it would not trade; null when it is ready.</summary>
    public string? NotReady => Engine switch
    {
        null => "the engine is recovering",
        { Fault: { } fault } => $"the engine has ended by a fault: {fault}",
        { Completion.IsCompleted: true } => "the engine has stopped",
        { HasRoom: false } => "the journal has no room: free some space on its disk",
        { NotTaking: { } reason } => $"{reason}: no new orders are taken",
        _ => null,
    };

    /// <summary>It has recovered.</summary>
    public void Show(EngineHost engine)
    {
        var before = _shown;
        var meter = EngineMetrics.Make(engine);
        _shown = new Shown(engine, meter, new PrometheusText([meter, _process], [.. EngineMetrics.Names, .. ProcessMetrics.Names]));
        before.Metrics.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shown.Metrics.Dispose();
        _shown.Meter?.Dispose();
        _process.Dispose();
    }

    private sealed record Shown(EngineHost? Engine, Meter? Meter, PrometheusText Metrics);
}
