using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Asks how an execution stands.</summary>
public class DescribeExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>Of the execution.</summary>
    public string? ExecutionArn { get; set; }
}

/// <summary>How an execution stands.</summary>
public class DescribeExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>Of the execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>Of its state machine.</summary>
    public string? StateMachineArn { get; set; }

    /// <summary>Its own name.</summary>
    public string? Name { get; set; }

    /// <summary>How it stands.</summary>
    public ExecutionStatus? Status { get; set; }

    /// <summary>When it began.</summary>
    public DateTime? StartDate { get; set; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? StopDate { get; set; }

    /// <summary>A JSON text.</summary>
    public string? Input { get; set; }

    /// <summary>A JSON text; null unless it ended well.</summary>
    public string? Output { get; set; }

    /// <summary>Name of the error that ended it.</summary>
    public string? Error { get; set; }

    /// <summary>Cause of that error.</summary>
    public string? Cause { get; set; }
}
