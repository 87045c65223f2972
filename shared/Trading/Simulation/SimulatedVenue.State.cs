using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What it holds, in binary form: a paper account's market goes on after a restart as if nothing had been.</content>
public sealed partial class SimulatedVenue
{
    // Of a print; what is saved over bars has none.
    private enum Taker : byte
    {
        Unknown,
        Buyer,
        Seller,
    }

    /// <summary>Whether this order has been sent here and has not ended: it is on its way, waiting or resting.</summary>
    public bool Has(ClientOrderId id) =>
        Resting.Exists(order => order.Id == id) || Waiting.Exists(order => order.Id == id) || Arrivals.All.Any(arrival => arrival.Order?.Id == id);

    /// <summary>Whether a cancel of this order is on its way.</summary>
    public bool HasCancel(ClientOrderId id) => Arrivals.All.Any(arrival => arrival is { Order: null, Change: null } && arrival.Id == id);

    /// <summary>Whether a report about this order is on its way.</summary>
    public bool HasReport(ClientOrderId id) => Reports.Any(report => report.Id == id);

    /// <summary>Writes all that it holds; instrument and options are not part of it.</summary>
    public void Save(MessageWriter writer)
    {
        writer.Number(_nextPoint);
        writer.DecimalAsIs(_price);
        writer.Decimal(_barVolume);
        writer.Optional(_volumeLeft);
        writer.Time(_closeTime);
        writer.Number(Counters.Orders);
        writer.Number(Counters.Trades);
        _path.Save(writer);
        _slippage.Save(writer);
        Account.Save(writer);
        Write(writer, Waiting);
        Write(writer, Resting);
        writer.Number(Arrivals.Count);
        foreach (var arrival in Arrivals.All)
        {
            writer.Time(arrival.Time);
            writer.Flag(arrival.Order is not null);
            if (arrival.Order is { } order)
                order.WriteTo(writer);
            else
                writer.Text(arrival.Id.Text);
        }
        writer.Number(Reports.Count);
        foreach (var report in Reports)
            VenueReportCodec.Write(writer, report);
        foreach (var order in Resting)
            writer.Decimal(order.HeldRate);
        foreach (var order in Waiting.Concat(Resting))
            order.WriteLaterTo(writer);
        foreach (var arrival in Arrivals.All)
        {
            arrival.Order?.WriteLaterTo(writer);
            writer.Flag(arrival.Change is not null);
            if (arrival.Change is not { } change)
                continue;
            JournalCodec.Write(writer, change);
            writer.Decimal(arrival.PeersFilled);
        }
        PeerLists.Save(writer);
        if (_path.IsPrint)
            writer.Byte(_aggressor switch { OrderSide.Buy => (byte)Taker.Buyer, OrderSide.Sell => (byte)Taker.Seller, _ => (byte)Taker.Unknown });
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
        Counters = (reader.Number(), reader.Number());
        _path.Restore(ref reader);
        _slippage.Restore(ref reader);
        Account.Restore(ref reader);
        Read(ref reader, Waiting);
        Read(ref reader, Resting);
        var arrivals = new List<Arrival>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var time = reader.Time();
            var order = reader.Flag() ? SimulatedOrder.ReadFrom(ref reader) : null;
            arrivals.Add(new Arrival(time, order, order?.Id ?? OrderCodec.ReadId(ref reader)));
        }
        for (var left = reader.Count(); left > 0; left--)
            Reports.Enqueue(VenueReportCodec.Read(ref reader));
        // What was saved before rates were kept ends here; fees had not changed, or are wrong by their difference as they were.
        var hasRates = reader.HasMore;
        foreach (var order in Resting)
            order.HeldRate = hasRates ? reader.Decimal() : HeldRate;
        if (reader.HasMore)
            ReadLater(ref reader, arrivals);
        foreach (var arrival in arrivals)
            Arrivals.Add(in arrival);
        if (reader.HasMore)
            RestorePrint(reader.Choice<Taker>());
        if (reader.HasMore)
            throw reader.Fault("the market's state had ended, and more bytes followed");
    }

    // What was saved before there were triggers, lists and amendments ends before it.
    private void ReadLater(ref MessageReader reader, List<Arrival> arrivals)
    {
        for (var index = 0; index < Waiting.Count; index++)
            Waiting[index] = Waiting[index].ReadLater(ref reader);
        for (var index = 0; index < Resting.Count; index++)
            Resting[index] = Resting[index].ReadLater(ref reader);
        for (var index = 0; index < arrivals.Count; index++)
        {
            var order = arrivals[index].Order?.ReadLater(ref reader);
            arrivals[index] = arrivals[index] with { Order = order };
            if (reader.Flag())
                arrivals[index] = arrivals[index] with { Change = (OrderAmend)reader.Entry(), PeersFilled = reader.Decimal() };
        }
        PeerLists.Restore(ref reader, Resting);
    }

    private void RestorePrint(Taker taker)
    {
        _path.BecomePrint();
        _share = 1;
        _aggressor = taker switch { Taker.Buyer => OrderSide.Buy, Taker.Seller => OrderSide.Sell, _ => null };
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
