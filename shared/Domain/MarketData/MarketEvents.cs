namespace VeloZ.Domain;

/// <summary>Open, high, low and close of one interval, known once it has closed.</summary>
/// <param name="OpenTime">Start of the interval, inclusive.</param>
/// <param name="CloseTime">End of the interval, exclusive; when the bar is known.</param>
/// <param name="Open">First trade.</param>
/// <param name="High">Highest trade, at least open and close.</param>
/// <param name="Low">Lowest trade, at most open and close.</param>
/// <param name="Close">Last trade.</param>
/// <param name="Volume">Base units traded, 0 or more; a plain decimal, not on the quantity grid.</param>
public readonly record struct Bar(UnixNanos OpenTime, UnixNanos CloseTime, Price Open, Price High, Price Low, Price Close, decimal Volume);

/// <summary>A public print.</summary>
/// <param name="VenueTime">When the venue says it happened; never orders inputs.</param>
/// <param name="ReceivedTime">When we had it.</param>
/// <param name="Price">Of the print.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Aggressor">The side that took; null when the venue does not say.</param>
/// <param name="TradeId">The venue's id of the print.</param>
public readonly record struct TradeTick(UnixNanos VenueTime, UnixNanos ReceivedTime, Price Price, Quantity Quantity, OrderSide? Aggressor, long TradeId);

/// <summary>Best bid and ask.</summary>
/// <param name="VenueTime">When the venue says it held; never orders inputs.</param>
/// <param name="ReceivedTime">When we had it.</param>
/// <param name="Bid">Best price to sell at.</param>
/// <param name="BidQuantity">Base units there.</param>
/// <param name="Ask">Best price to buy at.</param>
/// <param name="AskQuantity">Base units there.</param>
public readonly record struct QuoteTick(UnixNanos VenueTime, UnixNanos ReceivedTime, Price Bid, Quantity BidQuantity, Price Ask, Quantity AskQuantity);
