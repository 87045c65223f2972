using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>One node, one venue, one client and all that goes wrong between them, in virtual time. The same case does the same.</summary>
internal sealed class SimulatedWorld
{
    // R + epsilon after a kill switch became durable, the venue takes nothing more.
    private static readonly TimeSpan ClockError = TimeSpan.FromMilliseconds(400);

    // The latest answer of a late request may come so long after it healed.
    private static readonly TimeSpan CalmAfter = TimeSpan.FromSeconds(14);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(74);
    private static readonly TimeSpan PricePeriod = TimeSpan.FromMilliseconds(250);

    private readonly int[] _happenings = new int[Enum.GetValues<Happening>().Length];
    private SplitMix64 _network;
    private UnixNanos _cutUntil;
    private UnixNanos _streamTime;
    private UnixNanos _healedTime = UnixNanos.MaxValue;
    private bool _hasEnded;

    public SimulatedWorld(SimulationCase simulation, int traceLines)
    {
        Case = simulation;
        Swarm = Swarm.Of(simulation.Seed);
        Guards = simulation.Without is { } guard ? Guards.Without(guard) : Guards.All;
        Faults = new Faults(simulation.Seed, Swarm.FaultRates, simulation.Faults?.ToHashSet());
        Trace = new Trace(traceLines);
        _network = Chance("network");
        Exchange = new SimulatedExchange(this);
        Ledger = new Ledger(this);
        Node = new SimulatedNode(this);
        Client = new ScriptedClient(this);
    }

    public SimulationCase Case { get; }

    public Swarm Swarm { get; }

    public Guards Guards { get; }

    public EventQueue Queue { get; } = new();

    public Faults Faults { get; }

    public Checks Checks { get; } = new();

    public Trace Trace { get; }

    public SimulatedExchange Exchange { get; }

    public Ledger Ledger { get; }

    public SimulatedNode Node { get; }

    public ScriptedClient Client { get; }

    /// <summary>By happening.</summary>
    public IReadOnlyList<int> Happenings => _happenings;

    public UnixNanos Now => Queue.Now;

    /// <summary>How far the node's wall clock is from the venue's.</summary>
    public TimeSpan WallOffset { get; private set; }

    /// <summary>Whether faults have ended and everything is to come to rest.</summary>
    public bool IsHealing => Now >= _healedTime;

    public SplitMix64 Chance(string component) => SplitMix64.Stream(Case.Seed, component, 0);

    public void Count(Happening happening) => _happenings[(int)happening]++;

    public void Note(string what, string subject = "", long number = 0) => Trace.Add(Now, what, subject, number);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="InvariantViolationException">An invariant did not hold.</exception>
    public void Run()
    {
        Queue.In(TimeSpan.Zero, Node.Boot);
        Client.Start();
        Queue.In(PricePeriod, MovePrice);
        Queue.In(TimeSpan.FromSeconds(1), MoveWallClock);
        Queue.In(TimeSpan.FromSeconds(Case.Seconds ?? Swarm.Seconds), Heal);
        try
        {
            while (!_hasEnded && Queue.Step())
            {
                // Each event checks what it may have broken.
            }
        }
        catch (Exception fault) when (fault is InvariantException or JournalDamagedException or JournalHaltException or MessageFormatException)
        {
            throw new InvariantViolationException(Invariant.EngineIsSound, fault.Message);
        }
        Note("ends");
    }

    /// <summary>1 to 25 ms there, drawn anew for each message.</summary>
    public TimeSpan DrawDelay() => TimeSpan.FromMicroseconds(1_000 + (long)_network.NextBelow(24_000));

    /// <summary>A report on the venue's stream: in order, unless something goes wrong.</summary>
    public void Stream(VenueReport report)
    {
        if (Faults.Fires(FaultKind.StreamCut, out var cut))
            _cutUntil = Now + TimeSpan.FromMilliseconds(200 + (int)cut.NextBelow(7_800));
        if (Now < _cutUntil || Faults.Fires(FaultKind.ReportLost))
            return;
        var due = Now + DrawDelay();
        if (Faults.Fires(FaultKind.ReportReordered, out var random))
            due += TimeSpan.FromMilliseconds((int)random.NextBelow(3_000));
        else
            _streamTime = due = due < _streamTime ? _streamTime : due;
        Node.Hear(report, due - Now);
        if (Faults.Fires(FaultKind.ReportRepeated))
            Node.Hear(report, due - Now + DrawDelay());
    }

    /// <summary>An order of ours came to life at the venue.</summary>
    public void Placed(ClientOrderId id, ExchangeOrder order)
    {
        Count(Happening.OrderPlaced);
        Note("venue.places", id.Text);
        Checks.That(Invariant.OneOrderPerId, Exchange.OrdersOf(id.Text).Count() == 1, () => $"order {id} came to life {Exchange.OrdersOf(id.Text).Count()} times at the venue, must once");
        Checks.That(
            Invariant.NoFalseNegative,
            Ledger.State.FindOrder(id) is not { Status: OrderStatus.NotPlaced or OrderStatus.Rejected },
            () => $"order {id} came to life at the venue when the journal said it was {Ledger.State.FindOrder(id)!.Status}");
        Checks.That(
            Invariant.KillSwitchHolds,
            Ledger.KilledTime is not { } killed || order.CreatedTime <= killed + SimulatedNode.ExecutionOf(this).RequestWindow + ClockError,
            () => $"order {id} was accepted {(order.CreatedTime - Ledger.KilledTime!.Value).TotalSeconds} s after the kill switch was durable");
    }

    /// <summary>Looks at everything once more when all is at rest, and ends.</summary>
    public void EndWhenAtRest()
    {
        var isLate = Now > _healedTime + EndWithin;
        if (Now < _healedTime + CalmAfter || (!isLate && WhatIsOpen() is not null))
            return;
        Checks.That(Invariant.EverythingEnds, WhatIsOpen() is null, () => $"60 s after all was well, {WhatIsOpen()}");
        new FinalChecks(this).Run();
        _hasEnded = true;
    }

    private string? WhatIsOpen()
    {
        if (Node.Kernel is not { } kernel)
            return "the engine is down";
        if (!kernel.IsRecovered)
            return "the engine has not recovered";
        if (kernel.State.OpenOrders.Count > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{kernel.State.OpenOrders.Count} orders are open, such as {kernel.State.OpenOrders[0].Id}, {kernel.State.OpenOrders[0].Status}");
        if (kernel.State.TradingState != TradingState.Active || kernel.State.Differences.Count > 0)
            return $"trading is {kernel.State.TradingState} with {kernel.State.Differences.Count} differences";
        return Node.IsWriting ? "a frame is on its way" : Client.WhatIsOpen;
    }

    private void Heal()
    {
        Note("heals");
        Faults.IsActive = false;
        _healedTime = Now;
        Client.Heal();
    }

    private void MovePrice()
    {
        Exchange.Tick();
        Node.See(Exchange.Price, DrawDelay());
        Queue.In(PricePeriod, MovePrice);
        if (IsHealing)
            EndWhenAtRest();
    }

    private void MoveWallClock()
    {
        if (Faults.Fires(FaultKind.WallJump, out var random) && !Case.IsWallSteady)
        {
            var reach = random.NextBelow(5) == 0 ? 3_600_000 : 10_000;
            WallOffset = TimeSpan.FromMilliseconds((int)random.NextBelow((ulong)(2 * reach)) - reach);
        }
        Queue.In(TimeSpan.FromSeconds(1), MoveWallClock);
    }
}
