using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What positions in perpetuals pay, again and again; nothing where the rate is 0.</summary>
/// <param name="Rate">Share of a position's value that longs pay and shorts get; below 0 the other way.</param>
/// <param name="Period">From one funding to the next; they are at whole multiples of it.</param>
internal sealed record LoopbackFunding(decimal Rate, TimeSpan Period);

/// <content>Funding of perpetuals.</content>
internal sealed partial class LoopbackVenue
{
    /// <summary>How it is paid here.</summary>
    public LoopbackFunding Funding { get; init; } = new(Rate: 0, TimeSpan.FromHours(8));

    /// <summary>Every position pays or gets it at its market's last price.</summary>
    /// <param name="rate">Share of its value that a long pays.</param>
    public void PayFunding(decimal rate)
    {
        var now = Now;
        foreach (var account in _accounts.Values)
        {
            foreach (var position in account.Positions.Values)
            {
                var change = new Money(-Currency.Round(position.Quantity * position.Market.LastPrice * rate), position.Market.Instrument.Id.Quote);
                if (change.Amount == 0)
                    continue;
                account.Add(change);
                Tell(new LoopbackEvent.FundingPaid(account, position.Market, change, now));
            }
        }
    }
}
