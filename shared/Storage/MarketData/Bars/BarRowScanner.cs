using System.Buffers;
using System.Runtime.CompilerServices;

namespace VeloZ.Storage;

/// <summary>Reads a row in one pass when it is plain: no quotes, no faults, at most 18 digits. Any other row goes the careful way.</summary>
/// <remarks>Optimized at the first call: a program that reads one file would be done before the runtime finds out what is hot.</remarks>
internal sealed class BarRowScanner
{
    private readonly BarColumn[] _columns;
    private readonly int _head;
    private readonly byte _separator;
    private readonly SearchValues<byte> _plain;
    private readonly BarTimes _times;

    public BarRowScanner(BarColumn[] columns, byte separator, BarTimes times)
    {
        _columns = columns;
        _head = Array.FindLastIndex(columns, column => column != BarColumn.Ignored) + 1;
        _separator = separator;
        _plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(letter => (byte)letter).Where(letter => letter != '"'), separator]);
        _times = times;
    }

    /// <summary>Reads a line; false, with the row half filled, when it is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryScan(ReadOnlySpan<byte> line, BarRow row)
    {
        var position = 0;
        var columns = _columns.AsSpan(0, _head);
        for (var index = 0; index < columns.Length; index++)
        {
            if (index > 0)
            {
                if ((uint)position >= (uint)line.Length || line[position] != _separator)
                    return false;
                position++;
            }
            var column = columns[index];
            if (column < BarColumn.Time)
            {
                if (!BarNumbers.TryScan(line, ref position, out row.Mantissas[(int)column], out row.Scales[(int)column]))
                    return false;
            }
            else if (!(column == BarColumn.Time ? TryScanTime(line, ref position, row) : TrySkip(line, ref position)))
            {
                return false;
            }
        }
        return position == line.Length ? _columns.Length == _head : IsPlainTail(line[position..]);
    }

    private bool TryScanTime(ReadOnlySpan<byte> line, ref int position, BarRow row)
    {
        var rest = line[position..];
        // The common length first: a search costs more than a look.
        var length = rest.Length > 20 && rest[20] == _separator && rest[19] == 'Z' ? 20 : rest.IndexOf(_separator);
        var field = length < 0 ? rest : rest[..length];
        position += field.Length;
        return _times.TryRead(field, out row.Time);
    }

    private bool TrySkip(ReadOnlySpan<byte> line, ref int position)
    {
        var rest = line[position..];
        var length = rest.IndexOf(_separator);
        var field = length < 0 ? rest : rest[..length];
        position += field.Length;
        return !field.ContainsAnyExcept(_plain);
    }

    // The columns after the last of ours: each begins with a separator.
    private bool IsPlainTail(ReadOnlySpan<byte> tail) =>
        tail[0] == _separator && tail.Count(_separator) == _columns.Length - _head && !tail.ContainsAnyExcept(_plain);
}
