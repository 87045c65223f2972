using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>A socket is open as far as that can be, and says when it was not.</summary>
public sealed partial class VenueSocketTests : IAsyncLifetime
{
    private const int Limit = 60_000;

    private readonly ManualTimeProvider _time = new();
    private readonly Listener _listener = new();
    private SocketVenue? _venue;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static SocketOptions Options { get; } = new() { SendPeriod = TimeSpan.Zero };

    private SocketVenue Venue => _venue!;

    public async ValueTask InitializeAsync() => _venue = await SocketVenue.StartAsync();

    public ValueTask DisposeAsync() => Venue.DisposeAsync();

    [Fact(Timeout = Limit)]
    public async Task What_is_wanted_is_asked_for_in_order_and_messages_come_whole()
    {
        await using var socket = Open(Options);
        var peer = await Venue.AcceptAsync(Stop);
        Assert.Equal(("login", "subscribe"), (await peer.ReadAsync(Stop), await peer.ReadAsync(Stop)));
        var large = new string('x', 200_000);
        await peer.SendAsync("one", Stop);
        await peer.SendPartsAsync(["tw", "o", ""], Stop);
        await peer.SendAsync(large, Stop);
        foreach (var message in new[] { "one", "two", large })
            Assert.Equal((1L, message), await _listener.NextAsync(Stop));
        Assert.True(await socket.SendAsync("more"u8.ToArray(), Stop));
        Assert.Equal("more", await peer.ReadAsync(Stop));
    }

    [Theory(Timeout = Limit)]
    [InlineData(true, "connection_broken")]
    [InlineData(false, "closed_by_venue")]
    public async Task After_it_broke_another_is_opened_and_asked_for_the_same(bool breaks, string cause)
    {
        await using var socket = Open(Options);
        var peer = await AcceptAsync();
        await peer.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        if (breaks)
            peer.Break();
        else
            await peer.CloseAsync(Stop);
        Assert.Equal((1L, $"lost {cause}"), await _listener.NextAsync(Stop));
        await AdvanceAsync(TimeSpan.FromMilliseconds(250));
        peer = await AcceptAsync();
        await peer.SendAsync("two", Stop);
        Assert.Equal((2L, "two"), await _listener.NextAsync(Stop));
    }

    // What it told would stand as if it went on.
    [Fact(Timeout = Limit)]
    public async Task One_that_told_something_and_broke_before_all_was_asked_for_is_lost()
    {
        _time.Advance(TimeSpan.FromSeconds(1)); // A stamp of 0 is that of nothing sent.
        await using var socket = Open(Options with { SendPeriod = TimeSpan.FromSeconds(5) });
        var peer = await Venue.AcceptAsync(Stop);
        Assert.Equal("login", await peer.ReadAsync(Stop));
        await peer.SendAsync("one", Stop);
        Assert.Equal((1L, "one"), await _listener.NextAsync(Stop));
        peer.Break();
        Assert.Equal((1L, "lost connection_broken"), await _listener.NextAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_is_open_and_silent_is_given_up()
    {
        await using var socket = Open(Options);
        var peer = await AcceptAsync();
        await peer.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        await peer.SendAsync("two", Stop);
        await _listener.NextAsync(Stop);
        await AdvanceAsync(TimeSpan.FromSeconds(15)); // 15 s are no silence.
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal((1L, "lost silent"), await _listener.NextAsync(Stop));
        await peer.Gone.WaitAsync(Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task Before_its_time_is_up_another_takes_over_without_a_gap()
    {
        await using var socket = Open(Options with { LifeMax = TimeSpan.FromHours(23), SilenceMax = TimeSpan.FromHours(48) });
        var old = await AcceptAsync();
        await old.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        await AgeAsync(socket);
        var next = await AcceptAsync();
        // The old one tells on until the new one does, and goes then.
        await old.SendAsync("two", Stop);
        Assert.Equal((1L, "two"), await _listener.NextAsync(Stop));
        Assert.False(old.Gone.IsCompleted);
        await next.SendAsync("three", Stop);
        Assert.Equal((2L, "three"), await _listener.NextAsync(Stop));
        await old.Gone.WaitAsync(Stop);
        await next.SendAsync("four", Stop);
        Assert.Equal((2L, "four"), await _listener.NextAsync(Stop)); // Nothing was lost.
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_cannot_take_over_leaves_the_old_one_at_work()
    {
        await using var socket = Open(Options with { LifeMax = TimeSpan.FromHours(23), SilenceMax = TimeSpan.FromHours(48) });
        var old = await AcceptAsync();
        await old.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        await AgeAsync(socket);
        (await AcceptAsync()).Break();
        await old.SendAsync("two", Stop);
        Assert.Equal((1L, "two"), await _listener.NextAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task A_message_that_is_too_large_ends_the_connection()
    {
        await using var socket = Open(Options with { MessageBytesMax = 1 << 16 });
        var peer = await AcceptAsync();
        var sending = peer.SendAsync(new string('x', 200_000), Stop);
        Assert.Equal((1L, "lost message_too_large"), await _listener.NextAsync(Stop));
        await Record.ExceptionAsync(() => sending); // It may have been cut off in the middle.
    }

    [Fact(Timeout = Limit)]
    public async Task Pings_of_the_venue_s_own_form_are_sent()
    {
        await using var socket = Open(Options with { PingPeriod = TimeSpan.FromSeconds(10) });
        var peer = await AcceptAsync();
        await peer.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        // Until it is open for what we send, the time that it has to connect runs, too.
        while (!await socket.SendAsync("mark"u8.ToArray(), Stop))
            await Task.Yield();
        Assert.Equal("mark", await peer.ReadAsync(Stop));
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("ping 1", await peer.ReadAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_is_renewed_is_lost_and_opened_again()
    {
        await using var socket = Open(Options);
        await AcceptAsync();
        await _listener.OpenedAsync(Stop);
        socket.Renew();
        Assert.Equal((1L, "lost renewed"), await _listener.NextAsync(Stop));
        await AdvanceAsync(TimeSpan.FromMilliseconds(250));
        await AcceptAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task One_whose_listener_cannot_take_a_message_is_lost_and_opened_again()
    {
        await using var socket = Open(Options);
        var peer = await AcceptAsync();
        await peer.SendAsync("poison", Stop);
        Assert.Equal((1L, "lost listener_fault_key_not_found_exception"), await _listener.NextAsync(Stop));
        await AdvanceAsync(TimeSpan.FromMilliseconds(250));
        await AcceptAsync();
    }

    // A login is answered before anything may be subscribed to, and the connection may be one that is about to take over.
    [Fact(Timeout = Limit)]
    public async Task An_answer_goes_out_on_the_connection_that_it_is_of()
    {
        await using var socket = Open(Options with { LifeMax = TimeSpan.FromHours(23), SilenceMax = TimeSpan.FromHours(48) });
        _listener.Socket = socket;
        var old = await AcceptAsync();
        await old.SendAsync("one", Stop);
        await _listener.NextAsync(Stop);
        await AgeAsync(socket);
        Assert.Equal("mark", await old.ReadAsync(Stop));
        var next = await AcceptAsync();
        await next.SendAsync("login", Stop);
        await old.SendAsync("login", Stop);
        Assert.Equal(("answer 2", "answer 1"), (await next.ReadAsync(Stop), await old.ReadAsync(Stop)));
        socket.Post(connection: 9, "nobody"u8.ToArray()); // One that has ended gets nothing.
        await next.SendAsync("two", Stop);
        Assert.Equal((2L, "two"), await _listener.NextAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_is_closed_while_it_fails_to_connect_is_closed()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        var socket = new VenueSocket(
            () =>
            {
                asked.SetResult();
                goOn.Wait(Stop);
                throw new WebSocketException("of the test");
            },
            _listener,
            Options,
            _time);
        await asked.Task.WaitAsync(Stop);
        var closing = socket.DisposeAsync().AsTask();
        goOn.Set();
        await closing;
    }

    private VenueSocket Open(SocketOptions options) => new(() => Venue.Address, _listener, options, _time);

    // What was asked for has come.
    private async Task<SocketVenue.Peer> AcceptAsync()
    {
        var peer = await Venue.AcceptAsync(Stop);
        await peer.ReadAsync(Stop);
        await peer.ReadAsync(Stop);
        return peer;
    }

    // 23 hours go by. By then it looks after its connection, and waits for that time: those are two timers.
    private async Task AgeAsync(VenueSocket socket)
    {
        while (!await socket.SendAsync("mark"u8.ToArray(), Stop) || _time.PendingTimers < 2)
            await Task.Yield();
        _time.Advance(TimeSpan.FromHours(23));
    }

    // Whoever waits for a time has said so before it is moved.
    private async Task AdvanceAsync(TimeSpan time)
    {
        while (_time.PendingTimers == 0)
            await Task.Yield();
        _time.Advance(time);
    }

    private sealed class Listener : ISocketListener
    {
        private readonly Channel<(long Connection, string What)> _told = Channel.CreateUnbounded<(long Connection, string What)>();
        private readonly Channel<long> _opened = Channel.CreateUnbounded<long>();

        /// <summary>Answers logins.</summary>
        public VenueSocket? Socket { get; set; }

        public ValueTask<(long Connection, string What)> NextAsync(CancellationToken cancellationToken) => _told.Reader.ReadAsync(cancellationToken);

        public ValueTask<long> OpenedAsync(CancellationToken cancellationToken) => _opened.Reader.ReadAsync(cancellationToken);

        public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
        {
            _opened.Writer.TryWrite(connection);
            return ["login"u8.ToArray(), "subscribe"u8.ToArray()];
        }

        public ReadOnlyMemory<byte> Ping(long connection) => Encoding.UTF8.GetBytes($"ping {connection}");

        public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
        {
            if (message.SequenceEqual("poison"u8))
                throw new KeyNotFoundException("of the test");
            if (message.SequenceEqual("login"u8))
            {
                Socket!.Post(connection, Encoding.UTF8.GetBytes($"answer {connection}"));
                return false;
            }
            _told.Writer.TryWrite((connection, Encoding.UTF8.GetString(message)));
            return true;
        }

        public void Lost(long connection, string cause) => _told.Writer.TryWrite((connection, $"lost {cause}"));
    }
}
