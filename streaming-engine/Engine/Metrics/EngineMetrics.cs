using System.Diagnostics.Metrics;
using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>The engine's metrics. The original's four names of the journal stand as they were; ours follow OpenTelemetry in code.</summary>
public static class EngineMetrics
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricName> Names { get; } =
    [
        new("veloz.wal.entries_written", "veloz_wal_entries_written", MetricKind.Counter, "{entry}", "Journal entries written since the start"),
        new("veloz.wal.bytes_written", "veloz_wal_bytes_written", MetricKind.Counter, "By", "Journal bytes written since the start"),
        new("veloz.wal.rotations", "veloz_wal_rotations", MetricKind.Counter, "{file}", "Journal files that were followed by another since the start"),
        new("veloz.wal.corrupted_entries", "veloz_wal_corrupted_entries", MetricKind.Counter, "{frame}", "Damaged journal frames that made a reader refuse"),
        new("veloz.journal.frames", "veloz_journal_frames_total", MetricKind.Counter, "{frame}", "Journal frames written since the start"),
        new("veloz.journal.sync.duration.bucket", "veloz_journal_sync_seconds", MetricKind.Histogram, "s", "How long a frame took to be durable", "_bucket"),
        new("veloz.journal.sync.duration.sum", "veloz_journal_sync_seconds", MetricKind.Histogram, "s", "How long a frame took to be durable", "_sum"),
        new("veloz.journal.sync.duration.count", "veloz_journal_sync_seconds", MetricKind.Histogram, "{sync}", "How long a frame took to be durable", "_count"),
        new("veloz.journal.sync.duration.max", "veloz_journal_sync_seconds_max", MetricKind.Gauge, "s", "The longest that a frame took to be durable"),
        new("veloz.journal.torn_tails", "veloz_journal_torn_tails_total", MetricKind.Counter, "{frame}", "Unfinished frames that the start cut off; none was ever confirmed"),
        new("veloz.journal.zombie_frames", "veloz_journal_zombie_frames_total", MetricKind.Counter, "{frame}", "Frames of older leaders that the start dropped"),
        new("veloz.journal.duplicate_frames", "veloz_journal_duplicate_frames_total", MetricKind.Counter, "{frame}", "Copies of frames that the start dropped"),
        new("veloz.journal.epoch", "veloz_journal_epoch", MetricKind.Gauge, null, "Epoch of this start"),
        new("veloz.journal.has_room", "veloz_journal_has_room", MetricKind.Gauge, null, "1 while the journal has room to go on, else 0"),
        new("veloz.journal.files", "veloz_journal_files", MetricKind.Gauge, "{file}", "Files of the journal"),
        new("veloz.journal.files.max", "veloz_journal_files_max", MetricKind.Gauge, "{file}", "Files above which an alarm is raised"),
        new("veloz.journal.checkpoints", "veloz_journal_checkpoints_total", MetricKind.Counter, "{snapshot}", "Snapshots taken since the start"),
        new("veloz.engine.queue.depth", "veloz_engine_queue_depth", MetricKind.Gauge, "{message}", "What a queue holds"),
        new("veloz.engine.queue.high_water", "veloz_engine_queue_high_water", MetricKind.Gauge, "{message}", "The most that a queue ever held"),
        new("veloz.engine.queue.capacity", "veloz_engine_queue_capacity", MetricKind.Gauge, "{message}", "What a queue holds at most"),
        new("veloz.engine.recovery.frames", "veloz_engine_recovery_frames", MetricKind.Gauge, "{frame}", "Frames that the start read"),
        new("veloz.engine.store.away", "veloz_engine_store_away_seconds", MetricKind.Gauge, "s", "How long the store of items has been away; 0 while it is not"),
        new("veloz.venue.latency.bucket", "veloz_venue_latency_seconds", MetricKind.Histogram, "s", "How long a step of trading at a venue took; wire_to_ack begins where the adapter is given the request", "_bucket"),
        new("veloz.venue.latency.sum", "veloz_venue_latency_seconds", MetricKind.Histogram, "s", "How long a step of trading at a venue took; wire_to_ack begins where the adapter is given the request", "_sum"),
        new("veloz.venue.latency.count", "veloz_venue_latency_seconds", MetricKind.Histogram, "{step}", "How long a step of trading at a venue took; wire_to_ack begins where the adapter is given the request", "_count"),
        new("veloz.venue.latency.max", "veloz_venue_latency_seconds_max", MetricKind.Gauge, "s", "The longest that a step of trading at a venue took"),
        new("veloz.venue.clock.offset", "veloz_venue_clock_offset_seconds", MetricKind.Gauge, "s", "How far a venue's clock is ahead of this machine's, below 0 behind it"),
        new("veloz.venue.clock.error", "veloz_venue_clock_error_seconds", MetricKind.Gauge, "s", "Within how much that is known"),
        new("veloz.venue.clock.age", "veloz_venue_clock_age_seconds", MetricKind.Gauge, "s", "Since the venue last told its time: what is known of its clock is so old"),
        new("veloz.venue.clock.drift", "veloz_venue_clock_drift_ppm", MetricKind.Gauge, "{ppm}", "Microseconds that a venue's clock gains on this machine's in a second"),
        new("veloz.order.made", "veloz_orders_total", MetricKind.Counter, "{order}", "Orders made since the start"),
        new("veloz.order.open", "veloz_open_orders", MetricKind.Gauge, "{order}", "Orders that may still fill"),
        new("veloz.order.fills", "veloz_fills_total", MetricKind.Counter, "{fill}", "Fills since the start"),
        new("veloz.account.equity", "veloz_account_equity", MetricKind.Gauge, "{currency}", "Worth of the account, in its reporting currency"),
        new("veloz.account.realized_pnl", "veloz_account_realized_pnl", MetricKind.Gauge, "{currency}", "Realized profit before fees, quote currency"),
        new("veloz.account.fees", "veloz_account_fees", MetricKind.Gauge, "{currency}", "Fees paid, quote currency"),
        new("veloz.account.position", "veloz_account_position", MetricKind.Gauge, "{unit}", "Position by instrument, base units, below 0 short"),
        new("veloz.strategy.count", "veloz_strategies", MetricKind.Gauge, "{strategy}", "Deployed strategies by status"),
        new("veloz.market_data.bars", "veloz_market_data_bars_total", MetricKind.Counter, "{bar}", "Bars of the feed since the start"),
        new("veloz.market_data.lag", "veloz_market_data_lag_seconds", MetricKind.Gauge, "s", "How long the next bar has been overdue; 0 while the feed is on time"),
        new("veloz.incidents", "veloz_incidents", MetricKind.Gauge, "{incident}", "Incidents that are shown"),
    ];

    /// <summary>A meter over an engine; dispose it with the engine.</summary>
    public static Meter Make(EngineHost engine)
    {
        var meter = new Meter("VeloZ.Engine");
        ObserveJournal(meter, engine);
        ObserveQueues(meter, engine);
        ObserveAccount(meter, engine);
        ObserveVenue(meter, engine);
        meter.Observe(Names, "veloz.engine.recovery.frames", () => engine.Recovery.Frames);
        meter.Observe(Names, "veloz.engine.store.away", () => engine.StoreAway.TotalSeconds);
        meter.Observe(Names, "veloz.market_data.bars", () => engine.Tape.Count);
        meter.Observe(Names, "veloz.market_data.lag", () => engine.FeedLag.TotalSeconds);
        return meter;
    }

    private static void ObserveJournal(Meter meter, EngineHost engine)
    {
        var counters = engine.Journal;
        meter.Observe(Names, "veloz.wal.entries_written", () => counters.Entries);
        meter.Observe(Names, "veloz.wal.bytes_written", () => counters.Bytes);
        meter.Observe(Names, "veloz.wal.rotations", () => counters.Rotations);
        meter.Observe(Names, "veloz.wal.corrupted_entries", () => counters.CorruptedEntries);
        meter.Observe(Names, "veloz.journal.frames", () => counters.Frames);
        meter.ObserveMany(Names, "veloz.journal.sync.duration.bucket", () => UpTo(counters.Syncs));
        meter.Observe(Names, "veloz.journal.sync.duration.sum", () => counters.Syncs.Sum.TotalSeconds);
        meter.Observe(Names, "veloz.journal.sync.duration.count", () => counters.Syncs.Count);
        meter.Observe(Names, "veloz.journal.sync.duration.max", () => counters.Syncs.Max.TotalSeconds);
        meter.Observe(Names, "veloz.journal.torn_tails", () => counters.TornTails);
        meter.Observe(Names, "veloz.journal.zombie_frames", () => engine.Recovery.ZombieFrames);
        meter.Observe(Names, "veloz.journal.duplicate_frames", () => engine.Recovery.DuplicateFrames);
        meter.Observe(Names, "veloz.journal.epoch", () => engine.View.Frame.Epoch);
        meter.Observe(Names, "veloz.journal.has_room", () => engine.HasRoom ? 1 : 0);
        meter.Observe(Names, "veloz.journal.files", () => engine.JournalFiles);
        meter.Observe(Names, "veloz.journal.files.max", () => engine.Options.JournalFilesMax);
        meter.Observe(Names, "veloz.journal.checkpoints", () => engine.Checkpoints.Count);
    }

    // Prometheus counts all up to a bound; the last bound is all of them. It is the sum, so that the parts agree while counting goes on.
    private static IEnumerable<Measurement<double>> UpTo(DurationHistogram times, params KeyValuePair<string, object?>[] labels)
    {
        var count = 0L;
        for (var index = 0; index <= times.Bounds.Count; index++)
        {
            count += times.Within(index);
            var bound = index < times.Bounds.Count ? (object)((decimal)times.Bounds[index].Ticks / TimeSpan.TicksPerSecond) : "+Inf";
            yield return new Measurement<double>(count, [.. labels, KeyValuePair.Create<string, object?>("le", bound)]);
        }
    }

    // None of an account on bars.
    private static void ObserveVenue(Meter meter, EngineHost engine)
    {
        ObserveClock("veloz.venue.clock.offset", static clock => clock.Offset.TotalSeconds);
        ObserveClock("veloz.venue.clock.error", static clock => clock.Error.TotalSeconds);
        ObserveClock("veloz.venue.clock.age", static clock => clock.Age.TotalSeconds);
        ObserveClock("veloz.venue.clock.drift", static clock => (double)clock.DriftPpm);
        meter.ObserveMany(Names, "veloz.venue.latency.bucket", () => Steps().SelectMany(static step => UpTo(step.Times, step.Labels)));
        Observe("veloz.venue.latency.sum", static times => times.Sum.TotalSeconds);
        Observe("veloz.venue.latency.count", static times => times.Count);
        Observe("veloz.venue.latency.max", static times => times.Max.TotalSeconds);

        void ObserveClock(string name, Func<ClockEstimate, double> read) => meter.ObserveMany(Names, name, () => engine is { Latency.Venue: { } venue, VenueClock: { Samples: > 0 } clock }
            ? [new Measurement<double>(read(clock), KeyValuePair.Create<string, object?>("venue", venue))]
            : []);

        void Observe(string name, Func<DurationHistogram, double> read) => meter.ObserveMany(Names, name, () => Steps().Select(step => new Measurement<double>(read(step.Times), step.Labels)));

        IEnumerable<(KeyValuePair<string, object?>[] Labels, DurationHistogram Times)> Steps() => engine.Latency is { } latency
            ? latency.Steps.Select(step => (new KeyValuePair<string, object?>[] { new("venue", latency.Venue), new("step", step.Step) }, step.Times))
            : [];
    }

    private static void ObserveQueues(Meter meter, EngineHost engine)
    {
        ObserveQueue("veloz.engine.queue.depth", queue => queue.Depth);
        ObserveQueue("veloz.engine.queue.high_water", queue => queue.HighWater);
        ObserveQueue("veloz.engine.queue.capacity", queue => queue.Capacity);

        void ObserveQueue(string name, Func<QueueGauge, double> read) => meter.ObserveMany(Names, name, () =>
            engine.Queues.Select(queue => new Measurement<double>(read(queue), KeyValuePair.Create<string, object?>("queue", queue.Name))));
    }

    private static void ObserveAccount(Meter meter, EngineHost engine)
    {
        meter.Observe(Names, "veloz.order.made", () => engine.View.OrderCount);
        meter.Observe(Names, "veloz.order.open", () => engine.View.OpenOrders.Count);
        meter.Observe(Names, "veloz.order.fills", () => engine.View.FillCount);
        meter.Observe(Names, "veloz.account.equity", () => (double)engine.View.Equity(engine.Tape.Last?.Close.Value));
        meter.Observe(Names, "veloz.account.realized_pnl", () => (double)engine.View.Positions.Sum(position => position.RealizedPnl));
        meter.Observe(Names, "veloz.account.fees", () => (double)engine.View.Positions.Sum(position => position.FeesInQuote));
        meter.ObserveMany(Names, "veloz.account.position", () => engine.View.Positions.Select(position =>
            new Measurement<double>((double)position.SignedQuantity, KeyValuePair.Create<string, object?>("instrument", position.Instrument.Id.Text))));
        meter.ObserveMany(Names, "veloz.strategy.count", () => Enum.GetValues<StrategyStatus>().Select(status =>
            new Measurement<double>(engine.View.Strategies.Count(strategy => strategy.Status == status), KeyValuePair.Create<string, object?>("status", EngineJson.Word(status)))));
        meter.Observe(Names, "veloz.incidents", () => engine.View.Incidents.Count);
    }
}
