namespace VeloZ.VenueServers;

/// <summary>What comes of a request.</summary>
internal abstract record BinanceAnswer
{
    private BinanceAnswer()
    {
    }

    /// <summary>It is answered.</summary>
    /// <param name="Json">What.</param>
    public sealed record Done(byte[] Json) : BinanceAnswer;

    /// <summary>It is refused, or a fault says so.</summary>
    /// <param name="Error">How.</param>
    /// <param name="RetryAfter">Not before that time has gone; null for at once.</param>
    public sealed record Refused(BinanceError Error, TimeSpan? RetryAfter = null) : BinanceAnswer;

    /// <summary>It is done, and nobody is told.</summary>
    public sealed record Silent : BinanceAnswer;

    /// <summary>It is not done, and the connection breaks.</summary>
    public sealed record Broken : BinanceAnswer;
}

/// <summary>What every request passes, whichever way it came: limits, signature, faults, and then the venue's lock.</summary>
internal sealed class BinanceDoor(VenueFloor floor, BinanceSpot spot, BinanceLimits limits)
{
    private const string StatusUnknown = "Timeout waiting for response from backend server. Send status unknown; execution status unknown.";
    private const int PatienceBeforeBan = 10; // So many requests beyond the limit in one minute are borne.

    private readonly RequestBudget _beyond = new(TimeSpan.FromMinutes(1), PatienceBeforeBan, floor.Time);

    public BinanceLimits Limits => limits;

    /// <summary>Does a request, or refuses it.</summary>
    /// <param name="route">What is wanted.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="read">Gives its parameters.</param>
    /// <param name="prove">Proves who signed it; called for signed routes.</param>
    /// <param name="request">Its parameters; null when they could not be read.</param>
    public BinanceAnswer Do(BinanceRoute route, string address, Func<BinanceRequest> read, Action<BinanceRequest> prove, out BinanceRequest? request)
    {
        request = null;
        try
        {
            request = read();
            if (Admit(address, route.Weight(request)) is { } refused)
                return refused;
            if (route.IsSigned)
                prove(request);
            if (CountOrders(route, request) is { } beyond)
                return beyond;
            return route.ChangesOrders ? DoFaulty(route, request) : new BinanceAnswer.Done(Write(route, request));
        }
        catch (BinanceError error)
        {
            return new BinanceAnswer.Refused(error);
        }
    }

    /// <summary>Takes weight of an address; gives a refusal where it has none left, is banned, or a fault says so.</summary>
    public BinanceAnswer.Refused? Admit(string address, int weight)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Ban))
            faults.Ban();
        var isWithin = limits.Weight.TryTake(address, weight, out _);
        if (!isWithin && !_beyond.TryTake(address, 1, out _))
            faults.Ban();
        if (faults.BanLeft is var left && left > TimeSpan.Zero)
            return new BinanceAnswer.Refused(BinanceError.Banned((floor.Venue.Now + left).Milliseconds), left);
        return isWithin && !faults.Fires(FaultKind.TooMany) ? null : new BinanceAnswer.Refused(BinanceError.TooMany(limits.Weight), limits.Weight.Rest);
    }

    private BinanceAnswer.Refused? CountOrders(BinanceRoute route, BinanceRequest request)
    {
        if (route.Orders == 0)
            return null;
        var key = request.Account.Key;
        foreach (var (budget, window) in new[] { (limits.OrdersBySeconds, "10 SECOND"), (limits.OrdersByDay, "1 DAY") })
        {
            if (!budget.TryTake(key, route.Orders, out _))
                return new BinanceAnswer.Refused(BinanceError.TooManyOrders(budget, window), budget.Rest);
        }
        return null;
    }

    private BinanceAnswer DoFaulty(BinanceRoute route, BinanceRequest request)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Break))
            return new BinanceAnswer.Broken();
        if (faults.Fires(FaultKind.ErrorBefore))
            return new BinanceAnswer.Refused(new BinanceError(-1001, "Internal error; unable to process your request. Please try again.", 503));
        var (isSilent, isError) = (faults.Fires(FaultKind.Timeout), faults.Fires(FaultKind.ErrorAfter));
        request.FillsInParts = faults.Fires(FaultKind.PartialFill);
        byte[] json;
        try
        {
            json = Write(route, request);
        }
        catch (BinanceError) when (isSilent || isError)
        {
            json = []; // Nobody is told that it was refused, either.
        }
        if (isSilent)
            return new BinanceAnswer.Silent();
        return isError ? new BinanceAnswer.Refused(new BinanceError(-1007, StatusUnknown, 503)) : new BinanceAnswer.Done(json);
    }

    private byte[] Write(BinanceRoute route, BinanceRequest request)
    {
        lock (floor.Venue.Gate)
            return JsonWriting.Write(json => route.Write(spot, json, request));
    }
}
