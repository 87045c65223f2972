using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>AWS Step Functions refused, or did not answer as it should.</summary>
public class AmazonStepFunctionsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
