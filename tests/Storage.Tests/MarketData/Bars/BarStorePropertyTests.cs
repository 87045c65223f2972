using FsCheck;
using FsCheck.Fluent;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class BarStorePropertyTests
{
    // A bar's step from the one before, its low, what the others lie above it, and the digits after the point.
    private sealed record Shape(int Step, long Low, int Open, int Close, int High, long Volume, int Scale);

    private static readonly Gen<Shape> Shapes =
        from step in Gen.Frequency((8, Gen.Constant(1)), (2, Gen.Choose(2, 500)))
        from low in Gen.OneOf(Gen.Choose(1, 300), Gen.Choose(1, int.MaxValue))
        from factor in Gen.Frequency((9, Gen.Constant(1L)), (1, Gen.Constant(4_000_000_000L)))
        from open in Gen.Choose(0, 1_000)
        from close in Gen.Choose(0, 1_000)
        from high in Gen.Choose(0, 1_000)
        from volume in Gen.Choose(0, int.MaxValue)
        from scale in Gen.Frequency((6, Gen.Constant(2)), (3, Gen.Choose(0, 8)), (1, Gen.Choose(9, 18)))
        select new Shape(step, low * factor, open, close, high, volume * factor, scale);

    [Fact]
    public void Any_series_comes_back_as_it_was() => Prop.ForAll(Shapes.ListOf().ToArbitrary(), shapes =>
    {
        using var temporary = new TemporaryStore();
        var bars = Make(shapes);
        temporary.Import(bars);
        return bars.Count == 0 || (BarText.Rows(bars).SequenceEqual(BarText.Rows(temporary.Read()), StringComparer.Ordinal) && temporary.Verify().Bars == bars.Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_imported_in_any_order_give_the_bytes_of_the_whole() => Prop.ForAll(
        Shapes.NonEmptyListOf().ToArbitrary(),
        Gen.Choose(0, 7).NonEmptyListOf().ToArbitrary(),
        (shapes, parts) =>
        {
            using var whole = new TemporaryStore();
            using var pieces = new TemporaryStore();
            var bars = Make(shapes);
            whole.Import(bars);
            for (var part = 7; part >= 0; part--)
                pieces.Import(Pick(bars, index => parts[index % parts.Count] == part));
            return File.ReadAllBytes(whole.BtcFile).AsSpan().SequenceEqual(File.ReadAllBytes(pieces.BtcFile));
        }).QuickCheckThrowOnFailure();

    private static BarSeries Make(IEnumerable<Shape> shapes)
    {
        var bars = new BarSeries(TemporaryStore.Minute);
        var time = BarText.Time("2018-04-04T00:00:00Z").Value;
        foreach (var shape in shapes)
        {
            time += shape.Step * TemporaryStore.Minute.Nanos;
            decimal Value(long mantissa) => DecimalText.JoinSmall(mantissa, (byte)shape.Scale);
            var (open, close) = (shape.Low + shape.Open, shape.Low + shape.Close);
            bars.Add(new UnixNanos(time), Value(open), Value(Math.Max(open, close) + shape.High), Value(shape.Low), Value(close), Value(shape.Volume));
        }
        return bars;
    }

    private static BarSeries Pick(BarSeries bars, Func<int, bool> isPicked)
    {
        var picked = new BarSeries(bars.Interval);
        foreach (var index in Enumerable.Range(0, bars.Count).Where(isPicked))
            picked.Add(new UnixNanos(bars.OpenTimes[index]), bars.Open[index], bars.High[index], bars.Low[index], bars.Close[index], bars.Volume[index]);
        return picked;
    }
}
