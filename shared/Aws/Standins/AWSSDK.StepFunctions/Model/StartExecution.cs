using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Asks to start an execution.</summary>
public class StartExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>Of the state machine, or of an alias of it.</summary>
    public string? StateMachineArn { get; set; }

    /// <summary>1 to 80 characters; not used before within 90 days.</summary>
    public string? Name { get; set; }

    /// <summary>A JSON text; at most 262,144 characters.</summary>
    public string? Input { get; set; }

    /// <summary>Passed to X-Ray.</summary>
    public string? TraceHeader { get; set; }
}

/// <summary>An execution has begun.</summary>
public class StartExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>Of the execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>When it began.</summary>
    public DateTime? StartDate { get; set; }
}
