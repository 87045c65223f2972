using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>How an execution stands.</summary>
public class ExecutionStatus : ConstantClass
{
    /// <summary>It was stopped.</summary>
    public static readonly ExecutionStatus ABORTED = new("ABORTED");

    /// <summary>It ended in a state of failure.</summary>
    public static readonly ExecutionStatus FAILED = new("FAILED");

    /// <summary>It waits to be run again from where it failed.</summary>
    public static readonly ExecutionStatus PENDING_REDRIVE = new("PENDING_REDRIVE");

    /// <summary>It runs.</summary>
    public static readonly ExecutionStatus RUNNING = new("RUNNING");

    /// <summary>It ended well.</summary>
    public static readonly ExecutionStatus SUCCEEDED = new("SUCCEEDED");

    /// <summary>It took longer than it may.</summary>
    public static readonly ExecutionStatus TIMED_OUT = new("TIMED_OUT");

    /// <summary>Another one than those known here.</summary>
    public ExecutionStatus(string value)
        : base(value)
    {
    }

    /// <summary>The known one of that text, or a new one.</summary>
    public static ExecutionStatus FindValue(string value) => FindValue<ExecutionStatus>(value);

    /// <summary>The known one of that text, or a new one.</summary>
    public static implicit operator ExecutionStatus(string value) => FindValue(value);
}
