namespace VeloZ.Domain;

/// <summary>Our bug or corrupt state: what must hold does not. The host logs it and exits; restart recovers.</summary>
public sealed class InvariantException(string message) : Exception(message);
