using Amazon.Runtime;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>The operations of AWS Step Functions that we call. https://docs.aws.amazon.com/step-functions/latest/apireference/</summary>
public interface IAmazonStepFunctions : IAmazonService, IDisposable
{
    /// <summary>Starts an execution. One name and input that run already give the same answer once more.</summary>
    Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells how an execution stands.</summary>
    Task<DescribeExecutionResponse> DescribeExecutionAsync(DescribeExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops an execution.</summary>
    Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default);
}
