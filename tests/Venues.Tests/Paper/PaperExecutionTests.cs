using VeloZ.Contract;

namespace VeloZ.Venues.Tests;

/// <summary>Orders of a paper account, over a market that goes as the test says.</summary>
public sealed class PaperExecutionTests : ExecutionVenueContract
{
    protected override async Task<VenueDesk> OpenAsync(string faults = "")
    {
        Assert.SkipWhen(faults.Length > 0, PaperDesk.NoFaults);
        return await PaperDesk.OpenAsync();
    }

    protected override async Task<VenueDesk> OpenWithWrongSecretAsync()
    {
        Assert.Skip("a paper account has no key that could be wrong");
        return await PaperDesk.OpenAsync();
    }
}
