namespace VeloZ.VenueServers;

/// <summary>A part of a list whose members have rising numbers: those earlier than one, later than another, and so many at most, newest first.</summary>
/// <param name="After">Only earlier ones; null for all.</param>
/// <param name="Before">Only later ones; null for all.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record OkxPage(long? After, long? Before, int Limit)
{
    /// <summary>Reads what part is wanted.</summary>
    /// <param name="arguments">Of the request.</param>
    /// <param name="limitMax">Most of one answer, and what is taken where it does not say.</param>
    /// <param name="numberOf">Gives the number of an id.</param>
    public static OkxPage Read(OkxArguments arguments, int limitMax, Func<long, long> numberOf)
    {
        var (after, before) = (arguments.NumberOrNull("after"), arguments.NumberOrNull("before"));
        return new OkxPage(after is { } later ? numberOf(later) : null, before is { } earlier ? numberOf(earlier) : null, arguments.Limit(limitMax, limitMax));
    }

    /// <summary>The part of a list.</summary>
    /// <param name="newestFirst">All of it.</param>
    /// <param name="numberOf">Gives the number of a member.</param>
    public IEnumerable<T> Of<T>(IEnumerable<T> newestFirst, Func<T, long> numberOf)
    {
        var (after, before) = (After, Before);
        return newestFirst.Where(one => !(numberOf(one) >= after) && !(numberOf(one) <= before)).Take(Limit);
    }
}
