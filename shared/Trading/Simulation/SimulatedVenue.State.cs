using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What it holds, in binary form: a paper account's market goes on after a restart as if nothing had been.</content>
public sealed partial class SimulatedVenue
{
    /// <summary>Whether this order has been sent here and has not ended: it is on its way, waiting or resting.</summary>
    public bool Has(ClientOrderId id) =>
        _resting.Exists(order => order.Id == id) || _waiting.Exists(order => order.Id == id) || _arrivals.Any(arrival => arrival.Order?.Id == id);

    /// <summary>Whether a cancel of this order is on its way.</summary>
    public bool HasCancel(ClientOrderId id) => _arrivals.Any(arrival => arrival.Order is null && arrival.Id == id);

    /// <summary>Whether a report about this order is on its way.</summary>
    public bool HasReport(ClientOrderId id) => _reports.Any(report => report.Id == id);

    /// <summary>Writes all that it holds; instrument and options are not part of it.</summary>
    public void Save(MessageWriter writer)
    {
        writer.Number(_nextPoint);
        writer.DecimalAsIs(_price);
        writer.Decimal(_barVolume);
        writer.Optional(_volumeLeft);
        writer.Time(_closeTime);
        writer.Number(_orders);
        writer.Number(_trades);
        _path.Save(writer);
        _slippage.Save(writer);
        _account.Save(writer);
        Write(writer, _waiting);
        Write(writer, _resting);
        writer.Number(_arrivals.Count);
        foreach (var arrival in _arrivals)
        {
            writer.Time(arrival.Time);
            writer.Flag(arrival.Order is not null);
            if (arrival.Order is { } order)
                order.WriteTo(writer);
            else
                writer.Text(arrival.Id.Text);
        }
        writer.Number(_reports.Count);
        foreach (var report in _reports)
            VenueReportCodec.Write(writer, report);
        foreach (var order in _resting)
            writer.Decimal(order.HeldRate);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; for a venue that has done nothing yet.</summary>
    /// <exception cref="MessageFormatException">The bytes are of another form.</exception>
    public void Restore(ref MessageReader reader)
    {
        _nextPoint = reader.Count();
        _price = reader.Decimal();
        _barVolume = reader.Decimal();
        _volumeLeft = reader.OptionalDecimal();
        _closeTime = reader.Time();
        _orders = reader.Number();
        _trades = reader.Number();
        _path.Restore(ref reader);
        _slippage.Restore(ref reader);
        _account.Restore(ref reader);
        Read(ref reader, _waiting);
        Read(ref reader, _resting);
        for (var left = reader.Count(); left > 0; left--)
        {
            var time = reader.Time();
            var order = reader.Flag() ? SimulatedOrder.ReadFrom(ref reader) : null;
            _arrivals.Enqueue(new Arrival(time, order, order?.Id ?? OrderCodec.ReadId(ref reader)));
        }
        for (var left = reader.Count(); left > 0; left--)
            _reports.Enqueue(VenueReportCodec.Read(ref reader));
        // What was saved before rates were kept ends here; fees had not changed, or are wrong by their difference as they were.
        var hasRates = reader.HasMore;
        foreach (var order in _resting)
            order.HeldRate = hasRates ? reader.Decimal() : _heldRate;
        if (reader.HasMore)
            throw reader.Fault("the market's state had ended, and more bytes followed");
    }

    private static void Write(MessageWriter writer, List<SimulatedOrder> orders)
    {
        writer.Number(orders.Count);
        foreach (var order in orders)
            order.WriteTo(writer);
    }

    private static void Read(ref MessageReader reader, List<SimulatedOrder> orders)
    {
        for (var left = reader.Count(); left > 0; left--)
            orders.Add(SimulatedOrder.ReadFrom(ref reader));
    }
}
