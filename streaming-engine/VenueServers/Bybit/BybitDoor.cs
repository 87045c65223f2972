namespace VeloZ.VenueServers;

/// <summary>What comes of a call.</summary>
internal abstract record BybitAnswer
{
    private BybitAnswer()
    {
    }

    /// <summary>What is left of the call's limit; null where it has none.</summary>
    public BybitQuota? Quota { get; init; }

    /// <summary>It is answered.</summary>
    /// <param name="Message">The words of success.</param>
    /// <param name="Result">What.</param>
    /// <param name="Extra">More, of a batch the outcome of each.</param>
    public sealed record Done(string Message, byte[] Result, byte[] Extra) : BybitAnswer;

    /// <summary>It is refused, or a fault says so.</summary>
    public sealed record Refused(BybitError Error) : BybitAnswer;

    /// <summary>It is done, and nobody is told.</summary>
    public sealed record Silent : BybitAnswer;

    /// <summary>It is not done, and the connection breaks.</summary>
    public sealed record Broken : BybitAnswer;
}

/// <summary>What every call passes, whichever way it came: proof, limits, faults, and then the venue's lock.</summary>
internal sealed class BybitDoor(VenueFloor floor, BybitUnified unified, BybitLimits limits)
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    public BybitLimits Limits => limits;

    /// <summary>Takes a request by HTTP of an address; gives a refusal where it has none left, is banned, or a fault says so.</summary>
    public BybitError? Admit(string address)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Ban) || !limits.Requests.TryTake(address, 1, out _))
            faults.Ban();
        return faults.BanLeft > TimeSpan.Zero ? new BybitError(403, "access too frequent", status: 403) : null;
    }

    /// <summary>Does a call, or refuses it.</summary>
    /// <param name="route">What is wanted.</param>
    /// <param name="read">Gives its parameters and, of a signed one, proves who signed it.</param>
    public BybitAnswer Do(BybitRoute route, Func<BybitRequest> read)
    {
        BybitQuota? quota = null;
        try
        {
            var request = read();
            if (!route.IsSigned && floor.Faults.Fires(FaultKind.TooMany))
                throw new BybitError(429, "The trading service is experiencing a high server load. Please retry if you encounter this issue.", status: 429);
            if (route.IsSigned)
                quota = Count(route, request);
            if (request.Granted == 0)
                throw BybitError.TooMany;
            var answer = route.ChangesOrders ? DoFaulty(route, request) : Write(route, request);
            return answer with { Quota = quota };
        }
        catch (BybitError error)
        {
            return new BybitAnswer.Refused(error) { Quota = quota };
        }
    }

    private BybitQuota Count(BybitRoute route, BybitRequest request)
    {
        var category = request.Parameters.Peek("category");
        var limit = category == BybitMarkets.Linear ? route.LinearLimit : route.SpotLimit;
        var count = route.IsBatch ? BybitUnified.CountOf(request) : 1;
        var (granted, quota) = limits.Take(request.Account.Key, route.Path, category == BybitMarkets.Linear ? category : "", limit, count);
        if (floor.Faults.Fires(FaultKind.TooMany))
            (granted, quota) = (0, quota with { Left = 0, Reset = quota.Reset + TimeSpan.FromSeconds(1) });
        request.Granted = granted;
        return quota;
    }

    private BybitAnswer DoFaulty(BybitRoute route, BybitRequest request)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Break))
            return new BybitAnswer.Broken();
        if (faults.Fires(FaultKind.ErrorBefore))
            return new BybitAnswer.Refused(new BybitError(10016, "Server error.", status: 503));
        var (isSilent, isError) = (faults.Fires(FaultKind.Timeout), faults.Fires(FaultKind.ErrorAfter));
        request.FillsInParts = faults.Fires(FaultKind.PartialFill);
        request.RejectsLate = faults.Fires(FaultKind.LateReject);
        request.FillsFirst = faults.Fires(FaultKind.CancelRace);
        BybitAnswer answer;
        try
        {
            answer = Write(route, request);
        }
        catch (BybitError) when (isSilent || isError)
        {
            answer = new BybitAnswer.Silent(); // Nobody is told that it was refused, either.
        }
        if (isSilent)
            return new BybitAnswer.Silent();
        return isError ? new BybitAnswer.Refused(new BybitError(10000, "Server Timeout", status: 504)) : answer;
    }

    private BybitAnswer.Done Write(BybitRoute route, BybitRequest request)
    {
        lock (floor.Venue.Gate)
        {
            var result = JsonWriting.Write(json => route.Write(unified, json, request));
            return new BybitAnswer.Done(route.Message, result, request.Extra is { } extra ? JsonWriting.Write(extra) : Nothing);
        }
    }
}
