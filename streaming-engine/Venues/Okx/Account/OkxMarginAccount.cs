using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Whether an account at OKX is one that swaps can be traded in as the engine counts: one position for each market, with the margin of the whole account.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration and https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-leverage. Nothing is
/// changed there: what is wrong is told.
/// </remarks>
internal sealed class OkxMarginAccount(OkxRest rest, TimeProvider time)
{
    /// <summary>Asks, and returns where all holds.</summary>
    /// <param name="markets">That are to be traded.</param>
    /// <param name="leverage">That each must allow at least.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VenueException">It does not hold, or could not be had.</exception>
    public async Task CheckAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        var (kind, mode) = await AskAsync(
            "/api/v5/account/config", new OkxParameters(), OkxLimits.Configuration, static row => (row.Text("acctLv"), row.Text("posMode")), cancellationToken);
        // Orders that only reduce are not for the other kinds.
        if (kind is not ("2" or "3"))
            throw Refuse($"the account at OKX is in account mode {kind}, must be in futures mode (2) or multi-currency margin mode (3) for swaps: change it on its page");
        if (mode != "net_mode")
            throw Refuse($"the account at OKX is in position mode {mode}, must be in net_mode, which has one position for each market: change it on its page");
        foreach (var market in markets)
        {
            var granted = await AskAsync(
                "/api/v5/account/leverage-info",
                new OkxParameters().Add("instId", market.Symbol).Add("mgnMode", OkxOrderJson.MarginMode),
                OkxLimits.Leverage,
                static row => row.Decimal("lever"),
                cancellationToken);
            if (granted < leverage)
                throw Refuse($"leverage of {market.Symbol} with cross margin at OKX is {DecimalText.Trimmed(granted)}, must be at least the {DecimalText.Trimmed(leverage)} of this account: raise it on its page");
        }
    }

    private async Task<T> AskAsync<T>(string path, OkxParameters parameters, string limit, Func<JsonElement, T> read, CancellationToken cancellationToken) => VenueReplies.Read(
        $"{path} of OKX",
        await PatientQuestion.AskAsync(() => rest.AskSignedAsync(path, parameters, limit, cancellationToken), time, cancellationToken),
        json => read(json.Get("data").Rows().First()));

    private static VenueException Refuse(string message) => new(VenueErrorKind.Refused, message);
}
