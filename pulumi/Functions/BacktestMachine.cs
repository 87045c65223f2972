using Pulumi;
using Kms = Pulumi.Aws.Kms;
using Sfn = Pulumi.Aws.Sfn;

namespace VeloZ.Infrastructure;

/// <summary>The state machine of sweeps: the definition that tests run, with the worker's alias in it.</summary>
internal static class BacktestMachine
{
    private const string Worker = "${WorkerFunction}";

    /// <summary>Makes it.</summary>
    public static Sfn.StateMachine Make(StackParts parts, FunctionParts worker, StackRoles roles, Kms.Key key)
    {
        var name = parts.NameOf("backtest");
        // Here, so that a bad file ends the program and not a resource in the middle of it.
        var definition = ReadDefinition();
        // The prefix keeps AWS from growing a resource policy of the account with each group.
        var log = LogGroups.Make(parts, "backtest", $"/aws/vendedlogs/states/{name}", key);
        var role = roles.MakeBacktestMachine(worker.Alias.Arn, name);
        return new Sfn.StateMachine("backtest", new Sfn.StateMachineArgs
        {
            Name = name,
            Type = "STANDARD",
            RoleArn = role.Role.Arn,
            Definition = worker.Alias.Arn.Apply(alias => definition.Replace(Worker, alias, StringComparison.Ordinal)),
            LoggingConfiguration = new Sfn.Inputs.StateMachineLoggingConfigurationArgs { Level = "ERROR", IncludeExecutionData = false, LogDestination = Output.Format($"{log.Arn}:*") },
            EncryptionConfiguration = new Sfn.Inputs.StateMachineEncryptionConfigurationArgs { Type = "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId = key.Arn, KmsDataKeyReusePeriodSeconds = 300 },
            Tags = parts.TagsOf("backtest"),
        }, new CustomResourceOptions
        {
            // Step Functions refuses a machine whose role may not write its log yet.
            DependsOn = { role.Policy },
        });
    }

    private static string ReadDefinition()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "backtest.asl.json"));
        return text.Contains(Worker, StringComparison.Ordinal) ? text : throw new RunException($"backtest.asl.json names no {Worker}, must: its tasks would have no function");
    }
}
