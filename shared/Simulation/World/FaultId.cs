using System.Globalization;
using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>One fault of a run: the so-manieth time that this one could have happened.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Index">From 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FaultId(FaultKind Kind, int Index)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no fault.</exception>
    public static FaultId Parse(string text)
    {
        var parts = text.Split('#');
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (parts.Length == 2 && parts[0] == SnakeCase.From(kind.ToString()) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return new FaultId(kind, index);
        }
        throw new FormatException($"fault was '{text}', must be a name and a number, such as answer_lost#3");
    }

    /// <summary>Name and number: <c>answer_lost#3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SnakeCase.From(Kind.ToString())}#{Index}");
}
