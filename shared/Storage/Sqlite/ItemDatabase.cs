using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Makes, opens and checks the database of the item store; its tables are in <c>ITEMS-FORMAT.md</c>.</summary>
internal static class ItemDatabase
{
    /// <summary>Version of the tables.</summary>
    public const int SchemaVersion = 2;

    // 'VZIT', the mark of this kind of database in its header.
    private const int ApplicationId = 0x565A4954;

    private const string Table =
        """
        CREATE TABLE items (
          pk TEXT NOT NULL,
          sk TEXT NOT NULL,
          type TEXT NOT NULL,
          schema_version INTEGER NOT NULL,
          version INTEGER NOT NULL,
          expires_at INTEGER,
          attributes TEXT NOT NULL,
          crc INTEGER NOT NULL,
          gsi1pk TEXT,
          gsi1sk TEXT,
          gsi2pk TEXT,
          gsi2sk TEXT,
          gsi3pk TEXT,
          gsi3sk TEXT,
          PRIMARY KEY (pk, sk)
        ) WITHOUT ROWID
        """;

    private const string TableOfVersion1 =
        """
        CREATE TABLE items (
          pk TEXT NOT NULL,
          sk TEXT NOT NULL,
          type TEXT NOT NULL,
          schema_version INTEGER NOT NULL,
          version INTEGER NOT NULL,
          expires_at INTEGER,
          attributes TEXT NOT NULL,
          crc INTEGER NOT NULL,
          PRIMARY KEY (pk, sk)
        ) WITHOUT ROWID
        """;

    private const string IndexByExpiry = "CREATE INDEX items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL";

    private const string IndexByGsi1 = "CREATE INDEX items_by_gsi1 ON items (gsi1pk, gsi1sk) WHERE gsi1pk IS NOT NULL";

    private const string IndexByGsi2 = "CREATE INDEX items_by_gsi2 ON items (gsi2pk, gsi2sk) WHERE gsi2pk IS NOT NULL";

    private const string IndexByGsi3 = "CREATE INDEX items_by_gsi3 ON items (gsi3pk, gsi3sk) WHERE gsi3pk IS NOT NULL";

    private const string Everything = $"{Table}; {IndexByExpiry}; {IndexByGsi1}; {IndexByGsi2}; {IndexByGsi3};";

    // As SQLite keeps them.
    private const string Definition =
        $"table items items {Table}\nindex items_by_expiry items {IndexByExpiry}\nindex items_by_gsi1 items {IndexByGsi1}\nindex items_by_gsi2 items {IndexByGsi2}\nindex items_by_gsi3 items {IndexByGsi3}";

    private const string DefinitionOfVersion1 = $"table items items {TableOfVersion1}\nindex items_by_expiry items {IndexByExpiry}";

    /// <summary>Opens the database for this process alone, and makes it where there is none. One of version 1 gets the indexes, with nothing in them.</summary>
    /// <exception cref="StoreException">It is in use, damaged, of a later version or cannot be written. Nothing was changed.</exception>
    public static SqliteConnection Open(string path, TimeSpan busyTimeout)
    {
        if (!File.Exists(path))
            Create(path);
        // SQLite takes an empty file for a new database: what was in it would be gone without a word.
        if (new FileInfo(path).Length == 0)
            throw Damaged(path, "file was empty, must be a database");
        var connection = SqliteConnection.Open(path, isNew: false, busyTimeout);
        try
        {
            var version = Configure(connection, path);
            Verify(connection, path, version == 1 ? ItemRow.ColumnsOfVersion1 : ItemRow.Columns);
            if (version == 1)
                Upgrade(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The error of a damaged database.</summary>
    public static StoreException Damaged(string path, string reason, Exception? cause = null) =>
        new(StoreFault.Damaged, $"{path}: {reason}; {SqliteItemStore.Remedy}", cause);

    // Under another name first: whoever finds the file at its place finds it whole.
    private static void Create(string path)
    {
        if (File.Exists(path + "-wal"))
            throw Damaged(path, "file was missing, must be beside its -wal file");
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var temporary = path + ".new";
            foreach (var suffix in (string[])["", "-wal", "-journal"])
                File.Delete(temporary + suffix);
            DurableFile.Create(temporary).Dispose();
            using (var connection = SqliteConnection.Open(temporary, isNew: true, TimeSpan.Zero))
            {
                connection.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;");
                connection.Execute($"BEGIN; {Everything} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}; COMMIT;");
            }
            DurableFile.MoveInPlace(temporary, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Denied, $"{path}: database could not be made, its folder must be writable: {fault.Message}", fault);
        }
    }

    // A table made by CREATE is defined to the letter, which one with columns added is not. All of it or nothing: a crash leaves version 1.
    private static void Upgrade(SqliteConnection connection)
    {
        const string Kept = "pk, sk, type, schema_version, version, expires_at, attributes, crc";
        connection.Execute(
            $"""
            BEGIN;
            DROP INDEX items_by_expiry;
            ALTER TABLE items RENAME TO items_of_version_1;
            {Everything}
            INSERT INTO items ({Kept}) SELECT {Kept} FROM items_of_version_1;
            DROP TABLE items_of_version_1;
            PRAGMA user_version = {SchemaVersion};
            COMMIT;
            """);
    }

    // Exclusive: a second process is refused, and no shared memory is needed. Must come before the first read.
    private static int Configure(SqliteConnection connection, string path)
    {
        connection.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;");
        connection.Execute("BEGIN EXCLUSIVE; COMMIT;");
        var application = connection.Ask("PRAGMA application_id");
        if (application != ApplicationId.ToString(CultureInfo.InvariantCulture))
            throw Damaged(path, $"file had the mark {application}, must have {ApplicationId} as item stores do");
        var version = connection.Ask("PRAGMA user_version");
        if (version is not ("1" or "2"))
            throw new StoreException(StoreFault.OtherVersion, $"{path}: item store had version {version}, must be 1 or {SchemaVersion}; use the program that wrote it");
        // Another mode would not read the log beside the file, and so lose what is only there.
        if (connection.Ask("PRAGMA journal_mode") is var mode and not "wal")
            throw Damaged(path, $"journal mode was {mode}, must be wal");
        if (connection.Ask("PRAGMA encoding") is var encoding and not "UTF-8")
            throw Damaged(path, $"encoding was {encoding}, must be UTF-8");
        // No check of SQLite looks at it, and a changed type of a column changes how keys compare: items would be there and not be found.
        var definition = connection.Ask("SELECT group_concat(type || ' ' || name || ' ' || tbl_name || ' ' || sql, char(10)) FROM (SELECT * FROM sqlite_master ORDER BY type DESC, name)");
        if (definition != (version == "1" ? DefinitionOfVersion1 : Definition))
            throw Damaged(path, "tables were not defined as those of an item store");
        return int.Parse(version, CultureInfo.InvariantCulture);
    }

    private static void Verify(SqliteConnection connection, string path, string columns)
    {
        if (connection.Ask("PRAGMA integrity_check(1)") is var answer and not "ok")
            throw Damaged(path, $"check said: {answer}");
        using var statement = connection.Prepare($"SELECT {columns} FROM items");
        try
        {
            while (statement.Step())
                ItemRow.Verify(statement);
        }
        catch (FormatException fault)
        {
            throw Damaged(path, fault.Message, fault);
        }
    }
}
