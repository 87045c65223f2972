namespace VeloZ.Domain.Tests;

public sealed class InstrumentItemTests
{
    [Fact]
    public void Its_key_is_of_its_venue_and_itself()
    {
        var key = InstrumentItem.KeyOf(InstrumentId.Parse("BTC-USDT-PERP.BYBIT"));
        Assert.Equal(("VENUE#BYBIT", "INSTRUMENT#BTC-USDT-PERP.BYBIT"), (key.PartitionKey, key.SortKey));
        Assert.StartsWith(InstrumentItem.SortKeyPrefix, key.SortKey, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instrument_comes_back_as_it_was()
    {
        var instrument = new Instrument(
            InstrumentId.Parse("BTC-USDT.BINANCE"),
            0.01m,
            0.00001m,
            new FeeSchedule([new FeeTier(0, 0.001m, 0.001m), new FeeTier(1_000_000, -0.00005m, 0.0008m)]))
        {
            QuantityMin = 0.0001m,
            QuantityMax = 9_000,
            NotionalMin = 5,
            NotionalMax = 9_000_000,
        };
        var back = InstrumentItem.Read(InstrumentItem.Of(instrument));
        Assert.Equal((instrument.Id, 0.01m, 0.00001m, 0.0001m, 9_000m, 5m, 9_000_000m), (back.Id, back.PriceIncrement, back.QuantityIncrement, back.QuantityMin, back.QuantityMax!.Value, back.NotionalMin, back.NotionalMax!.Value));
        Assert.Equal(instrument.Fees.Tiers, back.Fees.Tiers);
    }

    [Fact]
    public void Limits_that_are_not_there_stay_so()
    {
        var back = InstrumentItem.Read(InstrumentItem.Of(Make()));
        Assert.Equal((null, null), (back.QuantityMax, back.NotionalMax));
    }

    [Fact]
    public void An_item_of_another_kind_or_version_is_refused()
    {
        var item = InstrumentItem.Of(Make());
        Assert.Equal(StoreFault.OtherVersion, Assert.Throws<StoreException>(() => InstrumentItem.Read(new Item(item.Key, "order", 1, item.Attributes))).Fault);
        Assert.Equal(StoreFault.OtherVersion, Assert.Throws<StoreException>(() => InstrumentItem.Read(new Item(item.Key, "instrument", 2, item.Attributes))).Fault);
    }

    [Theory]
    [InlineData("price_increment")]
    [InlineData("fee_tiers")]
    [InlineData("instrument_id")]
    public void An_item_that_lacks_something_is_damaged(string name)
    {
        var item = InstrumentItem.Of(Make());
        var rest = new ItemValue.Map(item.Attributes.Values.Where(one => one.Key != name));
        Assert.Equal(StoreFault.Damaged, Assert.Throws<StoreException>(() => InstrumentItem.Read(new Item(item.Key, item.Type, item.SchemaVersion, rest))).Fault);
    }

    private static Instrument Make() => new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
}
