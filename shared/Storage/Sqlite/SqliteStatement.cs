using System.Text;
using SQLitePCL;

namespace VeloZ.Storage;

/// <summary>A prepared statement, used again and again: bind, step, read, reset.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;

    internal SqliteStatement(SqliteConnection connection, sqlite3_stmt statement)
    {
        _connection = connection;
        _statement = statement;
    }

    /// <summary>Binds a text that is not empty; counted from 1.</summary>
    public void Bind(int index, string value) => Bind(index, Encoding.UTF8.GetBytes(value));

    /// <summary>Binds a text of at least one byte; it is copied.</summary>
    public void Bind(int index, ReadOnlySpan<byte> utf8) => _connection.Check(raw.sqlite3_bind_text(_statement, index, utf8));

    /// <summary>Binds an integer or null.</summary>
    public void Bind(int index, long? value) => _connection.Check(
        value is { } number ? raw.sqlite3_bind_int64(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));

    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        _connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Bytes of a text column, counted from 0; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>A text column.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>An integer column.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>An integer column that may be null.</summary>
    public long? OptionalInteger(int column) => IsNull(column) ? null : Integer(column);

    /// <summary>Whether a column has no value.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Ends the run, so that locks and values are let go.</summary>
    public void Reset()
    {
        // Both repeat what the last step said, which is known by now.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();
}
