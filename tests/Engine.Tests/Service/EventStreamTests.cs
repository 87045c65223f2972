using Microsoft.AspNetCore.Http;
using VeloZ.Domain;
using VeloZ.TestKit;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class EventStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Who_reads_too_slowly_is_cut_off_and_told_so()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(50)) with { StopsAtEnd = false, Strategies = [] });
        var body = new BlockedStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var writing = EventStream.WriteAsync(context, engine, TimeProvider.System);
        await body.Reached;
        // Each change of the limits is one piece of news; nobody takes them.
        for (var change = 0; change < 1_100; change++)
            await engine.SendAsync(new KernelCommand.SetLimits(default, new RiskLimits { OrdersPerSecond = 1 + change }, "test"), TestContext.Current.CancellationToken);
        body.Release();

        await writing;
        Assert.Contains("event: cut_off", body.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_nothing_happens_it_pings()
    {
        var time = new ManualTimeProvider();
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(5)) with { StopsAtEnd = true });
        await engine.Completion;
        var body = new BlockedStream();
        body.Release();
        using var ended = new CancellationTokenSource();
        var context = new DefaultHttpContext { Response = { Body = body }, RequestAborted = ended.Token };
        var writing = EventStream.WriteAsync(context, engine, time);
        await Task.Run(
            () =>
            {
                while (!body.Text.Contains(": ping", StringComparison.Ordinal))
                    time.Advance(TimeSpan.FromSeconds(15));
            },
            TestContext.Current.CancellationToken);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    public void Dispose() => _folder.Dispose();

    // Takes the first bytes, and then nothing until it is released.
    private sealed class BlockedStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();

        public Task Reached => _reached.Task;

        public string Text
        {
            get
            {
                lock (_gate)
                    return System.Text.Encoding.UTF8.GetString(ToArray());
            }
        }

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _released.Task;
            lock (_gate)
                Write(buffer.Span);
        }
    }
}
