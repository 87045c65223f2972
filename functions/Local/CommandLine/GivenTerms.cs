using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What the command line gave of what an account keeps for good; null where it did not.</summary>
internal sealed record GivenTerms(AccountKind? Kind, decimal? Leverage, decimal? PriceIncrement, decimal? QuantityIncrement);
