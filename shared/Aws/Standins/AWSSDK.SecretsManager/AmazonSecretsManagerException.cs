using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>An error of the service.</summary>
public class AmazonSecretsManagerException : AmazonServiceException
{
    /// <summary>Makes an error of a message.</summary>
    public AmazonSecretsManagerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public AmazonSecretsManagerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
