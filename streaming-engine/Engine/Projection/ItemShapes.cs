using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>How an account's orders, fills, positions, balances and strategies are stored as items, one partition an account, and where they are in indexes.</summary>
/// <remarks>
/// The first index has the orders of an account by time and the fills of an order, the second the orders of an account that are open, and
/// the third the orders of a strategy by time. What is asked of them is told in <c>shared/Aws/Schema/AccessPatterns.cs</c>.
/// </remarks>
internal sealed class ItemShapes(string account)
{
    private const int SchemaVersion = 1;

    // Counted up when items are to be put again so that they are as they would be made now. 1, of before it was stored, had no keys of indexes.
    private const int Shapes = 2;

    private static readonly HashSet<string> ClosedStatuses = new(Enum.GetValues<OrderStatus>().Where(OrderStateMachine.IsClosed).Select(status => SnakeCase.From(status.ToString())), StringComparer.Ordinal);

    private readonly ItemKeyPart _partition = new("ACCOUNT", account);

    /// <summary>Sort keys of fills begin so; the time of the fill follows, so that they sort by it.</summary>
    public static readonly string FillPrefix = ItemKeyPart.PrefixOf("FILL");

    public string PartitionKey => _partition.ToString();

    /// <summary>What has keys of indexes: sort keys begin with one of these.</summary>
    public static IReadOnlyList<string> IndexedPrefixes { get; } = [ItemKeyPart.PrefixOf("ORDER"), FillPrefix];

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
        ("position", ItemValue.Of(progress.Position.ToString())),
        ("shapes", ItemValue.Of(Shapes)));

    /// <summary>Whether all items are as they are made now, by what tells how far they go.</summary>
    public static bool AreCurrent(Item progress) => progress.Attributes.Find("shapes") is ItemValue.Number { Value: Shapes };

    /// <summary>The same progress, of items that are all as they are made now.</summary>
    public Item Current(Item progress) => Progress(ReadProgress(progress));

    /// <summary>An order or fill as it is, with the keys of indexes that it has now.</summary>
    public Item Indexed(Item item) => new(item.Key, item.Type, item.SchemaVersion, item.Attributes, item.ExpiresAt, IndexKeysOf(item.Key, item.Type, item.Attributes));

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
        ("held_at", order.HeldAt is { } place ? ItemValue.Of(place) : null),
        ("quantity", ItemValue.Of(order.Quantity.Value)),
        ("price", Optional(order.Price?.Value)),
        ("trigger_price", Optional(order.TriggerPrice?.Value)),
        (order.Terms.TrailingIsFraction ? "trailing_fraction" : "trailing_offset", Optional(order.Terms.TrailingOffset)),
        ("display_quantity", Optional(order.Terms.DisplayQuantity?.Value)),
        ("expires_ns", order.Terms.ExpireTime is { } expires ? ItemValue.Of(expires.Value) : null),
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
    private Item Make(ItemKey key, string type, params ReadOnlySpan<(string Name, ItemValue? Value)> attributes)
    {
        var there = new List<KeyValuePair<string, ItemValue>>();
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
                there.Add(KeyValuePair.Create(name, value));
        }
        var map = new ItemValue.Map(there);
        return new Item(key, type, SchemaVersion, map, expiresAt: null, IndexKeysOf(key, type, map));
    }

    // Of what an item tells, so that those of before can be given them without the journal, which may have forgotten how they began.
    private IEnumerable<ItemIndexKey> IndexKeysOf(ItemKey key, string type, ItemValue.Map attributes) => type switch
    {
        "order" => OrderKeys(key, attributes),
        "fill" => [IndexKey(ItemIndex.Gsi1, [new ItemKeyPart("ORDER", attributes.GetText("order"))], new ItemKeyPart("FILL", attributes.GetInteger("time_ns")), new ItemKeyPart("TRADE", attributes.GetText("trade_id")))],
        _ => [],
    };

    private IEnumerable<ItemIndexKey> OrderKeys(ItemKey key, ItemValue.Map attributes)
    {
        // Orders of one moment are told apart, and are in an order that does not change.
        ItemKeyPart[] byTime = [new ItemKeyPart("TIME", attributes.GetInteger("created_ns")), ItemKeyPart.Parse(key.SortKey)[0]];
        yield return IndexKey(ItemIndex.Gsi1, [_partition], byTime);
        var status = attributes.GetText("status");
        if (!ClosedStatuses.Contains(status))
            yield return IndexKey(ItemIndex.Gsi2, [_partition, new ItemKeyPart("OPEN", "")], [new ItemKeyPart("STATUS", status), .. byTime]);
        if (attributes.GetText("strategy") is { Length: > 0 } strategy)
            yield return IndexKey(ItemIndex.Gsi3, [new ItemKeyPart("STRATEGY", strategy)], byTime);
    }

    private static ItemIndexKey IndexKey(string index, ReadOnlySpan<ItemKeyPart> partition, params ReadOnlySpan<ItemKeyPart> sort) => new(index, ItemKeyPart.Join(partition), ItemKeyPart.Join(sort));

    private static ItemValue? Optional(decimal? value) => value is { } known ? ItemValue.Of(known) : null;

    private static string Text(Item item, string name) => ((ItemValue.Text)item.Attributes.Values[name]).Value;

    private static decimal Number(Item item, string name) => ((ItemValue.Number)item.Attributes.Values[name]).Value;

    private ItemKey Key(string type, string id) => new(_partition, new ItemKeyPart(type, id));
}
