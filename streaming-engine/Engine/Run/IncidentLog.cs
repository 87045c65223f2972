namespace VeloZ.Engine;

/// <summary>Logs what should not have happened, until the engine has stopped.</summary>
internal sealed class IncidentLog(EngineHost engine, ILogger log)
{
    private const int NewsCapacity = 8_192;

    public async Task RunAsync()
    {
        while (!await TryFollowAsync())
            EngineLog.IncidentsLost(log);
    }

    private async Task<bool> TryFollowAsync()
    {
        using var subscription = engine.News.Subscribe(NewsCapacity);
        try
        {
            await foreach (var news in subscription.News.ReadAllAsync(CancellationToken.None))
            {
                if (news is EngineNews.Happened happened)
                    EngineLog.Incident(log, happened.Incident.Code, happened.Incident.Message);
            }
            return true;
        }
        catch (SlowListenerException)
        {
            return false;
        }
    }
}
