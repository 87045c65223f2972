namespace VeloZ.Engine;

/// <summary>Where a journal is, for messages.</summary>
/// <param name="Name">Folder or stream.</param>
/// <param name="Remedy">What a person can do where it is not the journal that is needed.</param>
internal sealed record JournalPlace(string Name, string Remedy)
{
    private const string Unchanged = "or take another data folder with --data; nothing was changed";

    public static JournalPlace Folder(string path) => new(path, $"restore the journal there, name its folder by VELOZ_WAL_DIR, {Unchanged}");

    public static JournalPlace Stream(string name) => new($"stream {name}", "name the environment that the journal is of by VELOZ_ENVIRONMENT, or begin on tables and a bucket of which no account is; an account whose last frames the stream has forgotten cannot go on in this version, and its orders, fills and balances stay in the table; nothing was changed");
}
