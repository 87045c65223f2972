using System.Globalization;

namespace VeloZ.Local;

/// <summary>What a benchmark prints, and whether its figures hold.</summary>
/// <param name="isGate">Whether a figure that does not hold fails the run.</param>
internal sealed class BenchOutput(bool isGate)
{
    private readonly TextWriter _output = Console.Out;

    /// <summary>Whether all that must hold did.</summary>
    public bool Holds { get; private set; } = true;

    public void Tell(string title, string text) => _output.WriteLine($"  {title,-30} {text}");

    public void Title(string text) => _output.WriteLine(text);

    /// <summary>A figure that must be at least so much, where a run is gated.</summary>
    public void AtLeast(string title, double figure, double must, string unit)
    {
        if (isGate && figure < must)
            Fail($"{title} was {Number(figure)} {unit}, must be at least {Number(must)}");
    }

    /// <summary>A figure that must be below so much, where a run is gated.</summary>
    public void Below(string title, double figure, double must, string unit)
    {
        if (isGate && figure >= must)
            Fail($"{title} was {Number(figure)} {unit}, must be below {Number(must)}");
    }

    /// <summary>Fails the run, gated or not: its result is wrong.</summary>
    public void Fail(string message)
    {
        Holds = false;
        Console.Error.WriteLine("veloz: " + message);
    }

    /// <summary>With thousands separated; two digits after the point where it is small.</summary>
    public static string Number(double value) => value.ToString(value < 100 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}
