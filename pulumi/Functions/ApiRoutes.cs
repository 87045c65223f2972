namespace VeloZ.Infrastructure;

/// <summary>What the API answers to, as its host maps it; anything else ends at the gateway.</summary>
internal static class ApiRoutes
{
    /// <summary>Method and path of each.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "GET /api/v1/health",
        "HEAD /api/v1/health",
        "GET /api/v1/instruments",
        "HEAD /api/v1/instruments",
        "GET /api/v1/instruments/{id}",
        "HEAD /api/v1/instruments/{id}",
    ];

    /// <summary>A route's name in the program.</summary>
    public static string NameOf(string route) =>
        string.Join('-', route.ToLowerInvariant().Split([' ', '/', '{', '}'], StringSplitOptions.RemoveEmptyEntries));
}
