using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>One change of an account's balance.</summary>
/// <param name="Number">Rising from bill to bill.</param>
/// <param name="Change">What came; negative where it went.</param>
/// <param name="Balance">What there was then.</param>
/// <param name="Time">When.</param>
/// <param name="Market">Of a fill or a funding; null of a transfer.</param>
internal sealed record OkxBill(long Number, Money Change, decimal Balance, UnixNanos Time, LoopbackMarket? Market)
{
    /// <summary>Of a fill.</summary>
    public LoopbackOrder? Order { get; init; }

    /// <summary>Of a fill.</summary>
    public LoopbackFill? Fill { get; init; }

    public string Type => Fill is not null ? "2" : Market is not null ? "8" : "1";

    public string SubType => (Type, Change.Amount < 0) switch
    {
        ("2", _) => Order!.IsBuy ? "1" : "2",
        ("8", var isPaid) => isPaid ? "173" : "174",
        (_, var isPaid) => isPaid ? "12" : "11",
    };
}

/// <summary>What changed the balances of accounts. A spot fill changes two. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-bills-details-last-7-days.</remarks>
internal sealed class OkxBills
{
    private const int NumbersPerFill = 2;
    private const long TransferBase = 10_000_000_000;
    private const long FundingBase = 20_000_000_000;

    private readonly Dictionary<LoopbackAccount, List<OkxBill>> _bills = [];
    private long _transfers;
    private long _fundings;

    public OkxBills(LoopbackVenue venue) => venue.Listen(Hear);

    /// <summary>The number of the first bill of a fill.</summary>
    public static long NumberOf(LoopbackFill fill) => fill.Cursor * NumbersPerFill;

    /// <summary>Those of an account, oldest first.</summary>
    public IReadOnlyList<OkxBill> Of(LoopbackAccount account) => _bills.GetValueOrDefault(account) ?? (IReadOnlyList<OkxBill>)[];

    public static void Write(Utf8JsonWriter json, OkxBill bill)
    {
        var (order, fill) = (bill.Order, bill.Fill);
        json.WriteStartObject();
        json.WriteString("billId", OkxJson.BillId(bill.Number));
        json.WriteString("ccy", bill.Change.Currency.Code);
        json.Trimmed("bal", bill.Balance);
        json.Trimmed("balChg", bill.Change.Amount);
        json.WriteString("type", bill.Type);
        json.WriteString("subType", bill.SubType);
        json.WriteString("instType", bill.Market is null ? "" : OkxMarkets.TypeOf(bill.Market));
        json.WriteString("instId", bill.Market?.Symbol ?? "");
        json.WriteString("mgnMode", bill.Market is null ? "" : OkxOrderForm.ModeOf(bill.Market));
        json.WriteString("ordId", order is null ? "" : OkxJson.OrderId(order.Number));
        json.WriteString("clOrdId", order?.ClientId ?? "");
        json.WriteString("tag", order is null ? "" : OkxOrderForm.Of(order).Tag);
        json.WriteString("tradeId", fill is null ? "" : OkxJson.Text(fill.TradeNumber));
        json.WriteString("execType", fill is null ? "" : OkxOrderJson.LiquidityOf(fill));
        json.Trimmed("px", fill?.Price);
        json.WriteString("sz", fill is null ? DecimalText.Trimmed(Math.Abs(bill.Change.Amount)) : OkxMarkets.SizeText(order!.Market, fill.Quantity));
        json.Trimmed("fee", fill is not null && fill.Fee.Currency == bill.Change.Currency ? -fill.Fee.Amount : 0);
        json.Trimmed("pnl", fill?.RealizedPnl ?? (bill.Type == "8" ? bill.Change.Amount : 0));
        json.Moment("fillTime", fill?.Time);
        json.Zeros("interest", "posBal", "posBalChg");
        json.Blanks("earnAmt", "earnApr", "fillFwdPx", "fillIdxPx", "fillMarkPx", "fillMarkVol", "fillPxUsd", "fillPxVol", "from", "notes", "to");
        json.Moment("ts", bill.Time);
        json.WriteEndObject();
    }

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.OrderChanged { Fill: { } fill, Order: { Ask.Account: { } account } order }:
                Add(account, order, fill);
                break;
            case LoopbackEvent.Transferred transferred:
                var balance = BalanceOf(transferred.Account, transferred.Change.Currency);
                Add(transferred.Account, new OkxBill(TransferBase + ++_transfers, transferred.Change, balance, transferred.Time, Market: null));
                break;
            case LoopbackEvent.FundingPaid paid:
                Add(paid.Account, new OkxBill(FundingBase + ++_fundings, paid.Change, BalanceOf(paid.Account, paid.Change.Currency), paid.Time, paid.Market));
                break;
        }
    }

    private void Add(LoopbackAccount account, LoopbackOrder order, LoopbackFill fill)
    {
        var (id, sign) = (order.Market.Instrument.Id, order.IsBuy ? 1 : -1);
        var notional = fill.Price * fill.Quantity;
        if (order.Market.IsPerpetual)
        {
            Add(account, order, fill, NumberOf(fill), new Money(fill.RealizedPnl - fill.Fee.Amount, id.Quote));
            return;
        }
        Add(account, order, fill, NumberOf(fill), new Money((sign * fill.Quantity) - (fill.Fee.Currency == id.Base ? fill.Fee.Amount : 0), id.Base));
        Add(account, order, fill, NumberOf(fill) + 1, new Money((-sign * notional) - (fill.Fee.Currency == id.Quote ? fill.Fee.Amount : 0), id.Quote));
    }

    private void Add(LoopbackAccount account, LoopbackOrder order, LoopbackFill fill, long number, Money change) =>
        Add(account, new OkxBill(number, change, BalanceOf(account, change.Currency), fill.Time, order.Market) { Order = order, Fill = fill });

    private void Add(LoopbackAccount account, OkxBill bill)
    {
        if (!_bills.TryGetValue(account, out var bills))
            _bills.Add(account, bills = []);
        bills.Add(bill);
    }

    private static decimal BalanceOf(LoopbackAccount account, Currency currency) => account.BalanceOf(currency).Total;
}
