using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Asks OKX for what an account has, page by page, as patiently as its budget needs.</summary>
internal sealed class OkxPages(OkxRest rest, TimeProvider time)
{
    private const int PageRows = 100;
    private const int PagesMax = 500;

    /// <summary>Reads a list, newest first; a page goes on before the last of the one before it.</summary>
    /// <param name="path">Of the call.</param>
    /// <param name="limit">Of the budget.</param>
    /// <param name="parameters">Made for each page.</param>
    /// <param name="idName">What rows are counted by.</param>
    /// <param name="take">Takes a row; false where it, and those behind it, are not wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VenueException">A page could not be had.</exception>
    public async Task ReadAsync(string path, string limit, Func<OkxParameters> parameters, string idName, Func<JsonElement, bool> take, CancellationToken cancellationToken)
    {
        string? last = null;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var asked = parameters().Add("limit", PageRows);
            if (last is not null)
                asked.Add("after", last);
            var (count, isDone) = await AskAsync(path, asked, limit, json => TakeRows(json, idName, take, ref last), cancellationToken);
            if (isDone || count < PageRows)
                return;
        }
        throw new VenueException(VenueErrorKind.Refused, $"{path} had more than {PagesMax * PageRows} rows");
    }

    /// <summary>Asks once, however long that may leave only later.</summary>
    /// <exception cref="VenueException">There is no answer.</exception>
    public async Task<T> AskAsync<T>(string path, OkxParameters parameters, string limit, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        VenueReplies.Read($"{path} of OKX", await PatientQuestion.AskAsync(() => rest.AskSignedAsync(path, parameters, limit, cancellationToken), time, cancellationToken), read);

    private static (int Count, bool IsDone) TakeRows(JsonElement json, string idName, Func<JsonElement, bool> take, ref string? last)
    {
        var count = 0;
        foreach (var row in json.Get("data").Rows())
        {
            if (!take(row))
                return (count, IsDone: true);
            (last, count) = (row.Text(idName), count + 1);
        }
        return (count, IsDone: false);
    }
}
