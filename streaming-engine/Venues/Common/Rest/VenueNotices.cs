using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What parts of a connection have to tell people, on its way to whoever listens; the same is told once a minute at most.</summary>
/// <remarks>Thread-safe. What comes before anybody listens is told then.</remarks>
/// <param name="venue">In capitals.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class VenueNotices(string venue, TimeProvider time)
{
    private const int KeptMax = 100;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal); // Stamps, by code.
    private readonly List<(string Code, string Message)> _waiting = [];
    private Action<string, string>? _listener;

    /// <summary>From now on this one is told codes and messages.</summary>
    public void Start(Action<string, string> listener)
    {
        lock (_gate)
        {
            _listener = listener;
            foreach (var (code, message) in _waiting)
                listener(code, message);
            _waiting.Clear();
        }
    }

    /// <summary>Tells that the venue takes no requests.</summary>
    public void TellClosed(TimeSpan wait) =>
        Tell("rate_limited", string.Create(CultureInfo.InvariantCulture, $"takes no requests for {wait.TotalSeconds:0} s, as it said; nothing is sent there until then, cancels neither"));

    /// <summary>Tells why the books of the account could not be read, where that will not pass by itself.</summary>
    public void TellUnread(Exception exception)
    {
        if (exception is not VenueException { Kind: VenueErrorKind.Passing })
            Tell("books_unreadable", $"could not be asked for the account's books: {exception.Message}");
    }

    /// <summary>Tells something.</summary>
    /// <param name="code">Lower snake-case.</param>
    /// <param name="what">What goes behind the venue's name: <c>takes no requests for 60 s</c>.</param>
    public void Tell(string code, string what)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(code, out var stamp) && time.GetElapsedTime(stamp) < Period)
                return;
            _told[code] = time.GetTimestamp();
            var message = $"{venue} {what}";
            if (_listener is not null)
                _listener(code, message);
            else if (_waiting.Count < KeptMax)
                _waiting.Add((code, message));
        }
    }
}
