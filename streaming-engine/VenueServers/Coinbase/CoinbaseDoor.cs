using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>What comes of a request.</summary>
internal abstract record CoinbaseAnswer
{
    private CoinbaseAnswer()
    {
    }

    /// <summary>It is answered.</summary>
    /// <param name="Json">By what.</param>
    public sealed record Done(byte[] Json) : CoinbaseAnswer;

    /// <summary>It is refused, or a fault says so.</summary>
    public sealed record Refused(CoinbaseError Error) : CoinbaseAnswer;

    /// <summary>It is done, and nobody is told.</summary>
    public sealed record Silent : CoinbaseAnswer;

    /// <summary>It is not done, and the connection breaks.</summary>
    public sealed record Broken : CoinbaseAnswer;
}

/// <summary>What every request passes: token, limits, faults, and then the venue's lock.</summary>
internal sealed class CoinbaseDoor(VenueFloor floor, CoinbaseApi api, CoinbaseLimits limits)
{
    /// <summary>Does a request, or refuses it.</summary>
    /// <param name="route">What is wanted.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="read">Gives what is asked for, signed where it must be.</param>
    public CoinbaseAnswer Do(CoinbaseRoute route, string address, Func<CoinbaseCall> read)
    {
        try
        {
            if (IsBarred())
                return new CoinbaseAnswer.Refused(CoinbaseError.TooMany);
            var call = read();
            limits.Take(route, call, address);
            return route.ChangesOrders ? DoFaulty(route, call) : new CoinbaseAnswer.Done(Write(route, call));
        }
        catch (CoinbaseError error)
        {
            return new CoinbaseAnswer.Refused(error);
        }
    }

    // Coinbase tells of no ban: it goes on to say that there are too many.
    private bool IsBarred()
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Ban))
            faults.Ban();
        return faults.BanLeft > TimeSpan.Zero || faults.Fires(FaultKind.TooMany);
    }

    private CoinbaseAnswer DoFaulty(CoinbaseRoute route, CoinbaseCall call)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Break))
            return new CoinbaseAnswer.Broken();
        if (faults.Fires(FaultKind.ErrorBefore))
            return new CoinbaseAnswer.Refused(new CoinbaseError(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", "service unavailable"));
        var (isSilent, isError) = (faults.Fires(FaultKind.Timeout), faults.Fires(FaultKind.ErrorAfter));
        call.FillsInParts = faults.Fires(FaultKind.PartialFill);
        call.RejectsLate = faults.Fires(FaultKind.LateReject);
        call.FillsFirst = faults.Fires(FaultKind.CancelRace);
        byte[] json;
        try
        {
            json = Write(route, call);
        }
        catch (CoinbaseError) when (isSilent || isError)
        {
            json = []; // Nobody is told that it was refused, either.
        }
        if (isSilent)
            return new CoinbaseAnswer.Silent();
        return isError
            ? new CoinbaseAnswer.Refused(new CoinbaseError(StatusCodes.Status500InternalServerError, "INTERNAL", "internal server error"))
            : new CoinbaseAnswer.Done(json);
    }

    private byte[] Write(CoinbaseRoute route, CoinbaseCall call)
    {
        lock (floor.Venue.Gate)
            return JsonWriting.Write(json => route.Write(api, json, call));
    }
}
