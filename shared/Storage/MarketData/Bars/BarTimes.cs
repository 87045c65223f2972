using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads the times of one file. The first row settles the form; the others must have it too.</summary>
internal sealed class BarTimes(bool isBinance)
{
    // Bitcoin's first block is of 2009: what lies outside is a misread unit.
    public const long EarliestSeconds = 1_230_768_000;
    public const long LatestSeconds = 4_133_980_800;

    // The rows of a day begin with the same ten bytes.
    private ulong _dayHead;
    private ushort _dayTail;
    private long _daySeconds;

    private BarTimeForm? _form;
    private long _nanosPerCount;

    /// <summary>The file's form, once a row is read.</summary>
    public BarTimeForm Form => _form ?? BarTimeForm.Text;

    /// <summary>Reads a whole field as nanoseconds since the epoch; false when it is not a time of the file's form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> field, out long nanos)
    {
        if (_form == BarTimeForm.Text ? field.Length == 20 && TryReadPlain(field, out nanos) : TryReadCount(field, out nanos))
            return true;
        if (Read(field, out nanos, out var form) is not null)
            return false;
        if (_form is null)
        {
            _form = form;
            _nanosPerCount = form == BarTimeForm.Text ? 0 : UnixNanos.PerSecond / PerSecond(form);
        }
        return form == _form;
    }

    /// <summary>What is wrong with a field that <see cref="TryRead"/> refused.</summary>
    public string FaultOf(ReadOnlySpan<byte> field) => Read(field, out _, out var form)
        ?? $"time was {Shown.Field(field)} ({NameOf(form)}), must be {NameOf(Form)} as in the first row";

    // Once the unit is known; false for what needs a closer look.
    private bool TryReadCount(ReadOnlySpan<byte> field, out long nanos)
    {
        nanos = 0;
        if (_nanosPerCount == 0 || field.Length is 0 or > 19 || field[0] == '0')
            return false;
        unchecked
        {
            var count = 0UL;
            foreach (var letter in field)
            {
                var digit = (uint)(letter - '0');
                if (digit > 9)
                    return false;
                count = (count * 10) + digit;
            }
            if (count >= (ulong)(LatestSeconds * (UnixNanos.PerSecond / _nanosPerCount)))
                return false;
            nanos = (long)count * _nanosPerCount;
            return nanos >= EarliestSeconds * UnixNanos.PerSecond;
        }
    }

    // yyyy-MM-ddTHH:mm:ssZ, the form of nearly every row.
    private bool TryReadPlain(ReadOnlySpan<byte> field, out long nanos)
    {
        nanos = 0;
        if (field[19] != 'Z' || field[10] != 'T' || field[13] != ':' || field[16] != ':')
            return false;
        var head = MemoryMarshal.Read<ulong>(field);
        var tail = MemoryMarshal.Read<ushort>(field[8..]);
        if (head != _dayHead || tail != _dayTail)
        {
            if (!IsoTime.TryReadDay(field[..10], out var seconds) || seconds is < EarliestSeconds or >= LatestSeconds)
                return false;
            (_dayHead, _dayTail, _daySeconds) = (head, tail, seconds);
        }
        unchecked
        {
            var hour = IsoTime.Two(field, 11);
            var minute = IsoTime.Two(field, 14);
            var second = IsoTime.Two(field, 17);
            nanos = (_daySeconds + (hour * 3_600) + (minute * 60) + second) * UnixNanos.PerSecond;
            return hour < 24 && minute < 60 && second < 60;
        }
    }

    private string? Read(ReadOnlySpan<byte> field, out long nanos, out BarTimeForm form)
    {
        nanos = 0;
        form = BarTimeForm.Text;
        long seconds;
        long fraction;
        if (!field.IsEmpty && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            if (ReadEpoch(field, out seconds, out fraction, out form) is { } fault)
                return fault;
        }
        else if (isBinance)
        {
            return $"time was {Shown.Field(field)}, must be milliseconds or microseconds since the epoch";
        }
        else if (!IsoTime.TryRead(field, out seconds, out fraction))
        {
            return $"time was {Shown.Field(field)}, must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch";
        }
        if (seconds is < EarliestSeconds or >= LatestSeconds)
            return $"time was {Shown.Field(field)}{UnitOf(form)}, must be in the years 2009 to 2100";
        nanos = (seconds * UnixNanos.PerSecond) + fraction;
        return null;
    }

    // Between 2009 and 2100 seconds have 10 digits, and each finer unit 3 more.
    private string? ReadEpoch(ReadOnlySpan<byte> field, out long seconds, out long fraction, out BarTimeForm form)
    {
        (seconds, fraction) = (0, 0);
        form = field.Length switch
        {
            <= 11 => BarTimeForm.Seconds,
            <= 14 => BarTimeForm.Milliseconds,
            <= 17 => BarTimeForm.Microseconds,
            _ => BarTimeForm.Nanoseconds,
        };
        if (field.Length > 19 || !long.TryParse(field, null, out var count))
            return $"time was {Shown.Field(field)}, must be in the years 2009 to 2100";
        if (isBinance && form is BarTimeForm.Seconds or BarTimeForm.Nanoseconds)
            return $"time was {Shown.Field(field)}, must be milliseconds or microseconds since the epoch";
        var perSecond = PerSecond(form);
        (seconds, var rest) = Math.DivRem(count, perSecond);
        fraction = rest * (UnixNanos.PerSecond / perSecond);
        return null;
    }

    private static long PerSecond(BarTimeForm form) => form switch
    {
        BarTimeForm.Seconds => 1,
        BarTimeForm.Milliseconds => 1_000,
        BarTimeForm.Microseconds => 1_000_000,
        _ => UnixNanos.PerSecond,
    };

    private static string UnitOf(BarTimeForm form) => form == BarTimeForm.Text ? "" : $" (read as {NameOf(form)})";

    private static string NameOf(BarTimeForm form) => form switch
    {
        BarTimeForm.Text => "date and time as text",
        BarTimeForm.Seconds => "seconds since the epoch",
        BarTimeForm.Milliseconds => "milliseconds since the epoch",
        BarTimeForm.Microseconds => "microseconds since the epoch",
        _ => "nanoseconds since the epoch",
    };
}
