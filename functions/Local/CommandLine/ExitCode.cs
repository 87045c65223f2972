namespace VeloZ.Local;

/// <summary>What the process answers with.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work failed; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>Refused to start for safety.</summary>
    public const int Refused = 3;

    public const int Interrupted = 130;
}

/// <summary>The user's input does not hold; the message says what was and what was needed.</summary>
internal sealed class UsageException(string message) : Exception(message);
