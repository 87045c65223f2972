using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Strategies as people name them: by an id of the catalogue, or by the file of a document.</summary>
public static class StrategySource
{
    private const string DocumentEnd = ".json";

    /// <summary>The strategy of that name: what ends in <c>.json</c> is a file.</summary>
    /// <exception cref="StrategySettingException">There is none, or its document does not hold.</exception>
    public static StrategyDefinition Get(string name)
    {
        if (name.EndsWith(DocumentEnd, StringComparison.OrdinalIgnoreCase))
            return Read(name).Definition;
        return StrategyCatalog.Find(name)
            ?? throw new StrategySettingException($"strategy was '{name}', must be one of {string.Join(", ", StrategyCatalog.All.Select(one => one.Id))}, or the file of a document, FILE{DocumentEnd}");
    }

    /// <summary>Reads the document in a file, and no more of the file than a document may have.</summary>
    /// <exception cref="StrategySettingException">It cannot be read, does not hold, or has the id of a strategy of the catalogue.</exception>
    public static StrategyDocument Read(string path)
    {
        if (Directory.Exists(path))
            throw new StrategySettingException($"{path}: is a folder; must be the file of a strategy document");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var document = StrategyDocument.Read(stream, stream.CanSeek ? stream.Length : null);
            return StrategyCatalog.Find(document.Definition.Id) is null
                ? document
                : throw new StrategyDocumentException(DocumentFault.NameTaken, "id", $"was '{document.Definition.Id}', which is a strategy of the catalogue; must be another");
        }
        catch (StrategyDocumentException exception)
        {
            throw new StrategySettingException($"{path}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StrategySettingException($"{path}: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file; must be the file of a strategy document" : exception.Message)}");
        }
    }
}
