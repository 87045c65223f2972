using System.Buffers;
using System.Runtime.CompilerServices;

namespace VeloZ.Storage;

/// <summary>Cuts a text into lines over one pooled buffer: no line becomes a string, the file is never held whole.</summary>
internal sealed class LineReader(PackedText content, string file, string rows, Action? refilled) : IDisposable
{
    /// <summary>Most bytes in a line.</summary>
    public const int LengthMax = 64 * 1_024;

    /// <summary>Bytes that may be read beyond the end of any line: a scanner takes eight at once. The first ends the line, the others are whatever they are.</summary>
    public const int SlackBytes = 32;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent((4 * LengthMax) + SlackBytes);
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>1-based number of the line read last.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Bytes a line takes on average among those in the buffer, its end included; 0 when there is no whole one.</summary>
    public int AverageLength
    {
        get
        {
            var ahead = _buffer.AsSpan(_start, _end - _start);
            var lines = ahead.Count((byte)'\n');
            return lines == 0 ? 0 : ahead.Length / lines;
        }
    }

    /// <summary>The next line without its end (<c>\n</c> or <c>\r\n</c>); false after the last. It holds until the next call.</summary>
    /// <exception cref="DataFormatException">The line is longer than 64 KiB.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length);
                _start += searched + length + 1;
                return true;
            }
            searched = _end - _start;
            if (searched > LengthMax)
                throw TooLong(LineNumber + 1);
            if (_isAtEnd)
            {
                line = searched > 0 ? Take(searched) : [];
                _start = _end;
                return searched > 0;
            }
            Refill();
        }
    }

    /// <summary>Drops the byte order mark of UTF-8; to be called before the first line.</summary>
    public void SkipMark()
    {
        while (!_isAtEnd && _end < 3)
            Refill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _start = 3;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        LineNumber++;
        var line = _buffer.AsSpan(_start, length);
        if (length > 0 && line[^1] == '\r')
            line = line[..^1];
        return line.Length <= LengthMax ? line : throw TooLong(LineNumber);
    }

    private void Refill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var read = content.Read(_buffer.AsSpan(_end, _buffer.Length - SlackBytes - _end));
        _end += read;
        // Whoever reads beyond the last line stops here at the latest.
        _buffer[_end] = (byte)'\n';
        _isAtEnd = read == 0;
        refilled?.Invoke();
    }

    private DataFormatException TooLong(long lineNumber) =>
        new(file, lineNumber, null, null, $"line was longer than {LengthMax} bytes, must be a row of {rows}");
}
