using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Asks to stop an execution.</summary>
public class StopExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>Of the execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>Name of the error that is told; may be null.</summary>
    public string? Error { get; set; }

    /// <summary>Its cause; may be null.</summary>
    public string? Cause { get; set; }
}

/// <summary>An execution was stopped.</summary>
public class StopExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>When.</summary>
    public DateTime? StopDate { get; set; }
}
