using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>
/// Reads a row in one pass, eight characters at a time, when it is plain: no quotes, no faults, no more digits after the point than before.
/// Any other row goes the careful way.
/// </summary>
/// <remarks>
/// It looks at up to <see cref="LineReader.SlackBytes"/> bytes beyond a line and believes none of them: each step on is over characters of the line.
/// Optimized at the first call: a program that reads one file would be done before the runtime finds out what is hot.
/// </remarks>
internal sealed class TradeRowScanner(TradeColumn[] columns)
{
    // What eight characters at once hold after the point.
    private const int ScaleMax = 8;

    private const int DigitsMax = 18;
    private const ulong Zeros = 0x3030303030303030;
    private const ulong HighHalves = 0xF0F0F0F0F0F0F0F0;
    private const ulong LowHalves = 0x0F0F0F0F0F0F0F0F;

    private static readonly long[] Powers = MakePowers();

    // In the counts of the file, so that one comparison tells what is no time of 2009 to 2100.
    private long _earliest;
    private long _latest;
    private long _nanosPerCount;
    private int _timeDigits;

    private readonly int _numbers = columns.Count(column => column == TradeColumn.Number);
    private readonly bool _hasBestMatch = columns[^1] == TradeColumn.IsBestMatch;

    private int _priceScale;
    private int _quantityScale;

    /// <summary>Learns from a row that went the careful way.</summary>
    public void Learn(TradeRow row, BarTimeForm form)
    {
        _priceScale = Math.Max(_priceScale, row.Price.Scale);
        _quantityScale = Math.Max(_quantityScale, row.Quantity.Scale);
        (_timeDigits, _nanosPerCount) = form == BarTimeForm.Microseconds ? (16, 1_000) : (13, UnixNanos.PerMillisecond);
        (_earliest, _latest) = (BarTimes.EarliestSeconds * (UnixNanos.PerSecond / _nanosPerCount), BarTimes.LatestSeconds * (UnixNanos.PerSecond / _nanosPerCount));
    }

    /// <summary>Scans a line; false, with the row half filled, when it is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryScan(ReadOnlySpan<byte> line, TradeRow row)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        nint at = 0;
        if (_timeDigits == 0 || line.IsEmpty
            || !TryWhole(ref start, ref at, out row.Id) || !TryTake(ref start, ref at, ',')
            || !TryDecimal(ref start, ref at, _priceScale, out row.Price.Mantissa) || !TryTake(ref start, ref at, ',')
            || !TryDecimal(ref start, ref at, _quantityScale, out row.Quantity.Mantissa) || !TryTake(ref start, ref at, ','))
        {
            return false;
        }
        row.Price.Scale = _priceScale;
        row.Quantity.Scale = _quantityScale;
        for (var index = 0; index < _numbers; index++)
        {
            if (!TrySkipNumber(ref start, ref at) || !TryTake(ref start, ref at, ','))
                return false;
        }
        if (!TryTime(ref start, ref at, out row.Time) || !TryTake(ref start, ref at, ',') || !TryFlag(ref start, ref at, out row.IsBuyerMaker))
            return false;
        if (_hasBestMatch && (!TryTake(ref start, ref at, ',') || !TryFlag(ref start, ref at, out _)))
            return false;
        return at == line.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ref byte start, nint at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));

    // How many of eight characters are digits before the first that is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitsOf(ulong characters)
    {
        unchecked
        {
            var odd = ((characters & HighHalves) ^ Zeros) | (((characters + 0x0606060606060606) & HighHalves) ^ Zeros);
            return BitOperations.TrailingZeroCount(odd) >> 3;
        }
    }

    // The number of eight digits, of which bytes of 0 are zeros too: pairs, then fours, then all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ValueOf(ulong characters)
    {
        unchecked
        {
            var digits = characters & LowHalves;
            var pairs = ((digits * 2_561) >> 8) & 0x00FF00FF00FF00FF;
            var fours = ((pairs * 6_553_601) >> 16) & 0x0000FFFF0000FFFF;
            return (long)((fours * 42_949_672_960_001) >> 32);
        }
    }

    // 1 to 15 digits without a leading zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWhole(ref byte start, ref nint at, out long value)
    {
        unchecked
        {
            var first = Eight(ref start, at);
            var digits = DigitsOf(first);
            value = 0;
            if (digits == 0 || ((byte)first == '0' && digits > 1))
                return false;
            if (digits < 8)
            {
                value = ValueOf(first << (64 - (digits * 8)));
                at += digits;
                return true;
            }
            var second = Eight(ref start, at + 8);
            digits = DigitsOf(second);
            value = ValueOf(first);
            at += 8 + digits;
            if (digits == 0)
                return true;
            value = (value * Powers[digits]) + ValueOf(second << (64 - (digits * 8)));
            return digits < 8;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDecimal(ref byte start, ref nint at, int scale, out long mantissa)
    {
        if (!TryWhole(ref start, ref at, out mantissa) || scale > ScaleMax || mantissa >= Powers[DigitsMax - scale])
            return false;
        unchecked
        {
            mantissa *= Powers[scale];
            if (Unsafe.Add(ref start, at) != '.')
                return true;
            var characters = Eight(ref start, at + 1);
            var digits = DigitsOf(characters);
            if (digits == 0)
                return false;
            at += digits + 1;
            // What follows the digits becomes zeros.
            var fraction = characters & LowHalves & (ulong.MaxValue >> (64 - (digits * 8)));
            if (fraction == 0)
                return true;
            if (8 - (BitOperations.LeadingZeroCount(fraction) >> 3) > scale)
                return false;
            mantissa += ValueOf(fraction << (64 - (scale * 8)));
            return true;
        }
    }

    // As TryDecimal allows it, but for the value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipNumber(ref byte start, ref nint at)
    {
        var first = at;
        if (!TrySkipDigits(ref start, ref at) || (Unsafe.Add(ref start, first) == '0' && at > first + 1))
            return false;
        if (Unsafe.Add(ref start, at) != '.')
            return true;
        at++;
        return TrySkipDigits(ref start, ref at) && at - first <= BarNumbers.DigitsMax;
    }

    // 1 to 15.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipDigits(ref byte start, ref nint at)
    {
        var digits = DigitsOf(Eight(ref start, at));
        at += digits;
        if (digits < 8)
            return digits > 0;
        digits = DigitsOf(Eight(ref start, at));
        at += digits;
        return digits < 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTime(ref byte start, ref nint at, out long nanos)
    {
        unchecked
        {
            var head = Eight(ref start, at);
            var tail = Eight(ref start, at + _timeDigits - 8);
            nanos = 0;
            if (DigitsOf(head) < 8 || DigitsOf(tail) < 8)
                return false;
            var count = (ValueOf(head << (_timeDigits == 13 ? 24 : 0)) * 100_000_000) + ValueOf(tail);
            at += _timeDigits;
            nanos = count * _nanosPerCount;
            return count >= _earliest && count < _latest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFlag(ref byte start, ref nint at, out bool flag)
    {
        var letters = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at)) | 0x20202020;
        flag = letters == 0x65757274; // "true", its last letter first.
        at += 4;
        if (flag)
            return true;
        var isFalse = letters == 0x736C6166 && (Unsafe.Add(ref start, at) | 0x20) == 'e';
        at++;
        return isFalse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTake(ref byte start, ref nint at, char letter)
    {
        var isThere = Unsafe.Add(ref start, at) == letter;
        at++;
        return isThere;
    }

    private static long[] MakePowers()
    {
        var powers = new long[DigitsMax + 1];
        powers[0] = 1;
        for (var digits = 1; digits < powers.Length; digits++)
            powers[digits] = powers[digits - 1] * 10;
        return powers;
    }
}
