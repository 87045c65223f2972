using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Drives a paper account over bars and a journal in memory, without threads: every frame is durable a step after it was sealed.</summary>
internal sealed class PaperRun
{
    public static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("stg_paper");

    private readonly PaperSession _session;
    private readonly MemoryJournal _journal;
    private readonly int _sealsEvery;
    private int _steps;

    /// <param name="settings">As of the backtest that it is compared with.</param>
    /// <param name="journal">What is there; it goes on.</param>
    /// <param name="others">Strategies that trade on the same account.</param>
    /// <param name="sealsEvery">After how many steps a frame is sealed though nothing waits for it; 0 for never.</param>
    public PaperRun(BacktestSettings settings, MemoryJournal journal, int sealsEvery, params StrategyDeployment[] others)
        : this(settings, journal, sealsEvery, StrategyCatalog.Find, others)
    {
    }

    private PaperRun(BacktestSettings settings, MemoryJournal journal, int sealsEvery, Func<string, StrategyDefinition?> find, StrategyDeployment[] others)
    {
        _journal = journal;
        _sealsEvery = sealsEvery;
        var options = new PaperOptions
        {
            Kernel = new KernelOptions
            {
                Mode = RunMode.Paper,
                AccountKind = settings.Simulation.AccountKind,
                Leverage = settings.Simulation.Leverage,
                DefaultFeatures = settings.Simulation.Features,
                ReportingCurrency = settings.Bars.Instrument.Id.Quote,
            },
            Simulation = settings.Simulation,
            Cash = settings.Cash,
            FindStrategy = find,
            Strategies = [new StrategyDeployment(Instance, settings.Strategy, settings.Parameters), .. others],
        };
        var (state, prefix) = journal.Replay(options.Kernel);
        _session = new PaperSession(options, new RecordedBarFeed("file", settings.Bars), state, prefix, new FrameBuilder(partition: 0, writer: 1));
    }

    /// <summary>A run that finds its strategies elsewhere when it comes back.</summary>
    public static PaperRun WithCatalog(BacktestSettings settings, MemoryJournal journal, Func<string, StrategyDefinition?> find, params StrategyDeployment[] others) =>
        new(settings, journal, sealsEvery: 1, find, others);

    /// <summary>As the other, with frames sealed after so many steps.</summary>
    public static PaperRun WithCatalog(BacktestSettings settings, MemoryJournal journal, Func<string, StrategyDefinition?> find, int sealsEvery) =>
        new(settings, journal, sealsEvery, find, []);

    public PaperSession Session => _session;

    public Kernel Kernel => _session.Loop.Kernel;

    public List<Effect> Others { get; } = [];

    public byte[] StrategyState => Kernel.State.FindStrategy(Instance)!.State.ToArray();

    /// <summary>What every strategy remembers, and what all of them hold.</summary>
    public IEnumerable<string> Strategies => Kernel.State.Strategies.Select(strategy => $"{strategy.Id} {strategy.FeedPosition} {Convert.ToHexString(strategy.State.Span)} {strategy.FillCount}");

    public void RunToEnd()
    {
        while (!_session.IsAtEnd)
            Step();
        while (_session.Loop.OpenEntries > 0)
            Seal();
    }

    /// <summary>Steps until this holds.</summary>
    public void StepUntil(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.False(_session.IsAtEnd, "the feed ended before");
            Step();
        }
    }

    public void Step()
    {
        if (_session.WantsFrame || (_sealsEvery > 0 && ++_steps % _sealsEvery == 0 && _session.Loop.OpenEntries > 0))
            Seal();
        _session.Advance();
    }

    public void Command(KernelCommand command) => Assert.Null(_session.Take(command, ticket: null));

    /// <summary>Makes all that was decided durable, and does what waited for it.</summary>
    public void Seal()
    {
        if (_session.Loop.OpenEntries == 0)
            return;
        _journal.Append(_session.Seal(wallMicros: 0));
        _session.Confirm();
        _session.Release(Others.Add);
    }
}
