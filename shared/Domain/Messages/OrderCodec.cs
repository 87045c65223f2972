namespace VeloZ.Domain;

/// <summary>Order terms in binary form, shared by entries and snapshots.</summary>
internal static class OrderCodec
{
    public static void Write(MessageWriter writer, OrderTerms terms)
    {
        writer.Text(terms.Instrument.Text);
        writer.Byte((byte)terms.Side);
        writer.Byte((byte)terms.Type);
        writer.Decimal(terms.Quantity.Value);
        writer.Optional(terms.Price?.Value);
        writer.Optional(terms.TriggerPrice?.Value);
        writer.Optional(terms.TrailingOffset);
        writer.Flag(terms.TrailingIsFraction);
        writer.Optional(terms.DisplayQuantity?.Value);
        writer.Byte((byte)terms.TimeInForce);
        writer.Optional(terms.ExpireTime);
        writer.Flag(terms.IsPostOnly);
        writer.Flag(terms.IsReduceOnly);
        writer.Byte((byte)terms.Role);
        writer.Text(terms.Strategy.Text);
        writer.Text(terms.ClientReference);
    }

    public static OrderTerms ReadTerms(ref MessageReader reader) => new()
    {
        Instrument = ReadInstrumentId(ref reader),
        Side = reader.Choice<OrderSide>(),
        Type = reader.Choice<OrderType>(),
        Quantity = ReadQuantity(ref reader),
        Price = ReadOptionalPrice(ref reader),
        TriggerPrice = ReadOptionalPrice(ref reader),
        TrailingOffset = reader.OptionalDecimal(),
        TrailingIsFraction = reader.Flag(),
        DisplayQuantity = ReadOptionalQuantity(ref reader),
        TimeInForce = reader.Choice<TimeInForce>(),
        ExpireTime = reader.OptionalTime(),
        IsPostOnly = reader.Flag(),
        IsReduceOnly = reader.Flag(),
        Role = reader.Choice<OrderRole>(),
        Strategy = ReadStrategy(ref reader),
        ClientReference = reader.Text(),
    };

    public static InstrumentId ReadInstrumentId(ref MessageReader reader)
    {
        var text = reader.Text();
        return InstrumentId.TryParse(text, out var id) ? id : throw reader.Fault($"instrument was '{text}'");
    }

    public static ClientOrderId ReadId(ref MessageReader reader)
    {
        var text = reader.Text();
        return ClientOrderId.TryParse(text, out var id) ? id : throw reader.Fault($"client order id was '{text}'");
    }

    public static StrategyInstanceId ReadStrategy(ref MessageReader reader)
    {
        var text = reader.Text();
        try
        {
            return StrategyInstanceId.Parse(text);
        }
        catch (FormatException)
        {
            throw reader.Fault($"strategy instance was '{text}'");
        }
    }

    public static Quantity ReadQuantity(ref MessageReader reader)
    {
        var value = reader.Decimal();
        return value >= 0 ? new Quantity(value) : throw reader.Fault("quantity was negative");
    }

    public static Price? ReadOptionalPrice(ref MessageReader reader) => reader.OptionalDecimal() is { } value ? new Price(value) : null;

    public static Quantity? ReadOptionalQuantity(ref MessageReader reader) => reader.Flag() ? ReadQuantity(ref reader) : null;

    public static Currency ReadCurrency(ref MessageReader reader)
    {
        var text = reader.Text();
        return Currency.TryParse(text, out var currency) ? currency : throw reader.Fault($"currency was '{text}'");
    }
}
