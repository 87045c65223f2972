namespace VeloZ.VenueServers;

/// <summary>What comes of a request.</summary>
internal abstract record OkxAnswer
{
    private OkxAnswer()
    {
    }

    /// <summary>It is answered.</summary>
    /// <param name="Call">What was asked, and what the answer says of all of it.</param>
    /// <param name="Data">A list, as JSON.</param>
    public sealed record Done(OkxCall Call, byte[] Data) : OkxAnswer;

    /// <summary>It is refused, or a fault says so.</summary>
    public sealed record Refused(OkxError Error) : OkxAnswer;

    /// <summary>It is done, and nobody is told.</summary>
    public sealed record Silent : OkxAnswer;

    /// <summary>It is not done, and the connection breaks.</summary>
    public sealed record Broken : OkxAnswer;
}

/// <summary>What every request passes, whichever way it came: signature, limits, deadline, faults, and then the venue's lock.</summary>
internal sealed class OkxDoor(VenueFloor floor, OkxApi api, OkxLimits limits)
{
    /// <summary>Does a request, or refuses it.</summary>
    /// <param name="route">What is wanted.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="read">Gives what is asked for, signed where it must be.</param>
    public OkxAnswer Do(OkxRoute route, string address, Func<OkxCall> read)
    {
        try
        {
            if (IsBarred())
                return new OkxAnswer.Refused(OkxError.TooMany);
            var call = read();
            limits.Take(route, call, address);
            if (call.Deadline < floor.Venue.Now)
                throw new OkxError("50036", "The expTime can't be earlier than the current system time. Please adjust the expTime and try again.");
            return route.ChangesOrders ? DoFaulty(route, call) : new OkxAnswer.Done(call, Write(route, call));
        }
        catch (OkxError error)
        {
            return new OkxAnswer.Refused(error);
        }
    }

    // OKX tells of no ban: it goes on to say that there are too many.
    private bool IsBarred()
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Ban))
            faults.Ban();
        return faults.BanLeft > TimeSpan.Zero || faults.Fires(FaultKind.TooMany);
    }

    private OkxAnswer DoFaulty(OkxRoute route, OkxCall call)
    {
        var faults = floor.Faults;
        if (faults.Fires(FaultKind.Break))
            return new OkxAnswer.Broken();
        if (faults.Fires(FaultKind.ErrorBefore))
            return new OkxAnswer.Refused(new OkxError("50001", "Service temporarily unavailable. Please try again later.", 503));
        var (isSilent, isError) = (faults.Fires(FaultKind.Timeout), faults.Fires(FaultKind.ErrorAfter));
        call.FillsInParts = faults.Fires(FaultKind.PartialFill);
        byte[] data;
        try
        {
            data = Write(route, call);
        }
        catch (OkxError) when (isSilent || isError)
        {
            data = []; // Nobody is told that it was refused, either.
        }
        if (isSilent)
            return new OkxAnswer.Silent();
        return isError ? new OkxAnswer.Refused(new OkxError("51054", "Request timed out. Please try again.", 500)) : new OkxAnswer.Done(call, data);
    }

    private byte[] Write(OkxRoute route, OkxCall call)
    {
        lock (floor.Venue.Gate)
        {
            if (call.Deadline < floor.Venue.Now)
                throw new OkxError("50037", "Order expired.");
            return JsonWriting.Write(json =>
            {
                json.WriteStartArray();
                route.Write(api, json, call);
                json.WriteEndArray();
            });
        }
    }
}
