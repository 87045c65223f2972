namespace VeloZ.Aws;

/// <summary>How long audit records of a class are kept: the lock of an archived object, and with a week more its expiry.</summary>
public static class AuditRetention
{
    /// <summary>Days by class.</summary>
    public static IReadOnlyDictionary<string, int> Days { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal)
    {
        ["access"] = 14,
        ["auth"] = 90,
        ["error"] = 30,
        ["key"] = 365,
        ["order"] = 365,
    };

    /// <summary>Whether its objects move to cheaper storage, which bills 90 days at least.</summary>
    public static bool IsArchived(string auditClass) => auditClass is "key" or "order";
}
