using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>A command of the stdio protocol, read; the grammar is in <c>STDIO-PROTOCOL.md</c>.</summary>
public abstract record StdioCommand
{
    private StdioCommand()
    {
    }

    /// <summary>Make an order.</summary>
    /// <param name="Request">What is wanted.</param>
    public sealed record Order(OrderRequest Request) : StdioCommand;

    /// <summary>Make orders that depend on each other.</summary>
    /// <param name="Request">What is wanted.</param>
    public sealed record OrderList(OrderListRequest Request) : StdioCommand;

    /// <summary>Change an order that works; what is null stays.</summary>
    /// <param name="Id">The order.</param>
    /// <param name="Quantity">Base units in all, what has filled among them.</param>
    /// <param name="Price">Limit price.</param>
    /// <param name="TriggerPrice">Trigger price.</param>
    public sealed record Amend(ClientOrderId Id, decimal? Quantity, decimal? Price, decimal? TriggerPrice) : StdioCommand;

    /// <summary>Cancel an order.</summary>
    /// <param name="Id">The order.</param>
    public sealed record Cancel(ClientOrderId Id) : StdioCommand;

    /// <summary>Cancel all open orders.</summary>
    public sealed record CancelAll : StdioCommand;

    /// <summary>Tell all strategies.</summary>
    public sealed record ListStrategies : StdioCommand;

    /// <summary>Deploy a strategy and start it.</summary>
    /// <param name="Definition">What it is.</param>
    /// <param name="Parameters">Checked.</param>
    public sealed record StartStrategy(StrategyDefinition Definition, ParameterSet Parameters) : StdioCommand;

    /// <summary>Stop a strategy.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record StopStrategy(StrategyInstanceId Id) : StdioCommand;

    /// <summary>Pause a strategy.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record PauseStrategy(StrategyInstanceId Id) : StdioCommand;

    /// <summary>Let a paused or stopped strategy trade again.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record ResumeStrategy(StrategyInstanceId Id) : StdioCommand;

    /// <summary>Forget a stopped strategy.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record RemoveStrategy(StrategyInstanceId Id) : StdioCommand;

    /// <summary>Tell the parameters of a strategy, or change some of them.</summary>
    /// <param name="Id">The instance.</param>
    /// <param name="Given">Name and value as text, not yet checked; empty to be told.</param>
    public sealed record StrategyParameters(StrategyInstanceId Id, IReadOnlyList<KeyValuePair<string, string>> Given) : StdioCommand;

    /// <summary>Tell what a strategy has done.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record StrategyMetricsOf(StrategyInstanceId Id) : StdioCommand;

    /// <summary>Engage a kill switch.</summary>
    /// <param name="Scope">How far it reaches.</param>
    /// <param name="Target">Strategy instance, venue or account; empty for all.</param>
    /// <param name="Reason">May be empty.</param>
    public sealed record Kill(KillSwitchScope Scope, string Target, string Reason) : StdioCommand;

    /// <summary>Tell something of the account.</summary>
    /// <param name="What">What.</param>
    public sealed record Tell(StdioTopic What) : StdioCommand;

    /// <summary>Tell the grammar.</summary>
    public sealed record Help : StdioCommand;

    /// <summary>Stop the engine in order.</summary>
    public sealed record Quit : StdioCommand;
}

/// <summary>What can be asked for.</summary>
public enum StdioTopic
{
    /// <summary>Trading state, kill switches, equity, journal.</summary>
    State,

    /// <summary>Positions.</summary>
    Positions,

    /// <summary>Balances.</summary>
    Balances,

    /// <summary>Open orders, and those that ended last.</summary>
    Orders,

    /// <summary>The last fills.</summary>
    Fills,
}
