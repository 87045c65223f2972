using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What happened, as a running hash, and for people as the last lines.</summary>
/// <param name="linesMax">Lines that are kept; 0 for none.</param>
internal sealed class Trace(int linesMax)
{
    private const ulong Prime = 0x100000001B3;

    private readonly Queue<string> _lines = new();

    /// <summary>Of everything.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>Of what the engine decided, and nothing else.</summary>
    public ulong DecisionHash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Notes an event.</summary>
    /// <param name="time">Virtual.</param>
    /// <param name="what">Its name; a constant.</param>
    /// <param name="subject">Whom it is about; may be empty.</param>
    /// <param name="number">Any.</param>
    public void Add(UnixNanos time, string what, string subject = "", long number = 0)
    {
        Hash = Mix(Mix(Mix(Mix(Hash, unchecked((ulong)time.Value)), what), subject), unchecked((ulong)number));
        if (linesMax == 0)
            return;
        _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{time}  {what,-24} {subject} {number}").TrimEnd());
        if (_lines.Count > linesMax)
            _lines.Dequeue();
    }

    /// <summary>Notes the entries of a frame.</summary>
    public void Decide(ReadOnlySpan<byte> body)
    {
        var hash = DecisionHash;
        foreach (var one in body)
            hash = unchecked((hash ^ one) * Prime);
        DecisionHash = hash;
        Hash = Mix(Hash, hash);
    }

    private static ulong Mix(ulong hash, ulong value) => unchecked((hash ^ value ^ (value >> 29)) * Prime);

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * Prime);
        return hash;
    }
}
