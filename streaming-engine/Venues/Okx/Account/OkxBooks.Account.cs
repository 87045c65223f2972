using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <content>What the account has beside orders: balances, and of swaps positions and the funding that they paid.</content>
internal sealed partial class OkxBooks
{
    private const string FundingBill = "8";

    private static readonly TimeSpan BillsReach = TimeSpan.FromDays(6); // A day less than it says.

    private bool IsPerpetual => instrumentType == "SWAP";

    // Of bills those of a week are told by one call, those of three months by another.
    private async Task<IReadOnlyList<VenueFunding>> ReadFundingsAsync(OkxReading reading, UnixNanos now, CancellationToken cancellationToken)
    {
        var fundings = new List<VenueFunding>();
        var isRecent = now - reading.From < BillsReach;
        await _pages.ReadAsync(
            isRecent ? "/api/v5/account/bills" : "/api/v5/account/bills-archive",
            isRecent ? OkxLimits.Bills : OkxLimits.BillsArchive,
            () => new OkxParameters().Add("instType", instrumentType).Add("type", FundingBill).Add("begin", reading.From.Milliseconds),
            "billId",
            row =>
            {
                if (MarketOf(reading, row) is { } market)
                    fundings.Add(new VenueFunding(market.Instrument.Id, row.Text("billId"), new Money(row.Decimal("balChg"), row.Currency("ccy")), row.Milliseconds("ts")));
                return true;
            },
            cancellationToken);
        fundings.Reverse();
        return fundings;
    }

    private List<VenuePosition> Positions(OkxReading reading, JsonElement json)
    {
        var positions = new List<VenuePosition>();
        foreach (var row in json.Get("data").Rows())
        {
            if (MarketOf(reading, row) is not { } market || row.Decimal("pos") is not (not 0 and var size))
                continue;
            if (row.Text("posSide") != "net")
                throw new UnreadableException($"a position was on side '{row.Text("posSide")}', must be net: the account's position mode has changed");
            positions.Add(new VenuePosition(market.Instrument.Id, size * market.ContractSize, row.Decimal("avgPx")));
        }
        return positions;
    }

    private static List<Money> Balances(JsonElement json)
    {
        var balances = new List<Money>();
        foreach (var row in json.Get("data").Rows().Single().Get("details").Rows())
        {
            // Some of its assets have names that no market has.
            if (Currency.TryParse(row.Text("ccy"), out var currency) && row.Decimal("cashBal") is not 0 and var whole)
                balances.Add(new Money(whole, currency));
        }
        return balances;
    }
}
