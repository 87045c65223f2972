namespace VeloZ.Hosting;

/// <summary>What settings say about the process as a whole.</summary>
public static class ProcessLimits
{
    /// <summary>Sets threads and memory; once, at the start.</summary>
    /// <exception cref="SettingException">A value does not hold, or the memory in use is more already.</exception>
    public static void Apply(SettingValues settings)
    {
        var threads = (int)settings.Whole(SettingTable.WorkerThreads);
        ThreadPool.GetMinThreads(out _, out var completionThreads);
        ThreadPool.SetMinThreads(threads, completionThreads);
        var bytes = settings.Whole(SettingTable.MemoryPoolSize);
        AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingException($"{SettingTable.MemoryPoolSize.Name} was {bytes}, and the heap cannot be limited to it: {exception.Message}");
        }
    }
}
