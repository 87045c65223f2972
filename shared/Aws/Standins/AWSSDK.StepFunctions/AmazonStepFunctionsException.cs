using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>AWS Step Functions refused, or did not answer as it should.</summary>
public class AmazonStepFunctionsException : AmazonServiceException
{
    /// <summary>Of an answer.</summary>
    public AmazonStepFunctionsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public AmazonStepFunctionsException(string message)
        : base(message)
    {
    }
}
