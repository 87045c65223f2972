using System.IO.Pipes;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace VeloZ.Engine.Tests;

/// <summary>An engine as the program runs it: served on a free port, with a pipe for commands and one for what it tells.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly AnonymousPipeServerStream _commands = new(PipeDirection.Out);
    private readonly StreamWriter _writer;
    private readonly Lines _lines = new();
    private readonly List<JsonElement> _passedOver = [];
    private readonly CancellationTokenSource _stop = new();

    private RunningEngine(EngineOptions options, EngineServerOptions server, out Task<(EngineHost, Uri)> started)
    {
        _writer = new StreamWriter(_commands) { AutoFlush = true, NewLine = "\n" };
        var isUp = new TaskCompletionSource<(EngineHost, Uri)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var input = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, _commands.ClientSafePipeHandle));
        Run = EngineRun.RunAsync(
            new EngineRunOptions { Engine = options, Server = server, Input = input, Output = _lines, Started = (engine, address) => isUp.SetResult((engine, address)) },
            TimeProvider.System,
            _stop.Token);
        started = isUp.Task;
    }

    public EngineHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Ends when the program would.</summary>
    public Task Run { get; }

    public static async Task<RunningEngine> StartAsync(EngineOptions options, EngineServerOptions? server = null)
    {
        var running = new RunningEngine(options, server ?? new EngineServerOptions { LogLevel = LogLevel.None }, out var started);
        await await Task.WhenAny(started, running.Run);
        (running.Host, var address) = await started;
        running.Http = new HttpClient { BaseAddress = address };
        return running;
    }

    public void Stop() => _stop.Cancel();

    public void EndInput() => _writer.Dispose();

    public void Send(string line) => _writer.WriteLine(line);

    /// <summary>Sends a command and gives its answer.</summary>
    public async Task<JsonElement> AskAsync(string line)
    {
        Send(line);
        return await NextAsync("reply", "error");
    }

    /// <summary>
    /// The next line of one of these types that nobody took yet. Others stay for who asks for them: events and answers come in no order between them.
    /// </summary>
    /// <exception cref="TimeoutException">None came for a minute.</exception>
    public async Task<JsonElement> NextAsync(params string[] types)
    {
        var index = _passedOver.FindIndex(IsWanted);
        while (index < 0)
        {
            var text = await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            _passedOver.Add(JsonDocument.Parse(text).RootElement);
            index = IsWanted(_passedOver[^1]) ? _passedOver.Count - 1 : -1;
        }
        var line = _passedOver[index];
        _passedOver.RemoveAt(index);
        return line;

        bool IsWanted(JsonElement one) => types.Contains(one.GetProperty("type").GetString());
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Run.ContinueWith(static _ => { }, TaskScheduler.Default);
        await _commands.DisposeAsync();
        Http?.Dispose();
        _stop.Dispose();
    }

    private sealed class Lines : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Reader => _lines.Reader;

        public override void Write(string? value) => _lines.Writer.TryWrite(value!.TrimEnd('\n'));
    }
}
