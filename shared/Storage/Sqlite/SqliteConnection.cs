using SQLitePCL;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>One open SQLite database. Not safe for use by several threads at once.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 _database;
    private readonly string _path;

    static SqliteConnection() => Batteries_V2.Init();

    private SqliteConnection(sqlite3 database, string path)
    {
        _database = database;
        _path = path;
    }

    /// <summary>Whether the disk failed or the file was found damaged, so that nothing more may be asked of this connection.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Opens a database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isNew">Whether the file is to be made; else it must be there.</param>
    /// <param name="busyTimeout">How long to wait for another process.</param>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path, bool isNew, TimeSpan busyTimeout)
    {
        // Our own lock makes SQLite's needless.
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (isNew ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var database, flags, null);
        var connection = new SqliteConnection(database, path);
        if (code != raw.SQLITE_OK)
        {
            var fault = connection.FaultOf(code);
            connection.Dispose();
            throw fault;
        }
        _ = raw.sqlite3_extended_result_codes(database, 1);
        _ = raw.sqlite3_busy_timeout(database, (int)busyTimeout.TotalMilliseconds);
        return connection;
    }

    /// <summary>Runs statements that answer nothing.</summary>
    /// <exception cref="StoreException">One failed.</exception>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>Runs a statement that answers one value.</summary>
    /// <returns>The first column of the first row as text; empty when there is none.</returns>
    /// <exception cref="StoreException">It failed.</exception>
    public string Ask(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Prepares a statement.</summary>
    /// <exception cref="StoreException">The database is not what the statement needs.</exception>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Takes back the open transaction; nothing when SQLite did so itself. Throws nothing: it is called where a fault is on its way.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_database) == 0 && raw.sqlite3_exec(_database, "ROLLBACK") != raw.SQLITE_OK)
            IsBroken = true;
    }

    /// <summary>Throws unless the code says that all is well.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw FaultOf(code);
    }

    public void Dispose() => _database.Dispose();

    // Messages of SQLite name tables and columns, never values.
    private StoreException FaultOf(int code)
    {
        var detail = $"{raw.sqlite3_errmsg(_database).utf8_to_string()} (SQLite {code})";
        switch (code & 0xFF)
        {
            case raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL:
                return new StoreException(StoreFault.InUse, $"{_path}: database was in use by another process, must be free; stop that one first: {detail}");
            case raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB:
                IsBroken = true;
                return new StoreException(StoreFault.Damaged, $"{_path}: database was damaged; {SqliteItemStore.Remedy}: {detail}");
            case raw.SQLITE_PERM or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH:
                return new StoreException(StoreFault.Denied, $"{_path}: database could not be opened for writing, file and folder must be the user's own: {detail}");
            case raw.SQLITE_FULL:
                return new StoreException(StoreFault.Unavailable, $"{_path}: disk was full, must have room: free some space on it; nothing was changed: {detail}");
            default:
                IsBroken = true;
                return new StoreException(StoreFault.Unavailable, $"{_path}: database failed; start again when the disk is well: {detail}");
        }
    }
}
