using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace VeloZ.Storage;

/// <summary>Reads the numbers of a file: <c>(0|[1-9][0-9]*)(\.[0-9]+)?</c>, never negative, trailing zeros of the fraction dropped.</summary>
internal static class BarNumbers
{
    /// <summary>Most digits after the point.</summary>
    public const int FractionDigitsMax = 18;

    /// <summary>Most digits in all: what a decimal holds exactly.</summary>
    public const int DigitsMax = 28;

    // A long holds any number of 18 digits.
    private const int NarrowDigitsMax = 18;

    private const string Form = "must be digits with at most one '.' between them";

    /// <summary>The hot path: reads from <paramref name="position"/> on and leaves it behind the number; false for all that is odd or has more than 18 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryScan(ReadOnlySpan<byte> line, ref int position, out long mantissa, out int scale)
    {
        // Wraps only beyond 19 digits, which the counts refuse.
        unchecked
        {
            var index = position;
            var value = 0L;
            uint digit;
            while ((uint)index < (uint)line.Length && (digit = (uint)(line[index] - '0')) <= 9)
            {
                value = (value * 10) + digit;
                index++;
            }
            var whole = index - position;
            var fraction = 0;
            mantissa = value;
            scale = 0;
            if ((uint)index < (uint)line.Length && line[index] == '.')
            {
                var start = ++index;
                while ((uint)index < (uint)line.Length && (digit = (uint)(line[index] - '0')) <= 9)
                {
                    value = (value * 10) + digit;
                    index++;
                    mantissa = digit != 0 ? value : mantissa;
                    scale = digit != 0 ? index - start : scale;
                }
                fraction = index - start;
                if (fraction == 0)
                    return false;
            }
            if (whole == 0 || whole + fraction > NarrowDigitsMax || (whole > 1 && line[position] == '0'))
                return false;
            position = index;
            return true;
        }
    }

    /// <summary>Reads a whole field into a row; answers what is wrong with it, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> field, BarColumn column, BarRow row)
    {
        if (FaultOf(field) is { } fault)
            return $"{NameOf(column)} was {Shown.Field(field)}, {fault}";
        var position = 0;
        if (TryScan(field, ref position, out var mantissa, out var scale))
        {
            row.Mantissas[(int)column] = mantissa;
            row.Scales[(int)column] = scale;
            return null;
        }
        row.Scales[(int)column] = BarRow.WideScale;
        row.Wides[(int)column] = ParseWide(field);
        return null;
    }

    /// <summary>The value of a field that has no fault.</summary>
    public static decimal ParseWide(ReadOnlySpan<byte> field)
    {
        var text = Encoding.ASCII.GetString(field);
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    public static string NameOf(BarColumn column) => column switch
    {
        BarColumn.Open => "open",
        BarColumn.High => "high",
        BarColumn.Low => "low",
        BarColumn.Close => "close",
        BarColumn.Volume => "volume",
        BarColumn.Time => "time",
        _ => "column",
    };

    /// <summary>What is wrong with a field, or null.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
            return "must be a number";
        if (field[0] == '-')
            return "must be without sign: 0 or more";
        var point = field.IndexOf((byte)'.');
        var whole = point < 0 ? field : field[..point];
        var fraction = point < 0 ? [] : field[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Form;
        if (whole.Length > 1 && whole[0] == '0')
            return "must be without leading zeros";
        if (fraction.Length > FractionDigitsMax)
            return $"must have at most {FractionDigitsMax} digits after the point";
        return whole.Length + fraction.Length > DigitsMax ? $"must have at most {DigitsMax} digits" : null;
    }
}
