using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What people and programs see of an engine: what is durable, at one moment. Immutable.</summary>
public sealed record EngineView
{
    /// <summary>The last frame that it shows.</summary>
    public required FrameId Frame { get; init; }

    /// <summary>Time of the last entry that it shows, in the feed's time.</summary>
    public required UnixNanos Time { get; init; }

    /// <summary>What the account may do.</summary>
    public required TradingState TradingState { get; init; }

    /// <summary>Engaged kill switches.</summary>
    public required IReadOnlyList<KillSwitch> KillSwitches { get; init; }

    /// <summary>The currency that equity is told in.</summary>
    public required Currency ReportingCurrency { get; init; }

    /// <summary>Orders that may still fill, by age.</summary>
    public required IReadOnlyList<OrderView> OpenOrders { get; init; }

    /// <summary>Orders that ended last, newest first; at most <see cref="Projector.ClosedOrdersShown"/>.</summary>
    public required IReadOnlyList<OrderView> ClosedOrders { get; init; }

    /// <summary>Last fills, newest first; at most <see cref="Projector.FillsShown"/>.</summary>
    public required IReadOnlyList<FillView> Fills { get; init; }

    /// <summary>One for each instrument.</summary>
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>One for each currency held.</summary>
    public required IReadOnlyList<BalanceView> Balances { get; init; }

    /// <summary>Deployed strategies.</summary>
    public required IReadOnlyList<StrategyView> Strategies { get; init; }

    /// <summary>What should not have happened, newest first; at most <see cref="Projector.IncidentsShown"/>.</summary>
    public required IReadOnlyList<Effect.Incident> Incidents { get; init; }

    /// <summary>Orders since the engine started.</summary>
    public required long OrderCount { get; init; }

    /// <summary>Fills since the engine started.</summary>
    public required long FillCount { get; init; }

    /// <summary>What the account started with and what came in and went out since, in the reporting currency.</summary>
    public required decimal PaidIn { get; init; }

    /// <summary>What fundings of perpetuals brought, below 0 what they took, in the reporting currency.</summary>
    public required decimal Funding { get; init; }

    /// <summary>The account's worth, in the reporting currency.</summary>
    /// <param name="price">Last price of the first instrument; null counts what is held at its cost.</param>
    public decimal Equity(decimal? price)
    {
        var equity = Balances.FirstOrDefault(balance => balance.Currency == ReportingCurrency)?.Total ?? 0;
        foreach (var position in Positions)
        {
            if (position.Instrument.Id.Kind == InstrumentKind.Perpetual)
            {
                equity += (position.SignedQuantity * (price ?? position.AverageEntryPrice ?? 0)) - position.Cost;
                continue;
            }
            var held = Balances.FirstOrDefault(balance => balance.Currency == position.Instrument.Id.Base)?.Total ?? 0;
            equity += held * (price ?? position.AverageEntryPrice ?? 0);
        }
        return equity;
    }
}

/// <summary>An order, as it stood.</summary>
/// <param name="Id">Ours.</param>
/// <param name="Terms">What was asked for.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Quantity">Base units asked for now, amendments included.</param>
/// <param name="Price">Limit price now; null where there is none.</param>
/// <param name="TriggerPrice">Trigger price now, after amendments and trailing; null where there is none.</param>
/// <param name="FilledQuantity">Base units.</param>
/// <param name="AverageFillPrice">Quote currency; null before the first fill.</param>
/// <param name="FeesInQuote">Quote currency.</param>
/// <param name="VenueOrderId">The venue's; may be empty.</param>
/// <param name="Reason">Why it ended; may be empty.</param>
/// <param name="CreatedTime">When it was made.</param>
/// <param name="UpdatedTime">When something last happened to it.</param>
public sealed record OrderView(
    ClientOrderId Id,
    OrderTerms Terms,
    OrderStatus Status,
    Quantity Quantity,
    Price? Price,
    Price? TriggerPrice,
    Quantity FilledQuantity,
    decimal? AverageFillPrice,
    decimal FeesInQuote,
    string VenueOrderId,
    string Reason,
    UnixNanos CreatedTime,
    UnixNanos UpdatedTime)
{
    /// <summary>
    /// Where it is while it is open: <c>venue</c>, or <c>engine</c> as long as we hold it for its trigger or its entry, and nothing of it works while we are away.
    /// Null once it is closed.
    /// </summary>
    public string? HeldAt => OrderStateMachine.IsClosed(Status) ? null : Status is OrderStatus.Emulated or OrderStatus.Released ? "engine" : "venue";

    /// <summary>The order as it stands now.</summary>
    public static OrderView Of(Order order) => new(
        order.Id,
        order.Terms,
        order.Status,
        order.Quantity,
        order.Price,
        order.TriggerPrice,
        order.FilledQuantity,
        order.AverageFillPrice,
        order.FeesInQuote,
        order.VenueOrderId,
        order.Reason,
        order.CreatedTime,
        order.UpdatedTime);
}

/// <summary>A fill, with the side of its order and the position it left.</summary>
/// <param name="Fill">The entry.</param>
/// <param name="Instrument">The market.</param>
/// <param name="Side">Of the order.</param>
/// <param name="Strategy">Whose order; none for a person's.</param>
/// <param name="RealizedPnl">What it realized, in quote currency, before fees.</param>
public sealed record FillView(OrderFill Fill, InstrumentId Instrument, OrderSide Side, StrategyInstanceId Strategy, decimal RealizedPnl);

/// <summary>A position.</summary>
/// <param name="Instrument">The market.</param>
/// <param name="SignedQuantity">Base units.</param>
/// <param name="Cost">Quote currency.</param>
/// <param name="AverageEntryPrice">Quote currency; null when flat.</param>
/// <param name="RealizedPnl">Quote currency, before fees.</param>
/// <param name="FeesInQuote">Quote currency.</param>
public sealed record PositionView(Instrument Instrument, decimal SignedQuantity, decimal Cost, decimal? AverageEntryPrice, decimal RealizedPnl, decimal FeesInQuote)
{
    /// <summary>The position as it stands now.</summary>
    public static PositionView Of(Instrument instrument, Position position) =>
        new(instrument, position.SignedQuantity, position.Cost, position.AverageEntryPrice, position.RealizedPnl, position.FeesInQuote);

    /// <summary>Profit of what is open at a price, before fees, in quote currency.</summary>
    public decimal UnrealizedPnl(decimal price) => (SignedQuantity * price) - Cost;
}

/// <summary>What is held of a currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Total">All of it.</param>
/// <param name="Locked">What open orders hold back.</param>
public sealed record BalanceView(Currency Currency, decimal Total, decimal Locked);

/// <summary>A strategy and what it has done.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Definition">Catalogue id.</param>
/// <param name="Status">What it does.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Parameters">Name and value.</param>
/// <param name="Position">Its part of the account's position.</param>
/// <param name="Metrics">What it has done since it was deployed.</param>
/// <param name="FeedPosition">Up to when its journaled state has seen the feed.</param>
public sealed record StrategyView(
    StrategyInstanceId Id,
    string Definition,
    StrategyStatus Status,
    string Reason,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    PositionView Position,
    StrategyMetrics Metrics,
    UnixNanos FeedPosition)
{
    /// <summary>The document that it is, UTF-8; empty for a strategy of the catalogue.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }
}
