using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class PositionTests
{
    // A fill in signed units: above 0 bought, below 0 sold.
    private sealed record Step(decimal Change, decimal Price);

    // Steps of one instrument: prices of 2 digits and quantities of 3, both short and long.
    private static readonly Gen<Step> Steps =
        from units in Gen.Frequency((3, Gen.Choose(1, 50).Select(value => value * 1_000)), (3, Gen.Choose(1, 9_999)), (1, Gen.Choose(1, 99_999_999)))
        from price in Gen.Frequency((3, Gen.Choose(1, 99)), (3, Gen.Choose(1, 9_999_999)))
        from sign in Gen.Elements(1, -1)
        select new Step(sign * units / 1_000m, price / 100m);

    [Fact]
    public void Long_grows_shrinks_and_closes()
    {
        var position = new Position();
        AssertAfter(position, 2, 100, quantity: 2, cost: 200, realized: 0, entry: 100);
        AssertAfter(position, 3, 110, quantity: 5, cost: 530, realized: 0, entry: 106);
        AssertAfter(position, -1, 116, quantity: 4, cost: 424, realized: 10, entry: 106); // 116 - 106
        AssertAfter(position, -3, 96, quantity: 1, cost: 106, realized: -20, entry: 106); // 10 - 3 x 10
        AssertAfter(position, -1, 126, quantity: 0, cost: 0, realized: 0, entry: null); // -20 + 20
    }

    [Fact]
    public void Short_grows_shrinks_and_closes()
    {
        var position = new Position();
        AssertAfter(position, -2, 100, quantity: -2, cost: -200, realized: 0, entry: 100);
        AssertAfter(position, -3, 110, quantity: -5, cost: -530, realized: 0, entry: 106);
        AssertAfter(position, 1, 116, quantity: -4, cost: -424, realized: -10, entry: 106);
        AssertAfter(position, 3, 96, quantity: -1, cost: -106, realized: 20, entry: 106);
        AssertAfter(position, 1, 126, quantity: 0, cost: 0, realized: 0, entry: null);
    }

    [Fact]
    public void One_fill_can_turn_a_position_round()
    {
        var position = new Position();
        AssertAfter(position, 2, 100, quantity: 2, cost: 200, realized: 0, entry: 100);
        AssertAfter(position, -5, 104, quantity: -3, cost: -312, realized: 8, entry: 104); // 2 x 4; 3 short at 104
        AssertAfter(position, 4, 101, quantity: 1, cost: 101, realized: 17, entry: 101); // 8 + 3 x 3; 1 long at 101
        Assert.False(position.IsFlat);
    }

    [Fact]
    public void Negative_prices_keep_their_sign()
    {
        var position = new Position();
        AssertAfter(position, 2, -5, quantity: 2, cost: -10, realized: 0, entry: -5);
        AssertAfter(position, -2, -3, quantity: 0, cost: 0, realized: 4, entry: null);
    }

    // 140.02 / 7 = 20.0028571428571428571... has no end: a share is rounded at 16 digits, the last takes what is left.
    [Fact]
    public void A_share_of_cost_without_end_is_rounded_and_nothing_is_lost()
    {
        var position = new Position();
        AssertAfter(position, 3, 33.34m, quantity: 3, cost: 100.02m, realized: 0, entry: 33.34m);
        AssertAfter(position, 4, 10, quantity: 7, cost: 140.02m, realized: 0, entry: 140.02m / 7);
        AssertAfter(position, -1, 30, quantity: 6, cost: 120.0171428571428571m, realized: 9.9971428571428571m, entry: 120.0171428571428571m / 6);
        AssertAfter(position, -6, 30, quantity: 0, cost: 0, realized: 69.98m, entry: null); // 7 x 30 - 140.02
    }

    [Fact]
    public void What_is_open_is_valued_at_a_price()
    {
        var position = new Position();
        Assert.Equal(0, position.UnrealizedPnl(123));
        Fill(position, new Step(2, 100));
        Assert.Equal(20, position.UnrealizedPnl(110));
        Assert.Equal(-200, position.UnrealizedPnl(0));
        Fill(position, new Step(-5, 100));
        Assert.Equal(-30, position.UnrealizedPnl(110));
        Assert.Equal(30, position.UnrealizedPnl(90));
    }

    [Fact]
    public void Fees_add_up_beside_the_profit()
    {
        var position = new Position();
        Fill(position, new Step(1, 100), fee: 0.1m);
        Fill(position, new Step(-2, 110), fee: 0.22m);
        Fill(position, new Step(1, 110), fee: -0.05m);
        Assert.Equal((0.27m, 10m), (position.FeesInQuote, position.RealizedPnl));
    }

    [Fact]
    public void A_fee_in_base_leaves_the_position_at_the_fill_s_price()
    {
        var position = new Position();
        position.Apply(OrderSide.Buy, Markets.Price(100), Markets.Quantity(1), feeInQuote: 0.1m, feeInBase: 0.001m, restMax: 0);
        Assert.Equal((0.999m, 99.9m, 0m, 0.1m), (position.SignedQuantity, position.Cost, position.RealizedPnl, position.FeesInQuote));
        // 1 more at 200, 0.001 of it taken: the mean of 299.9 / 1.999 = 150.02501..., so 0.04997... are gained on what leaves.
        position.Apply(OrderSide.Buy, Markets.Price(200), Markets.Quantity(1), feeInQuote: 0.2m, feeInBase: 0.001m, restMax: 0);
        // Paid 300, and 1.998 are worth 399.6 at 200.
        Assert.Equal((1.998m, 99.6m), (position.SignedQuantity, position.RealizedPnl + position.UnrealizedPnl(200) - position.FeesInQuote));
    }

    [Fact]
    public void What_a_reduction_leaves_below_the_least_leaves_too_and_what_an_increase_does_stays()
    {
        var position = new Position();
        position.Apply(OrderSide.Buy, Markets.Price(100), Markets.Quantity(0.001m), feeInQuote: 0.0001m, feeInBase: 0.000001m, restMax: 0.001m);
        Assert.Equal(0.000999m, position.SignedQuantity);
        position.Apply(OrderSide.Buy, Markets.Price(100), Markets.Quantity(1), feeInQuote: 0.1m, feeInBase: 0.001m, restMax: 0.001m);
        position.Apply(OrderSide.Sell, Markets.Price(110), Markets.Quantity(0.999m), feeInQuote: 0, feeInBase: 0, restMax: 0.001m);
        // 0.999999 x 10: what leaves does so at the price of the fill.
        Assert.Equal((0m, 0m, 9.99999m, true), (position.SignedQuantity, position.Cost, position.RealizedPnl, position.IsFlat));
    }

    [Fact]
    public void Order_of_fills_on_one_side_changes_neither_quantity_nor_cost() => Prop.ForAll(
        Steps.ListOf().ToArbitrary(),
        Gen.Choose(1, int.MaxValue).ToArbitrary(),
        (steps, seed) =>
        {
            var bought = steps.Select(step => step with { Change = Math.Abs(step.Change) }).ToArray();
            var shuffled = bought.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (one, other) = (After(bought), After(shuffled));
            return one.SignedQuantity == other.SignedQuantity && one.Cost == other.Cost && one.RealizedPnl == 0
                && one.Cost == bought.Sum(step => step.Change * step.Price);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Buying_and_selling_mirror_each_other() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var (one, other) = (After(steps), After(steps.Select(step => step with { Change = -step.Change })));
        return one.SignedQuantity == -other.SignedQuantity && one.Cost == -other.Cost && one.RealizedPnl == -other.RealizedPnl;
    }).QuickCheckThrowOnFailure();

    // Money that came in less money that went out, to the last digit.
    [Fact]
    public void A_position_that_ends_flat_made_exactly_what_its_fills_received_and_paid() => Prop.ForAll(
        Steps.ListOf().ToArbitrary(),
        Steps.ToArbitrary(),
        (steps, last) =>
        {
            var open = steps.Sum(step => step.Change);
            var all = open == 0 ? steps : [.. steps, new Step(-open, last.Price)];
            var position = After(all);
            return position is { IsFlat: true, Cost: 0, AverageEntryPrice: null } && position.RealizedPnl == all.Sum(step => -step.Change * step.Price);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void At_any_time_profit_and_cost_together_are_what_was_paid() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var position = new Position();
        var received = 0m;
        foreach (var step in steps)
        {
            Fill(position, step);
            received -= step.Change * step.Price;
            if (position.RealizedPnl - position.Cost != received)
                return false;
        }
        return position.SignedQuantity == steps.Sum(step => step.Change);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static void AssertAfter(Position position, decimal change, decimal price, decimal quantity, decimal cost, decimal realized, decimal? entry)
    {
        Fill(position, new Step(change, price));
        Assert.Equal((quantity, cost, realized, entry), (position.SignedQuantity, position.Cost, position.RealizedPnl, position.AverageEntryPrice));
        Assert.Equal(quantity == 0, position.IsFlat);
    }

    private static Position After(IEnumerable<Step> steps)
    {
        var position = new Position();
        foreach (var step in steps)
            Fill(position, step);
        return position;
    }

    private static void Fill(Position position, Step step, decimal fee = 0) =>
        position.Apply(step.Change > 0 ? OrderSide.Buy : OrderSide.Sell, Markets.Price(step.Price), Markets.Quantity(Math.Abs(step.Change)), fee);
}
