using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the first frames of a paper account's journal say of it: what must be known before its state can be folded, and what it keeps for good.</summary>
/// <param name="Instrument">Its first market as it was first; its quote currency is what the account is counted in, and its grid is the account's.</param>
/// <param name="FeedSource">The feed that it runs on.</param>
/// <param name="Terms">What it may hold; null where no frame says so, as in journals from before it was written.</param>
public sealed record AccountHead(Instrument Instrument, string FeedSource, AccountTerms? Terms)
{
    /// <summary>Reads until all is known; null for a journal without an account.</summary>
    public static async Task<AccountHead?> ReadAsync(IJournal journal, CancellationToken cancellationToken)
    {
        var reader = new AccountHeadReader();
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, cancellationToken))
        {
            foreach (var entry in stored.Frame.ReadEntries())
                reader.Take(entry);
            if (reader.IsComplete)
                break;
        }
        return reader.Head;
    }

    /// <summary>Whether it trades at a venue; else on paper.</summary>
    public bool IsLive => LiveOptions.IsLive(FeedSource);

    /// <summary>The kernel's options to fold its journal with.</summary>
    public KernelOptions KernelOptions
    {
        get
        {
            var simulation = Keep(new SimulationOptions());
            return IsLive
                ? LiveOptions.KernelFor(Instrument.Id, VenueFeatures.All, new ExecutionOptions(), simulation.Leverage, LiveOptions.ModeOf(FeedSource))
                : PaperOptions.KernelFor(Instrument.Id.Quote, simulation);
        }
    }

    /// <summary>How its market fills: as given, for an account of its own kind and leverage.</summary>
    public SimulationOptions Keep(SimulationOptions given) => Terms is null
        ? given
        : given with { AccountKind = Terms.IsMargin ? AccountKind.Margin : AccountKind.Cash, Leverage = Terms.Leverage };

    /// <summary>Its market: with its own grid, and the fees that were given.</summary>
    public Instrument Keep(Instrument given) => new(given.Id, Instrument.PriceIncrement, Instrument.QuantityIncrement, given.Fees)
    {
        QuantityMin = given.QuantityMin,
        QuantityMax = given.QuantityMax,
        NotionalMin = given.NotionalMin,
        NotionalMax = given.NotionalMax,
    };

    /// <summary>The terms to journal of an account that runs with these options.</summary>
    internal static AccountTerms TermsOf(KernelOptions options) =>
        options.AccountKind == AccountKind.Margin ? new AccountTerms(IsMargin: true, options.Leverage) : new AccountTerms(IsMargin: false, 1);
}
