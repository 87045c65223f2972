using Pulumi;

namespace VeloZ.Infrastructure;

/// <summary>One environment of the platform on AWS.</summary>
public sealed class VeloZStack : Stack
{
    /// <summary>Describes it as the stack's configuration says.</summary>
    /// <exception cref="RunException">The configuration does not hold.</exception>
    public VeloZStack()
    {
        var parts = new StackParts(StackSettings.Read());
        var key = StackKey.Make(parts);
        var journal = JournalStream.Make(parts, key);
        var tables = Tables.Make(parts, key);
        var data = PrivateBucket.Make(parts, parts.Settings.Schema.BucketOf("data"), key);
        var roles = new StackRoles(parts, key);
        roles.MakeEngine(journal, tables.State, data.Bucket);

        var api = FunctionParts.Make(parts, FunctionShape.Api(parts.Settings), roles.MakeApi(tables.Market), key);
        var worker = FunctionParts.Make(parts, FunctionShape.BacktestsWorker(parts.Settings), roles.MakeBacktestsWorker(data.Bucket), key);
        var http = HttpApi.Make(parts, api, key);
        var machine = BacktestMachine.Make(parts, worker, roles, key);

        var page = PageTopic.Make(parts, key);
        Alarms.Make(parts, journal, page);

        ApiEndpoint = http.ApiEndpoint;
        BacktestMachineArn = machine.Arn;
        JournalName = journal.Name;
    }

    /// <summary>Where the API answers.</summary>
    [Output]
    public Output<string> ApiEndpoint { get; private set; }

    /// <summary>The state machine of sweeps.</summary>
    [Output]
    public Output<string> BacktestMachineArn { get; private set; }

    /// <summary>The journal's stream.</summary>
    [Output]
    public Output<string> JournalName { get; private set; }
}
