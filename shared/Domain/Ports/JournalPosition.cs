using System.Globalization;

namespace VeloZ.Domain;

/// <summary>Where in a journal a frame begins. As text it stands in <see cref="Checkpoint.JournalPosition"/>. <c>default</c> is the start.</summary>
/// <param name="Segment">File or shard; 0 for the start.</param>
/// <param name="Offset">Byte in that file; 0 where the medium counts otherwise.</param>
/// <param name="Token">The medium's own text, such as a sequence number; null where it has none.</param>
public readonly record struct JournalPosition(long Segment, long Offset, string? Token = null)
{
    /// <summary>Before the first frame ever written.</summary>
    public static JournalPosition Start => default;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no position.</exception>
    public static JournalPosition Parse(string text)
    {
        var parts = text.Split(':', 3);
        return parts.Length >= 2 && TryNumber(parts[0], out var segment) && TryNumber(parts[1], out var offset) && (parts.Length == 2 || parts[2].Length > 0)
            ? new JournalPosition(segment, offset, parts.Length == 3 ? parts[2] : null)
            : throw new FormatException($"journal position was '{text}', must be segment:offset or segment:offset:token");
    }

    /// <summary>Segment, offset and token, such as <c>3:4096</c>.</summary>
    public override string ToString() => Token is null ? $"{Segment}:{Offset}" : $"{Segment}:{Offset}:{Token}";

    private static bool TryNumber(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
