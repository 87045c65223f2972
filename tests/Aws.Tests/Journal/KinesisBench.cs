using System.Text;
using System.Text.Json.Nodes;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

/// <summary>A stream of one shard, and journals that reach it through a proxy.</summary>
internal sealed class KinesisBench : IAsyncDisposable
{
    private KinesisBench(string stream, HttpFaultProxy proxy) => (Stream, Proxy) = (stream, proxy);

    public string Stream { get; }

    public HttpFaultProxy Proxy { get; }

    public JournalFrames Frames { get; } = new();

    public static async Task<KinesisBench> StartAsync() =>
        new(await KinesisStreams.MakeAsync(), await HttpFaultProxy.StartAsync(await KinesisStreams.AddressAsync()));

    public Task<KinesisJournal> OpenAsync(Func<KinesisJournalOptions, KinesisJournalOptions>? change = null)
    {
        var options = new KinesisJournalOptions
        {
            Stream = Stream,
            Clock = TimeProvider.System,
            AttemptTimeout = TimeSpan.FromSeconds(10),
            RetryWaitFirst = TimeSpan.FromMilliseconds(1),
            RetryWaitMax = TimeSpan.FromMilliseconds(2),
            ReadPeriod = TimeSpan.FromMilliseconds(1),
        };
        return KinesisJournal.OpenAsync(change is null ? options : change(options), KinesisStreams.At(Proxy.Address), TestContext.Current.CancellationToken);
    }

    public void Refuse(string operation, int times, int status, string code, string message = "told by the proxy")
    {
        for (var time = 0; time < times; time++)
            Proxy.Faults.Add(HttpFault.Answer.Json(status, code, message), operation);
    }

    /// <summary>Of the next request for an operation others of these members are asked for.</summary>
    public void Ask(string operation, Action<JsonObject> change) => Proxy.Faults.Add(new HttpFault.OtherRequest(body => Changed(body, change)), operation);

    /// <summary>The next answer to an operation has others of these members.</summary>
    public void Tell(string operation, Action<JsonObject> change) => Proxy.Faults.Add(new HttpFault.OtherAnswer(body => Changed(body, change)), operation);

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    public static async Task<List<StoredFrame>> ReadAsync(KinesisJournal journal, JournalPosition from)
    {
        var stored = new List<StoredFrame>();
        await foreach (var frame in journal.ReadAsync(from, TestContext.Current.CancellationToken))
            stored.Add(frame);
        return stored;
    }

    private static byte[] Changed(byte[] body, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
