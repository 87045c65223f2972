using VeloZ.Emulators;

namespace VeloZ.Local.Tests;

/// <summary>What is missing or may not be used in AWS: refused with what was needed, before an account is begun.</summary>
public sealed class CloudRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_not_there_is_told_with_where_it_was_looked_for()
    {
        await using var cloud = await CloudBench.StartAsync();
        var environment = cloud.Environment;
        environment["VELOZ_ENVIRONMENT"] = "other";
        await RefusedAsync(environment, "kinesis:DescribeStreamSummary of stream veloz-other-journal: there is none in eu-central-1 at http://127.0.0.1:", "--journal", "kinesis");
        await RefusedAsync(environment, "dynamodb:DescribeTable of table veloz-other-state: there is none in eu-central-1 at http://127.0.0.1:", "--items", "dynamodb");
        await RefusedAsync(environment, "s3:ListBucket of veloz-other-data-123456789012-eu-central-1/snapshots/0/: there is none in eu-central-1 at http://127.0.0.1:", "--blobs", "s3");

        environment["VELOZ_ENVIRONMENT"] = "test";
        environment["AWS_SECRET_ACCESS_KEY"] = "another";
        await RefusedAsync(environment, "the signature was not that of eu-central-1", "--blobs", "s3");
        environment["AWS_ACCESS_KEY_ID"] = "AKIANOBODY";
        await RefusedAsync(environment, "does not know these credentials (InvalidAccessKeyId); must be those of the account that the stack is in", "--blobs", "s3");
    }

    [Fact]
    public async Task Items_without_their_stream_are_refused()
    {
        await using var cloud = await CloudBench.StartAsync();
        _folder.Write("bars.csv", BarText.Waves(40, half: 3));
        var begun = await UpAsync(cloud.Environment, "data", "--journal", "kinesis", "--items", "dynamodb");
        Assert.True(begun.ExitCode == 0, begun.Error);

        await using var empty = await KinesisLocal.StartAsync();
        await CloudBench.MakeStreamAsync(empty, cloud.Schema);
        var environment = cloud.Environment;
        environment["VELOZ_KINESIS_URL"] = empty.Address.ToString();
        var result = await UpAsync(environment, "data", "--journal", "kinesis", "--items", "dynamodb");

        Assert.Equal(3, result.ExitCode);
        Assert.Matches("^veloz: stream veloz-test-journal: it does not have frame 1/[0-9]+, to which the items of environment test go: the account was off for longer than the stream keeps records, or this is another stream; ", result.ErrorLine);
    }

    [Fact]
    public async Task A_record_that_is_no_frame_is_told_as_what_it_is()
    {
        await using var cloud = await CloudBench.StartAsync();
        _folder.Write("bars.csv", BarText.Waves(40, half: 3));
        var begun = await UpAsync(cloud.Environment, "data", "--journal", "kinesis", "--items", "dynamodb");
        Assert.True(begun.ExitCode == 0, begun.Error);
        await cloud.PutAsync("not a frame"u8.ToArray());

        var result = await UpAsync(cloud.Environment, "data", "--journal", "kinesis", "--items", "dynamodb");

        Assert.Equal(3, result.ExitCode);
        Assert.Matches("^veloz: stream veloz-test-journal shard shardId-0+ at byte 0: record [0-9]+: frame had 11 bytes, must have at least 74; something else writes to this stream", result.ErrorLine);
    }

    [Fact]
    public async Task A_region_that_nothing_names_is_asked_for()
    {
        var result = await UpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["AWS_REGION"] = "" }, "data", "--journal", "kinesis");
        Assert.Equal((2, "veloz: --journal was kinesis without VELOZ_AWS_REGION: VELOZ_AWS_REGION or AWS_REGION must name the region, such as eu-central-1"), (result.ExitCode, result.ErrorLine));
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    private async Task RefusedAsync(Dictionary<string, string> environment, string message, params string[] stores)
    {
        _folder.Write("bars.csv", BarText.Waves(40, half: 3));
        var result = await UpAsync(environment, "refused", stores);
        Assert.True(result.ExitCode == 3, $"exit {result.ExitCode}: {result.Error}");
        Assert.Contains(message, result.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("refused/wal")), "a journal was begun");
    }

    private Task<RunResult> UpAsync(Dictionary<string, string> environment, string data, params string[] stores) => Veloz.RunInAsync(
        _folder.Path,
        environment,
        ["up", "--data", _folder.In(data), "--market", "file:" + _folder.In("bars.csv"), "--interval", "1m", "--speed", "max", "--exit-at-end", "--no-page", "--port", "0", .. stores]);
}
