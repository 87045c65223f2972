using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Moves a stage to a version, or takes it away.</summary>
public class UpdateSecretVersionStageRequest : AmazonSecretsManagerRequest
{
    /// <summary>Version that gets the label.</summary>
    public string? MoveToVersionId { get; set; }

    /// <summary>Version that loses the label.</summary>
    public string? RemoveFromVersionId { get; set; }

    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }

    /// <summary>Label of a version.</summary>
    public string? VersionStage { get; set; }
}

/// <summary>What <see cref="UpdateSecretVersionStageRequest"/> came to.</summary>
public class UpdateSecretVersionStageResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
