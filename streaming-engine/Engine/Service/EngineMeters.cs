using System.Diagnostics.Metrics;

namespace VeloZ.Engine;

/// <summary>The engine's metrics, and their text in the form that Prometheus reads.</summary>
/// <remarks>The original's four names stand as they were; ours follow OpenTelemetry in code and are told under the names of this table.</remarks>
internal sealed class EngineMeters : IDisposable
{
    private readonly Meter _meter = new("VeloZ.Engine");
    private readonly List<Metric> _metrics = [];
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Instrument, List<(string Labels, double Value)>> _measured = [];

    public EngineMeters(EngineHost engine)
    {
        Count("veloz.wal.entries_written", "veloz_wal_entries_written", "Journal entries written", () => engine.Journal.Entries);
        Count("veloz.wal.bytes_written", "veloz_wal_bytes_written", "Journal bytes written", () => engine.Journal.Bytes);
        Count("veloz.wal.rotations", "veloz_wal_rotations", "Journal files begun after the first", () => engine.Journal.Rotations);
        Count("veloz.wal.corrupted_entries", "veloz_wal_corrupted_entries", "Damaged journal frames that made a reader refuse", () => engine.Journal.CorruptedEntries);
        Count("veloz.journal.frames", "veloz_journal_frames_total", "Journal frames written", () => engine.Journal.Frames);
        Count("veloz.journal.syncs", "veloz_journal_syncs_total", "Syncs of journal frames", () => engine.Journal.Syncs);
        Count("veloz.journal.sync.duration", "veloz_journal_sync_seconds_total", "Time of all syncs, seconds", () => engine.Journal.SyncTime.TotalSeconds);
        Gauge("veloz.journal.sync.duration.max", "veloz_journal_sync_seconds_max", "Longest sync, seconds", () => engine.Journal.SyncTimeMax.TotalSeconds);
        Count("veloz.journal.torn_tails", "veloz_journal_torn_tails_total", "Unfinished frames cut off at start", () => engine.Journal.TornTails);
        Count("veloz.journal.zombie_frames", "veloz_journal_zombie_frames_total", "Frames of older leaders dropped at start", () => engine.Recovery.ZombieFrames);
        Count("veloz.journal.duplicate_frames", "veloz_journal_duplicate_frames_total", "Copies of frames dropped at start", () => engine.Recovery.DuplicateFrames);
        Gauge("veloz.journal.epoch", "veloz_journal_epoch", "Epoch of this start", () => engine.View.Frame.Epoch);
        Gauge("veloz.journal.has_room", "veloz_journal_has_room", "1 while the journal has room for more", () => engine.HasRoom ? 1 : 0);
        Count("veloz.checkpoints", "veloz_checkpoints_total", "Snapshots taken", () => engine.Checkpoints.Count);
        Count("veloz.order.made", "veloz_orders_total", "Orders made since the start", () => engine.View.OrderCount);
        Count("veloz.order.fills", "veloz_fills_total", "Fills since the start", () => engine.View.FillCount);
        Gauge("veloz.order.open", "veloz_open_orders", "Orders that may still fill", () => engine.View.OpenOrders.Count);
        Gauge("veloz.account.equity", "veloz_account_equity", "Worth of the account in its reporting currency", () => (double)engine.View.Equity(engine.Tape.Last?.Close.Value));
        Count("veloz.feed.bars", "veloz_feed_bars_total", "Bars of the feed since the start", () => engine.Tape.Count);
        Count("veloz.incidents", "veloz_incidents_shown", "Incidents that are shown", () => engine.View.Incidents.Count);
        Gauge("veloz.process.heap", "veloz_process_heap_bytes", "Managed heap, bytes", () => GC.GetTotalMemory(forceFullCollection: false));
        Gauge("veloz.process.memory", "veloz_process_resident_bytes", "Memory of the process, bytes", () => Environment.WorkingSet);
        foreach (var generation in Enumerable.Range(0, GC.MaxGeneration + 1))
            Count("veloz.process.collections", "veloz_process_collections_total", "Garbage collections", () => GC.CollectionCount(generation), ("generation", $"{generation}"));
        foreach (var queue in engine.Queues)
        {
            Gauge("veloz.engine.queue.depth", "veloz_engine_queue_depth", "What a queue holds", () => queue.Depth, ("queue", queue.Name));
            Gauge("veloz.engine.queue.high_water", "veloz_engine_queue_high_water", "The most a queue ever held", () => queue.HighWater, ("queue", queue.Name));
            Gauge("veloz.engine.queue.capacity", "veloz_engine_queue_capacity", "What a queue holds at most", () => queue.Capacity, ("queue", queue.Name));
        }
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All of them now, in the text exposition format 0.0.4.</summary>
    public string Collect()
    {
        lock (_gate)
        {
            _measured.Clear();
            _listener.RecordObservableInstruments();
            using var text = new StringWriter { NewLine = "\n" };
            foreach (var family in _metrics.GroupBy(metric => metric.Name, StringComparer.Ordinal))
            {
                var first = family.First();
                text.WriteLine($"# HELP {first.Name} {first.Help}");
                text.WriteLine($"# TYPE {first.Name} {(first.IsCounter ? "counter" : "gauge")}");
                foreach (var (labels, value) in family.SelectMany(metric => _measured.GetValueOrDefault(metric.Instrument) ?? []))
                    text.WriteLine($"{first.Name}{labels} {value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}");
            }
            return text.ToString();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private void Count(string name, string shown, string help, Func<double> read, (string Name, string Value)? tag = null) =>
        _metrics.Add(new Metric(shown, help, IsCounter: true, _meter.CreateObservableCounter(name, () => Measurement(read, tag), unit: null, help)));

    private void Gauge(string name, string shown, string help, Func<double> read, (string Name, string Value)? tag = null) =>
        _metrics.Add(new Metric(shown, help, IsCounter: false, _meter.CreateObservableGauge(name, () => Measurement(read, tag), unit: null, help)));

    private static Measurement<double> Measurement(Func<double> read, (string Name, string Value)? tag) => tag is var (name, value)
        ? new Measurement<double>(read(), new KeyValuePair<string, object?>(name, value))
        : new Measurement<double>(read());

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = "";
        foreach (var (name, text) in tags)
            labels += $"{(labels.Length == 0 ? "{" : ",")}{name}=\"{Escaped($"{text}")}\"";
        if (!_measured.TryGetValue(instrument, out var values))
            _measured.Add(instrument, values = []);
        values.Add((labels.Length == 0 ? "" : labels + "}", value));
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record Metric(string Name, string Help, bool IsCounter, Instrument Instrument);
}
