using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What is asked for, whichever way it came, and by whom.</summary>
internal sealed class OkxCall(IReadOnlyList<OkxArguments> items)
{
    private LoopbackAccount? _account;

    /// <summary>Of a list each one.</summary>
    public IReadOnlyList<OkxArguments> Items => items;

    /// <summary>Of what is no list.</summary>
    public OkxArguments One => items[0];

    /// <summary>Who signed it.</summary>
    public LoopbackAccount Account
    {
        get => _account ?? throw new InvariantException("an unsigned request was asked for its account");
        set => _account = value;
    }

    /// <summary>The latest moment at which it may be done; null where it does not say.</summary>
    public UnixNanos? Deadline { get; set; }

    /// <summary>Whether the order that it makes fills in parts: a fault.</summary>
    public bool FillsInParts { get; set; }

    /// <summary>What the answer says of all of it: 0 where all was done, 1 where nothing was, 2 where some was.</summary>
    public string Code { get; private set; } = "0";

    /// <summary>In words; empty where all was done.</summary>
    public string Message { get; private set; } = "";

    /// <summary>Of the body of a request: one object, or an array of them.</summary>
    /// <exception cref="OkxError">It is something else.</exception>
    public static OkxCall OfBody(string body, bool isList)
    {
        if (string.IsNullOrWhiteSpace(body))
            throw new OkxError("50000", "Body for POST request cannot be empty.", 400);
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(document.RootElement, isList);
        }
        catch (JsonException)
        {
            throw OkxError.BadJson;
        }
    }

    public static OkxCall Of(JsonElement json, bool isList)
    {
        if (!isList)
            return new OkxCall([OkxArguments.Of(json)]);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
            throw OkxError.BadJson;
        return new OkxCall([.. json.EnumerateArray().Select(OkxArguments.Of)]);
    }

    /// <summary>Sets what the answer says of all of it.</summary>
    /// <param name="failed">So many were refused.</param>
    public void Conclude(int failed)
    {
        if (failed == items.Count)
            (Code, Message) = ("1", "All operations failed");
        else if (failed > 0)
            (Code, Message) = ("2", "Bulk operation partially succeeded.");
    }
}
