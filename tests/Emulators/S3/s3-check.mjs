// Drives Amazon's own client against a server, and holds each answer against what the Amazon S3 API Reference says of it.
// node s3-check.mjs ADDRESS REGION ACCESS_KEY SECRET_KEY. Prints one line for each check; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateBucketCommand, CreateMultipartUploadCommand, DeleteBucketCommand,
  DeleteObjectCommand, DeleteObjectsCommand, GetBucketLocationCommand, GetBucketVersioningCommand, GetObjectCommand,
  GetObjectLockConfigurationCommand, GetObjectRetentionCommand, HeadBucketCommand, HeadObjectCommand, ListMultipartUploadsCommand,
  ListObjectsV2Command, ListObjectVersionsCommand, ListPartsCommand, PutBucketVersioningCommand, PutObjectCommand,
  PutObjectLockConfigurationCommand, PutObjectRetentionCommand, S3Client, UploadPartCommand,
} from '@aws-sdk/client-s3';

const [endpoint, region, accessKeyId, secretAccessKey] = process.argv.slice(2);
const clientOf = options => new S3Client({ endpoint, region, forcePathStyle: true, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey }, ...options });
const client = clientOf({});
const send = command => client.send(command);
const md5 = data => createHash('md5').update(data).digest('hex');
const Bucket = 'checked';
const textOf = async output => output.Body.transformToString();

async function refused(name, status, work) {
  try {
    await work();
  } catch (error) {
    assert.equal(error.name, name);
    assert.equal(error.$metadata?.httpStatusCode, status);
    return error;
  }
  assert.fail(`must be refused with ${name}`);
}

const checks = {
  async 'bucket: create, head, location, delete'() {
    await send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    assert.equal((await send(new HeadBucketCommand({ Bucket }))).BucketRegion, region);
    assert.equal((await send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, region);
    await refused('BucketAlreadyOwnedByYou', 409, () => send(new CreateBucketCommand({ Bucket })));
    await refused('NotFound', 404, () => send(new HeadBucketCommand({ Bucket: 'none' })));
    await refused('NoSuchBucket', 404, () => send(new ListObjectsV2Command({ Bucket: 'none' })));
    await send(new CreateBucketCommand({ Bucket: 'short-lived' }));
    await send(new PutObjectCommand({ Bucket: 'short-lived', Key: 'a', Body: '1' }));
    await refused('BucketNotEmpty', 409, () => send(new DeleteBucketCommand({ Bucket: 'short-lived' })));
    await send(new DeleteObjectCommand({ Bucket: 'short-lived', Key: 'a' }));
    await send(new DeleteBucketCommand({ Bucket: 'short-lived' }));
  },
  async 'object: put, get, head, delete'() {
    const put = await send(new PutObjectCommand({ Bucket, Key: 'a/é =+.txt', Body: 'hello', ContentType: 'text/plain', Metadata: { one: '1' } }));
    assert.equal(put.ETag, `"${md5('hello')}"`);
    const got = await send(new GetObjectCommand({ Bucket, Key: 'a/é =+.txt' }));
    assert.equal(await textOf(got), 'hello');
    assert.deepEqual([got.ContentLength, got.ContentType, got.Metadata, got.ETag], [5, 'text/plain', { one: '1' }, put.ETag]);
    const head = await send(new HeadObjectCommand({ Bucket, Key: 'a/é =+.txt' }));
    assert.deepEqual([head.ContentLength, head.ETag, head.LastModified.getTime()], [5, put.ETag, got.LastModified.getTime()]);
    await send(new DeleteObjectCommand({ Bucket, Key: 'a/é =+.txt' }));
    await send(new DeleteObjectCommand({ Bucket, Key: 'a/é =+.txt' }));
    await refused('NoSuchKey', 404, () => send(new GetObjectCommand({ Bucket, Key: 'a/é =+.txt' })));
    await refused('NotFound', 404, () => send(new HeadObjectCommand({ Bucket, Key: 'a/é =+.txt' })));
  },
  async 'checksums: each algorithm, in a header and in a trailer'() {
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256']) {
      const whole = await send(new PutObjectCommand({ Bucket, Key: 'sum', Body: 'hello', ChecksumAlgorithm }));
      const stream = await send(new PutObjectCommand({ Bucket, Key: 'sum', Body: Readable.from([Buffer.from('hel'), Buffer.from('lo')]), ContentLength: 5, ChecksumAlgorithm }));
      assert.ok(whole[`Checksum${ChecksumAlgorithm}`]);
      assert.equal(stream[`Checksum${ChecksumAlgorithm}`], whole[`Checksum${ChecksumAlgorithm}`]);
      const got = await send(new GetObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }));
      assert.equal(await textOf(got), 'hello');
      assert.equal(got.ChecksumType, 'FULL_OBJECT');
    }
    // Values of "123456789" in the catalogue of parametrised CRC algorithms: CBF43926, E3069283, AE8B14860A799888.
    for (const [name, hex] of [['ChecksumCRC32', 'CBF43926'], ['ChecksumCRC32C', 'E3069283'], ['ChecksumCRC64NVME', 'AE8B14860A799888']]) {
      const sum = Buffer.from(hex, 'hex').toString('base64');
      await send(new PutObjectCommand({ Bucket, Key: 'sum', Body: '123456789', [name]: sum }));
      await refused('BadDigest', 400, () => send(new PutObjectCommand({ Bucket, Key: 'sum', Body: '12345678', [name]: sum })));
    }
    const head = await send(new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }));
    assert.equal(head.ChecksumCRC64NVME, Buffer.from('AE8B14860A799888', 'hex').toString('base64'));
    await refused('BadDigest', 400, () => send(new PutObjectCommand({ Bucket, Key: 'sum', Body: 'hello', ContentMD5: createHash('md5').update('other').digest('base64') })));
  },
  async 'conditions: put'() {
    const first = await send(new PutObjectCommand({ Bucket, Key: 'cond', Body: '1', IfNoneMatch: '*' }));
    await refused('PreconditionFailed', 412, () => send(new PutObjectCommand({ Bucket, Key: 'cond', Body: '2', IfNoneMatch: '*' })));
    await refused('PreconditionFailed', 412, () => send(new PutObjectCommand({ Bucket, Key: 'cond', Body: '2', IfMatch: '"0"' })));
    await refused('NoSuchKey', 404, () => send(new PutObjectCommand({ Bucket, Key: 'none', Body: '2', IfMatch: first.ETag })));
    await refused('NotImplemented', 501, () => send(new PutObjectCommand({ Bucket, Key: 'cond', Body: '2', IfNoneMatch: first.ETag })));
    await send(new PutObjectCommand({ Bucket, Key: 'cond', Body: '2', IfMatch: first.ETag }));
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket, Key: 'cond' }))), '2');
  },
  async 'conditions and ranges: get'() {
    const { ETag } = await send(new PutObjectCommand({ Bucket, Key: 'range', Body: '0123456789' }));
    for (const [Range, text, from] of [['bytes=0-2', '012', 'bytes 0-2/10'], ['bytes=7-', '789', 'bytes 7-9/10'], ['bytes=-2', '89', 'bytes 8-9/10'], ['bytes=8-99', '89', 'bytes 8-9/10']]) {
      const got = await send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      assert.deepEqual([await textOf(got), got.ContentRange, got.$metadata.httpStatusCode], [text, from, 206]);
    }
    await refused('InvalidRange', 416, () => send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=10-' })));
    assert.equal((await send(new HeadObjectCommand({ Bucket, Key: 'range', Range: 'bytes=0-2' }))).ContentLength, 3);
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket, Key: 'range', IfMatch: ETag }))), '0123456789');
    await refused('PreconditionFailed', 412, () => send(new GetObjectCommand({ Bucket, Key: 'range', IfMatch: '"0"' })));
    for (const condition of [{ IfNoneMatch: ETag }, { IfModifiedSince: new Date(Date.now() + 3_600_000) }])
      await assert.rejects(send(new GetObjectCommand({ Bucket, Key: 'range', ...condition })), error => error.$metadata.httpStatusCode === 304);
    await refused('PreconditionFailed', 412, () => send(new GetObjectCommand({ Bucket, Key: 'range', IfUnmodifiedSince: new Date(0) })));
  },
  async 'lists: prefix, delimiter, pages'() {
    const keys = ['list/a', 'list/a/1', 'list/a/2', 'list/b', 'list/c/1', 'list/é', 'list/\u{1f600}'];
    for (const Key of [...keys].reverse())
      await send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const all = await send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }));
    assert.deepEqual(all.Contents.map(one => one.Key), keys);
    assert.deepEqual([all.KeyCount, all.IsTruncated, all.Contents[0].Size, all.Contents[0].ETag], [7, false, 6, `"${md5('list/a')}"`]);
    const folders = await send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }));
    assert.deepEqual(folders.Contents.map(one => one.Key), ['list/a', 'list/b', 'list/é', 'list/\u{1f600}']);
    assert.deepEqual(folders.CommonPrefixes.map(one => one.Prefix), ['list/a/', 'list/c/']);
    for (const options of [{ MaxKeys: 2 }, { MaxKeys: 3, Delimiter: '/' }, { MaxKeys: 1, EncodingType: 'url' }]) {
      const found = [];
      let ContinuationToken;
      do {
        const page = await send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ContinuationToken, ...options }));
        assert.ok(page.KeyCount <= options.MaxKeys);
        found.push(...(page.Contents ?? []).map(one => one.Key), ...(page.CommonPrefixes ?? []).map(one => one.Prefix));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      assert.equal(found.length, options.Delimiter ? 6 : 7);
      assert.equal(new Set(found).size, found.length);
    }
    assert.deepEqual((await send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', StartAfter: 'list/b' }))).Contents.map(one => one.Key), keys.slice(4));
    await refused('InvalidArgument', 400, () => send(new ListObjectsV2Command({ Bucket, ContinuationToken: '%%' })));
  },
  async 'delete: many at once'() {
    await send(new PutObjectCommand({ Bucket, Key: 'many/1', Body: '1' }));
    const deleted = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/1' }, { Key: 'many/2' }] } }));
    assert.deepEqual(deleted.Deleted.map(one => one.Key), ['many/1', 'many/2']);
    assert.equal((await send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))).KeyCount, 0);
  },
  async 'multipart: create, parts, list, complete, abort'() {
    const parts = [Buffer.alloc(5 << 20, 1), Buffer.alloc(5 << 20, 2), Buffer.from('end')];
    const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'multi', Metadata: { two: '2' } }));
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const part = await send(new UploadPartCommand({ Bucket, Key: 'multi', UploadId, PartNumber: index + 1, Body }));
      assert.equal(part.ETag, `"${md5(Body)}"`);
      Parts.push({ PartNumber: index + 1, ETag: part.ETag });
    }
    const first = await send(new ListPartsCommand({ Bucket, Key: 'multi', UploadId, MaxParts: 2 }));
    assert.deepEqual([first.Parts.length, first.IsTruncated, first.NextPartNumberMarker], [2, true, '2']);
    assert.equal((await send(new ListPartsCommand({ Bucket, Key: 'multi', UploadId, PartNumberMarker: '2' }))).Parts[0].Size, 3);
    assert.equal((await send(new ListMultipartUploadsCommand({ Bucket }))).Uploads[0].UploadId, UploadId);
    const complete = options => send(new CompleteMultipartUploadCommand({ Bucket, Key: 'multi', UploadId, MultipartUpload: { Parts }, ...options }));
    await refused('InvalidPartOrder', 400, () => complete({ MultipartUpload: { Parts: [...Parts].reverse() } }));
    await refused('InvalidPart', 400, () => complete({ MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"0"' }] } }));
    const { ETag } = await send(new UploadPartCommand({ Bucket, Key: 'multi', UploadId, PartNumber: 4, Body: 'more' }));
    await refused('EntityTooSmall', 400, () => complete({ MultipartUpload: { Parts: [Parts[2], { PartNumber: 4, ETag }] } }));
    await refused('NoSuchKey', 404, () => complete({ IfMatch: '"0"' }));
    const done = await complete({ IfNoneMatch: '*' });
    const tag = createHash('md5').update(Buffer.concat(parts.map(part => createHash('md5').update(part).digest()))).digest('hex');
    assert.equal(done.ETag, `"${tag}-3"`);
    const got = await send(new GetObjectCommand({ Bucket, Key: 'multi' }));
    assert.ok(Buffer.concat(parts).equals(Buffer.from(await got.Body.transformToByteArray())));
    assert.deepEqual(got.Metadata, { two: '2' });
    await refused('NoSuchUpload', 404, () => complete({}));

    const second = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'multi' }));
    const only = await send(new UploadPartCommand({ Bucket, Key: 'multi', UploadId: second.UploadId, PartNumber: 1, Body: 'x' }));
    const finish = options => send(new CompleteMultipartUploadCommand({ Bucket, Key: 'multi', UploadId: second.UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: only.ETag }] }, ...options }));
    await refused('PreconditionFailed', 412, () => finish({ IfNoneMatch: '*' }));
    await refused('PreconditionFailed', 412, () => finish({ IfMatch: '"0"' }));
    await send(new AbortMultipartUploadCommand({ Bucket, Key: 'multi', UploadId: second.UploadId }));
    await refused('NoSuchUpload', 404, () => send(new AbortMultipartUploadCommand({ Bucket, Key: 'multi', UploadId: second.UploadId })));
    await refused('NoSuchUpload', 404, () => finish({ IfMatch: done.ETag }));
    assert.equal((await send(new ListMultipartUploadsCommand({ Bucket }))).Uploads, undefined);
  },
  async 'versions: status, ids, markers, list'() {
    const Versioned = 'versioned';
    await send(new CreateBucketCommand({ Bucket: Versioned }));
    assert.equal((await send(new GetBucketVersioningCommand({ Bucket: Versioned }))).Status, undefined);
    const before = await send(new PutObjectCommand({ Bucket: Versioned, Key: 'a', Body: '0' }));
    assert.equal(before.VersionId, undefined);
    await send(new PutBucketVersioningCommand({ Bucket: Versioned, VersioningConfiguration: { Status: 'Enabled' } }));
    assert.equal((await send(new GetBucketVersioningCommand({ Bucket: Versioned }))).Status, 'Enabled');
    const one = await send(new PutObjectCommand({ Bucket: Versioned, Key: 'a', Body: '1' }));
    const two = await send(new PutObjectCommand({ Bucket: Versioned, Key: 'a', Body: '2' }));
    assert.notEqual(one.VersionId, two.VersionId);
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: one.VersionId }))), '1');
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: 'null' }))), '0');
    const marker = await send(new DeleteObjectCommand({ Bucket: Versioned, Key: 'a' }));
    assert.equal(marker.DeleteMarker, true);
    await refused('NoSuchKey', 404, () => send(new GetObjectCommand({ Bucket: Versioned, Key: 'a' })));
    await refused('MethodNotAllowed', 405, () => send(new GetObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: marker.VersionId })));
    await refused('NoSuchVersion', 404, () => send(new GetObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: 'other' })));
    await send(new PutObjectCommand({ Bucket: Versioned, Key: 'a', Body: '3', IfNoneMatch: '*' }));
    await send(new DeleteObjectCommand({ Bucket: Versioned, Key: 'a' }));
    const list = await send(new ListObjectVersionsCommand({ Bucket: Versioned }));
    assert.deepEqual([list.Versions.length, list.DeleteMarkers.length, list.DeleteMarkers.filter(one => one.IsLatest).length], [4, 2, 1]);
    const seen = [];
    let markers = {};
    do {
      const page = await send(new ListObjectVersionsCommand({ Bucket: Versioned, MaxKeys: 1, ...markers }));
      seen.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
      markers = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
    } while (markers);
    assert.equal(new Set(seen.map(one => one.VersionId)).size, 6);
    await send(new DeleteObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: list.DeleteMarkers.find(one => one.IsLatest).VersionId }));
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket: Versioned, Key: 'a' }))), '3');
    await send(new PutBucketVersioningCommand({ Bucket: Versioned, VersioningConfiguration: { Status: 'Suspended' } }));
    await send(new PutObjectCommand({ Bucket: Versioned, Key: 'a', Body: '4' }));
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket: Versioned, Key: 'a', VersionId: 'null' }))), '4');
  },
  async 'object lock: retention, bypass, defaults'() {
    const Locked = 'locked';
    await send(new CreateBucketCommand({ Bucket: Locked, ObjectLockEnabledForBucket: true }));
    assert.equal((await send(new GetBucketVersioningCommand({ Bucket: Locked }))).Status, 'Enabled');
    assert.equal((await send(new GetObjectLockConfigurationCommand({ Bucket: Locked }))).ObjectLockConfiguration.ObjectLockEnabled, 'Enabled');
    await refused('InvalidBucketState', 409, () => send(new PutBucketVersioningCommand({ Bucket: Locked, VersioningConfiguration: { Status: 'Suspended' } })));
    await refused('ObjectLockConfigurationNotFoundError', 404, () => send(new GetObjectLockConfigurationCommand({ Bucket })));
    await refused('InvalidRequest', 400, () => send(new PutObjectCommand({ Bucket, Key: 'l', Body: '1', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: day(1) })));
    const governed = await send(new PutObjectCommand({ Bucket: Locked, Key: 'g', Body: '1', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: day(1) }));
    const complied = await send(new PutObjectCommand({ Bucket: Locked, Key: 'c', Body: '1', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: day(1) }));
    assert.equal((await send(new GetObjectRetentionCommand({ Bucket: Locked, Key: 'c' }))).Retention.Mode, 'COMPLIANCE');
    assert.equal((await send(new HeadObjectCommand({ Bucket: Locked, Key: 'g' }))).ObjectLockMode, 'GOVERNANCE');
    const remove = (Key, { VersionId }, BypassGovernanceRetention) => send(new DeleteObjectCommand({ Bucket: Locked, Key, VersionId, BypassGovernanceRetention }));
    await refused('AccessDenied', 403, () => remove('g', governed));
    await refused('AccessDenied', 403, () => remove('c', complied, true));
    const many = await send(new DeleteObjectsCommand({ Bucket: Locked, Delete: { Objects: [{ Key: 'c', VersionId: complied.VersionId }] } }));
    assert.equal(many.Errors[0].Code, 'AccessDenied');
    assert.equal((await send(new DeleteObjectCommand({ Bucket: Locked, Key: 'c' }))).DeleteMarker, true);
    assert.equal(await textOf(await send(new GetObjectCommand({ Bucket: Locked, Key: 'c', VersionId: complied.VersionId }))), '1');
    const retain = (version, Mode, days, BypassGovernanceRetention) => send(new PutObjectRetentionCommand({
      Bucket: Locked, Key: version === governed ? 'g' : 'c', VersionId: version.VersionId, Retention: { Mode, RetainUntilDate: day(days) }, BypassGovernanceRetention,
    }));
    await retain(complied, 'COMPLIANCE', 3);
    await refused('AccessDenied', 403, () => retain(complied, 'COMPLIANCE', 2, true));
    await refused('AccessDenied', 403, () => retain(complied, 'GOVERNANCE', 4, true));
    await refused('AccessDenied', 403, () => retain(governed, 'GOVERNANCE', 0.5));
    await retain(governed, 'GOVERNANCE', 0.5, true);
    await remove('g', governed, true);
    await send(new PutObjectLockConfigurationCommand({
      Bucket: Locked, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
    }));
    assert.equal((await send(new GetObjectLockConfigurationCommand({ Bucket: Locked }))).ObjectLockConfiguration.Rule.DefaultRetention.Days, 1);
    const given = await send(new PutObjectCommand({ Bucket: Locked, Key: 'd', Body: '1' }));
    await refused('AccessDenied', 403, () => remove('d', given));
  },
  async 'signatures: wrong key, unknown id, other region'() {
    const list = new ListObjectsV2Command({ Bucket });
    await refused('SignatureDoesNotMatch', 403, () => clientOf({ credentials: { accessKeyId, secretAccessKey: 'other' } }).send(list));
    await refused('InvalidAccessKeyId', 403, () => clientOf({ credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey } }).send(list));
    await refused('AuthorizationHeaderMalformed', 400, () => clientOf({ region: 'us-west-2' }).send(list));
  },
};

const day = days => new Date(Date.now() + days * 86_400_000);

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    console.error(`failed ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}
