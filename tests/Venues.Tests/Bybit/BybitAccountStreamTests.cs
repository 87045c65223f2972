using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>
/// What the private stream tells, in whichever order; written after https://bybit-exchange.github.io/docs/v5/websocket/private/order and
/// https://bybit-exchange.github.io/docs/v5/websocket/private/execution.
/// </summary>
public sealed class BybitAccountStreamTests : IAsyncDisposable
{
    private const long Time = 1_767_225_600_000;

    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, 1, OrderRole.Working);
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BYBIT"), 0.01m, 0.000001m, FeeSchedule.Flat(0.001m, 0.001m));

    private readonly ManualTimeProvider _time = new();
    private readonly Listener _listener = new();
    private readonly BybitAccountStream _stream;

    public BybitAccountStreamTests()
    {
        var nowhere = new BybitOptions { PrivateSocket = new Uri("ws://127.0.0.1:1/"), Key = "key", Secret = "secret" };
        _stream = new BybitAccountStream(nowhere, new VenueClock(new MonotonicClock(_time)), new VenueMarkets([new VenueMarket("BTCUSDT", Instrument)]), _time);
        _stream.Start(_listener);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    [Fact]
    public void An_order_that_rests_is_accepted()
    {
        Tell(Order("New"));
        Assert.Equal(["accepted 13 1767225600000"], _listener.Told);
    }

    [Fact]
    public void Fills_are_told_by_executions_alone()
    {
        Tell(Order("New"), Order("PartiallyFilled", filled: "0.2"), Fill("1", "0.2", leaves: "0.3"), Order("Filled", filled: "0.5"), Fill("2", "0.3", leaves: "0"));
        Assert.Equal(["accepted 13 1767225600000", "filled 1 0.2 at 59999 for 0.0002 BTC maker", "filled 2 0.3 at 59999 for 0.0002 BTC maker"], _listener.Told);
        GoOn(TimeSpan.FromMinutes(1));
        Assert.Equal(3, _listener.Told.Count);
    }

    [Fact]
    public void An_end_waits_for_its_fills()
    {
        Tell(Order("PartiallyFilledCanceled", filled: "0.2", reason: "EC_PerCancelRequest", cancel: "CancelByUser"));
        Assert.Empty(_listener.Told);
        Tell(Fill("1", "0.2", leaves: "0.3"));
        Assert.Equal(["filled 1 0.2 at 59999 for 0.0002 BTC maker", "Canceled"], _listener.Told);
        GoOn(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _listener.Told.Count);
    }

    [Theory]
    [InlineData("Filled", "0.5")]
    [InlineData("PartiallyFilledCanceled", "0.2")]
    public void An_end_whose_fills_do_not_come_is_asked_for(string status, string filled)
    {
        Tell(Order(status, filled));
        GoOn(TimeSpan.FromSeconds(1));
        Assert.Empty(_listener.Told);
        GoOn(TimeSpan.FromSeconds(1));
        Assert.Equal(["doubted fill_missed"], _listener.Told);
        GoOn(TimeSpan.FromSeconds(9));
        Assert.Single(_listener.Told);
    }

    // "You may receive two orderStatus=Filled messages when the cancel request is accepted but the order is executed at the same time."
    [Fact]
    public void A_cancel_that_came_too_late_is_told_as_filled_once_more_and_is_nothing()
    {
        Tell(Order("Filled", filled: "0.5"), Fill("1", "0.5", leaves: "0"), Order("Filled", filled: "0.5", reason: "EC_OrigClOrdIDDoesNotExist", cancel: "CancelByUser"));
        GoOn(TimeSpan.FromMinutes(1));
        Assert.Equal(["filled 1 0.5 at 59999 for 0.0002 BTC maker"], _listener.Told);
    }

    [Fact]
    public void A_message_that_is_told_twice_is_the_same_trade()
    {
        Tell(Fill("1", "0.2", leaves: "0.3"), Fill("1", "0.2", leaves: "0.3"), Fill("2", "0.3", leaves: "0"));
        Assert.Equal(
            ["filled 1 0.2 at 59999 for 0.0002 BTC maker", "filled 1 0.2 at 59999 for 0.0002 BTC maker", "filled 2 0.3 at 59999 for 0.0002 BTC maker"],
            _listener.Told);
    }

    [Fact]
    public void Several_fills_in_one_message_are_all_told()
    {
        Send($$"""{"topic":"execution.spot","id":"1","creationTime":{{Time}},"data":[{{Fill("1", "0.2", leaves: "0.3").Text}},{{Fill("2", "0.3", leaves: "0").Text}}]}""");
        Assert.Equal(2, _listener.Told.Count(static told => told.StartsWith("filled", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_row_that_cannot_be_read_takes_no_other_along()
    {
        var broken = Fill("1", "0.2", leaves: "0.3").Text.Replace("\"0.2\"", "\"x\"", StringComparison.Ordinal);
        Send($$"""{"topic":"execution.spot","id":"1","creationTime":{{Time}},"data":[{{broken}},{{Fill("2", "0.3", leaves: "0.2").Text}}]}""");
        Assert.Equal(["unreadable", "filled 2 0.3 at 59999 for 0.0002 BTC maker"], _listener.Told);
    }

    [Fact]
    public void A_fill_before_which_another_is_missing_is_told_and_the_order_asked_for()
    {
        Tell(Fill("2", "0.3", leaves: "0"));
        Assert.Equal(["filled 2 0.3 at 59999 for 0.0002 BTC maker", "doubted fill_missed"], _listener.Told);
    }

    [Theory]
    [InlineData("New", "0", "0.5", "60000")]
    [InlineData("PartiallyFilled", "0.2", "0.3", "59999")]
    public void What_an_amendment_made_of_an_order_is_asked_for(string status, string filled, string quantity, string price)
    {
        Tell(Order("New"));
        Tell(Order(status, filled, quantity: quantity, price: price));
        Assert.Equal("doubted amended", _listener.Told[1]);
        Tell(Order("PartiallyFilled", "0.25", quantity: quantity, price: price));
        Assert.Single(_listener.Told, static told => told == "doubted amended");
    }

    // After a restart the stream has told nothing of it.
    [Fact]
    public void An_order_that_is_to_be_amended_is_known_as_it_was()
    {
        var (quantity, price) = (Instrument.ToQuantity(0.5m, GridRounding.Exact), Instrument.ToPrice(59_999, GridRounding.Exact));
        _stream.Know(Id, new OrderTerms { Instrument = Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = price });
        Tell(Order("PartiallyFilled", filled: "0.2"));
        Assert.Empty(_listener.Told);
        Tell(Order("PartiallyFilled", filled: "0.2", quantity: "0.3"));
        Assert.Equal(["doubted amended"], _listener.Told);
    }

    [Theory]
    [InlineData("Triggered")]
    [InlineData("New")] // The other is told for an instant only.
    public void A_stop_is_accepted_and_then_triggered_once(string first)
    {
        const string Trigger = "59999.00";
        Tell(Order("Untriggered", trigger: Trigger), Order(first, trigger: Trigger), Order("New", trigger: Trigger), Order("Filled", "0.5", trigger: Trigger), Fill("1", "0.5", leaves: "0"));
        Assert.Equal(["accepted 13 1767225600000", "Triggered", "filled 1 0.5 at 59999 for 0.0002 BTC maker"], _listener.Told);
    }

    [Theory]
    [InlineData("Cancelled", "EC_PerCancelRequest", "CancelByUser", "Canceled")]
    [InlineData("Cancelled", "EC_NoError", "UNKNOWN", "Canceled")]
    [InlineData("Cancelled", "EC_NoError", "CancelBySmp", "Canceled cancelbysmp")]
    [InlineData("Cancelled", "EC_PostOnlyWillTakeLiquidity", "UNKNOWN", "Expired ec_postonlywilltakeliquidity")]
    [InlineData("Cancelled", "EC_CancelForNoFullFill", "UNKNOWN", "Expired ec_cancelfornofullfill")]
    [InlineData("Cancelled", "EC_NoImmediateQtyToFill", "UNKNOWN", "Expired ec_noimmediateqtytofill")]
    [InlineData("Deactivated", "EC_PerCancelRequest", "CancelByUser", "Canceled")]
    [InlineData("Rejected", "EC_Others", "UNKNOWN", "Rejected ec_others")]
    public void An_end_says_why(string status, string reason, string cancel, string told)
    {
        Tell(Order(status, reason: reason, cancel: cancel));
        Assert.Equal([told], _listener.Told);
    }

    [Fact]
    public void What_a_maker_is_paid_is_a_fee_below_0()
    {
        Tell(Fill("1", "0.5", leaves: "0", fee: "-0.0001", currency: "USDT"));
        Assert.Equal(["filled 1 0.5 at 59999 for -0.0001 USDT maker"], _listener.Told);
    }

    [Fact]
    public void Orders_of_others_are_passed_over_whatever_they_are()
    {
        Tell(new Row("order.spot", """{"category":"spot","orderLinkId":"web_1","symbol":"BTCUSDT","qty":"?"},{"category":"spot","orderLinkId":"","symbol":"BTCUSDT"}"""));
        Tell(Order("New").With("BTCUSDT", "DOGEUSDT"), Order("New").With("\"category\":\"spot\"", "\"category\":\"linear\""));
        Assert.Empty(_listener.Told);
    }

    [Theory]
    [InlineData("\"orderStatus\":\"New\"", "\"orderStatus\":\"Odd\"")]
    [InlineData("\"qty\":\"0.5\"", "\"qty\":0.5e3")]
    [InlineData("\"cumExecQty\":\"0\"", "\"cumExecQty\":\"\"")]
    [InlineData("\"updatedTime\":\"1767225600000\"", "\"updatedTime\":\"\"")]
    public void An_order_of_ours_that_cannot_be_read_is_told_as_such(string what, string instead)
    {
        Tell(Order("New").With(what, instead));
        Assert.Equal(["unreadable"], _listener.Told);
    }

    [Theory]
    [InlineData("\"execPrice\":\"59999\"", "\"execPrice\":\"59999.001\"")]
    [InlineData("\"execQty\":\"0.5\"", "\"execQty\":\"-0.5\"")]
    [InlineData("\"execQty\":\"0.5\"", "\"execQty\":\"0\"")]
    [InlineData("\"feeCurrency\":\"BTC\"", "\"feeCurrency\":\"\"")]
    [InlineData("\"extraFees\":\"\"", "\"extraFees\":[{\"feeCoin\":\"USDT\",\"feeType\":\"GST\",\"subFeeType\":\"IND_GST\",\"fee\":\"0.006403779\"}]")]
    [InlineData("\"isMaker\":true", "\"isMaker\":\"true\"")]
    public void A_fill_of_ours_that_cannot_be_read_is_told_as_such(string what, string instead)
    {
        Tell(Fill("1", "0.5", leaves: "0").With(what, instead));
        Assert.Equal(["unreadable"], _listener.Told);
    }

    [Fact]
    public void A_fill_of_another_kind_is_asked_for()
    {
        Tell(Fill("1", "0.5", leaves: "0").With("\"execType\":\"Trade\"", "\"execType\":\"BlockTrade\""));
        Assert.Equal(["doubted fill_of_another_kind"], _listener.Told);
    }

    [Fact]
    public void It_is_live_once_it_is_subscribed_and_says_when_it_is_refused()
    {
        Assert.False(Send("""{"success":true,"ret_msg":"","op":"auth","conn_id":"cejreaspqfh3sjdnldmg-p"}"""));
        Assert.True(Send("""{"success":true,"ret_msg":"","conn_id":"cejreaspqfh3sjdnldmg-p","req_id":"subscribe","op":"subscribe"}"""));
        Assert.False(Send("""{"req_id":"","op":"pong","args":["1675418560633"],"conn_id":"cejreaspqfh3sjdnldmg-p"}"""));
        Assert.False(Send("""{"success":false,"ret_msg":"Request not authorized","op":"auth","conn_id":"cejreaspqfh3sjdnldmg-p"}"""));
        Assert.Equal(["resumed", "interrupted request_not_authorized_auth"], _listener.Told);
    }

    [Fact]
    public void Mutated_messages_never_throw_and_tell_nothing_that_is_not_in_them()
    {
        var ended = Order("PartiallyFilledCanceled", "0.2", reason: "EC_PerCancelRequest");
        Row[] rows = [Order("New"), ended, Order("Untriggered", trigger: "59999"), Fill("1", "0.2", leaves: "0.3"), Fill("2", "0.3", leaves: "0")];
        var chance = SplitMix64.Stream(13, "mutate", 0);
        for (var number = 0; number < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); number++)
        {
            var message = Encoding.UTF8.GetBytes(rows[number % rows.Length].Message);
            for (var change = 1 + chance.NextBelow(3); change > 0; change--)
                message[chance.NextBelow((ulong)message.Length)] = unchecked((byte)chance.NextBelow(256));
            _listener.Told.Clear();
            _stream.Received(1, message, stamp: 0);
            if (_listener.Told.Find(static told => told.StartsWith("filled", StringComparison.Ordinal)) is not { } told)
                continue;
            using var json = JsonDocument.Parse(message);
            var (words, row) = (told.Split(' '), json.RootElement.GetProperty("data")[0]);
            var values = new[] { words[2], words[4], words[6] }.Select(static word => decimal.Parse(word, CultureInfo.InvariantCulture));
            Assert.Equal([ValueOf("execQty"), ValueOf("execPrice"), ValueOf("execFee")], values);

            decimal ValueOf(string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
        }
    }

    private static Row Order(
        string status, string filled = "0", string quantity = "0.5", string price = "59999", string trigger = "", string reason = "EC_NoError", string cancel = "UNKNOWN") => new("order.spot", $$"""
        {"category":"spot","symbol":"BTCUSDT","orderId":"13","orderLinkId":"{{Id}}","parentOrderLinkId":"","side":"Buy","orderStatus":"{{status}}","cancelType":"{{cancel}}","rejectReason":"{{reason}}",
        "price":"{{price}}","qty":"{{quantity}}","leavesQty":"","cumExecQty":"{{filled}}","cumExecValue":"0","avgPrice":"","orderType":"Limit","timeInForce":"GTC","stopOrderType":"","marketUnit":"",
        "triggerPrice":"{{trigger}}","triggerDirection":0,"createdTime":"1767225599990","updatedTime":"1767225600000"}
        """);

    private static Row Fill(string tradeId, string quantity, string leaves, string fee = "0.0002", string currency = "BTC") => new("execution.spot", $$"""
        {"category":"spot","symbol":"BTCUSDT","orderId":"13","orderLinkId":"{{Id}}","side":"Buy","orderPrice":"59999","orderQty":"0.5","leavesQty":"{{leaves}}","orderType":"Limit","stopOrderType":"",
        "execId":"{{tradeId}}","execPrice":"59999","execQty":"{{quantity}}","execValue":"1","execFee":"{{fee}}","feeCurrency":"{{currency}}","feeRate":"0.001","execType":"Trade","execTime":"1767225600001",
        "isMaker":true,"extraFees":"","seq":1}
        """);

    private void Tell(params ReadOnlySpan<Row> rows)
    {
        foreach (var row in rows)
            Assert.True(Send(row.Message) || _listener.Told is ["unreadable"]);
    }

    private bool Send(string message) => _stream.Received(1, Encoding.UTF8.GetBytes(message), stamp: 0);

    // As far as pings go.
    private void GoOn(TimeSpan time)
    {
        _time.Advance(time);
        _stream.Ping(1);
    }

    private sealed record Row(string Topic, string Text)
    {
        public string Message => $$"""{"id":"1","topic":"{{Topic}}","creationTime":{{Time}},"data":[{{Text}}]}""";

        public Row With(string what, string instead)
        {
            Assert.Contains(what, Text, StringComparison.Ordinal);
            return this with { Text = Text.Replace(what, instead, StringComparison.Ordinal) };
        }
    }

    private sealed class Listener : IVenueListener
    {
        public List<string> Told { get; } = [];

        void IVenueListener.Told(VenueReport report) => Told.Add(report switch
        {
            VenueReport.Accepted accepted => FormattableString.Invariant($"accepted {accepted.VenueOrderId} {accepted.VenueTime.Milliseconds}"),
            VenueReport.Filled filled => string.Join(' ',
            [
                "filled", filled.TradeId, DecimalText.Trimmed(filled.Quantity.Value), "at", DecimalText.Trimmed(filled.Price.Value),
                "for", DecimalText.Trimmed(filled.Fee.Amount), filled.Fee.Currency.Code, filled.Liquidity == Liquidity.Maker ? "maker" : "taker",
            ]),
            VenueReport.Changed changed => $"{changed.Happened} {changed.Reason}".TrimEnd(),
            _ => "?",
        });

        public void Doubted(ClientOrderId id, string cause) => Told.Add($"doubted {cause}");

        public void Interrupted(string cause) => Told.Add($"interrupted {cause}");

        public void Resumed() => Told.Add("resumed");

        public void Unreadable(string what) => Told.Add("unreadable");

        public void Noticed(string code, string message) => Told.Add($"noticed {code}");
    }
}
