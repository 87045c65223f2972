using System.Text;

namespace VeloZ.Storage;

/// <summary>Notes on where the content of a file came from: one a line, each once, the newest last.</summary>
internal static class SourceNotes
{
    /// <summary>Most bytes of all notes together.</summary>
    public const int SizeMax = 4_096;

    private const int LengthMax = 256;

    /// <summary>The notes with one more; the oldest are dropped when there is no room.</summary>
    public static string Add(string? before, string source)
    {
        var note = new string([.. source.Take(LengthMax).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        var notes = Lines(before ?? "").Where(old => old != note).Append(note).ToList();
        while (Encoding.UTF8.GetByteCount(string.Join('\n', notes)) > SizeMax)
            notes.RemoveAt(0);
        return string.Join('\n', notes);
    }

    /// <summary>The notes one by one, the oldest first.</summary>
    public static string[] Lines(string notes) => notes.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
