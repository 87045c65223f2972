using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>Connects to a venue for its market alone; the account is of this process, its books a journal of their own.</summary>
internal static class PaperAccount
{
    /// <summary>Folder of the books in the data folder.</summary>
    public const string FolderName = "paper";

    private const int FileBytes = 4_194_304;

    /// <summary>Makes the connection.</summary>
    /// <param name="market">Connects to the market; asked nothing that needs a key.</param>
    /// <param name="folder">Of the books.</param>
    /// <param name="isSync">Whether each frame of them is synced to the disk.</param>
    /// <param name="options">What the account is.</param>
    public static Func<MonotonicClock, Func<bool>, CancellationToken, Task<IVenueConnection>> Over(
        Func<MonotonicClock, Func<bool>, IVenueConnection> market,
        string folder,
        bool isSync,
        PaperVenueOptions options) => async (clock, mayAct, _) =>
    {
        var journal = SegmentJournal.Open(new SegmentJournalOptions { Folder = folder, Clock = clock.Time, SegmentBytes = FileBytes, IsSync = isSync }, SystemDisk.Instance);
        try
        {
            return new PaperVenue(market(clock, mayAct), journal, options, clock, mayAct);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    };
}
