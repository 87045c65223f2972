namespace VeloZ.Trading;

/// <summary>A difference between our books and a venue's that nobody acknowledged.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Text">In one line.</param>
public readonly record struct OpenDifference(string Venue, string Text);
