namespace VeloZ.Storage;

/// <summary>How a file is packed.</summary>
public enum FilePacking
{
    /// <summary>Text as it is.</summary>
    Plain,

    /// <summary>A zip archive with one entry.</summary>
    Zip,

    /// <summary>One gzip stream.</summary>
    Gzip,
}
