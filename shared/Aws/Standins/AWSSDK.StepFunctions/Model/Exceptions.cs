using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>One of that name runs with another input, or has run.</summary>
public class ExecutionAlreadyExistsException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public ExecutionAlreadyExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public ExecutionAlreadyExistsException(string message)
        : base(message)
    {
    }
}

/// <summary>There is no such execution.</summary>
public class ExecutionDoesNotExistException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public ExecutionDoesNotExistException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public ExecutionDoesNotExistException(string message)
        : base(message)
    {
    }
}

/// <summary>There is no such state machine.</summary>
public class StateMachineDoesNotExistException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public StateMachineDoesNotExistException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public StateMachineDoesNotExistException(string message)
        : base(message)
    {
    }
}

/// <summary>The ARN has another form.</summary>
public class InvalidArnException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public InvalidArnException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public InvalidArnException(string message)
        : base(message)
    {
    }
}

/// <summary>The name has another form.</summary>
public class InvalidNameException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public InvalidNameException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public InvalidNameException(string message)
        : base(message)
    {
    }
}

/// <summary>The input is no JSON text.</summary>
public class InvalidExecutionInputException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public InvalidExecutionInputException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public InvalidExecutionInputException(string message)
        : base(message)
    {
    }
}

/// <summary>Too many executions run.</summary>
public class ExecutionLimitExceededException : AmazonStepFunctionsException
{
    /// <summary>Of an answer.</summary>
    public ExecutionLimitExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Of a cause alone.</summary>
    public ExecutionLimitExceededException(string message)
        : base(message)
    {
    }
}
