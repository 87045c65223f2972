using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the first frames of a paper account's journal say of it: what must be known before its state can be folded.</summary>
/// <param name="Instrument">Its first market; its quote currency is what the account is counted in.</param>
/// <param name="FeedSource">The feed that it runs on.</param>
public sealed record AccountHead(Instrument Instrument, string FeedSource)
{
    /// <summary>Reads until both are known; null for a journal without an account.</summary>
    public static async Task<AccountHead?> ReadAsync(IJournal journal, CancellationToken cancellationToken)
    {
        Instrument? instrument = null;
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, cancellationToken))
        {
            foreach (var entry in stored.Frame.ReadEntries())
            {
                if (entry is InstrumentChanged changed)
                    instrument ??= changed.Instrument;
                else if (entry is PaperMarketState market && instrument is not null)
                    return new AccountHead(instrument, market.FeedSource);
            }
        }
        return null;
    }
}
