using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>A loopback venue whose clock a test moves and whose market stands still unless it is stepped, with two accounts.</summary>
internal abstract class VenueDesk : IAsyncDisposable
{
    public const string Ann = "ann-key";
    public const string Bob = "bob-key";

    protected VenueDesk(VenueServer server, ManualTimeProvider time)
    {
        (Server, Time) = (server, time);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public ManualTimeProvider Time { get; }

    public VenueServer Server { get; }

    public LoopbackVenue Venue => Server.Floor.Venue;

    /// <summary>Of the desk's clock, in milliseconds.</summary>
    public long Now => UnixNanos.From(Time.GetUtcNow()).Milliseconds;

    protected HttpClient Client { get; }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string SecretOf(string key) => key + "-secret";

    /// <summary>The market goes on by so many steps.</summary>
    public void Step(int count)
    {
        for (var step = 0; step < count; step++)
        {
            lock (Venue.Gate)
                Server.Floor.Step();
        }
    }

    /// <summary>Reads or changes something of the venue.</summary>
    public T Look<T>(Func<LoopbackVenue, T> look)
    {
        lock (Venue.Gate)
            return look(Venue);
    }

    public LoopbackAccount AccountOf(string key) => Venue.FindAccount(key)!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected Uri SocketAddress(string pathAndQuery) => new($"ws://127.0.0.1:{Server.Address.Port}{pathAndQuery}");

    protected static VenueServerOptions Options(VenueProtocolName protocol, string faults, ulong seed, IReadOnlyList<VenueAccountOptions> accounts) => new()
    {
        Protocol = protocol,
        Seed = seed,
        FlowPeriod = TimeSpan.Zero,
        Faults = FaultOptions.Parse(faults, seed),
        Accounts = accounts,
    };
}
