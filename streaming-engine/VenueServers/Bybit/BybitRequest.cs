using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A call, whichever way it came.</summary>
internal sealed class BybitRequest(BybitParameters parameters)
{
    private LoopbackAccount? _account;

    public BybitParameters Parameters { get; } = parameters;

    /// <summary>Who signed it.</summary>
    public LoopbackAccount Account
    {
        get => _account ?? throw new InvariantException("an unsigned request was asked for its account");
        set => _account = value;
    }

    /// <summary>Of a batch, how many of its orders are within the limit; those after them fail.</summary>
    public int Granted { get; set; } = int.MaxValue;

    /// <summary>Whether the orders that it makes fill in parts: a fault.</summary>
    public bool FillsInParts { get; set; }

    /// <summary>Whether the orders that it makes are acknowledged and then rejected: a fault.</summary>
    public bool RejectsLate { get; set; }

    /// <summary>Whether the orders that it cancels fill first: a fault.</summary>
    public bool FillsFirst { get; set; }

    /// <summary>Writes <c>retExtInfo</c>; null for an empty one.</summary>
    public Action<Utf8JsonWriter>? Extra { get; set; }
}
