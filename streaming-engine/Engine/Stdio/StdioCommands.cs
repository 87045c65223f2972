using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>A command was refused; nothing happened.</summary>
internal sealed class StdioRefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Carries out the commands of the stdio protocol.</summary>
internal sealed class StdioCommands(EngineHost engine, TimeProvider time)
{
    private const string Actor = "stdio";

    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ViewPeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>Carries one out.</summary>
    /// <returns>Writes what the reply has beside the command's number; null for nothing.</returns>
    /// <exception cref="StdioRefusedException">It was refused.</exception>
    /// <exception cref="EngineStoppedException">The engine ended before it was durable.</exception>
    public async Task<Action<Utf8JsonWriter>?> RunAsync(StdioCommand command, CancellationToken cancellationToken) => command switch
    {
        StdioCommand.Order order => await OrderAsync(order, cancellationToken),
        StdioCommand.OrderList list => await OrderListAsync(list, cancellationToken),
        StdioCommand.Amend amend => await DoAsync(new KernelCommand.Amend(default, amend.Id, amend.Quantity, amend.Price, amend.TriggerPrice), cancellationToken),
        StdioCommand.Cancel cancel => await DoAsync(new KernelCommand.Cancel(default, cancel.Id, Actor, ""), cancellationToken),
        StdioCommand.CancelAll => await DoAsync(new KernelCommand.CancelAll(default, Actor, ""), cancellationToken),
        StdioCommand.StartStrategy start => await StartAsync(start, cancellationToken),
        StdioCommand.StopStrategy stop => await DoAsync(new KernelCommand.StopStrategy(default, stop.Id, Actor, ""), cancellationToken),
        StdioCommand.PauseStrategy pause => await DoAsync(new KernelCommand.PauseStrategy(default, pause.Id, Actor, ""), cancellationToken),
        StdioCommand.ResumeStrategy resume => await ResumeAsync(resume, cancellationToken),
        StdioCommand.RemoveStrategy remove => await DoAsync(new KernelCommand.RemoveStrategy(default, remove.Id, Actor), cancellationToken),
        StdioCommand.StrategyParameters parameters => await ParametersAsync(parameters, cancellationToken),
        StdioCommand.StrategyMetricsOf metrics => await MetricsAsync(metrics, cancellationToken),
        StdioCommand.ListStrategies => List("strategies", (await ViewAsync(cancellationToken)).Strategies, (json, strategy) => EngineJson.Strategy(json, strategy, Price)),
        StdioCommand.Kill kill => await KillAsync(kill, cancellationToken),
        StdioCommand.Tell tell => Tell(tell.What, await ViewAsync(cancellationToken)),
        StdioCommand.Help => json => WriteGrammar(json),
        StdioCommand.Quit => null,
        _ => throw new InvariantException($"command {command.GetType().Name} is not known"),
    };

    private decimal? Price => engine.Tape.Last?.Close.Value;

    private async Task<Action<Utf8JsonWriter>?> DoAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken);
        return null;
    }

    private async Task<CommandAnswer> SendAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        var answer = await engine.SendAsync(command, cancellationToken);
        return answer.Refusal is { } refusal ? throw new StdioRefusedException(refusal) : answer;
    }

    private async Task<Action<Utf8JsonWriter>?> OrderAsync(StdioCommand.Order command, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(new KernelCommand.Submit(default, command.Request with { UserId = Actor }), cancellationToken);
        return json =>
        {
            json.WritePropertyName("order");
            EngineJson.Order(json, answer.Order!);
        };
    }

    private async Task<Action<Utf8JsonWriter>?> OrderListAsync(StdioCommand.OrderList command, CancellationToken cancellationToken)
    {
        var request = command.Request with { Entry = command.Request.Entry! with { UserId = Actor }, Orders = [.. command.Request.Orders.Select(one => one with { UserId = Actor })] };
        var answer = await SendAsync(new KernelCommand.SubmitList(default, request), cancellationToken);
        return List("orders", answer.Orders, EngineJson.Order);
    }

    private async Task<Action<Utf8JsonWriter>?> StartAsync(StdioCommand.StartStrategy command, CancellationToken cancellationToken)
    {
        var id = StrategyIds.Make(time);
        await SendAsync(new KernelCommand.StartStrategy(default, id, command.Definition, [engine.Market.Instrument.Id], command.Parameters, Actor), cancellationToken);
        return json => json.WriteString("strategy", id.Text);
    }

    private async Task<Action<Utf8JsonWriter>?> ResumeAsync(StdioCommand.ResumeStrategy command, CancellationToken cancellationToken) =>
        await DoAsync(new KernelCommand.ResumeStrategy(default, command.Id, DefinitionOf(await FindAsync(command.Id, cancellationToken)), Actor), cancellationToken);

    private async Task<Action<Utf8JsonWriter>?> ParametersAsync(StdioCommand.StrategyParameters command, CancellationToken cancellationToken)
    {
        var strategy = await FindAsync(command.Id, cancellationToken);
        if (command.Given.Count == 0)
            return json => WriteParameters(json, strategy.Parameters);
        var definition = DefinitionOf(strategy);
        var parameters = Read(definition, command.Given, strategy.Parameters);
        await SendAsync(new KernelCommand.SetParameters(default, command.Id, definition, parameters, Actor), cancellationToken);
        return json => WriteParameters(json, parameters.Values);
    }

    // What is not given stays as it is.
    private static ParameterSet Read(StrategyDefinition definition, IReadOnlyList<KeyValuePair<string, string>> given, IReadOnlyList<KeyValuePair<string, string>> present)
    {
        try
        {
            return definition.Read(given.Concat(present.Where(pair => given.All(one => one.Key != pair.Key))));
        }
        catch (StrategySettingException exception)
        {
            throw new StdioRefusedException(new Refusal(RefusalCode.SettingInvalid, exception.Message));
        }
    }

    private async Task<Action<Utf8JsonWriter>?> MetricsAsync(StdioCommand.StrategyMetricsOf command, CancellationToken cancellationToken)
    {
        var strategy = await FindAsync(command.Id, cancellationToken);
        return json =>
        {
            json.WriteString("strategy", strategy.Id.Text);
            json.WriteString("status", EngineJson.Word(strategy.Status));
            json.WritePropertyName("metrics");
            EngineJson.Metrics(json, strategy.Metrics);
            json.WritePropertyName("position");
            EngineJson.Position(json, strategy.Position, Price);
        };
    }

    // A switch that is aimed at nothing would stop nothing, and whoever threw it would not know.
    private async Task<Action<Utf8JsonWriter>?> KillAsync(StdioCommand.Kill command, CancellationToken cancellationToken)
    {
        var known = command.Scope switch
        {
            KillSwitchScope.Strategy => (await ViewAsync(cancellationToken)).Strategies.Select(strategy => strategy.Id.Text),
            KillSwitchScope.Venue => [engine.Market.Instrument.Id.Venue],
            KillSwitchScope.Account => [engine.Account],
            _ => [""],
        };
        if (!known.Contains(command.Target, StringComparer.Ordinal))
            throw new StdioRefusedException(new Refusal(RefusalCode.SettingInvalid, $"target was '{command.Target}', must be {string.Join(" or ", known.DefaultIfEmpty("a deployed strategy, of which there is none"))}"));
        return await DoAsync(new KernelCommand.EngageKillSwitch(default, command.Scope, command.Target, Actor, command.Reason), cancellationToken);
    }

    private Action<Utf8JsonWriter> Tell(StdioTopic what, EngineView view) => what switch
    {
        StdioTopic.State => json => LiveJson.WriteState(json, engine, view),
        StdioTopic.Positions => List("positions", view.Positions, (json, position) => EngineJson.Position(json, position, Price)),
        StdioTopic.Balances => List("balances", view.Balances, EngineJson.Balance),
        StdioTopic.Orders => List("orders", view.OpenOrders.Concat(view.ClosedOrders), EngineJson.Order),
        _ => List("fills", view.Fills, EngineJson.Fill),
    };

    private static Action<Utf8JsonWriter> List<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => json => EngineJson.List(json, name, items, write);

    private static void WriteParameters(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        json.WriteStartObject("parameters");
        foreach (var (name, value) in parameters)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteGrammar(Utf8JsonWriter json)
    {
        json.WriteStartArray("grammar");
        foreach (var line in StdioParser.Grammar)
            json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static StrategyDefinition DefinitionOf(StrategyView strategy) => !strategy.Document.IsEmpty
        ? StrategyDocument.Read(strategy.Document.Span).Definition
        : StrategyCatalog.Find(strategy.Definition) ?? throw new InvariantException($"strategy {strategy.Definition} of {strategy.Id} is not in the catalogue");

    private async Task<StrategyView> FindAsync(StrategyInstanceId id, CancellationToken cancellationToken) =>
        (await ViewAsync(cancellationToken)).Strategies.FirstOrDefault(strategy => strategy.Id == id)
        ?? throw new StdioRefusedException(new Refusal(RefusalCode.StrategyUnknown, $"strategy instance {id} is not deployed; STRATEGY LIST tells which are"));

    // What a command before this one did must be seen: the view is waited for until it shows every frame that is durable now.
    private async Task<EngineView> ViewAsync(CancellationToken cancellationToken)
    {
        var frames = engine.Journal.Frames;
        var started = time.GetTimestamp();
        while (true)
        {
            var view = engine.View;
            var shown = view.Frame.Epoch > engine.Recovery.Prefix.Epoch ? view.Frame.Sequence + 1 : 0;
            if (shown >= frames || engine.Completion.IsCompleted || time.GetElapsedTime(started) > ViewPatience)
                return view;
            await Task.Delay(ViewPeriod, time, cancellationToken);
        }
    }
}
