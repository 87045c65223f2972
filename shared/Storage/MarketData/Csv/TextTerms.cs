namespace VeloZ.Storage;

/// <summary>What a text may be at most, and what messages call its rows.</summary>
/// <param name="Rows">What there must be, such as <c>bars</c>.</param>
/// <param name="ContentBytesMax">Most bytes of text, after decompression.</param>
/// <param name="CompressionRatioMax">Most bytes of text for each compressed byte, looked at from the first MiB on.</param>
internal sealed record TextTerms(string Rows, long ContentBytesMax, int CompressionRatioMax);
