using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Any sequence of book changes, prints and orders keeps what money depends on, and fills by the book's rules; see <see cref="BookDesk"/>.</summary>
public sealed class BookDeskTests
{
    private static int Seeds => Tier.Pick(quick: 12, full: 600, nightly: 20_000);

    [Fact]
    public void Whatever_happens_in_the_book_nobody_fills_beyond_what_it_shows_or_moves_back()
    {
        var (taken, printed, crossed) = (0, 0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var desk = new BookDesk(seed, DeskVenues.Of(seed), isPerpetual: false);
            Run(desk, seed);
            (taken, printed, crossed) = (taken + desk.Rules.Fills.Taken, printed + desk.Rules.Fills.Printed, crossed + desk.Rules.Fills.Crossed);
        }
        Assert.True(taken > 0 && printed > 0 && crossed > 0, $"{taken} fills took, {printed} were by prints, {crossed} by a book that crossed");
    }

    [Fact]
    public void Whatever_happens_in_the_book_a_liquidation_closes_the_position_and_nothing_else()
    {
        var (liquidations, payments) = (0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var desk = new BookDesk(seed, DeskVenues.Of(seed), isPerpetual: true);
            Run(desk, seed);
            (liquidations, payments) = (liquidations + desk.Events.GetValueOrDefault("liquidation"), payments + desk.Events.GetValueOrDefault("funding"));
        }
        Assert.True(liquidations > 0 && payments > 0, $"{liquidations} positions were taken and {payments} payments of funding made");
    }

    private static void Run(BookDesk desk, int seed)
    {
        try
        {
            desk.Run(events: 300);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"seed {seed}, {DeskVenues.Of(seed)}: {exception.Message}", exception);
        }
    }
}
