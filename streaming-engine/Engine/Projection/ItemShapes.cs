using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>How an account's orders, fills, positions, balances and strategies are stored as items, one partition an account.</summary>
internal sealed class ItemShapes(string account)
{
    private const int SchemaVersion = 1;

    private readonly ItemKeyPart _partition = new("ACCOUNT", account);

    /// <summary>Sort keys of fills begin so; the time of the fill follows, so that they sort by it.</summary>
    public static readonly string FillPrefix = ItemKeyPart.PrefixOf("FILL");

    public string PartitionKey => _partition.ToString();

    public ItemKey ProgressKey => Key("PROJECTION", "engine");

    public ItemKey HeadKey => Key("PROJECTION", "account");

    /// <summary>What an account keeps for good: a stream forgets its first frames, which are all else that tells it.</summary>
    public Item Head(AccountHead head, AccountTerms terms) => Make(
        HeadKey,
        "account_head",
        ("instrument", ItemValue.Of(head.Instrument.Id.Text)),
        ("price_increment", ItemValue.Of(head.Instrument.PriceIncrement)),
        ("quantity_increment", ItemValue.Of(head.Instrument.QuantityIncrement)),
        ("feed_source", ItemValue.Of(head.FeedSource)),
        ("is_margin", ItemValue.Of(terms.IsMargin)),
        ("leverage", ItemValue.Of(terms.Leverage)));

    /// <summary>Reads it; fees are not the account's for good.</summary>
    public static AccountHead ReadHead(Item item) => new(
        new Instrument(InstrumentId.Parse(Text(item, "instrument")), Number(item, "price_increment"), Number(item, "quantity_increment"), FeeSchedule.Flat(0, 0)),
        Text(item, "feed_source"),
        new AccountTerms(item.Attributes.GetFlag("is_margin"), Number(item, "leverage")));

    public Item Progress(ItemProgress progress) => Make(
        ProgressKey,
        "projection_progress",
        ("epoch", ItemValue.Of(progress.Frame.Epoch)),
        ("frame", ItemValue.Of(progress.Frame.Sequence)),
        ("hash", progress.Hash is null ? null : ItemValue.Of(progress.Hash)),
        ("position", ItemValue.Of(progress.Position.ToString())));

    public static ItemProgress ReadProgress(Item item) => new(
        new FrameId((long)Number(item, "epoch"), (long)Number(item, "frame")),
        item.Attributes.Values.TryGetValue("hash", out var hash) ? ((ItemValue.Text)hash).Value : null,
        JournalPosition.Parse(Text(item, "position")));

    public Item Order(OrderView order) => Make(
        Key("ORDER", order.Id.Text),
        "order",
        ("instrument", ItemValue.Of(order.Terms.Instrument.Text)),
        ("side", ItemValue.Of(SnakeCase.From(order.Terms.Side.ToString()))),
        ("order_type", ItemValue.Of(SnakeCase.From(order.Terms.Type.ToString()))),
        ("status", ItemValue.Of(SnakeCase.From(order.Status.ToString()))),
        ("quantity", ItemValue.Of(order.Terms.Quantity.Value)),
        ("price", Optional(order.Price?.Value)),
        ("filled_quantity", ItemValue.Of(order.FilledQuantity.Value)),
        ("average_fill_price", Optional(order.AverageFillPrice)),
        ("fees_in_quote", ItemValue.Of(order.FeesInQuote)),
        ("time_in_force", ItemValue.Of(SnakeCase.From(order.Terms.TimeInForce.ToString()))),
        ("role", ItemValue.Of(SnakeCase.From(order.Terms.Role.ToString()))),
        ("strategy", ItemValue.Of(order.Terms.Strategy.Text)),
        ("client_reference", ItemValue.Of(order.Terms.ClientReference)),
        ("venue_order_id", ItemValue.Of(order.VenueOrderId)),
        ("reason", ItemValue.Of(order.Reason)),
        ("created_ns", ItemValue.Of(order.CreatedTime.Value)),
        ("updated_ns", ItemValue.Of(order.UpdatedTime.Value)));

    public Item Fill(FillView fill) => Make(
        new ItemKey(_partition, new ItemKeyPart("FILL", fill.Fill.Time.Value), new ItemKeyPart("ORDER", fill.Fill.Id.Text), new ItemKeyPart("TRADE", fill.Fill.TradeId)),
        "fill",
        ("order", ItemValue.Of(fill.Fill.Id.Text)),
        ("trade_id", ItemValue.Of(fill.Fill.TradeId)),
        ("venue_order_id", ItemValue.Of(fill.Fill.VenueOrderId)),
        ("instrument", ItemValue.Of(fill.Instrument.Text)),
        ("side", ItemValue.Of(SnakeCase.From(fill.Side.ToString()))),
        ("price", ItemValue.Of(fill.Fill.Price.Value)),
        ("quantity", ItemValue.Of(fill.Fill.Quantity.Value)),
        ("fee", ItemValue.Of(fill.Fill.Fee.Amount)),
        ("fee_currency", ItemValue.Of(fill.Fill.Fee.Currency.Code)),
        ("fee_in_quote", ItemValue.Of(fill.Fill.FeeInQuote)),
        ("liquidity", ItemValue.Of(SnakeCase.From(fill.Fill.Liquidity.ToString()))),
        ("strategy", ItemValue.Of(fill.Strategy.Text)),
        ("realized_pnl", ItemValue.Of(fill.RealizedPnl)),
        ("time_ns", ItemValue.Of(fill.Fill.Time.Value)),
        ("venue_time_ns", ItemValue.Of(fill.Fill.VenueTime.Value)));

    /// <summary>A stored fill as it was; null when its market is not known any more.</summary>
    public static FillView? ReadFill(Item item, Portfolio portfolio)
    {
        var index = portfolio.IndexOf(InstrumentId.Parse(Text(item, "instrument")));
        if (index < 0)
            return null;
        var instrument = portfolio.Holdings[index].Instrument;
        var (price, quantity) = (Number(item, "price"), Number(item, "quantity"));
        var ofThen = new Instrument(instrument.Id, StepOf(price), StepOf(quantity), instrument.Fees);
        var fill = new OrderFill(
            new UnixNanos((long)Number(item, "time_ns")),
            ClientOrderId.Parse(Text(item, "order")),
            Text(item, "trade_id"),
            Text(item, "venue_order_id"),
            ofThen.ToPrice(price, GridRounding.Exact),
            ofThen.ToQuantity(quantity, GridRounding.Exact),
            new Money(Number(item, "fee"), Currency.Parse(Text(item, "fee_currency"))),
            Number(item, "fee_in_quote"),
            Text(item, "liquidity") == "maker" ? Liquidity.Maker : Liquidity.Taker,
            new UnixNanos((long)Number(item, "venue_time_ns")));
        var strategy = Text(item, "strategy");
        return new FillView(
            fill,
            instrument.Id,
            Text(item, "side") == "buy" ? OrderSide.Buy : OrderSide.Sell,
            strategy.Length == 0 ? default : StrategyInstanceId.Parse(strategy),
            Number(item, "realized_pnl"));
    }

    public Item Position(Holding holding) => Make(
        Key("POSITION", holding.Instrument.Id.Text),
        "position",
        ("quantity", ItemValue.Of(holding.Position.SignedQuantity)),
        ("cost", ItemValue.Of(holding.Position.Cost)),
        ("average_entry_price", Optional(holding.Position.AverageEntryPrice)),
        ("realized_pnl", ItemValue.Of(holding.Position.RealizedPnl)),
        ("fees_in_quote", ItemValue.Of(holding.Position.FeesInQuote)));

    public Item Balance(Balance balance) => Make(
        Key("BALANCE", balance.Currency.Code),
        "balance",
        ("total", ItemValue.Of(balance.Total)),
        ("locked", ItemValue.Of(balance.Locked)));

    public ItemKey StrategyKey(StrategyInstanceId id) => Key("STRATEGY", id.Text);

    public Item Strategy(StrategyRecord strategy) => Make(
        StrategyKey(strategy.Id),
        "strategy",
        ("definition", ItemValue.Of(strategy.Definition)),
        ("status", ItemValue.Of(SnakeCase.From(strategy.Status.ToString()))),
        ("reason", ItemValue.Of(strategy.Reason)),
        ("instruments", ItemValue.ListOf(strategy.Instruments.Select(instrument => ItemValue.Of(instrument.Text)))),
        ("parameters", new ItemValue.Map(strategy.Parameters.Select(pair => KeyValuePair.Create(pair.Key, ItemValue.Of(pair.Value))))),
        ("orders", ItemValue.Of(strategy.OrderCount)),
        ("rejections", ItemValue.Of(strategy.RejectionCount)),
        ("fills", ItemValue.Of(strategy.FillCount)),
        ("turnover", ItemValue.Of(strategy.Turnover)),
        ("feed_position_ns", ItemValue.Of(strategy.FeedPosition.Value)));

    // A grid that the value is on: the market's own may be another now than when it was filled, and that is no reason to refuse what happened.
    private static decimal StepOf(decimal value) => new(1, 0, 0, isNegative: false, (byte)DecimalText.ScaleOf(value));

    // What does not exist is not there; an item has no null.
    private static Item Make(ItemKey key, string type, params ReadOnlySpan<(string Name, ItemValue? Value)> attributes)
    {
        var there = new List<KeyValuePair<string, ItemValue>>();
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
                there.Add(KeyValuePair.Create(name, value));
        }
        return new Item(key, type, SchemaVersion, new ItemValue.Map(there));
    }

    private static ItemValue? Optional(decimal? value) => value is { } known ? ItemValue.Of(known) : null;

    private static string Text(Item item, string name) => ((ItemValue.Text)item.Attributes.Values[name]).Value;

    private static decimal Number(Item item, string name) => ((ItemValue.Number)item.Attributes.Values[name]).Value;

    private ItemKey Key(string type, string id) => new(_partition, new ItemKeyPart(type, id));
}
