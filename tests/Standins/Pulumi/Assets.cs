namespace Pulumi;

/// <summary>Files that a resource takes.</summary>
public abstract class AssetOrArchive;

/// <summary>Several files as one.</summary>
public abstract class Archive : AssetOrArchive;
