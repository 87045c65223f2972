using System.Threading.Channels;
using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>Keeps what a venue tells of an account, and lets a test wait for it.</summary>
public sealed class ListeningAccount : IVenueListener
{
    private readonly Channel<object> _told = Channel.CreateUnbounded<object>();

    /// <summary>Reports so far.</summary>
    public List<VenueReport> Reports { get; } = [];

    /// <summary>Orders that were doubted so far.</summary>
    public List<ClientOrderId> Doubts { get; } = [];

    /// <summary>What people were told so far.</summary>
    public List<(string Code, string Message)> Notices { get; } = [];

    /// <summary>How often the stream was broken, resumed, and unreadable.</summary>
    public (int Interrupted, int Resumed, int Unreadable) Counts { get; private set; }

    /// <inheritdoc/>
    public void Told(VenueReport report) => _told.Writer.TryWrite(report);

    /// <inheritdoc/>
    public void Doubted(ClientOrderId id, string cause) => _told.Writer.TryWrite(id);

    /// <inheritdoc/>
    public void Interrupted(string cause) => _told.Writer.TryWrite((1, 0, 0));

    /// <inheritdoc/>
    public void Resumed() => _told.Writer.TryWrite((0, 1, 0));

    /// <inheritdoc/>
    public void Unreadable(string what) => _told.Writer.TryWrite((0, 0, 1));

    /// <inheritdoc/>
    public void Noticed(string code, string message) => _told.Writer.TryWrite((code, message));

    /// <summary>Waits until what was told fits.</summary>
    public async Task UntilAsync(Func<ListeningAccount, bool> isThere, CancellationToken cancellationToken)
    {
        while (!isThere(this))
            Take(await _told.Reader.ReadAsync(cancellationToken));
    }

    /// <summary>Waits for a report of an order that fits.</summary>
    public async Task<T> ReportAsync<T>(ClientOrderId id, Func<T, bool> fits, CancellationToken cancellationToken)
        where T : VenueReport
    {
        await UntilAsync(told => told.Reports.OfType<T>().Any(report => report.Id == id && fits(report)), cancellationToken);
        return Reports.OfType<T>().First(report => report.Id == id && fits(report));
    }

    private void Take(object told)
    {
        switch (told)
        {
            case VenueReport report:
                Reports.Add(report);
                break;
            case ClientOrderId id:
                Doubts.Add(id);
                break;
            case (string code, string message):
                Notices.Add((code, message));
                break;
            case (int interrupted, int resumed, int unreadable):
                Counts = (Counts.Interrupted + interrupted, Counts.Resumed + resumed, Counts.Unreadable + unreadable);
                break;
        }
    }
}
