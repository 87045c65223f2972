using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Takes a secret away, at once or after days in which it can be restored.</summary>
public class DeleteSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>Whether it goes at once.</summary>
    public bool? ForceDeleteWithoutRecovery { get; set; }

    /// <summary>Days until it goes, 7 to 30.</summary>
    public long? RecoveryWindowInDays { get; set; }

    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }
}

/// <summary>What <see cref="DeleteSecretRequest"/> came to.</summary>
public class DeleteSecretResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>When it goes.</summary>
    public DateTime? DeletionDate { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
