using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The events of the block that is open, as bytes.</summary>
internal sealed class CaptureEventWriter
{
    /// <summary>The bit of an event that its segment begins with: the book of then, told again.</summary>
    public const byte CarriedBit = 0x20;

    /// <summary>Where the side of a trade begins.</summary>
    public const int SideShift = 3;

    // Nothing that fits is near it, and a difference of two keeps room for a bit.
    private const long TicksMax = 1L << 60;

    private byte[] _bytes = new byte[4_096];
    private int _at;
    private long _received;
    private long _venue;
    private long _sequence;
    private long _ticks;
    private long _tradeId;

    /// <summary>The events so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _at);

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>When we had the first.</summary>
    public long First { get; private set; }

    /// <summary>When we had the last.</summary>
    public long Last => _received;

    /// <summary>Begins anew.</summary>
    public void Clear() => (_at, Count, _received, _venue, _sequence, _ticks, _tradeId) = (0, 0, 0, 0, 0, 0, 0);

    /// <summary>What is wrong with an event, or null.</summary>
    public static string? FaultOf(in MarketEvent happened)
    {
        if (happened.Kind is < MarketEventKind.Trade or > MarketEventKind.BookInvalidated)
            return $"kind was {(int)happened.Kind}, must be one of an event";
        if (happened.Lots < 0 || happened.AskLots < 0 || (happened.Kind == MarketEventKind.Trade && happened.Lots == 0))
            return $"lots were {Math.Min(happened.Lots, happened.AskLots)}, must be {(happened.Kind == MarketEventKind.Trade ? "above 0" : "0 or more")}";
        if (IsTooGreat(happened.Ticks) || IsTooGreat(happened.AskTicks))
            return $"ticks were {happened.Ticks}, must be from -2^60 to 2^60";
        foreach (var level in happened.Levels)
        {
            if (level.Lots < 0 || (level.Lots == 0 && happened.Kind == MarketEventKind.BookSnapshot) || IsTooGreat(level.Ticks))
                return $"level was {level.Lots} lots at {level.Ticks} ticks, must be {(happened.Kind == MarketEventKind.BookSnapshot ? "above 0" : "0 or more")}, at -2^60 to 2^60";
        }
        return null;
    }

    /// <summary>Adds a sound event that was not received before the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in MarketEvent happened, bool isCarried)
    {
        var needed = _at + 64 + (happened.Levels.Length * 2 * Varint.SizeMax);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        if (Count == 0)
            First = _received = happened.ReceivedTime.Value;
        var bytes = _bytes.AsSpan();
        bytes[_at++] = (byte)((int)happened.Kind | ((int)happened.Aggressor << SideShift) | (isCarried ? CarriedBit : 0));
        unchecked
        {
            Varint.Write(bytes, ref _at, (ulong)(happened.ReceivedTime.Value - _received));
            Put(bytes, happened.VenueTime.Value - _venue);
            Put(bytes, happened.Sequence - _sequence);
        }
        (_received, _venue, _sequence) = (happened.ReceivedTime.Value, happened.VenueTime.Value, happened.Sequence);
        switch (happened.Kind)
        {
            case MarketEventKind.Trade:
                Put(bytes, happened.Ticks - _ticks);
                Varint.Write(bytes, ref _at, (ulong)happened.Lots);
                Put(bytes, unchecked(happened.TradeId - _tradeId));
                (_ticks, _tradeId) = (happened.Ticks, happened.TradeId);
                break;
            case MarketEventKind.Quote:
                Put(bytes, happened.Ticks - _ticks);
                Varint.Write(bytes, ref _at, (ulong)happened.Lots);
                Put(bytes, happened.AskTicks - happened.Ticks);
                Varint.Write(bytes, ref _at, (ulong)happened.AskLots);
                _ticks = happened.Ticks;
                break;
            case MarketEventKind.BookSnapshot or MarketEventKind.BookDelta:
                AddLevels(bytes, happened.Levels);
                break;
        }
        Count++;
    }

    private void AddLevels(Span<byte> bytes, ReadOnlySpan<BookLevelChange> levels)
    {
        Varint.Write(bytes, ref _at, (ulong)levels.Length);
        foreach (var level in levels)
        {
            Varint.Write(bytes, ref _at, (Varint.ZigZag(level.Ticks - _ticks) << 1) | (level.Side == OrderSide.Sell ? 1UL : 0UL));
            Varint.Write(bytes, ref _at, (ulong)level.Lots);
            _ticks = level.Ticks;
        }
    }

    private static bool IsTooGreat(long ticks) => ticks is < -TicksMax or > TicksMax;

    private void Put(Span<byte> bytes, long value) => Varint.Write(bytes, ref _at, Varint.ZigZag(value));
}
