using System.Runtime.InteropServices;

namespace VeloZ.Domain;

/// <summary>What is known of a venue's clock.</summary>
/// <param name="Offset">How far it is ahead of ours; negative where it is behind.</param>
/// <param name="Error">The offset is right within so much.</param>
/// <param name="DriftPpm">Microseconds that it gains on ours in a second; 0 until there are samples a minute apart.</param>
/// <param name="Age">Since the last round trip; zero before there was one.</param>
/// <param name="Samples">How many round trips it was told from; 0 where nothing is known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockEstimate(TimeSpan Offset, TimeSpan Error, decimal DriftPpm, TimeSpan Age, long Samples);
