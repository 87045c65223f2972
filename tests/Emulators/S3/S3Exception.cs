namespace VeloZ.Emulators;

/// <summary>An error as S3 tells it.</summary>
internal sealed class S3Exception(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Region that was expected; null where that is not the matter.</summary>
    public string? Region { get; init; }

    /// <summary>Headers that go with it.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static S3Exception NoSuchKey() => new(404, "NoSuchKey", "The specified key does not exist.");

    public static S3Exception PreconditionFailed() => new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

    public static S3Exception AccessDenied() => new(403, "AccessDenied", "Access Denied");
}
