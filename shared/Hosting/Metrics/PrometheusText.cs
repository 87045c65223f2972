using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace VeloZ.Hosting;

/// <summary>Reads the instruments of meters and tells them in Prometheus' text exposition format 0.0.4.</summary>
/// <remarks>For instruments that are observed: each is asked when it is told, and costs nothing else. Any thread may ask.</remarks>
public sealed class PrometheusText : IDisposable
{
    /// <summary>Media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly IReadOnlyList<MetricName> _names;
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Labels, double Value)>> _measured = new(StringComparer.Ordinal);

    /// <param name="meters">Whose instruments; others of the process are not looked at.</param>
    /// <param name="names">How they are told, in this order; an instrument without a name here is not told.</param>
    public PrometheusText(IReadOnlyCollection<Meter> meters, IReadOnlyList<MetricName> names)
    {
        _names = names;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.IsObservable && meters.Contains(instrument.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All values now.</summary>
    public string Write()
    {
        lock (_gate)
        {
            _measured.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _names.GroupBy(name => name.Shown, StringComparer.Ordinal))
                WriteFamily(text, family.Key, [.. family]);
            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void WriteFamily(StringBuilder text, string shown, MetricName[] parts)
    {
        if (!parts.Any(part => _measured.ContainsKey(part.Name)))
            return;
        text.Append(CultureInfo.InvariantCulture, $"# HELP {shown} {EscapedHelp(parts[0].Description)}\n# TYPE {shown} {parts[0].Kind.ToString().ToLowerInvariant()}\n");
        foreach (var part in parts)
        {
            foreach (var (labels, value) in _measured.GetValueOrDefault(part.Name) ?? [])
                text.Append(CultureInfo.InvariantCulture, $"{shown}{part.Suffix}{labels} {Number(value)}\n");
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_measured.TryGetValue(instrument.Name, out var values))
            _measured.Add(instrument.Name, values = []);
        values.Add((LabelsOf(tags), value));
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var labels = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            if (labels.Length > 1)
                labels.Append(',');
            labels.Append(name.Replace('.', '_')).Append("=\"").Append(EscapedLabel(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }
        return labels.Append('}').ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string EscapedHelp(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapedLabel(string text) => EscapedHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
