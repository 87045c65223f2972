using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what came of questions and requests.</summary>
internal static class VenueReplies
{
    /// <summary>The answer to a question.</summary>
    /// <param name="what">For who is told that there is none: <c>/api/v3/time of Binance</c>.</param>
    /// <param name="reply">What came.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="VenueException">There is none.</exception>
    public static T Read<T>(string what, VenueReply reply, Func<JsonElement, T> read)
    {
        if (reply is not VenueReply.Done done)
            throw new VenueException(reply is VenueReply.Refused ? VenueErrorKind.Refused : VenueErrorKind.Passing, $"{what}: {CauseOf(reply)}");
        try
        {
            return AnswerJson.Read(done.Body, read);
        }
        catch (UnreadableException exception)
        {
            throw new VenueException(VenueErrorKind.Unreadable, $"{what}: {exception.Message}");
        }
    }

    /// <summary>What became of a new order.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="read">Reads an answer; one that cannot be read says only that there was one.</param>
    public static SubmitOutcome Submit(VenueReply reply, Func<JsonElement, SubmitOutcome> read) => reply switch
    {
        VenueReply.Done done => ReadOr(done, read, static cause => new SubmitOutcome.Unknown(cause)),
        VenueReply.Refused refused => new SubmitOutcome.Rejected(refused.Reason),
        VenueReply.NotSent unsent => new SubmitOutcome.NotSent(unsent.Cause),
        _ => new SubmitOutcome.Unknown(CauseOf(reply)),
    };

    /// <summary>What became of an amendment.</summary>
    public static AmendOutcome Amend(VenueReply reply, Func<JsonElement, AmendOutcome> read) => reply switch
    {
        VenueReply.Done done => ReadOr(done, read, static cause => new AmendOutcome.Unknown(cause)),
        VenueReply.Refused refused => new AmendOutcome.Rejected(refused.Reason),
        VenueReply.NotSent unsent => new AmendOutcome.NotSent(unsent.Cause),
        _ => new AmendOutcome.Unknown(CauseOf(reply)),
    };

    /// <summary>What became of a cancel.</summary>
    public static CancelOutcome Cancel(VenueReply reply, Func<JsonElement, CancelOutcome> read) => reply switch
    {
        VenueReply.Done done => ReadOr(done, read, static cause => new CancelOutcome.Unknown(cause)),
        VenueReply.Refused refused => new CancelOutcome.Rejected(refused.Reason),
        VenueReply.NotSent unsent => new CancelOutcome.NotSent(unsent.Cause),
        _ => new CancelOutcome.Unknown(CauseOf(reply)),
    };

    /// <summary>Why there is no answer, in lower snake-case; empty where there is one.</summary>
    public static string CauseOf(VenueReply reply) => reply switch
    {
        VenueReply.Refused refused => refused.Reason,
        VenueReply.NotSent unsent => unsent.Cause,
        VenueReply.Unknown unknown => unknown.Cause,
        _ => "",
    };

    /// <summary>Why an answer is not the one that was asked for, in lower snake-case.</summary>
    public static string CauseOf(VenueAnswer answer) => answer switch
    {
        VenueAnswer.NotSent unsent => unsent.Cause,
        VenueAnswer.Unanswered unanswered => unanswered.Cause,
        VenueAnswer.Answered answered => string.Create(CultureInfo.InvariantCulture, $"http_{answered.Status}"),
        _ => "",
    };

    private static T ReadOr<T>(VenueReply.Done done, Func<JsonElement, T> read, Func<string, T> unknown)
    {
        try
        {
            return AnswerJson.Read(done.Body, read);
        }
        catch (UnreadableException)
        {
            return unknown("answer_unreadable");
        }
    }
}
