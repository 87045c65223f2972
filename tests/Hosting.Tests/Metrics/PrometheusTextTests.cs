using System.Diagnostics.Metrics;
using VeloZ.TestKit;

namespace VeloZ.Hosting.Tests;

public sealed class PrometheusTextTests : IDisposable
{
    private static readonly MetricName[] Names =
    [
        new("a.count", "a_total", MetricKind.Counter, null, "Counts \\ and\nmore"),
        new("a.level", "a_level", MetricKind.Gauge, null, "A level"),
        new("a.time.bucket", "a_seconds", MetricKind.Histogram, "s", "A time", "_bucket"),
        new("a.time.sum", "a_seconds", MetricKind.Histogram, "s", "A time", "_sum"),
        new("a.time.count", "a_seconds", MetricKind.Histogram, "s", "A time", "_count"),
        new("a.none", "a_none", MetricKind.Gauge, null, "Has no value"),
    ];

    private readonly Meter _meter = new("Test");

    [Fact]
    public void Values_are_told_as_the_format_asks()
    {
        _meter.Observe(Names, "a.count", () => 1.5);
        _meter.ObserveMany(Names, "a.level", () =>
        [
            new Measurement<double>(-2, KeyValuePair.Create<string, object?>("in.queue", "say \"hi\"\\\n")),
            new Measurement<double>(double.PositiveInfinity, KeyValuePair.Create<string, object?>("in.queue", 1)),
        ]);
        _meter.ObserveMany(Names, "a.time.bucket", () =>
        [
            new Measurement<double>(1, KeyValuePair.Create<string, object?>("le", 0.5m)),
            new Measurement<double>(3, KeyValuePair.Create<string, object?>("le", "+Inf")),
        ]);
        _meter.Observe(Names, "a.time.sum", () => 2.25);
        _meter.Observe(Names, "a.time.count", () => 3);
        _meter.Observe(Names, "a.none", () => null);
        using var text = new PrometheusText([_meter], Names);

        Assert.Equal(
            """
            # HELP a_total Counts \\ and\nmore
            # TYPE a_total counter
            a_total 1.5
            # HELP a_level A level
            # TYPE a_level gauge
            a_level{in_queue="say \"hi\"\\\n"} -2
            a_level{in_queue="1"} +Inf
            # HELP a_seconds A time
            # TYPE a_seconds histogram
            a_seconds_bucket{le="0.5"} 1
            a_seconds_bucket{le="+Inf"} 3
            a_seconds_sum 2.25
            a_seconds_count 3

            """,
            text.Write());
        Assert.Equal(3, ExpositionFormat.Read(text.Write()).Count);
    }

    [Fact]
    public void Each_look_asks_anew()
    {
        var value = 0;
        _meter.Observe(Names, "a.count", () => ++value);
        using var text = new PrometheusText([_meter], Names);
        text.Write();
        Assert.Contains("a_total 2\n", text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_meters_are_not_told()
    {
        using var other = new Meter("Test");
        other.Observe(Names, "a.count", () => 7);
        using var text = new PrometheusText([_meter], Names);
        Assert.Equal("", text.Write());
    }

    [Fact]
    public void The_process_tells_all_it_declares()
    {
        using var process = ProcessMetrics.Make();
        using var text = new PrometheusText([process], ProcessMetrics.Names);
        var families = ExpositionFormat.Read(text.Write());
        Assert.Equal(ProcessMetrics.Names.Select(name => name.Shown), families.Select(family => family.Name));
        Assert.All(families, family => Assert.True(family.Samples[0].Value >= 0, family.Name));
    }

    public void Dispose() => _meter.Dispose();
}
