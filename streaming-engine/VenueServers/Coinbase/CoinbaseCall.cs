using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What is asked for, and by whom.</summary>
/// <param name="query">Of the address.</param>
/// <param name="id">Of the path; empty where it has none.</param>
internal sealed class CoinbaseCall(CoinbaseQuery query, string id)
{
    private LoopbackAccount? _account;
    private CoinbaseBody? _body;

    public CoinbaseQuery Query => query;

    public string Id => id;

    /// <summary>Of a POST.</summary>
    public CoinbaseBody Body
    {
        get => _body ?? throw new InvariantException("a request without a body was asked for it");
        set => _body = value;
    }

    /// <summary>Who signed it.</summary>
    public LoopbackAccount Account
    {
        get => _account ?? throw new InvariantException("an unsigned request was asked for its account");
        set => _account = value;
    }

    /// <summary>What of its limit is left behind it; null before it was counted.</summary>
    public CoinbaseQuota? Quota { get; set; }

    /// <summary>Whether the order that it makes fills in parts: a fault, as the next two.</summary>
    public bool FillsInParts { get; set; }

    /// <summary>Whether the order that it makes is acknowledged, and fails afterwards.</summary>
    public bool RejectsLate { get; set; }

    /// <summary>Whether what it is to cancel fills first.</summary>
    public bool FillsFirst { get; set; }
}
