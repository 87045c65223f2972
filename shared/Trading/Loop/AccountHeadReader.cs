using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Gathers what the first entries of a journal say of its account.</summary>
public sealed class AccountHeadReader
{
    private Instrument? _instrument;
    private string? _feedSource;
    private AccountTerms? _terms;

    /// <summary>What is known; null before it is enough to go on with the account.</summary>
    public AccountHead? Head => _instrument is null || _feedSource is null ? null : new AccountHead(_instrument, _feedSource, _terms);

    /// <summary>Whether nothing that comes can add to it.</summary>
    public bool IsComplete => _terms is not null;

    /// <summary>Looks at an entry, in the order of the journal.</summary>
    public void Take(JournalEntry entry)
    {
        if (IsComplete)
            return;
        if (entry is InstrumentChanged changed)
            _instrument ??= changed.Instrument;
        if (entry is not PaperMarketState market || _instrument is null)
            return;
        _feedSource ??= market.FeedSource;
        _terms = market.Account;
    }
}
