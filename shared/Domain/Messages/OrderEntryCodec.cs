namespace VeloZ.Domain;

/// <summary>The bodies of the entries about orders.</summary>
internal static class OrderEntryCodec
{
    public static void Write(MessageWriter writer, JournalEntry entry)
    {
        switch (entry)
        {
            case OrderNew order:
                writer.Text(order.Id.Text);
                OrderCodec.Write(writer, order.Terms);
                writer.Decimal(order.ReservedPerUnit);
                writer.Flag(order.IsEmulated);
                writer.Text(order.ListId);
                writer.Text(order.ParentId);
                writer.Text(order.UserId);
                writer.Text(order.IdempotencyKey);
                writer.Number(order.LimitsVersion);
                break;
            case OrderResubmit again:
                writer.Text(again.Id.Text);
                writer.Number(again.Attempt);
                writer.Text(again.Proof);
                break;
            case OrderUpdate update:
                writer.Text(update.Id.Text);
                writer.Byte((byte)update.Happened);
                writer.Text(update.VenueOrderId);
                writer.Text(update.Reason);
                writer.Byte((byte)update.Source);
                writer.Time(update.VenueTime);
                break;
            case OrderFill fill:
                writer.Text(fill.Id.Text);
                writer.Text(fill.TradeId);
                writer.Text(fill.VenueOrderId);
                writer.Decimal(fill.Price.Value);
                writer.Decimal(fill.Quantity.Value);
                writer.Decimal(fill.Fee.Amount);
                writer.Text(fill.Fee.Currency.Code);
                writer.Decimal(fill.FeeInQuote);
                writer.Byte((byte)fill.Liquidity);
                writer.Time(fill.VenueTime);
                // Of spot its body is as it was before this was written.
                if (fill.RealizedPnl is not null)
                    writer.Optional(fill.RealizedPnl);
                break;
            case OrderCancel cancel:
                writer.Text(cancel.Id.Text);
                writer.Text(cancel.Actor);
                writer.Text(cancel.Reason);
                break;
            case OrderAdopt adopt:
                writer.Text(adopt.Id.Text);
                OrderCodec.Write(writer, adopt.Terms);
                writer.Text(adopt.VenueOrderId);
                writer.Decimal(adopt.ReservedPerUnit);
                break;
            case OrderAmend amend:
                writer.Text(amend.Id.Text);
                writer.Optional(amend.Quantity?.Value);
                writer.Optional(amend.Price?.Value);
                writer.Optional(amend.TriggerPrice?.Value);
                break;
            case OrderTriggered triggered:
                writer.Text(triggered.Id.Text);
                writer.Decimal(triggered.MarketPrice.Value);
                break;
            case TrailMoved moved:
                writer.Text(moved.Id.Text);
                writer.Decimal(moved.Peak.Value);
                writer.Decimal(moved.TriggerPrice.Value);
                break;
            case OrderListNew list:
                writer.Text(list.ListId);
                writer.Byte((byte)list.Contingency);
                writer.Short((ushort)list.Members.Count);
                foreach (var member in list.Members)
                    writer.Text(member.Text);
                break;
            case AlgoState algorithm:
                writer.Text(algorithm.ParentId);
                writer.Text(algorithm.Algorithm);
                writer.Bytes(algorithm.State);
                break;
        }
    }

    // Null for kinds that are not about orders. Fields are read in the order they are written.
    public static JournalEntry? Read(EntryKind kind, UnixNanos time, ref MessageReader body) => kind switch
    {
        EntryKind.OrderNew => new OrderNew(
            time,
            OrderCodec.ReadId(ref body),
            OrderCodec.ReadTerms(ref body),
            body.Decimal(),
            body.Flag(),
            body.Text(),
            body.Text(),
            body.Text(),
            body.Text(),
            body.Number()),
        EntryKind.OrderResubmit => new OrderResubmit(time, OrderCodec.ReadId(ref body), body.Count(), body.Text()),
        EntryKind.OrderUpdate => new OrderUpdate(
            time,
            OrderCodec.ReadId(ref body),
            body.Choice<OrderEvent>(),
            body.Text(),
            body.Text(),
            body.Choice<UpdateSource>(),
            body.Time()),
        EntryKind.OrderFill => ReadFill(time, ref body),
        EntryKind.OrderCancel => new OrderCancel(time, OrderCodec.ReadId(ref body), body.Text(), body.Text()),
        EntryKind.OrderAdopt => new OrderAdopt(time, OrderCodec.ReadId(ref body), OrderCodec.ReadTerms(ref body), body.Text(), body.Decimal()),
        EntryKind.OrderAmend => new OrderAmend(
            time,
            OrderCodec.ReadId(ref body),
            OrderCodec.ReadOptionalQuantity(ref body),
            OrderCodec.ReadOptionalPrice(ref body),
            OrderCodec.ReadOptionalPrice(ref body)),
        EntryKind.OrderTriggered => new OrderTriggered(time, OrderCodec.ReadId(ref body), new Price(body.Decimal())),
        EntryKind.TrailMoved => new TrailMoved(time, OrderCodec.ReadId(ref body), new Price(body.Decimal()), new Price(body.Decimal())),
        EntryKind.OrderListNew => new OrderListNew(time, body.Text(), body.Choice<Contingency>(), ReadIds(ref body)),
        EntryKind.AlgoState => new AlgoState(time, body.Text(), body.Text(), body.Bytes()),
        _ => null,
    };

    private static OrderFill ReadFill(UnixNanos time, ref MessageReader body)
    {
        var fill = new OrderFill(
            time,
            OrderCodec.ReadId(ref body),
            body.Text(),
            body.Text(),
            new Price(body.Decimal()),
            OrderCodec.ReadQuantity(ref body),
            new Money(body.Decimal(), OrderCodec.ReadCurrency(ref body)),
            body.Decimal(),
            body.Choice<Liquidity>(),
            body.Time());
        return body.HasMore ? fill with { RealizedPnl = body.OptionalDecimal() } : fill;
    }

    private static ClientOrderId[] ReadIds(ref MessageReader body)
    {
        var ids = new ClientOrderId[body.Length(bytesMin: 2)];
        for (var index = 0; index < ids.Length; index++)
            ids[index] = OrderCodec.ReadId(ref body);
        return ids;
    }
}
