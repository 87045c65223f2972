using FsCheck;
using FsCheck.Fluent;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class TradeStorePropertyTests
{
    // A trade's steps from the one before, its values and their digits after the point.
    private sealed record Shape(long Step, int Ids, long Price, long Quantity, int Scale, int Side);

    private static readonly Gen<Shape> Shapes =
        from step in Gen.Frequency((5, Gen.Constant(0L)), (4, Gen.Choose(1, 500).Select(value => value * 1_000_000L)), (1, Gen.Choose(1, int.MaxValue).Select(value => value * 100_001L)))
        from ids in Gen.Frequency((8, Gen.Constant(1)), (2, Gen.Choose(1, int.MaxValue)))
        from price in Gen.OneOf(Gen.Choose(1, 300), Gen.Choose(1, int.MaxValue))
        from quantity in Gen.Choose(1, int.MaxValue)
        from factor in Gen.Frequency((9, Gen.Constant(1L)), (1, Gen.Constant(4_000_000_000L)))
        from scale in Gen.Frequency((6, Gen.Constant(2)), (3, Gen.Choose(0, 8)), (1, Gen.Choose(9, 18)))
        from side in Gen.Choose(0, 2)
        select new Shape(step, ids, price * factor, quantity * factor, scale, side);

    [Fact]
    public void Any_series_comes_back_as_it_was() => Prop.ForAll(Shapes.ListOf().ToArbitrary(), shapes =>
    {
        using var temporary = new TemporaryTrades();
        var trades = Make(shapes);
        temporary.Import(trades);
        return trades.Count == 0 || (TradeText.Rows(trades).SequenceEqual(TradeText.Rows(temporary.Read()), StringComparer.Ordinal) && temporary.Verify().Trades == trades.Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_imported_in_any_order_give_the_bytes_of_the_whole() => Prop.ForAll(
        Shapes.NonEmptyListOf().ToArbitrary(),
        Gen.Choose(0, 7).NonEmptyListOf().ToArbitrary(),
        (shapes, parts) =>
        {
            using var whole = new TemporaryTrades();
            using var pieces = new TemporaryTrades();
            var trades = Make(shapes);
            whole.Import(trades);
            for (var part = 7; part >= 0; part--)
                pieces.Import(Pick(trades, index => parts[index % parts.Count] == part));
            return whole.Files().SequenceEqual(pieces.Files(), StringComparer.Ordinal) && whole.Files().All(file =>
                File.ReadAllBytes(Path.Combine(whole.Directory, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(pieces.Directory, file))));
        }).QuickCheckThrowOnFailure();

    private static TradeSeries Make(IEnumerable<Shape> shapes)
    {
        var trades = new TradeSeries();
        var (time, id) = (BarText.Time("2024-01-01T00:00:00Z").Value, 0L);
        foreach (var shape in shapes)
        {
            OrderSide? side = shape.Side switch { 0 => null, 1 => OrderSide.Buy, _ => OrderSide.Sell };
            trades.Add(new UnixNanos(time += shape.Step), DecimalText.JoinSmall(shape.Price, (byte)shape.Scale), DecimalText.JoinSmall(shape.Quantity, (byte)shape.Scale), side, id += shape.Ids);
        }
        return trades;
    }

    private static TradeSeries Pick(TradeSeries trades, Func<int, bool> isPicked)
    {
        var picked = new TradeSeries();
        foreach (var index in Enumerable.Range(0, trades.Count).Where(isPicked))
        {
            OrderSide? side = trades.Aggressors[index] switch { TradeAggressor.Buy => OrderSide.Buy, TradeAggressor.Sell => OrderSide.Sell, _ => null };
            picked.Add(new UnixNanos(trades.Times[index]), trades.Price[index], trades.Quantity[index], side, trades.Ids[index]);
        }
        return picked;
    }
}
