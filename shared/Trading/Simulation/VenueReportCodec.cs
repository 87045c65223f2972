using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Reports on their way, in binary form.</summary>
internal static class VenueReportCodec
{
    private enum Form : byte
    {
        Accepted,
        Changed,
        Filled,
    }

    public static void Write(MessageWriter writer, VenueReport report)
    {
        writer.Byte((byte)FormOf(report));
        writer.Time(report.Time);
        writer.Text(report.Id.Text);
        writer.Time(report.VenueTime);
        writer.Byte((byte)report.Source);
        switch (report)
        {
            case VenueReport.Accepted accepted:
                writer.Text(accepted.VenueOrderId);
                break;
            case VenueReport.Changed changed:
                writer.Byte((byte)changed.Happened);
                writer.Text(changed.Reason);
                break;
            case VenueReport.Filled filled:
                Write(writer, filled);
                break;
        }
    }

    public static VenueReport Read(ref MessageReader reader)
    {
        var form = reader.Choice<Form>();
        var (time, id, venueTime, source) = (reader.Time(), OrderCodec.ReadId(ref reader), reader.Time(), reader.Choice<UpdateSource>());
        return form switch
        {
            Form.Accepted => new VenueReport.Accepted(time, id, venueTime, source, reader.Text()),
            Form.Changed => new VenueReport.Changed(time, id, venueTime, source, reader.Choice<OrderEvent>(), reader.Text()),
            _ => new VenueReport.Filled(
                time,
                id,
                venueTime,
                source,
                reader.Text(),
                reader.Text(),
                new Price(reader.Decimal()),
                OrderCodec.ReadQuantity(ref reader),
                new Money(reader.Decimal(), OrderCodec.ReadCurrency(ref reader)),
                reader.Choice<Liquidity>()),
        };
    }

    private static Form FormOf(VenueReport report) => report switch
    {
        VenueReport.Accepted => Form.Accepted,
        VenueReport.Changed => Form.Changed,
        VenueReport.Filled => Form.Filled,
        _ => throw new InvariantException($"report {report.GetType().Name} has no layout"),
    };

    private static void Write(MessageWriter writer, VenueReport.Filled filled)
    {
        writer.Text(filled.TradeId);
        writer.Text(filled.VenueOrderId);
        writer.Decimal(filled.Price.Value);
        writer.Decimal(filled.Quantity.Value);
        writer.Decimal(filled.Fee.Amount);
        writer.Text(filled.Fee.Currency.Code);
        writer.Byte((byte)filled.Liquidity);
    }
}
