using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what came of questions.</summary>
internal static class BinanceReplies
{
    /// <summary>The answer to a question.</summary>
    /// <param name="path">For who is told that there is none.</param>
    /// <param name="reply">What came.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="VenueException">There is none.</exception>
    public static T Read<T>(string path, BinanceReply reply, Func<JsonElement, T> read)
    {
        if (reply is not BinanceReply.Done done)
            throw new VenueException(reply is BinanceReply.Refused ? VenueErrorKind.Refused : VenueErrorKind.Passing, $"{path} of Binance: {CauseOf(reply)}");
        try
        {
            return AnswerJson.Read(done.Body, read);
        }
        catch (UnreadableException exception)
        {
            throw new VenueException(VenueErrorKind.Unreadable, $"{path} of Binance: {exception.Message}");
        }
    }

    /// <summary>The answer to a request; an answer that cannot be read says only that there was one.</summary>
    public static T ReadOr<T>(BinanceReply.Done done, Func<JsonElement, T> read, Func<string, T> unknown)
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

    /// <summary>Why there is no answer, in lower snake-case; empty where there is one.</summary>
    public static string CauseOf(BinanceReply reply) => reply switch
    {
        BinanceReply.Refused refused => refused.Reason,
        BinanceReply.NotSent unsent => unsent.Cause,
        BinanceReply.Unknown unknown => unknown.Cause,
        _ => "",
    };
}
