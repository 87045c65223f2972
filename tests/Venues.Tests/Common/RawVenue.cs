using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VeloZ.Venues.Tests;

/// <summary>A server of bare TCP that counts whole requests and does with each connection what it is told: what leaves us is seen as it is.</summary>
internal sealed class RawVenue : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly Func<NetworkStream, int, CancellationToken, Task> _answer;
    private readonly Task _running;

    /// <param name="answer">Given the connection after each whole request and the request's number, from 1; the connection is closed when it ends and <see cref="KeepsOpen"/> is not set.</param>
    public RawVenue(Func<NetworkStream, int, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Whether a connection goes on after an answer.</summary>
    public bool KeepsOpen { get; init; }

    /// <summary>As they came: head and body.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public static Task SayAsync(NetworkStream stream, string text, CancellationToken cancellationToken) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections); // It is closed: be it that it does not listen any more.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            try
            {
                while (await ReadAsync(stream) is { } request)
                {
                    int number;
                    lock (_requests)
                    {
                        _requests.Add(request);
                        number = _requests.Count;
                    }
                    await _answer(stream, number, _stop.Token);
                    if (!KeepsOpen)
                        return;
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side has gone, or the test is over.
            }
        }
    }

    // A head, and as many bytes as it says.
    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            bytes.Add(one[0]);
        }
        var head = Encoding.ASCII.GetString([.. bytes]);
        var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..].Trim(), System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return head + Encoding.ASCII.GetString(body);
    }

    private static bool EndsHead(List<byte> bytes) => bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
}
