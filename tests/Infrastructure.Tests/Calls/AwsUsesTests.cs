using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using VeloZ.Api;
using VeloZ.Aws;
using VeloZ.Backtests;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The table of uses says what the programs do: each is run over a store that tells what was done with it.</summary>
public sealed partial class AwsUsesTests : IDisposable
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_uses");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veloz-uses-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_worker_reads_and_writes_below_its_prefixes_and_no_others()
    {
        var blobs = FileBlobStore.Open(Path.Combine(_folder.FullName, "blobs"), TimeProvider.System);
        await blobs.PutAsync(BlobKey.Parse("market/generated.csv"), BarFile(), BlobCondition.Any, Stop);
        await new BacktestJobBlobs(blobs).AddAsync(Job, Sweep(), Stop);
        var recording = new RecordingBlobStore(blobs);
        using (var worker = new SweepWorker(recording))
        {
            // All that the state machine asks of it, a batch that is lost among it.
            await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
            await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}""");
            await AskAsync(worker, $$"""{"op":"record-failure","job":"{{Job}}","batch":1,"error":{"Error":"States.Timeout","Cause":""} }""");
            await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""");
            await AskAsync(worker, $$"""{"op":"mark-failed","job":"{{Job}}","error":{"Error":"States.Timeout","Cause":""} }""");
        }
        // Its start looks at one prefix, to see that the bucket is there.
        var atStart = (string)typeof(SweepWorker).Assembly.GetType("VeloZ.Backtests.BacktestsProgram")!.GetField("PlansPrefix", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        Assert.Equal(BlobUsesOf("backtests-worker"), recording.Made.Append($"{AwsAccess.List} {atStart}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_engine_finds_its_snapshots_below_its_prefix()
    {
        var blobs = FileBlobStore.Open(Path.Combine(_folder.FullName, "blobs"), TimeProvider.System);
        // One that is none: it is read, and found to be bad.
        await blobs.PutAsync(BlobKey.Parse($"{Snapshot.KeyPrefix(0)}{1:D10}-{7:D16}"), "no snapshot"u8.ToArray(), BlobCondition.Any, Stop);
        var recording = new RecordingBlobStore(blobs);
        Assert.Equal(1, (await SnapshotBlobs.FindAsync(recording, 0, new KernelOptions { Mode = RunMode.Paper, ReportingCurrency = InstrumentId.Parse("BTC-USDT.SIM").Quote }, through: null, Stop)).Bad);
        Assert.Equal(["List snapshots/", "Read snapshots/"], recording.Made);
        Assert.Equal(["Delete snapshots/", "List snapshots/", "Read snapshots/", "Write snapshots/"], BlobUsesOf("engine-task"));
    }

    // What the engine writes and deletes it names by its snapshots: no other key is made in it or in what it runs.
    [Fact]
    public void The_engine_makes_no_key_but_of_a_snapshot()
    {
        var makers = new[] { "streaming-engine", "shared/Trading" }
            .SelectMany(folder => Directory.GetFiles(RepositoryFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && KeyMade().IsMatch(File.ReadAllText(path)))
            .Select(Path.GetFileName);
        Assert.Equal(["Snapshot.cs"], makers);
    }

    [Fact]
    public async Task The_api_reads_items_and_changes_none()
    {
        await using var items = new RecordingItemStore(SqliteItemStore.Open(Path.Combine(_folder.FullName, "items.db"), TimeProvider.System, TimeSpan.FromSeconds(1)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApi(new ApiOptions { Environment = "test", Simulated = Array.Empty<Instrument>() }, items);
        await using var app = builder.Build();
        app.MapApi();
        await app.StartAsync(Stop);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var route in ApiRoutes.All)
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", "BTC-USDT.SIM", StringComparison.Ordinal));
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            using var answer = await client.SendAsync(request, Stop);
            Assert.True((int)answer.StatusCode < 500, $"{route} answered {(int)answer.StatusCode}");
        }
        Assert.Equal(AwsUses.All.Where(use => use.Program == "api" && use.Adapter == AwsAdapter.Items).Select(use => use.Access), [items.Made]);
    }

    private static IEnumerable<string> BlobUsesOf(string program) => AwsUses.All
        .Where(use => use.Program == program && use.Adapter == AwsAdapter.Blobs)
        .SelectMany(use => Enum.GetValues<AwsAccess>().Where(access => access != AwsAccess.None && use.Access.HasFlag(access)).SelectMany(access => use.Prefixes.Select(prefix => $"{access} {prefix}")))
        .Order(StringComparer.Ordinal);

    private static async Task AskAsync(SweepWorker worker, string request) => await worker.Function.Handler(Encoding.UTF8.GetBytes(request), Stop);

    // Two points in two batches.
    private static BacktestSweep Sweep() => new()
    {
        Strategy = "ma-cross",
        Grid = [new SweepParameter("fast", ["3"]), new SweepParameter("slow", ["10", "20"])],
        Bars = new SweepBars(BlobKey.Parse("market/generated.csv"), InstrumentId.Parse("BTC-USDT.SIM"), BarInterval.Parse("1m")),
        PriceIncrement = 0.01m,
        QuantityIncrement = 0.00001m,
        Cash = 100_000,
    };

    private static byte[] BarFile()
    {
        var bars = GeneratedBars.Make(BarInterval.Parse("1m"), UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), 100, seed: 11);
        var text = new StringBuilder("timestamp,open,high,low,close,volume\n");
        for (var index = 0; index < bars.Count; index++)
            text.AppendJoin(',', new UnixNanos(bars.OpenTimes[index]).ToString(), DecimalText.Trimmed(bars.Open[index]), DecimalText.Trimmed(bars.High[index]), DecimalText.Trimmed(bars.Low[index]), DecimalText.Trimmed(bars.Close[index]), DecimalText.Trimmed(bars.Volume[index])).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    [GeneratedRegex("BlobKey[.](Try)?Parse[(]|new BlobKey[(]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KeyMade();
}
