namespace VeloZ.VenueServers;

/// <summary>A position in a perpetual, at average cost.</summary>
internal sealed class LoopbackPosition(LoopbackMarket market)
{
    public LoopbackMarket Market { get; } = market;

    /// <summary>Base units; negative when short.</summary>
    public decimal Quantity { get; private set; }

    /// <summary>Quote currency per base unit; 0 when flat.</summary>
    public decimal EntryPrice { get; private set; }

    /// <summary>Since the position was opened, in quote currency, fees not among it.</summary>
    public decimal RealizedPnl { get; private set; }

    /// <summary>What it would bring at a price, in quote currency.</summary>
    public decimal PnlAt(decimal price) => (price - EntryPrice) * Quantity;

    /// <summary>Takes a fill.</summary>
    /// <param name="quantity">Base units; negative of a sell.</param>
    /// <param name="price">Quote currency per base unit.</param>
    /// <returns>What it realized, in quote currency.</returns>
    public decimal Apply(decimal quantity, decimal price)
    {
        var closed = Math.Sign(quantity) == -Math.Sign(Quantity) ? Math.Min(Math.Abs(quantity), Math.Abs(Quantity)) : 0;
        var realized = closed * Math.Sign(Quantity) * (price - EntryPrice);
        var opened = Math.Abs(quantity) - closed;
        var after = Quantity + quantity;
        if (opened > 0)
        {
            var kept = Math.Abs(after) - opened;
            if (kept == 0)
                RealizedPnl = 0;
            EntryPrice = ((kept * EntryPrice) + (opened * price)) / Math.Abs(after);
        }
        else if (after == 0)
        {
            EntryPrice = 0;
        }
        Quantity = after;
        RealizedPnl += realized;
        return realized;
    }
}
