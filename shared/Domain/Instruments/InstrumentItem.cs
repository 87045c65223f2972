namespace VeloZ.Domain;

/// <summary>Instruments in the item store: one partition a venue, <c>VENUE#BINANCE</c>, and one item each, <c>INSTRUMENT#BTC-USDT.BINANCE</c>, in the order of their ids.</summary>
public static class InstrumentItem
{
    private const string Type = "instrument";
    private const int SchemaVersion = 1;

    /// <summary>Partition of a venue's instruments.</summary>
    public static string PartitionKey(string venue) => ItemKeyPart.Join([new ItemKeyPart("VENUE", venue)]);

    /// <summary>What the sort keys of instruments begin with.</summary>
    public static string SortKeyPrefix => ItemKeyPart.PrefixOf("INSTRUMENT");

    /// <summary>Sort key of an instrument.</summary>
    public static string SortKey(InstrumentId id) => ItemKeyPart.Join([new ItemKeyPart("INSTRUMENT", id.Text)]);

    /// <summary>Key of an instrument.</summary>
    public static ItemKey KeyOf(InstrumentId id) => new(PartitionKey(id.Venue), SortKey(id));

    /// <summary>An instrument as an item.</summary>
    public static Item Of(Instrument instrument)
    {
        var attributes = new List<(string, ItemValue)>
        {
            ("instrument_id", ItemValue.Of(instrument.Id.Text)),
            ("price_increment", ItemValue.Of(instrument.PriceIncrement)),
            ("quantity_increment", ItemValue.Of(instrument.QuantityIncrement)),
            ("quantity_min", ItemValue.Of(instrument.QuantityMin)),
            ("notional_min", ItemValue.Of(instrument.NotionalMin)),
            ("fee_tiers", ItemValue.ListOf(instrument.Fees.Tiers.Select(TierOf))),
        };
        if (instrument.QuantityMax is { } quantity)
            attributes.Add(("quantity_max", ItemValue.Of(quantity)));
        if (instrument.NotionalMax is { } notional)
            attributes.Add(("notional_max", ItemValue.Of(notional)));
        return new Item(KeyOf(instrument.Id), Type, SchemaVersion, ItemValue.MapOf([.. attributes]));
    }

    /// <summary>Reads an instrument back.</summary>
    /// <exception cref="StoreException">The item is of another type or version, or its attributes are not those of an instrument.</exception>
    public static Instrument Read(Item item)
    {
        if (item.Type != Type || item.SchemaVersion != SchemaVersion)
            throw new StoreException(StoreFault.OtherVersion, $"item {item.Key} was {item.Type} {item.SchemaVersion}, must be {Type} {SchemaVersion}");
        try
        {
            var map = item.Attributes;
            return new Instrument(
                InstrumentId.Parse(map.GetText("instrument_id")),
                map.GetNumber("price_increment"),
                map.GetNumber("quantity_increment"),
                new FeeSchedule([.. map.Get<ItemValue.List>("fee_tiers").Values.Select(TierOf)]))
            {
                QuantityMin = map.GetNumber("quantity_min"),
                NotionalMin = map.GetNumber("notional_min"),
                QuantityMax = NumberOrNull(map, "quantity_max"),
                NotionalMax = NumberOrNull(map, "notional_max"),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvariantException)
        {
            throw new StoreException(StoreFault.Damaged, $"item {item.Key} was no instrument: {exception.Message}", exception);
        }
    }

    private static ItemValue TierOf(FeeTier tier) => ItemValue.MapOf(
        ("volume_min", ItemValue.Of(tier.VolumeMin)),
        ("maker_rate", ItemValue.Of(tier.MakerRate)),
        ("taker_rate", ItemValue.Of(tier.TakerRate)));

    private static FeeTier TierOf(ItemValue value) => value is ItemValue.Map tier
        ? new FeeTier(tier.GetNumber("volume_min"), tier.GetNumber("maker_rate"), tier.GetNumber("taker_rate"))
        : throw new FormatException("a fee tier was no map");

    private static decimal? NumberOrNull(ItemValue.Map map, string name) => map.Values.ContainsKey(name) ? map.GetNumber(name) : null;
}
