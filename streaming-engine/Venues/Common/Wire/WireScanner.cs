using System.Buffers;


namespace VeloZ.Venues;

/// <summary>Goes through a message whose layout is known, byte for byte; anything else stops it, and says so.</summary>
/// <remarks>No allocation. A message that it does not take is read by the general decoder: it never guesses.</remarks>
internal ref struct WireScanner(ReadOnlySpan<byte> message)
{
    // Nor may a text of JSON have control characters.
    private static readonly SearchValues<byte> EndsText = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static control => (byte)control), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Whether all of it was gone through.</summary>
    public readonly bool IsAtEnd => _at == _message.Length;

    /// <summary>Whether it goes on with these bytes; goes past them where it does.</summary>
    public bool Skip(ReadOnlySpan<byte> literal)
    {
        if (!_message[_at..].StartsWith(literal))
            return false;
        _at += literal.Length;
        return true;
    }

    /// <summary>A text up to the next quote, without escapes; goes past the quote.</summary>
    public bool Text(out ReadOnlySpan<byte> text)
    {
        var length = _message[_at..].IndexOfAny(EndsText);
        if (length < 0 || _message[_at + length] != '"')
        {
            text = default;
            return false;
        }
        text = _message.Slice(_at, length);
        _at += length + 1;
        return true;
    }

    /// <summary>A whole number, 0 or more, of at most 18 digits.</summary>
    public bool Number(out long value)
    {
        value = 0;
        var start = _at;
        while (_at < _message.Length && _message[_at] is >= (byte)'0' and <= (byte)'9')
        {
            if (_at - start == 18)
                return false;
            value = (value * 10) + (_message[_at] - '0');
            _at++;
        }
        // As JSON has it: no number begins with a zero but that itself.
        return _at > start && (_message[start] != '0' || _at == start + 1);
    }

    /// <summary>A decimal in quotes, on a grid; goes past the closing quote.</summary>
    public bool Decimal(in WireGrid grid, out long whole)
    {
        whole = 0;
        return Text(out var text) && grid.TryRead(text, out whole);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(out bool value)
    {
        value = Skip("true"u8);
        return value || Skip("false"u8);
    }
}
