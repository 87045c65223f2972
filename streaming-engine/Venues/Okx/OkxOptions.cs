using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Venues;

/// <summary>Where OKX is, and who we are there. No record: its secrets are never printed.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-production-trading-services and https://www.okx.com/docs-v5/en/#overview-demo-trading-services.</remarks>
public sealed class OkxOptions
{
    private const string Sockets = "wss://ws.okx.com:8443/ws/v5/";
    private const string DemoSockets = "wss://wspap.okx.com:8443/ws/v5/";

    /// <summary>Whether it is play money: requests say so, and sockets have another host.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Whether swaps that settle in their quote currency are traded, in net mode with cross margin; else spot.</summary>
    public bool IsPerpetual { get; init; }

    /// <summary>All that is asked.</summary>
    public Uri Rest { get; init; } = new("https://www.okx.com");

    /// <summary>Prints, best prices and books.</summary>
    public Uri PublicSocket { get => field ?? SocketOf("public"); init; }

    /// <summary>An account's orders.</summary>
    public Uri PrivateSocket { get => field ?? SocketOf("private"); init; }

    /// <summary>Bars, and an account's orders that wait for a trigger.</summary>
    public Uri BusinessSocket { get => field ?? SocketOf("business"); init; }

    /// <summary>Of the account; empty where only market data are wanted.</summary>
    public string Key { get; init; } = "";

    /// <summary>What requests are signed with (HMAC SHA-256).</summary>
    public string Secret { get; init; } = "";

    /// <summary>What the key was made with.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>Who trades there, any text, the same at each start: of an account's engines each sets the dead-man timer of its own orders. Two that share it share the timer.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Most between two tries to connect.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For an answer, whole; then its outcome is unknown.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal string InstrumentType => IsPerpetual ? "SWAP" : "SPOT";

    /// <summary>Of orders that open or work, which the dead-man timer cancels. A tag has 16 letters and digits at most.</summary>
    internal string WorkingTag => field ??= "velozw" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Owner)).AsSpan(0, 5));

    private Uri SocketOf(string path) => new((IsDemo ? DemoSockets : Sockets) + path);
}
