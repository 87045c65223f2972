using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

public sealed class DynamoItemStoreContract(DynamoFixture dynamo) : ItemStoreContract
{
    // Each sequence has a table of its own and 60 steps of several calls.
    protected override int Sequences => Tier.Pick(quick: 3, full: 10, nightly: 200);

    protected override (int Writers, int Additions) Contention => (4, 10);

    protected override async ValueTask<IItemStore> OpenAsync() =>
        await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), await dynamo.CreateIndexedTableAsync(Stop), Time, Stop);
}
