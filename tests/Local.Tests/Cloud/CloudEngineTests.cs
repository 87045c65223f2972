using System.Diagnostics;
using System.Text.Json;
using VeloZ.Aws;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Storage;
using VeloZ.TestKit;

namespace VeloZ.Local.Tests;

/// <summary>The engine with its journal in Kinesis, its items in DynamoDB and its snapshots in S3, all on emulators.</summary>
public sealed class CloudEngineTests : IDisposable
{
    private static readonly string[] InCloud = ["--journal", "kinesis", "--items", "dynamodb", "--blobs", "s3"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_again_and_again_it_ends_as_one_on_files_that_nobody_disturbed()
    {
        var kills = Tier.Pick(quick: 2, full: 10, nightly: 40);
        await using var cloud = await CloudBench.StartAsync();
        _folder.Write("bars.csv", BarText.Waves(100 + (100 * kills), half: 3));
        Assert.Equal(0, await RunToEndAsync(new Dictionary<string, string>(StringComparer.Ordinal), "files"));
        using var expected = await VerifiedAsync(new Dictionary<string, string>(StringComparer.Ordinal), "--data", _folder.In("files"));

        // As often as it goes: a start should find a snapshot, and a kill meet one that is half written.
        var environment = cloud.Environment;
        (environment["VELOZ_WAL_CHECKPOINT_INTERVAL"], environment["VELOZ_WAL_CHECKPOINT_PERIOD"]) = ("50", "0");
        var random = new Random(7);
        var (resumed, killed) = (0, 0);
        for (; killed < kills; killed++)
        {
            // It stays when its bars have ended, so that every kill meets a process.
            using var process = Start(environment, "cloud", [.. InCloud, "--stay"]);
            resumed += await UntilReadyAsync(process) ? 1 : 0;
            var moment = random.Next(killed == 0 ? 500 : 0, 1_500);
            await Task.Delay(TimeSpan.FromMilliseconds(killed == 4 ? 15_000 : moment), Stop); // Once long enough for a snapshot on a busy machine, too.
            process.Kill();
            await process.WaitForExitAsync(Stop);
            using var sound = await VerifiedAsync(environment, "--journal", "kinesis", "--blobs", "s3");
        }
        Assert.Equal(0, await RunToEndAsync(environment, "cloud", InCloud));

        using var seen = await VerifiedAsync(environment, "--journal", "kinesis", "--blobs", "s3");
        Assert.True(killed == kills, $"the run was at its end after {killed} of {kills} kills");
        Assert.True(resumed > 0 || kills < 10, "no start went on from a snapshot");
        Assert.True(Number(expected, "fills") > 20, $"only {Number(expected, "fills")} fills");
        Assert.Equal(Text(expected, "trade_hash"), Text(seen, "trade_hash"));
        Assert.Equal(Number(expected, "fills"), Number(seen, "fills"));
        Assert.Equal(StateOf(expected), StateOf(seen));
        Assert.InRange(Number(seen, "epochs"), 2, killed + 1); // A start may be killed before its own epoch has begun.
        Assert.Equal(await ItemsOfFilesAsync("files"), await ItemsOfCloudAsync(cloud));
        Assert.False(Directory.Exists(_folder.In("cloud/wal")), "there is a journal in files besides");
        Assert.False(File.Exists(_folder.In("cloud/items.db")), "there are items in a file besides");
    }

    [Fact]
    public async Task A_frame_of_the_engine_before_that_arrives_after_the_next_one_has_recovered_changes_no_trade()
    {
        await using var cloud = await CloudBench.StartAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(cloud.Kinesis);
        _folder.Write("bars.csv", BarText.Waves(80, half: 3));
        Assert.Equal(0, await RunToEndAsync(new Dictionary<string, string>(StringComparer.Ordinal), "files"));
        using var expected = await VerifiedAsync(new Dictionary<string, string>(StringComparer.Ordinal), "--data", _folder.In("files"));
        var environment = cloud.Environment;
        environment["VELOZ_KINESIS_URL"] = proxy.Address.ToString();

        // A frame of the first engine is held on its way while the engine is killed.
        var frame = new HttpFault.Held(OutlivesCaller: true);
        using (var first = Start(environment, "cloud", InCloud))
        {
            await UntilReadyAsync(first);
            await UntilAsync(() => proxy.BodiesOf("PutRecord").Count >= 20);
            proxy.Faults.Add(frame, "PutRecord");
            await frame.Arrived.WaitAsync(Stop);
            first.Kill();
            await first.WaitForExitAsync(Stop);
        }
        // It lands when the next engine has recovered without it, and before that one's own beginning does.
        var beginning = new HttpFault.Held(OutlivesCaller: true);
        proxy.Faults.Add(beginning, "PutRecord");
        var second = RunToEndAsync(environment, "cloud", InCloud);
        await beginning.Arrived.WaitAsync(Stop);
        frame.Release();
        await frame.Ended.WaitAsync(Stop);
        beginning.Release();
        Assert.Equal(0, await second);

        using var seen = await VerifiedAsync(environment, "--journal", "kinesis", "--blobs", "s3");
        Assert.Equal(Text(expected, "trade_hash"), Text(seen, "trade_hash"));
        Assert.Equal(StateOf(expected), StateOf(seen));
        Assert.Equal(2, Number(seen, "epochs"));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(1), Stop);
    }

    private Process Start(Dictionary<string, string> environment, string data, params string[] arguments) => Veloz.Start(
        _folder.Path,
        environment,
        [
            "up", "--data", _folder.In(data), "--market", "file:" + _folder.In("bars.csv"), "--interval", "1m", "--speed", "max", "--no-page", "--port", "0",
            "--strategy", "ma-cross", "--param", "fast=2", "--param", "slow=5", "--param", "size_fraction=0.02",
            .. arguments.Contains("--stay", StringComparer.Ordinal) ? arguments.Where(argument => argument != "--stay") : [.. arguments, "--exit-at-end"],
        ]);

    private async Task<int> RunToEndAsync(Dictionary<string, string> environment, string data, params string[] arguments)
    {
        using var process = Start(environment, data, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"exit {process.ExitCode}: {error}{await output}");
        return process.ExitCode;
    }

    // Whether it went on from a snapshot.
    private static async Task<bool> UntilReadyAsync(Process process)
    {
        var isResumed = false;
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            isResumed |= line.Contains("after snapshot", StringComparison.Ordinal);
            if (line.Contains("Ctrl+C", StringComparison.Ordinal))
                return isResumed;
        }
        throw new InvalidOperationException("the program ended before it traded: " + await process.StandardError.ReadToEndAsync(Stop));
    }

    private async Task<JsonDocument> VerifiedAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var result = await Veloz.RunInAsync(_folder.Path, environment, ["verify", .. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output.TrimEnd('\n').Split('\n')[^1]);
    }

    private static long Number(JsonDocument verified, string name) => verified.RootElement.GetProperty(name).GetInt64();

    private static string? Text(JsonDocument verified, string name) => verified.RootElement.GetProperty(name).GetString();

    private static string StateOf(JsonDocument verified) => verified.RootElement.GetProperty("strategies").GetRawText() + verified.RootElement.GetProperty("balances").GetRawText();

    private async Task<string> ItemsOfFilesAsync(string data)
    {
        await using var items = SqliteItemStore.Open(_folder.In($"{data}/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        return await TextOfAsync(items);
    }

    private static async Task<string> ItemsOfCloudAsync(CloudBench cloud)
    {
        await using var items = await DynamoItemStore.OpenAsync(cloud.Items, cloud.Schema.State, TimeProvider.System, Stop);
        return await TextOfAsync(items);
    }

    // Orders are named by epoch, of which there are more where it was killed; what they came to is the same.
    private static async Task<string> TextOfAsync(IItemStore items)
    {
        var text = new List<string>();
        var orders = 0;
        string? cursor = null;
        do
        {
            var page = await items.QueryAsync(new ItemQuery("ACCOUNT#main", ItemRange.All, ItemQuery.LimitMax), cursor, Stop);
            foreach (var item in page.Items.Select(stored => stored.Item))
            {
                orders += item.Type is "order" or "fill" ? 1 : 0;
                if (item.Type is "balance" or "position" or "strategy" or "account_head")
                    text.Add($"{item.Key.SortKey} {string.Join(' ', item.Attributes.Values.Select(pair => $"{pair.Key}={Shown(pair.Value)}"))}");
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return $"{orders} orders and fills\n{string.Join('\n', text.Order(StringComparer.Ordinal))}";
    }

    private static string Shown(ItemValue value) => value switch
    {
        ItemValue.List list => string.Join(',', list.Values.Select(Shown)),
        ItemValue.Map map => string.Join(',', map.Values.Select(pair => $"{pair.Key}:{Shown(pair.Value)}")),
        _ => value.ToString(),
    };
}
