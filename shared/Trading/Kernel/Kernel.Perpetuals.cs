using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What venues tell of perpetuals beside orders: positions, and the funding that they pay.</content>
public sealed partial class Kernel
{
    // Averages are rounded by each venue in its own way.
    private const decimal EntryTolerance = 0.0001m;

    private void TakePerpetuals(VenueBooks books, VenueReconciler venue, SortedDictionary<string, string> differences)
    {
        foreach (var funding in books.Fundings)
            Take(funding, venue);
        Compare(books.Positions, venue, differences);
    }

    // Until books first agreed, what is told is in the balance that the account began with.
    private void Take(VenueFunding funding, VenueReconciler venue)
    {
        var reference = $"{funding.Instrument} {funding.Id}";
        if (State.Portfolio.IndexOf(funding.Instrument) < 0 || State.HasFunding(reference))
            return;
        var change = State.AgreedTimeOf(venue.Venue) == default ? funding.Change with { Amount = 0 } : funding.Change;
        Emit(new AccountUpdate(Now, change, BalanceReason.Funding, reference));
    }

    private void Compare(IReadOnlyList<VenuePosition> told, VenueReconciler venue, SortedDictionary<string, string> differences)
    {
        venue.PositionGaps.Clear();
        foreach (var holding in State.Portfolio.Holdings)
        {
            var (id, ours) = (holding.Instrument.Id, holding.Position);
            if (id.Venue != venue.Venue || id.Kind != InstrumentKind.Perpetual)
                continue;
            var (theirs, cost) = (0m, 0m);
            foreach (var one in told.Where(one => one.Instrument == id))
                (theirs, cost) = (theirs + one.SignedQuantity, cost + (one.SignedQuantity * one.AverageEntryPrice));
            if (theirs == ours.SignedQuantity && (theirs == 0 || Math.Abs(cost - ours.Cost) <= EntryTolerance * Math.Abs(cost)))
                continue;
            var text = $"position in {id}: {Told(theirs, cost)} at the venue, {Told(ours.SignedQuantity, ours.Cost)} here";
            venue.PositionGaps.Add(new PositionGap(id, theirs, theirs == 0 ? 0 : cost, (ours.SignedQuantity, ours.Cost), text));
            differences[id.Text] = text;
        }
    }

    private static string Told(decimal quantity, decimal cost) =>
        quantity == 0 ? "none" : $"{DecimalText.Trimmed(quantity)} at {DecimalText.Trimmed(decimal.Round(cost / quantity, Instrument.NotionalScaleMax))}";

    // Of those that were told: one that was only seen in the last books may be a fill on its way.
    private PositionGap[] ToldGaps(VenueReconciler venue) => [.. venue.PositionGaps.Where(gap => State.Differences.Any(one => one.Venue == venue.Venue && one.Text == gap.Text))];

    // What filled since is in no books yet.
    private bool IsAsCompared(PositionGap gap) =>
        State.Portfolio.Holdings[State.Portfolio.IndexOf(gap.Instrument)].Position is var position && (position.SignedQuantity, position.Cost) == gap.Ours;

    private void CorrectPositions(VenueReconciler venue, string reason)
    {
        foreach (var gap in ToldGaps(venue))
        {
            if (gap.SignedQuantity != gap.Ours.SignedQuantity)
                EndTraders(gap.Instrument);
            Emit(new PositionUpdate(Now, gap.Instrument, gap.SignedQuantity, gap.Cost, reason));
        }
        venue.PositionGaps.Clear();
    }

    // Whose it was cannot be told: who trades there ends, or would trade on with what is gone, and what protected it would open another.
    private void EndTraders(InstrumentId instrument)
    {
        foreach (var strategy in State.Strategies.Where(one => one.Status != StrategyStatus.Stopped && one.Instruments.Contains(instrument)).ToArray())
            Stop(new KernelCommand.StopStrategy(Now, strategy.Id, "engine", "position_corrected"));
        foreach (var order in State.OpenOrders.Where(order => order.Terms.Instrument == instrument && order.Terms.Strategy != default && !order.IsCancelRequested).ToArray())
            CancelOrder(order, "engine", "position_corrected");
    }
}
