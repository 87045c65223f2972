using System.Globalization;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>A client that gives commands by its seed and repeats each, with its key, until it is answered.</summary>
/// <param name="world">Its world.</param>
internal sealed class ScriptedClient(SimulatedWorld world)
{
    private const string UserId = "usr_simulated";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CleanPeriod = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<int, Func<KernelCommand?>> _pending = [];
    private readonly Dictionary<int, ClientOrderId> _answers = [];
    private SplitMix64 _delays = world.Chance("client.network");
    private int _extra;

    /// <summary>Which command has no answer; null when all have.</summary>
    public string? WhatIsOpen => _pending.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"command {_pending.First().Key} has no answer");

    /// <summary>Sets the times of all commands.</summary>
    public void Start()
    {
        var seconds = world.Case.Seconds ?? world.Swarm.Seconds;
        for (var number = 0; number < world.Swarm.Commands; number++)
        {
            if (world.Case.Commands is { } only && !only.Contains(number))
                continue;
            var random = SplitMix64.Stream(world.Case.Seed, "client", (ulong)number);
            var given = number;
            world.Queue.In(TimeSpan.FromMilliseconds(500 + (long)random.NextBelow((ulong)(world.Swarm.Seconds * 1_000))), () =>
            {
                if (!world.IsHealing)
                    Give(given, MakeCommand(given, random));
            });
        }
        _extra = world.Swarm.Commands;
        if (!world.Swarm.IsKilled)
            return;
        world.Queue.In(TimeSpan.FromSeconds(seconds * 0.4), () => Give(_extra++, () => new KernelCommand.EngageKillSwitch(default, KillSwitchScope.All, "", UserId, "simulated")));
        world.Queue.In(TimeSpan.FromSeconds(seconds * 0.7), () => Give(_extra++, Release));
    }

    /// <summary>Ends all that goes on: strategies stop, orders are canceled, the kill switch is released.</summary>
    public void Heal()
    {
        Give(_extra++, () => new KernelCommand.StopStrategy(default, SimulatedNode.Strategy, UserId, "end"));
        if (world.Swarm.IsKilled)
            Give(_extra++, Release);
        CancelAll();
    }

    /// <summary>An answer came.</summary>
    public void Hear(int number, Refusal? refusal, Order? order)
    {
        if (refusal?.Code is RefusalCode.ReconciliationOpen or RefusalCode.JournalUnavailable)
        {
            if (refusal.Code == RefusalCode.JournalUnavailable)
                world.Count(Happening.JournalUnavailable);
            return; // It asks again.
        }
        world.Note("client.hears", order?.Id.Text ?? refusal?.Code.Text() ?? "", number);
        _pending.Remove(number);
        if (order is null || number >= world.Swarm.Commands)
            return;
        world.Checks.That(Invariant.NothingLost, world.Ledger.IsDurable(order.Id, 1), () => $"command {number} was answered with order {order.Id}, which is not in the journal");
        var isFirst = _answers.TryAdd(number, order.Id);
        world.Checks.That(Invariant.KeysMakeOneOrder, isFirst || _answers[number] == order.Id, () => $"command {number} was answered with orders {_answers[number]} and {order.Id}");
    }

    private static KernelCommand Release() => new KernelCommand.ReleaseKillSwitch(default, KillSwitchScope.All, "", UserId, "", "looked at it");

    private Func<KernelCommand?> MakeCommand(int number, SplitMix64 random)
    {
        var isCancel = random.NextBelow(5) == 0;
        var side = random.NextBelow(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var isMarket = random.NextBelow(4) == 0;
        var ticks = SimulatedMarket.Instrument.ToTicks(world.Exchange.Price) + (side == OrderSide.Buy ? -1 : 1) * ((long)random.NextBelow(150) - 30);
        var request = new OrderRequest
        {
            Instrument = SimulatedMarket.Instrument.Id,
            Side = side,
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            Quantity = (1 + (long)random.NextBelow(3_000)) * SimulatedMarket.Instrument.QuantityIncrement,
            Price = isMarket ? null : SimulatedMarket.Instrument.PriceFromTicks(ticks).Value,
            UserId = UserId,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"key-{number}"),
        };
        if (!isCancel)
            return () => new KernelCommand.Submit(default, request);
        var pick = random.Next();
        return () => world.Ledger.State.OpenOrders is { Count: > 0 } open
            ? new KernelCommand.Cancel(default, open[(int)(pick % (ulong)open.Count)].Id, UserId, "")
            : null;
    }

    private void Give(int number, Func<KernelCommand?> make)
    {
        _pending[number] = make;
        Send(number);
    }

    private void Send(int number)
    {
        if (!_pending.TryGetValue(number, out var make))
            return;
        if (make() is not { } command)
        {
            _pending.Remove(number);
            return;
        }
        if (!world.Faults.Fires(FaultKind.CommandLost))
            Deliver(number, command);
        if (world.Faults.Fires(FaultKind.CommandRepeated))
            Deliver(number, command);
        world.Queue.In(RetryAfter, () => Retry(number));
    }

    private void Retry(int number)
    {
        if (!_pending.ContainsKey(number))
            return;
        world.Count(Happening.CommandRetried);
        world.Note("client.retries", "", number);
        Send(number);
    }

    private void Deliver(int number, KernelCommand command) =>
        world.Node.Command(command, DrawDelay(), (refusal, order) =>
        {
            if (!world.Faults.Fires(FaultKind.CommandLost))
                world.Queue.In(DrawDelay(), () => Hear(number, refusal, order));
        });

    private TimeSpan DrawDelay() => TimeSpan.FromMicroseconds(500 + (long)_delays.NextBelow(20_000));

    private void CancelAll()
    {
        foreach (var order in world.Ledger.State.OpenOrders.ToArray())
        {
            if (!order.IsCancelRequested)
                Give(_extra++, () => new KernelCommand.Cancel(default, order.Id, UserId, "end"));
        }
        world.Queue.In(CleanPeriod, CancelAll);
    }
}
