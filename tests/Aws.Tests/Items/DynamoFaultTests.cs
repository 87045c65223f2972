using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

public sealed class DynamoFaultTests(DynamoFixture dynamo) : IAsyncLifetime
{
    private static readonly Item First = ItemSamples.Item("a", 1);
    private static readonly Item Second = ItemSamples.Item("a", 2);

    private readonly ManualTimeProvider _time = new();
    private HttpFaultProxy? _proxy;
    private AwsOptions? _options;
    private TableShape? _table;
    private DynamoItemStore? _store;

    public static TheoryData<string, string, StoreFault, string> Answers => new()
    {
        { "AccessDeniedException", "User is not authorized", StoreFault.Denied, "the role must allow that action" },
        { "ExpiredTokenException", "The security token included in the request is expired", StoreFault.Denied, "the credentials have expired" },
        { "UnrecognizedClientException", "The security token included in the request is invalid.", StoreFault.Denied, "does not know these credentials" },
        { "InvalidSignatureException", "Credential should be scoped to a valid region.", StoreFault.Denied, "must be made for the region it is in" },
        { "ResourceNotFoundException", "Requested resource not found", StoreFault.Missing, "deploy the stack there" },
        { "ValidationException", "Item size has exceeded the maximum allowed size", StoreFault.OtherShape, "too large" },
        { "ValidationException", "The provided key element does not match the schema", StoreFault.OtherShape, "must fit the keys" },
    };

    public static TheoryData<string> Unanswered => ["dropped before", "dropped after", "failed after", "unreadable after"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HttpFaults Faults => _proxy!.Faults;

    private DynamoItemStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        var direct = await dynamo.OptionsAsync();
        _table = await dynamo.CreateTableAsync(Stop);
        _proxy = await HttpFaultProxy.StartAsync(direct.Endpoint!);
        _options = direct with { Endpoint = _proxy.Address };
        _store = await DynamoItemStore.OpenAsync(_options, _table, _time, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Missing_table_is_told()
    {
        var fault = await Assert.ThrowsAsync<StoreException>(() => DynamoItemStore.OpenAsync(_options!, _table! with { Name = "veloz-none-state" }, _time, Stop));
        Assert.Equal(StoreFault.Missing, fault.Fault);
        Assert.Contains("veloz-none-state", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_of_other_keys_is_refused_with_what_was_needed()
    {
        var name = DynamoFixture.NewName();
        using var client = DynamoTables.NewClient(_options!);
        var request = new CreateTableRequest(name, [new KeySchemaElement("id", KeyType.HASH)], [new AttributeDefinition("id", ScalarAttributeType.N)], null) { BillingMode = BillingMode.PAY_PER_REQUEST };
        await client.CreateTableAsync(request, Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(() => DynamoItemStore.OpenAsync(_options!, _table! with { Name = name }, _time, Stop));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.Contains("keys were id HASH N, must be pk HASH S, sk RANGE S", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_without_an_index_is_refused()
    {
        var fault = await Assert.ThrowsAsync<StoreException>(() => DynamoItemStore.OpenAsync(_options!, _table! with { Indexes = [new IndexShape("gsi1")] }, _time, Stop));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.Contains("keys of index gsi1 were missing, must be gsi1pk HASH S, gsi1sk RANGE S", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Refusal_is_told_with_what_is_needed(string code, string message, StoreFault expected, string needed)
    {
        // Of credentials that may be renewed it is told once no attempt is left.
        Refuse("PutItem", code, message);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await Store.PutAsync(First, ItemCondition.New, Stop));
        Assert.Equal(expected, fault.Fault);
        Assert.Contains(needed, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_table!.Name, fault.Message, StringComparison.Ordinal);
        Refuse("DescribeTable", code, message);
        Assert.Equal(expected, (await Assert.ThrowsAsync<StoreException>(() => DynamoItemStore.OpenAsync(_options!, _table, _time, Stop))).Fault);
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Throttled_call_is_made_again_and_one_throttled_for_ever_is_told()
    {
        Throttle(_options!.RetriesMax);
        Assert.Equal(new ItemPutOutcome.Written(1), await Store.PutAsync(First, ItemCondition.New, Stop));
        Throttle(_options.RetriesMax + 1);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await Store.PutAsync(Second, ItemCondition.Version(1), Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("refused it for now (400 ProvisionedThroughputExceededException); nothing was done", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Call_throttled_for_ever_after_a_lost_answer_is_not_told_as_not_done()
    {
        Faults.Add(HttpFault.DropAfter, "PutItem");
        Throttle(_options!.RetriesMax);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await Store.PutAsync(First, ItemCondition.New, Stop));
        Assert.Contains("whether a write took place is not known", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Transaction_that_is_canceled_without_reasons_is_told()
    {
        Faults.Add(HttpFault.Answer.Json(400, "TransactionCanceledException", "canceled"), "TransactWriteItems");
        var transact = async () => await Store.TransactAsync(new ItemTransaction(new ItemWrite.Put(First, ItemCondition.New)), Stop);
        Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(transact)).Fault);
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Put_whose_answer_is_lost_takes_place_once(string how)
    {
        Faults.Add(FaultOf(how), "PutItem");
        Assert.Equal(new ItemPutOutcome.Written(1), await Store.PutAsync(First, ItemCondition.New, Stop));
        Faults.Add(FaultOf(how), "PutItem");
        Assert.Equal(new ItemPutOutcome.Written(2), await Store.PutAsync(Second, ItemCondition.Version(1), Stop));
        Faults.Add(FaultOf(how), "PutItem");
        Assert.Equal(new ItemPutOutcome.Written(3), await Store.PutAsync(First, ItemCondition.Any, Stop));
        Assert.Equal(new StoredItem(First, 3), await Store.GetAsync(First.Key, Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Transaction_whose_answer_is_lost_takes_place_once(string how)
    {
        await Store.PutAsync(First, ItemCondition.New, Stop);
        Faults.Add(FaultOf(how), "TransactWriteItems");
        var outcome = await Store.TransactAsync(new ItemTransaction(new ItemWrite.Put(Second, ItemCondition.Version(1)), new ItemWrite.Put(ItemSamples.Item("b", 1), ItemCondition.New)), Stop);
        Assert.Equal([2, 1], Assert.IsType<ItemTransactionOutcome.Committed>(outcome).Versions);
        Faults.Add(FaultOf(how), "TransactWriteItems");
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await Store.DeleteAsync(First.Key, ItemCondition.Version(2), Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Put_that_is_written_over_before_its_answer_is_known_is_not_called_a_conflict()
    {
        await using var other = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), _table!, _time, Stop);
        await using var store = await DynamoItemStore.OpenAsync(
            _options! with { Pause = async (_, stop) => await other.PutAsync(Second, ItemCondition.Any, stop) }, _table!, _time, Stop);
        Faults.Add(HttpFault.DropAfter, "PutItem");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(First, ItemCondition.New, Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("whether it took place is not known", fault.Message, StringComparison.Ordinal);
        Assert.Equal(new StoredItem(Second, 2), await other.GetAsync(First.Key, Stop));
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Delete_whose_answer_is_lost_takes_place(string how)
    {
        await Store.PutAsync(First, ItemCondition.New, Stop);
        Faults.Add(FaultOf(how), "DeleteItem");
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await Store.DeleteAsync(First.Key, ItemCondition.Any, Stop));
        Assert.Null(await Store.GetAsync(First.Key, Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Delete_whose_answer_is_lost_leaves_what_others_put_since()
    {
        await using var other = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), _table!, _time, Stop);
        await using var store = await DynamoItemStore.OpenAsync(
            _options! with { Pause = async (_, stop) => await other.PutAsync(Second, ItemCondition.New, stop) }, _table!, _time, Stop);
        await other.PutAsync(First, ItemCondition.New, Stop);
        Faults.Add(HttpFault.DropAfter, "DeleteItem");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.DeleteAsync(First.Key, ItemCondition.Any, Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("whether it took place is not known", fault.Message, StringComparison.Ordinal);
        Assert.Equal(new StoredItem(Second, 1), await other.GetAsync(First.Key, Stop));
    }

    [Fact]
    public async Task Delete_of_anything_takes_what_others_put_in_between()
    {
        await using var other = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), _table!, _time, Stop);
        await other.PutAsync(First, ItemCondition.New, Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, "DeleteItem");
        var delete = Store.DeleteAsync(First.Key, ItemCondition.Any, Stop).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, delete));
        await other.PutAsync(Second, ItemCondition.Any, Stop);
        held.Release();
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await delete);
        Assert.Null(await other.GetAsync(First.Key, Stop));
    }

    [Fact]
    public async Task Item_that_others_wrote_in_another_form_can_be_deleted()
    {
        using var client = DynamoTables.NewClient(_options!);
        var (key, text) = (ItemAttributes.Write(First.Key), new AttributeValue("by hand"));
        await client.PutItemAsync(new PutItemRequest(_table!.Name, new Dictionary<string, AttributeValue>(key) { ["version"] = text, ["write_id"] = text }), Stop);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(async () => await Store.GetAsync(First.Key, Stop))).Fault);
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await Store.DeleteAsync(First.Key, ItemCondition.Any, Stop));
        Assert.Null(await Store.GetAsync(First.Key, Stop));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Transaction_whose_token_has_lapsed_is_not_called_a_conflict(int minutes)
    {
        await using var other = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), _table!, _time, Stop);
        var patient = _options! with
        {
            Pause = async (_, stop) =>
            {
                await other.PutAsync(Second, ItemCondition.New, stop);
                _time.Advance(TimeSpan.FromMinutes(minutes));
            },
        };
        await using var store = await DynamoItemStore.OpenAsync(patient, _table!, _time, Stop);
        Faults.Add(HttpFault.DropBefore, "TransactWriteItems");
        var transact = async () => await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(First, ItemCondition.New)), Stop);
        if (minutes < 10)
        {
            Assert.IsType<ItemTransactionOutcome.Conflict>(await transact());
            return;
        }
        var fault = await Assert.ThrowsAsync<StoreException>(transact);
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("whether it took place is not known", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_that_meets_another_is_made_again()
    {
        const string Body = """{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"canceled","CancellationReasons":[{"Code":"TransactionConflict","Message":"ongoing"}]}""";
        Faults.Add(new HttpFault.Answer(400, "application/x-amz-json-1.0", Body), "TransactWriteItems");
        Faults.Add(HttpFault.Answer.Json(400, "TransactionInProgressException", "in progress"), "TransactWriteItems");
        Assert.IsType<ItemTransactionOutcome.Committed>(await Store.TransactAsync(new ItemTransaction(new ItemWrite.Put(First, ItemCondition.New)), Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Endpoint_that_goes_away_in_the_middle_of_a_call_is_told()
    {
        var held = new HttpFault.Held();
        Faults.Add(held, "PutItem");
        var put = Store.PutAsync(First, ItemCondition.New, Stop).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, put));
        await _proxy!.DisposeAsync();
        var fault = await Assert.ThrowsAsync<StoreException>(() => put);
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("whether a write took place is not known", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_that_does_not_answer_in_time_is_told()
    {
        await using var store = await DynamoItemStore.OpenAsync(_options! with { AttemptTimeout = TimeSpan.FromMilliseconds(300), RetriesMax = 1 }, _table!, _time, Stop);
        Faults.Add(new HttpFault.Held(), "GetItem");
        Faults.Add(new HttpFault.Held(), "GetItem");
        Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(First.Key, Stop))).Fault);
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Caller_that_leaves_is_not_told_of_a_fault()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, "GetItem");
        var get = Store.GetAsync(First.Key, leaving.Token).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, get));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
    }

    private static HttpFault FaultOf(string how) => how switch
    {
        "dropped before" => HttpFault.DropBefore,
        "dropped after" => HttpFault.DropAfter,
        "unreadable after" => new HttpFault.Answer(200, "application/x-amz-json-1.0", "{\"Attr", IsDone: true),
        _ => HttpFault.Answer.Json(500, "InternalServerError", "internal error", isDone: true),
    };

    private void Refuse(string operation, string code, string message)
    {
        for (var time = 0; time <= (code == "ExpiredTokenException" ? _options!.RetriesMax : 0); time++)
            Faults.Add(HttpFault.Answer.Json(400, code, message), operation);
    }

    private void Throttle(int times)
    {
        for (var time = 0; time < times; time++)
            Faults.Add(HttpFault.Answer.Json(400, "ProvisionedThroughputExceededException", "slow down"), "PutItem");
    }
}
