using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Hosting;

/// <summary>What a program of ours answers with.</summary>
public static class ExitCode
{
    /// <summary>Done, or ended in order.</summary>
    public const int Done = 0;

    /// <summary>The work failed; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>Refused to start for safety: the journal or a store is damaged, or the data folder is in use or another user's.</summary>
    public const int Refused = 3;

    /// <summary>Interrupted before it was done.</summary>
    public const int Interrupted = 130;

    /// <summary>The code of a fault that was foreseen; null for a bug of ours.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        OperationCanceledException => Interrupted,
        UsageException or SettingException or DataFormatException or MarketStoreException or StrategySettingException or BacktestSettingException => BadInput,
        FeedMismatchException or OffGridException or FormatException => BadInput,
        VenueException { Kind: VenueErrorKind.Refused } => BadInput,
        VenueException => Failed,
        JournalDamagedException or JournalHaltException or DataFolderException => Refused,
        StoreException { Fault: not StoreFault.Unavailable } => Refused,
        StoreException or JournalFailedException or IOException or UnauthorizedAccessException => Failed,
        _ => null,
    };
}

/// <summary>The user's input does not hold; the message says what was and what was needed.</summary>
public sealed class UsageException(string message) : Exception(message);
