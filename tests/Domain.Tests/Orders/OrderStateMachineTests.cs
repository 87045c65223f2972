namespace VeloZ.Domain.Tests;

public sealed class OrderStateMachineTests
{
    /// <summary>
    /// Every legal step, by hand: the states of NautilusTrader's table with our own decisions. An unknown outcome remembers what was
    /// before it; a fill of a closed order is booked and closes it only when it is whole; acknowledgments and partial fills do not
    /// end a request that is on its way; a late acknowledgment takes nothing back. What is not here is illegal.
    /// In brackets: where the order stood before, where that matters.
    /// </summary>
    private const string Table = """
        Initialized:
            Denied>Denied Emulated>Emulated Released>Released Submitted>Submitted Accepted>Accepted Rejected>Rejected Canceled>Canceled
            Expired>Expired Triggered>Triggered Updated>Initialized PartlyFilled>PartiallyFilled Completed>Filled
        Denied:
            PartlyFilled>Denied Completed>Filled
        Emulated:
            Released>Released Canceled>Canceled Expired>Expired Updated>Emulated
        Released:
            Denied>Denied Submitted>Submitted Canceled>Canceled Expired>Expired Updated>Released Accepted>Accepted PartlyFilled>PartiallyFilled Completed>Filled
        Submitted:
            OutcomeUnknown>Unknown Accepted>Accepted Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>Triggered
            UpdateRequested>PendingUpdate Updated>Submitted CancelRequested>PendingCancel PartlyFilled>PartiallyFilled Completed>Filled Released>Released
        Unknown[Submitted]:
            Submitted>Submitted OutcomeUnknown>Unknown Accepted>Accepted Rejected>Rejected Canceled>Canceled Expired>Expired
            Triggered>Triggered CancelRequested>Unknown Updated>Unknown UpdateRejected>Unknown PartlyFilled>Unknown Completed>Filled NotPlaced>NotPlaced
            Released>Released
        Unknown[Accepted]:
            OutcomeUnknown>Unknown Accepted>Accepted Rejected>Rejected Canceled>Canceled Expired>Expired
            Triggered>Triggered CancelRequested>Unknown Updated>Unknown UpdateRejected>Unknown PartlyFilled>Unknown Completed>Filled
        Unknown[Triggered]:
            OutcomeUnknown>Unknown Accepted>Triggered Rejected>Rejected Canceled>Canceled Expired>Expired
            Triggered>Triggered CancelRequested>Unknown Updated>Unknown UpdateRejected>Unknown PartlyFilled>Unknown Completed>Filled
        Unknown[PartiallyFilled]:
            OutcomeUnknown>Unknown Accepted>PartiallyFilled Rejected>Rejected Canceled>Canceled Expired>Expired
            Triggered>PartiallyFilled CancelRequested>Unknown Updated>Unknown UpdateRejected>Unknown PartlyFilled>Unknown Completed>Filled
        Accepted:
            Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>Triggered UpdateRequested>PendingUpdate Updated>Accepted UpdateRejected>Accepted
            CancelRequested>PendingCancel PartlyFilled>PartiallyFilled Completed>Filled
        Triggered:
            Rejected>Rejected Canceled>Canceled Expired>Expired UpdateRequested>PendingUpdate Updated>Triggered UpdateRejected>Triggered
            CancelRequested>PendingCancel PartlyFilled>PartiallyFilled Completed>Filled
        PartiallyFilled:
            Accepted>PartiallyFilled Canceled>Canceled Expired>Expired UpdateRequested>PendingUpdate Updated>PartiallyFilled UpdateRejected>PartiallyFilled
            CancelRequested>PendingCancel PartlyFilled>PartiallyFilled Completed>Filled
        PendingUpdate[Submitted]:
            OutcomeUnknown>Unknown Accepted>PendingUpdate Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingUpdate
            UpdateRequested>PendingUpdate Updated>Submitted UpdateRejected>Submitted CancelRequested>PendingCancel
            PartlyFilled>PendingUpdate Completed>Filled
        PendingUpdate[Accepted]:
            OutcomeUnknown>Unknown Accepted>PendingUpdate Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingUpdate
            UpdateRequested>PendingUpdate Updated>Accepted UpdateRejected>Accepted CancelRequested>PendingCancel
            PartlyFilled>PendingUpdate Completed>Filled
        PendingUpdate[Triggered]:
            OutcomeUnknown>Unknown Accepted>PendingUpdate Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingUpdate
            UpdateRequested>PendingUpdate Updated>Triggered UpdateRejected>Triggered CancelRequested>PendingCancel
            PartlyFilled>PendingUpdate Completed>Filled
        PendingUpdate[PartiallyFilled]:
            OutcomeUnknown>Unknown Accepted>PendingUpdate Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingUpdate
            UpdateRequested>PendingUpdate Updated>PartiallyFilled UpdateRejected>PartiallyFilled CancelRequested>PendingCancel
            PartlyFilled>PendingUpdate Completed>Filled
        PendingCancel[Submitted]:
            OutcomeUnknown>Unknown Accepted>PendingCancel Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingCancel
            CancelRequested>PendingCancel Updated>PendingCancel UpdateRejected>PendingCancel CancelRejected>Submitted PartlyFilled>PendingCancel Completed>Filled
        PendingCancel[Accepted]:
            OutcomeUnknown>Unknown Accepted>PendingCancel Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingCancel
            CancelRequested>PendingCancel Updated>PendingCancel UpdateRejected>PendingCancel CancelRejected>Accepted PartlyFilled>PendingCancel Completed>Filled
        PendingCancel[Triggered]:
            OutcomeUnknown>Unknown Accepted>PendingCancel Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingCancel
            CancelRequested>PendingCancel Updated>PendingCancel UpdateRejected>PendingCancel CancelRejected>Triggered PartlyFilled>PendingCancel Completed>Filled
        PendingCancel[PartiallyFilled]:
            OutcomeUnknown>Unknown Accepted>PendingCancel Rejected>Rejected Canceled>Canceled Expired>Expired Triggered>PendingCancel
            CancelRequested>PendingCancel Updated>PendingCancel UpdateRejected>PendingCancel CancelRejected>PartiallyFilled PartlyFilled>PendingCancel Completed>Filled
        Filled:
        Canceled:
            PartlyFilled>Canceled Completed>Filled
        Expired:
            PartlyFilled>Expired Completed>Filled
        Rejected:
            PartlyFilled>Rejected Completed>Filled
        NotPlaced:
            PartlyFilled>NotPlaced Completed>Filled
        """;

    private static readonly OrderStatus[] Open = [OrderStatus.Submitted, OrderStatus.Accepted, OrderStatus.Triggered, OrderStatus.PartiallyFilled];

    [Fact]
    public void Every_pair_of_state_and_event_goes_where_the_table_says()
    {
        var steps = Read();
        var pairs = 0;
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            var isWaiting = steps.Keys.Any(key => key.StartsWith(from + "[", StringComparison.Ordinal));
            foreach (var before in isWaiting ? Open : Enum.GetValues<OrderStatus>())
            {
                var row = steps[isWaiting ? $"{from}[{before}]" : from.ToString()];
                foreach (var happened in Enum.GetValues<OrderEvent>())
                {
                    OrderStatus? expected = row.TryGetValue(happened, out var to) ? to : null;
                    var found = OrderStateMachine.Next(from, happened, before);
                    Assert.True(expected == found, $"{from}[{before}] and {happened} went to {found?.ToString() ?? "nowhere"}, must go to {expected?.ToString() ?? "nowhere"}");
                    pairs++;
                }
            }
        }
        Assert.Equal(((13 * 16) + (3 * 4)) * 18, pairs);
    }

    [Fact]
    public void Six_states_are_closed_and_four_are_in_flight()
    {
        OrderStatus[] closed = [OrderStatus.Denied, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Expired, OrderStatus.Rejected, OrderStatus.NotPlaced];
        OrderStatus[] inFlight = [OrderStatus.Submitted, OrderStatus.Unknown, OrderStatus.PendingUpdate, OrderStatus.PendingCancel];
        Assert.All(Enum.GetValues<OrderStatus>(), status =>
        {
            Assert.Equal(closed.Contains(status), OrderStateMachine.IsClosed(status));
            Assert.Equal(inFlight.Contains(status), OrderStateMachine.IsInFlight(status));
        });
    }

    [Fact]
    public void A_closed_order_only_becomes_filled()
    {
        foreach (var from in Enum.GetValues<OrderStatus>().Where(OrderStateMachine.IsClosed))
        {
            foreach (var happened in Enum.GetValues<OrderEvent>())
                Assert.Contains(OrderStateMachine.Next(from, happened, OrderStatus.Accepted), new OrderStatus?[] { null, from, OrderStatus.Filled });
        }
    }

    private static Dictionary<string, Dictionary<OrderEvent, OrderStatus>> Read()
    {
        var rows = new Dictionary<string, Dictionary<OrderEvent, OrderStatus>>(StringComparer.Ordinal);
        var row = new Dictionary<OrderEvent, OrderStatus>();
        foreach (var word in Table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.EndsWith(':'))
            {
                row = [];
                rows.Add(word[..^1], row);
                continue;
            }
            var parts = word.Split('>');
            row.Add(Enum.Parse<OrderEvent>(parts[0]), Enum.Parse<OrderStatus>(parts[1]));
        }
        return rows;
    }
}
