using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Api;

/// <summary>Which instruments are asked for.</summary>
/// <param name="Kinds">Of these kinds; empty for all.</param>
/// <param name="VenueIds">At these venues, in the order of their ids.</param>
/// <param name="Limit">Most items of the page.</param>
/// <param name="After">Begins after this one; null for the first.</param>
internal sealed record InstrumentQuery(IReadOnlyList<InstrumentKind> Kinds, IReadOnlyList<string> VenueIds, int Limit, InstrumentId? After)
{
    private const int LimitMax = 500;

    private static readonly string[] Names = ["kind", "venue", "limit", "cursor"];

    /// <summary>Reads a query; names may be given more than once where several values make sense.</summary>
    /// <exception cref="QueryException">It does not hold.</exception>
    public static InstrumentQuery Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new QueryException(ProblemCodes.QueryInvalid($"the query had '{unknown}', must have {string.Join(", ", Names)} only"));
        var kinds = query["kind"].Select(text => KindOf(text ?? "")).Distinct().ToArray();
        var venues = query["venue"].Select(text => VenueOf(text ?? "")).ToHashSet(StringComparer.Ordinal);
        return new InstrumentQuery(kinds, [.. Venues.All.Where(venue => venues.Count == 0 || venues.Contains(venue))], LimitOf(query), AfterOf(query));
    }

    /// <summary>What begins after an instrument.</summary>
    public static string CursorOf(InstrumentId id) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(id.Text));

    private static InstrumentKind KindOf(string text) => text switch
    {
        "spot" => InstrumentKind.Spot,
        "perp" => InstrumentKind.Perpetual,
        _ => throw new QueryException(ProblemCodes.QueryInvalid($"kind was '{text}', must be spot or perp")),
    };

    private static string VenueOf(string text) => Venues.All.FirstOrDefault(venue => venue.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw new QueryException(ProblemCodes.QueryInvalid($"venue was '{text}', must be one of {string.Join(", ", Venues.All)}"));

    private static int LimitOf(IQueryCollection query)
    {
        if (!query.TryGetValue("limit", out var text))
            return LimitMax;
        return int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LimitMax
            ? limit
            : throw new QueryException(ProblemCodes.QueryInvalid($"limit was '{text}', must be a whole number from 1 to {LimitMax}"));
    }

    private static InstrumentId? AfterOf(IQueryCollection query)
    {
        if (!query.TryGetValue("cursor", out var text))
            return null;
        try
        {
            if (InstrumentId.TryParse(Encoding.UTF8.GetString(Convert.FromHexString(text.ToString())), out var id))
                return id;
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw new QueryException(ProblemCodes.QueryInvalid("cursor was none of ours, must be the next_cursor of the page before"));
    }
}

/// <summary>A query does not hold.</summary>
internal sealed class QueryException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>What is answered.</summary>
    public Problem Problem { get; } = problem;
}
