namespace VeloZ.ProviderTypes;

/// <summary>A definition, the map or the package does not hold; the message says what was and what was needed.</summary>
internal sealed class DefinitionException(string message) : Exception(message);
