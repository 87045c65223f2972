using System.Security.Cryptography;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What an account has when it is started, a line each. It keeps its own: what was given and differs is told, and how to change it.</summary>
internal sealed class AccountNotes
{
    private const string Stdio = "in --stdio mode";
    private const string Another = "an account keeps its own, so take another data folder with --data for another";

    private readonly EngineOptions _asked;
    private readonly EngineView _account;
    private readonly SimulationOptions _kept;
    private readonly Instrument _market;
    private readonly SettingValues _settings;
    private readonly GivenTerms _given;
    private readonly string? _strategiesGivenBy;

    /// <param name="asked">What was given.</param>
    /// <param name="engine">Runs the account.</param>
    /// <param name="settings">In force.</param>
    /// <param name="given">Of what the account keeps for good.</param>
    /// <param name="strategiesGivenBy">The option or setting that named strategies; null where nothing did.</param>
    public AccountNotes(EngineOptions asked, EngineHost engine, SettingValues settings, GivenTerms given, string? strategiesGivenBy)
    {
        (_asked, _account, _settings, _given, _strategiesGivenBy) = (asked, engine.ViewAtStart, settings, given, strategiesGivenBy);
        (_kept, _market) = (engine.Options.Simulation, engine.Market.Instrument);
    }

    /// <summary>Of an account that begins now.</summary>
    public IEnumerable<string> OfNew() => _asked.Strategies.Concat(_asked.StrategiesOfNewAccount).Select(Begun);

    /// <summary>Of an account that was there.</summary>
    public IEnumerable<string> OfKnown()
    {
        if (_settings.Find(SettingTable.Cash) is { } cash && _settings.PositiveOrNull(SettingTable.Cash) != _account.PaidIn)
            yield return $"cash: {cash.Where} was {cash.Text}, and {DecimalText.Trimmed(_account.PaidIn)} were paid in; an account keeps its own, so take another data folder with --data to begin with other cash";
        foreach (var line in Terms())
            yield return line;
        foreach (var strategy in _account.Strategies)
            yield return $"{Name(strategy.Definition, strategy.Id)}{HashOf(strategy.Document.Span)}, {SnakeCase.From(strategy.Status.ToString())}{Difference(strategy)}";
        foreach (var strategy in _asked.Strategies.Where(one => _account.Strategies.All(known => known.Id != one.Id)))
            yield return $"{Begun(strategy)}, deployed now";
    }

    private IEnumerable<string> Terms()
    {
        if (_given.Kind is { } kind && kind != _kept.AccountKind)
            yield return $"account: --account was {SnakeCase.From(kind.ToString())}, and this is a {SnakeCase.From(_kept.AccountKind.ToString())} account; {Another}";
        if (_given.Leverage is { } leverage && leverage != _kept.Leverage)
            yield return $"leverage: --leverage was {DecimalText.Trimmed(leverage)}, and {(_kept.AccountKind == AccountKind.Cash ? "a cash account has none" : $"the account has {DecimalText.Trimmed(_kept.Leverage)}")}; {Another}";
        if (_given.PriceIncrement is { } price && price != _market.PriceIncrement)
            yield return $"price increment: --price-increment was {DecimalText.Trimmed(price)}, and the account has {DecimalText.Trimmed(_market.PriceIncrement)}; {Another}";
        if (_given.QuantityIncrement is { } quantity && quantity != _market.QuantityIncrement)
            yield return $"quantity increment: --quantity-increment was {DecimalText.Trimmed(quantity)}, and the account has {DecimalText.Trimmed(_market.QuantityIncrement)}; {Another}";
    }

    private static string Begun(StrategyDeployment strategy) => Name(strategy.Definition.Id, strategy.Id) + (strategy.Definition.Document is { } document ? HashOf(document.Utf8.Span) : "");

    private static string HashOf(ReadOnlySpan<byte> document) => document.IsEmpty ? "" : $" (document {Convert.ToHexStringLower(SHA256.HashData(document))[..12]})";

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
