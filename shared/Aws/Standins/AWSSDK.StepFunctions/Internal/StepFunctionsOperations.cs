using System.Text.Json;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>How each operation is written and read: AWS JSON 1.0, target <c>AWSStepFunctions.*</c>.</summary>
internal static class StepFunctionsOperations
{
    public static InvokeOptions StartExecution { get; } = Make<StartExecutionRequest, StartExecutionResponse>(
        "StartExecution",
        (json, request) =>
        {
            Write(json, "input", request.Input);
            Write(json, "name", request.Name);
            Write(json, "stateMachineArn", request.StateMachineArn);
            Write(json, "traceHeader", request.TraceHeader);
        },
        (ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context, string name, StartExecutionResponse response) =>
        {
            switch (name)
            {
                case "executionArn":
                    response.ExecutionArn = Text(ref reader, context);
                    break;
                case "startDate":
                    response.StartDate = Time(ref reader, context);
                    break;
            }
        },
        "executionArn",
        "startDate");

    public static InvokeOptions DescribeExecution { get; } = Make<DescribeExecutionRequest, DescribeExecutionResponse>(
        "DescribeExecution",
        (json, request) => Write(json, "executionArn", request.ExecutionArn),
        ReadDescription,
        "executionArn",
        "stateMachineArn",
        "name",
        "status",
        "startDate",
        "stopDate",
        "input",
        "output",
        "error",
        "cause");

    public static InvokeOptions StopExecution { get; } = Make<StopExecutionRequest, StopExecutionResponse>(
        "StopExecution",
        (json, request) =>
        {
            Write(json, "cause", request.Cause);
            Write(json, "error", request.Error);
            Write(json, "executionArn", request.ExecutionArn);
        },
        (ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context, string name, StopExecutionResponse response) => response.StopDate = Time(ref reader, context),
        "stopDate");

    private static void ReadDescription(ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context, string name, DescribeExecutionResponse response)
    {
        switch (name)
        {
            case "executionArn":
                response.ExecutionArn = Text(ref reader, context);
                break;
            case "stateMachineArn":
                response.StateMachineArn = Text(ref reader, context);
                break;
            case "name":
                response.Name = Text(ref reader, context);
                break;
            case "status":
                response.Status = ExecutionStatus.FindValue(Text(ref reader, context));
                break;
            case "startDate":
                response.StartDate = Time(ref reader, context);
                break;
            case "stopDate":
                response.StopDate = Time(ref reader, context);
                break;
            case "input":
                response.Input = Text(ref reader, context);
                break;
            case "output":
                response.Output = Text(ref reader, context);
                break;
            case "error":
                response.Error = Text(ref reader, context);
                break;
            case "cause":
                response.Cause = Text(ref reader, context);
                break;
        }
    }

    private static InvokeOptions Make<TRequest, TResponse>(string operation, Action<Utf8JsonWriter, TRequest> write, MemberReader<TResponse> read, params string[] members)
        where TRequest : AmazonStepFunctionsRequest
        where TResponse : Runtime.AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new RequestWriter<TRequest>(operation, write),
            ResponseUnmarshaller = new ResponseReader<TResponse>(members, read),
        };

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static string Text(ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context) => StringUnmarshaller.Instance.Unmarshall(context, ref reader);

    private static DateTime? Time(ref StreamingUtf8JsonReader reader, JsonUnmarshallerContext context) => NullableDateTimeUnmarshaller.Instance.Unmarshall(context, ref reader);
}
