using Amazon.Standins;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>AWS Step Functions. https://docs.aws.amazon.com/step-functions/latest/apireference/</summary>
internal static class StepFunctionsService
{
    public static JsonService Json { get; } = new(
        ModuleName: "Amazon.StepFunctions",
        ServiceId: "SFN",
        ApiVersion: "2016-11-23",
        EndpointPrefix: "states",
        TargetPrefix: "AWSStepFunctions",
        JsonVersion: "1.0",
        Errors: new Dictionary<string, ServiceError>(StringComparer.Ordinal)
        {
            ["ExecutionAlreadyExists"] = static (message, cause, kind, code, id, status) => new ExecutionAlreadyExistsException(message, cause, kind, code, id, status),
            ["ExecutionDoesNotExist"] = static (message, cause, kind, code, id, status) => new ExecutionDoesNotExistException(message, cause, kind, code, id, status),
            ["StateMachineDoesNotExist"] = static (message, cause, kind, code, id, status) => new StateMachineDoesNotExistException(message, cause, kind, code, id, status),
            ["InvalidArn"] = static (message, cause, kind, code, id, status) => new InvalidArnException(message, cause, kind, code, id, status),
            ["InvalidName"] = static (message, cause, kind, code, id, status) => new InvalidNameException(message, cause, kind, code, id, status),
            ["InvalidExecutionInput"] = static (message, cause, kind, code, id, status) => new InvalidExecutionInputException(message, cause, kind, code, id, status),
            ["ExecutionLimitExceeded"] = static (message, cause, kind, code, id, status) => new ExecutionLimitExceededException(message, cause, kind, code, id, status),
        },
        OtherError: static (message, cause, kind, code, id, status) => new AmazonStepFunctionsException(message, cause, kind, code, id, status));
}
