using System.Diagnostics.Metrics;
using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>Makes the instruments of declared metrics.</summary>
public static class MeterInstruments
{
    /// <summary>Observes one value.</summary>
    /// <param name="meter">Whose instrument.</param>
    /// <param name="names">Where the metric is declared.</param>
    /// <param name="name">Its name in OpenTelemetry.</param>
    /// <param name="read">Its value now; null where it has none.</param>
    public static void Observe(this Meter meter, IReadOnlyList<MetricName> names, string name, Func<double?> read) =>
        meter.ObserveMany(names, name, () => read() is { } value ? [new Measurement<double>(value)] : []);

    /// <summary>Observes one value for each set of tags.</summary>
    /// <param name="meter">Whose instrument.</param>
    /// <param name="names">Where the metric is declared.</param>
    /// <param name="name">Its name in OpenTelemetry.</param>
    /// <param name="read">Its values now.</param>
    public static void ObserveMany(this Meter meter, IReadOnlyList<MetricName> names, string name, Func<IEnumerable<Measurement<double>>> read)
    {
        var declared = names.FirstOrDefault(one => one.Name == name) ?? throw new InvariantException($"metric {name} is not declared");
        if (declared.Kind == MetricKind.Gauge)
            meter.CreateObservableGauge(name, read, declared.Unit, declared.Description);
        else
            meter.CreateObservableCounter(name, read, declared.Unit, declared.Description);
    }
}
