using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>A write of a transaction as it will be asked for.</summary>
/// <param name="Write">What is to be done.</param>
/// <param name="Version">That a put gives its item; 0 for others.</param>
/// <param name="Must">What must hold.</param>
/// <param name="WriteId">Of a put.</param>
internal sealed record PlannedWrite(ItemWrite Write, long Version, ItemExpression Must, byte[] WriteId)
{
    /// <summary>The request for it, made anew for each attempt since its bytes are read once.</summary>
    public TransactWriteItem ToRequest(string table) => Write switch
    {
        ItemWrite.Put put => new TransactWriteItem
        {
            Put = new Put
            {
                TableName = table,
                Item = ItemAttributes.Write(put.Item, Version, WriteId),
                ConditionExpression = Must.Text,
                ExpressionAttributeValues = Must.Values,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            },
        },
        ItemWrite.Delete => new TransactWriteItem
        {
            Delete = new Delete
            {
                TableName = table,
                Key = ItemAttributes.Write(Write.Key),
                ConditionExpression = Must.Text,
                ExpressionAttributeValues = Must.Values,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            },
        },
        ItemWrite.Check => new TransactWriteItem
        {
            ConditionCheck = new ConditionCheck
            {
                TableName = table,
                Key = ItemAttributes.Write(Write.Key),
                ConditionExpression = Must.Text,
                ExpressionAttributeValues = Must.Values,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            },
        },
        _ => throw new InvariantException("item write was of an unknown kind"),
    };
}
