namespace VeloZ.Engine;

/// <summary>What the engine logs.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(2001, LogLevel.Information, "Recovered {Folder}: {Frames} frames, {Entries} entries, snapshot {Snapshot}")]
    public static partial void Recovered(ILogger log, string folder, long frames, long entries, string snapshot);

    [LoggerMessage(2002, LogLevel.Information, "Stopping in order")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(2003, LogLevel.Critical, "The engine ended by a fault; start it again, and it recovers")]
    public static partial void Ended(ILogger log, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "Incident {Code}: {Incident}")]
    public static partial void Incident(ILogger log, string code, string incident);

    [LoggerMessage(2005, LogLevel.Warning, "More news than the log could take; incidents may be missing from it")]
    public static partial void IncidentsLost(ILogger log);
}
