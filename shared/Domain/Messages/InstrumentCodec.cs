namespace VeloZ.Domain;

/// <summary>Instruments in binary form, shared by entries and snapshots.</summary>
internal static class InstrumentCodec
{
    public static void Write(MessageWriter writer, Instrument instrument)
    {
        writer.Text(instrument.Id.Text);
        writer.Decimal(instrument.PriceIncrement);
        writer.Decimal(instrument.QuantityIncrement);
        writer.Decimal(instrument.QuantityMin);
        writer.Optional(instrument.QuantityMax);
        writer.Decimal(instrument.NotionalMin);
        writer.Optional(instrument.NotionalMax);
        writer.Short((ushort)instrument.Fees.Tiers.Count);
        foreach (var tier in instrument.Fees.Tiers)
        {
            writer.Decimal(tier.VolumeMin);
            writer.Decimal(tier.MakerRate);
            writer.Decimal(tier.TakerRate);
        }
    }

    public static Instrument Read(ref MessageReader reader)
    {
        var id = OrderCodec.ReadInstrumentId(ref reader);
        var priceIncrement = reader.Decimal();
        var quantityIncrement = reader.Decimal();
        var quantityMin = reader.Decimal();
        var quantityMax = reader.OptionalDecimal();
        var notionalMin = reader.Decimal();
        var notionalMax = reader.OptionalDecimal();
        var tiers = new FeeTier[reader.Length(bytesMin: 27)];
        for (var index = 0; index < tiers.Length; index++)
            tiers[index] = new FeeTier(reader.Decimal(), reader.Decimal(), reader.Decimal());
        try
        {
            return new Instrument(id, priceIncrement, quantityIncrement, new FeeSchedule(tiers))
            {
                QuantityMin = quantityMin,
                QuantityMax = quantityMax,
                NotionalMin = notionalMin,
                NotionalMax = notionalMax,
            };
        }
        catch (ArgumentException exception)
        {
            throw reader.Fault(exception.Message);
        }
    }
}
