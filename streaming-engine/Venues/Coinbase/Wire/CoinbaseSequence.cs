namespace VeloZ.Venues;

/// <summary>What the number of a message says.</summary>
internal enum SequenceStep
{
    /// <summary>It follows on the one before, or is the first.</summary>
    Next,

    /// <summary>It was told already.</summary>
    Again,

    /// <summary>One before it is missing.</summary>
    Gap,
}

/// <summary>
/// Follows the numbers of a connection's messages, which have no holes, whatever their channels. One that begins with another number than 0 is taken as it is.
/// </summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview ("Sequence Numbers"). That they count the connection and not a channel is
/// not said there; a hole that is none costs a connection.
/// </remarks>
internal sealed class CoinbaseSequence
{
    private long _last = -1;

    /// <summary>How often one was missing.</summary>
    public long Gaps { get; private set; }

    /// <summary>A connection begins.</summary>
    public void Reset() => _last = -1;

    /// <summary>Takes a number.</summary>
    public SequenceStep Take(long number)
    {
        if (_last >= 0 && number <= _last)
            return SequenceStep.Again;
        var isNext = _last < 0 || number == _last + 1;
        _last = number;
        if (!isNext)
            Gaps++;
        return isNext ? SequenceStep.Next : SequenceStep.Gap;
    }
}
