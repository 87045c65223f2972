using System.Buffers;
using System.Text;
using VeloZ.Trading;

namespace VeloZ.Storage;

/// <summary>Writes the files of a backtest's report into a directory. A reader never sees half a file: each is written beside its place and then renamed.</summary>
public static class BacktestReportFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes <c>report.html report.json trades.csv fills.csv equity.csv monthly.csv funding.csv</c>; those of an earlier report are replaced.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="directory">Made when it is not there.</param>
    /// <returns>The full paths, in the order above.</returns>
    /// <exception cref="IOException">The path, or a part of it, is a file; or the disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static IReadOnlyList<string> Write(BacktestReport report, string directory)
    {
        Prepare(directory);
        return
        [
            WriteText(directory, "report.html", output => HtmlReport.Write(output, report)),
            WriteJson(directory, "report.json", report),
            WriteText(directory, "trades.csv", output => ReportCsv.WriteTrades(output, report)),
            WriteText(directory, "fills.csv", output => ReportCsv.WriteFills(output, report)),
            WriteText(directory, "equity.csv", output => ReportCsv.WriteEquity(output, report)),
            WriteText(directory, "monthly.csv", output => ReportCsv.WriteMonthly(output, report)),
            WriteText(directory, "funding.csv", output => ReportCsv.WriteFunding(output, report)),
        ];
    }

    private static void Prepare(string directory)
    {
        for (var part = Path.GetFullPath(directory); part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw new IOException($"report directory was '{directory}' and '{part}' is a file, must be a directory or not exist");
        }
        Directory.CreateDirectory(directory);
    }

    private static string WriteText(string directory, string name, Action<TextWriter> write) => WriteFile(directory, name, stream =>
    {
        using var output = new StreamWriter(stream, Utf8, leaveOpen: true);
        write(output);
    });

    private static string WriteJson(string directory, string name, BacktestReport report) => WriteFile(directory, name, stream =>
    {
        var buffer = new ArrayBufferWriter<byte>();
        ReportJson.Write(buffer, report);
        stream.Write(buffer.WrittenSpan);
    });

    private static string WriteFile(string directory, string name, Action<FileStream> write)
    {
        var path = Path.Combine(Path.GetFullPath(directory), name);
        var unfinished = path + ".tmp";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        return path;
    }
}
