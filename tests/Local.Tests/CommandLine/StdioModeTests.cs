using System.Text.Json;

namespace VeloZ.Local.Tests;

/// <summary>The program with commands on its standard input.</summary>
public sealed class StdioModeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Commands_are_answered_and_standard_output_has_nothing_else()
    {
        var result = await RunAsync("ORDER BUY BTCUSDT 0.01 1000 mine\nMOON\nORDER BUY BTCUSDT 0.01 1000 mine\nSTRATEGY LIST\nQUIT\nSTATE\n");

        Assert.Equal(0, result.ExitCode);
        var lines = Lines(result);
        Assert.Equal("ready", Text(lines[0], "type"));
        Assert.Equal("stopped", Text(lines[^1], "type"));
        var answers = lines.Where(line => line.TryGetProperty("command", out _)).ToArray();
        Assert.Equal(["reply", "error", "error", "reply", "reply"], answers.Select(line => Text(line, "type")));
        Assert.Equal([1, 2, 3, 4, 5], answers.Select(line => line.GetProperty("command").GetInt32()));
        Assert.Equal(("limit", "command_unknown", "client_reference_used"), (Text(answers[0].GetProperty("order"), "order_type"), Text(answers[1], "code"), Text(answers[2], "code")));
        Assert.Contains("Paper account on BTC-USDT.SIM", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_input_stops_in_order_and_the_next_start_knows_what_was_done()
    {
        Assert.Equal(0, (await RunAsync("ORDER BUY BTCUSDT 0.01 1000 mine\nKILL ALL enough\n")).ExitCode);
        var state = Lines(await RunAsync("STATE\nORDERS\n")).Where(line => line.TryGetProperty("command", out _)).ToArray();
        Assert.Equal("enough", Text(state[0].GetProperty("kill_switches")[0], "reason"));
        Assert.Equal("mine", Text(state[1].GetProperty("orders").EnumerateArray().Single(), "client_reference"));
    }

    public void Dispose() => _folder.Dispose();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement[] Lines(RunResult result) => [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private Task<RunResult> RunAsync(string input) => Veloz.RunWithInputAsync(input, "up", "--stdio", "--strategy", "none", "--data", _folder.In("data"), "--port", "0");
}
