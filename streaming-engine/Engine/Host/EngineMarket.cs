using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>The market of an engine's account.</summary>
/// <param name="Source">Name of its data, journaled with the account.</param>
/// <param name="Instrument">What it is.</param>
/// <param name="Interval">Length of its bars.</param>
public sealed record EngineMarket(string Source, Instrument Instrument, BarInterval Interval);
