using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What an account has when it is started, a line each. It keeps its own: what was given and differs is told, and how to change it.</summary>
internal sealed class AccountNotes
{
    private const string Stdio = "in --stdio mode";

    private readonly EngineOptions _asked;
    private readonly EngineView _account;
    private readonly SettingValues _settings;
    private readonly string? _strategiesGivenBy;

    /// <param name="asked">What was given.</param>
    /// <param name="account">As it was when it was started.</param>
    /// <param name="settings">In force.</param>
    /// <param name="strategiesGivenBy">The option or setting that named strategies; null where nothing did.</param>
    public AccountNotes(EngineOptions asked, EngineView account, SettingValues settings, string? strategiesGivenBy) =>
        (_asked, _account, _settings, _strategiesGivenBy) = (asked, account, settings, strategiesGivenBy);

    /// <summary>Of an account that begins now.</summary>
    public IEnumerable<string> OfNew() => _asked.Strategies.Concat(_asked.StrategiesOfNewAccount).Select(Begun);

    /// <summary>Of an account that was there.</summary>
    public IEnumerable<string> OfKnown()
    {
        if (_settings.Find(SettingTable.Cash) is { } cash && _settings.PositiveOrNull(SettingTable.Cash) != _account.PaidIn)
            yield return $"cash: {cash.Where} was {cash.Text}, and {DecimalText.Trimmed(_account.PaidIn)} were paid in; an account keeps its own, so take another data folder with --data to begin with other cash";
        foreach (var strategy in _account.Strategies)
            yield return $"{Name(strategy.Definition, strategy.Id)}, {SnakeCase.From(strategy.Status.ToString())}{Difference(strategy)}";
        foreach (var strategy in _asked.Strategies.Where(one => _account.Strategies.All(known => known.Id != one.Id)))
            yield return $"{Begun(strategy)}, deployed now";
    }

    private static string Begun(StrategyDeployment strategy) => Name(strategy.Definition.Id, strategy.Id);

    private static string Name(string definition, StrategyInstanceId id) => $"strategy {definition} as {id}";

    private string Difference(StrategyView strategy)
    {
        if (_strategiesGivenBy is null)
            return "";
        if (_asked.Strategies.FirstOrDefault(one => one.Id == strategy.Id) is not { } asked)
            return strategy.Status == StrategyStatus.Stopped ? "" : NotAsked(strategy);
        var stopped = strategy.Status == StrategyStatus.Running ? "" : $"; continue it by STRATEGY RESUME {strategy.Id} {Stdio}";
        return strategy.Parameters.SequenceEqual(asked.Parameters.Values) ? stopped : OtherParameters(strategy, asked) + stopped;
    }

    private string NotAsked(StrategyView strategy) =>
        $": {_strategiesGivenBy} {(_asked.Strategies.Count == 0 ? "was none" : "did not name it")}, and the account keeps it; end it by STRATEGY STOP {strategy.Id} and STRATEGY REMOVE {strategy.Id} {Stdio}";

    private static string OtherParameters(StrategyView strategy, StrategyDeployment asked) =>
        $": {Text(asked.Parameters.Values)} was asked for, and the account keeps {Text(strategy.Parameters)}; change it by STRATEGY PARAMS {strategy.Id} name=value {Stdio}";

    private static string Text(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join(' ', parameters.Select(pair => $"{pair.Key}={pair.Value}"));
}
