using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VeloZ.Hosting;

/// <summary>The metrics of the process itself, under the names that Prometheus' own clients give them.</summary>
public static class ProcessMetrics
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricName> Names { get; } =
    [
        new("process.memory.usage", "process_resident_memory_bytes", MetricKind.Gauge, "By", "Memory of the process that is in RAM"),
        new("process.cpu.time", "process_cpu_seconds_total", MetricKind.Counter, "s", "Time on processors, of user and system"),
        new("process.start_time", "process_start_time_seconds", MetricKind.Gauge, "s", "When the process started, since the epoch"),
        new("process.thread.count", "process_threads", MetricKind.Gauge, "{thread}", "Threads of the process"),
        new("dotnet.gc.heap.size", "dotnet_gc_heap_bytes", MetricKind.Gauge, "By", "Managed heap, with what is no longer used"),
        new("dotnet.gc.collections", "dotnet_gc_collections_total", MetricKind.Counter, "{collection}", "Garbage collections by generation"),
        new("dotnet.gc.pause.time", "dotnet_gc_pause_seconds_total", MetricKind.Counter, "s", "Time in which garbage collections stopped the program"),
        new("dotnet.gc.allocated", "dotnet_gc_allocated_bytes_total", MetricKind.Counter, "By", "Bytes allocated on the managed heap"),
    ];

    /// <summary>A meter with all of them.</summary>
    public static Meter Make()
    {
        var meter = new Meter("VeloZ.Process");
        meter.Observe(Names, "process.memory.usage", () => Environment.WorkingSet);
        meter.Observe(Names, "process.cpu.time", () => Environment.CpuUsage.TotalTime.TotalSeconds);
        meter.Observe(Names, "process.start_time", () => Read(process => (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds));
        meter.Observe(Names, "process.thread.count", () => Read(process => process.Threads.Count));
        meter.Observe(Names, "dotnet.gc.heap.size", () => GC.GetTotalMemory(forceFullCollection: false));
        meter.ObserveMany(Names, "dotnet.gc.collections", () => Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation =>
            new Measurement<double>(GC.CollectionCount(generation), KeyValuePair.Create<string, object?>("generation", generation))));
        meter.Observe(Names, "dotnet.gc.pause.time", () => GC.GetTotalPauseDuration().TotalSeconds);
        meter.Observe(Names, "dotnet.gc.allocated", () => GC.GetTotalAllocatedBytes());
        return meter;
    }

    private static double Read(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }
}
