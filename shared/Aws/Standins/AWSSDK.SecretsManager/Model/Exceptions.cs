using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The key does not open the value.</summary>
public class DecryptionFailureException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public DecryptionFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public DecryptionFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>The key does not close the value.</summary>
public class EncryptionFailureException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public EncryptionFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public EncryptionFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>Something failed at the service.</summary>
public class InternalServiceErrorException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public InternalServiceErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public InternalServiceErrorException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>The token of the next page is none.</summary>
public class InvalidNextTokenException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public InvalidNextTokenException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public InvalidNextTokenException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>A member has a value that it must not have.</summary>
public class InvalidParameterException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public InvalidParameterException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public InvalidParameterException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>The secret is in a state in which that cannot be done, such as deleted.</summary>
public class InvalidRequestException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public InvalidRequestException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>There would be too many of something.</summary>
public class LimitExceededException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public LimitExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>Something that is needed first is not done.</summary>
public class PreconditionNotMetException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public PreconditionNotMetException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public PreconditionNotMetException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>There is one of that name, or a version of that id with another value.</summary>
public class ResourceExistsException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public ResourceExistsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public ResourceExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}

/// <summary>There is no such secret, version or stage.</summary>
public class ResourceNotFoundException : AmazonSecretsManagerException
{
    /// <summary>Makes an error of a message.</summary>
    public ResourceNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of an answer.</summary>
    public ResourceNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
