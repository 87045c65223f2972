using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>What the service refused or failed at.</summary>
public class AmazonKinesisException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
