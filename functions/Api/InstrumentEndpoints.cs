using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Api;

/// <summary>What is told of instruments.</summary>
internal static class InstrumentEndpoints
{
    /// <summary>A page of those asked for, in the order of venues and ids.</summary>
    public static async Task ListAsync(HttpContext context)
    {
        InstrumentQuery query;
        try
        {
            query = InstrumentQuery.Read(context.Request.Query);
        }
        catch (QueryException exception)
        {
            await exception.Problem.WriteAsync(context);
            return;
        }
        var page = await ReadAsync(context.RequestServices.GetRequiredService<InstrumentCatalog>(), query, context.RequestAborted);
        await JsonAnswer.WriteTaggedAsync(context, page, ApiJson.Default.InstrumentPage);
    }

    /// <summary>One.</summary>
    public static async Task GetAsync(HttpContext context)
    {
        var text = (string)context.Request.RouteValues["id"]!;
        if (!InstrumentId.TryParse(text, out var id))
        {
            await InstrumentProblems.IdInvalid(text).WriteAsync(context);
            return;
        }
        if (await context.RequestServices.GetRequiredService<InstrumentCatalog>().FindAsync(id, context.RequestAborted) is { } instrument)
            await JsonAnswer.WriteTaggedAsync(context, InstrumentView.Of(instrument), ApiJson.Default.InstrumentView);
        else
            await InstrumentProblems.Unknown(id).WriteAsync(context);
    }

    private static async Task<InstrumentPage> ReadAsync(InstrumentCatalog catalog, InstrumentQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Instrument>();
        foreach (var venue in query.VenueIds)
        {
            // Venues before the cursor's were on the pages before.
            if (query.After is { } after && string.CompareOrdinal(venue, after.Venue) < 0)
                continue;
            await foreach (var instrument in catalog.ReadAsync(venue, venue == query.After?.Venue ? query.After : null, cancellationToken))
            {
                if (query.Kinds.Count > 0 && !query.Kinds.Contains(instrument.Id.Kind))
                    continue;
                // One more tells that there is another page.
                if (found.Count == query.Limit)
                    return new InstrumentPage([.. found.Select(InstrumentView.Of)], InstrumentQuery.CursorOf(found[^1].Id));
                found.Add(instrument);
            }
        }
        return new InstrumentPage([.. found.Select(InstrumentView.Of)], NextCursor: null);
    }
}

/// <summary>What is answered where an instrument is not told.</summary>
internal static class InstrumentProblems
{
    /// <summary>The text is no id.</summary>
    public static Problem IdInvalid(string text) => new(
        StatusCodes.Status400BadRequest,
        "instrument_id_invalid",
        "Bad instrument id",
        $"instrument was '{text}', must be BASE-QUOTE.VENUE or BASE-QUOTE-PERP.VENUE in capitals, such as BTC-USDT.SIM");

    /// <summary>There is no such instrument.</summary>
    public static Problem Unknown(InstrumentId id) => new(
        StatusCodes.Status404NotFound,
        "instrument_unknown",
        "Unknown instrument",
        $"there is no instrument {id}; GET /api/v1/instruments lists those there are");
}
