using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Orders whose terms at the venue are others than ours, time and again.</summary>
public sealed class VenueTermsTests
{
    // A venue that keeps reduce-only orders to what the account holds says yes to each amendment and has 0.5 again, or 0.5 and 0.6 by turns: it is asked so often and no more.
    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.5, 0.6)]
    public void An_order_that_its_venue_keeps_smaller_is_not_amended_for_ever(double first, double second)
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        var kernel = engine.Kernel;
        var orders = kernel.Submit(OrderLists.Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        kernel.Fill(entry, 1, 100);
        engine.Accept(target);
        engine.Accept(stop);
        kernel.Happen(stop, OrderEvent.Updated);
        var (amends, incidents) = (0, 0);
        for (var tick = 0; tick < 400; tick++)
        {
            engine.Tick();
            foreach (var query in engine.Effects.OfType<Effect.Query>().Where(query => query.Order == stop).ToArray())
            {
                var found = engine.OrderAt(stop, VenueOrderStatus.Open);
                engine.Answer(query, new OrderAnswer.Found(found with { Terms = found.Terms with { Quantity = kernel.Market.ToQuantity((decimal)(amends % 2 == 0 ? first : second), GridRounding.Exact) } }, []));
                incidents += OrderLists.Codes(kernel).Count(code => code == "order_differs");
                if (stop.RequestedAmend is not { } amend)
                    continue;
                amends++;
                kernel.Tell(new ExecutionInput.AmendAnswered(engine.Now, stop.Id, amend.Time, new AmendOutcome.Amended(engine.Now)));
                kernel.Happen(stop, OrderEvent.Updated);
            }
        }
        Assert.True(amends <= 5 && incidents <= 5, $"{amends} amendments and {incidents} incidents");
    }

    // Six times in the life of a stop somebody moves it at its venue; each time that is taken over, and told.
    [Fact]
    public void A_stop_that_is_moved_at_its_venue_is_told_each_time()
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        var stop = engine.HoldWithStop();
        for (var level = 91; level > 85; level--)
        {
            Assert.Equal(["order_differs"], DifferAt(engine, stop, level));
            Assert.Equal(level, stop.TriggerPrice!.Value.Value);
        }
    }

    // What is told until a difference is taken over.
    private static List<string> DifferAt(ExecutionHarness engine, Order stop, decimal level)
    {
        var told = new List<string>();
        for (var tick = 0; tick < 300 && told.Count == 0; tick++)
        {
            engine.Tick();
            foreach (var effect in engine.Effects.ToArray())
            {
                var found = engine.OrderAt(stop, VenueOrderStatus.Open);
                found = found with { Terms = found.Terms with { TriggerPrice = engine.Kernel.Market.ToPrice(level, GridRounding.Exact) } };
                if (effect is Effect.Reconcile reconcile)
                    engine.Kernel.Tell(new ExecutionInput.BooksAnswered(engine.Now, reconcile.Venue, reconcile.Number, new VenueBooks([found], [], [.. engine.State.Portfolio.Balances.Select(balance => new Money(balance.Total, balance.Currency))])));
                else if (effect is Effect.Query query && query.Order == stop)
                    engine.Answer(query, new OrderAnswer.Found(found, []));
                else
                    continue;
                told.AddRange(OrderLists.Codes(engine.Kernel));
            }
        }
        return told;
    }
}
