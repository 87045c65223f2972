using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting.Tests;

public sealed class LoopbackHostTests
{
    [Fact]
    public void Nothing_of_the_folder_that_it_is_started_in_is_read_or_watched()
    {
        var builder = LoopbackHost.Begin(port: 0, LogLevel.None);
        Assert.Empty(builder.Configuration.Sources.OfType<FileConfigurationSource>());
    }
}
