using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>An engine's commands over standard input and its events over standard output, as <c>STDIO-PROTOCOL.md</c> tells.</summary>
/// <remarks>Commands are carried out one after another, each answered by one line with its number; events come in between, in their own order.</remarks>
public sealed class StdioSession
{
    private const int Protocol = 1;
    private const int NewsCapacity = 8_192;

    private readonly EngineHost _engine;
    private readonly StdioLines _lines;
    private readonly StdioWriter _output;
    private readonly StdioCommands _commands;
    private readonly Task _events;
    private long _number;

    /// <summary>Begins to tell events.</summary>
    /// <param name="engine">What is commanded.</param>
    /// <param name="input">Lines of commands.</param>
    /// <param name="output">Lines of JSON.</param>
    /// <param name="time">The clock.</param>
    public StdioSession(EngineHost engine, TextReader input, TextWriter output, TimeProvider time)
    {
        _engine = engine;
        _lines = new StdioLines(input);
        _output = new StdioWriter(output);
        _commands = new StdioCommands(engine, time);
        var subscription = engine.News.Subscribe(NewsCapacity);
        _output.Write("ready", json =>
        {
            json.WriteNumber("protocol", Protocol);
            json.WriteString("mode", EngineJson.ModeOf(engine));
            json.WriteString("instrument", engine.Market.Instrument.Id.Text);
            json.WriteString("interval", engine.Market.Interval.Text);
            json.WriteString("feed", engine.Market.Source);
        });
        _events = TellEventsAsync(subscription);
    }

    /// <summary>Takes commands until QUIT or the end of the input.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.Text.AsSpan().Trim(' ') is { IsEmpty: true } or ['#', ..] && line.Fault == LineFault.None)
                continue;
            _number++;
            if (!await TakeAsync(line, cancellationToken))
                return;
        }
    }

    /// <summary>Waits until all events are told; once the engine has stopped.</summary>
    public async Task EndAsync()
    {
        await _events;
        _output.Write("stopped", json => json.WriteString("fault", _engine.Fault));
    }

    private async Task<bool> TakeAsync(StdioLines.Line line, CancellationToken cancellationToken)
    {
        try
        {
            var command = StdioParser.Parse(Whole(line));
            var answer = await _commands.RunAsync(command, cancellationToken);
            _output.Write("reply", json =>
            {
                json.WriteNumber("command", _number);
                answer?.Invoke(json);
            });
            return command is not StdioCommand.Quit;
        }
        catch (StdioSyntaxException exception)
        {
            TellError(exception.Code, exception.Message);
        }
        catch (StdioRefusedException exception)
        {
            TellError(exception.Refusal.Code.Text(), exception.Refusal.Message);
        }
        catch (EngineStoppedException exception)
        {
            TellError("engine_stopped", exception.Message);
            return false;
        }
        return true;
    }

    private static string Whole(StdioLines.Line line) => line.Fault switch
    {
        LineFault.TooLong => throw new StdioSyntaxException("command_malformed", $"the line had more than {StdioLines.LengthMax} characters, must have at most so many"),
        LineFault.Cut => throw new StdioSyntaxException("command_malformed", "the input ended within the line, must end it by a line feed; it was not carried out"),
        _ => line.Text,
    };

    private void TellError(string code, string message) => _output.Write("error", json =>
    {
        json.WriteNumber("command", _number);
        json.WriteString("code", code);
        json.WriteString("message", message);
    });

    private async Task TellEventsAsync(NewsSubscription first)
    {
        var subscription = first;
        while (!await TryTellAsync(subscription))
        {
            // Who reads too slowly misses events, and is told so; commands go on.
            subscription = _engine.News.Subscribe(NewsCapacity);
            _output.Write("events_lost", json => json.WriteString("message", $"more than {NewsCapacity} events waited to be read; read faster, and ask for ORDERS, FILLS and POSITIONS"));
        }
    }

    private async Task<bool> TryTellAsync(NewsSubscription subscription)
    {
        using (subscription)
        {
            try
            {
                await foreach (var news in subscription.News.ReadAllAsync(CancellationToken.None))
                {
                    if (NewsJson.IsTold(news))
                        _output.Write(json => NewsJson.Write(json, news));
                }
                return true;
            }
            catch (SlowListenerException)
            {
                return false;
            }
        }
    }
}
