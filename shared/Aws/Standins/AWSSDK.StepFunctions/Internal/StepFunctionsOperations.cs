using Amazon.Runtime.Internal;
using Amazon.Standins;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>How requests of the operations are written and their answers read.</summary>
internal static class StepFunctionsOperations
{
    public static InvokeOptions DescribeExecution { get; } = StepFunctionsService.Json.Operation<DescribeExecutionRequest>(
        "DescribeExecution",
        static (members, request) => members.Add("executionArn", request.ExecutionArn),
        static json => new DescribeExecutionResponse
        {
            ExecutionArn = json.Text("executionArn"),
            StateMachineArn = json.Text("stateMachineArn"),
            Name = json.Text("name"),
            Status = json.Text("status") is { } status ? ExecutionStatus.FindValue(status) : null,
            StartDate = json.Time("startDate"),
            StopDate = json.Time("stopDate"),
            Input = json.Text("input"),
            Output = json.Text("output"),
            Error = json.Text("error"),
            Cause = json.Text("cause"),
        });

    public static InvokeOptions StartExecution { get; } = StepFunctionsService.Json.Operation<StartExecutionRequest>(
        "StartExecution",
        static (members, request) =>
        {
            members.Add("input", request.Input);
            members.Add("name", request.Name);
            members.Add("stateMachineArn", request.StateMachineArn);
            members.Add("traceHeader", request.TraceHeader);
        },
        static json => new StartExecutionResponse { ExecutionArn = json.Text("executionArn"), StartDate = json.Time("startDate") });

    public static InvokeOptions StopExecution { get; } = StepFunctionsService.Json.Operation<StopExecutionRequest>(
        "StopExecution",
        static (members, request) =>
        {
            members.Add("cause", request.Cause);
            members.Add("error", request.Error);
            members.Add("executionArn", request.ExecutionArn);
        },
        static json => new StopExecutionResponse { StopDate = json.Time("stopDate") });
}
