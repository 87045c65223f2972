using System.Globalization;

namespace VeloZ.Domain;

/// <summary>The documents of jobs in a blob store. Each is written once: who writes it again changes nothing, so that a step that is done twice does no harm.</summary>
/// <remarks>
/// <c>jobs/JOB.json</c> what was asked; <c>plans/JOB.json</c> how it is cut and which bars it runs over; <c>results/JOB/BATCH.json</c> and <c>failures/JOB/BATCH.json</c> what
/// became of a batch; <c>results/JOB.json</c> and <c>failures/JOB.json</c> what became of the job; <c>cancels/JOB.json</c> that it is to stop.
/// </remarks>
public sealed class BacktestJobBlobs(IBlobStore blobs)
{
    /// <summary>The store.</summary>
    public IBlobStore Blobs => blobs;

    /// <summary>Where the plan of a job is.</summary>
    public static BlobKey PlanKey(BacktestJobId job) => BlobKey.Parse($"plans/{job.Text}.json");

    /// <summary>Keeps what was asked.</summary>
    /// <exception cref="BacktestJobException">The job is there with another sweep.</exception>
    public async ValueTask AddAsync(BacktestJobId job, BacktestSweep sweep, CancellationToken cancellationToken)
    {
        var content = BacktestDocuments.Write(sweep);
        if (await PutOnceAsync(JobKey(job), content, cancellationToken))
            return;
        if (!(await ReadKeptAsync(JobKey(job), cancellationToken)).AsSpan().SequenceEqual(content))
            throw new BacktestJobException($"job {job} is there with another sweep, must be given an id of its own");
    }

    /// <summary>What was asked; null when there is no such job.</summary>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<BacktestSweep?> FindAsync(BacktestJobId job, CancellationToken cancellationToken) =>
        await ReadAsync(JobKey(job), cancellationToken) is { } content ? BacktestDocuments.ReadSweep(content) : null;

    /// <summary>Keeps the plan of a job, unless one is kept.</summary>
    /// <returns>The one that is kept: this one, or another that was there before it. All steps go by it.</returns>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<PinnedBacktestPlan> AddPlanAsync(PinnedBacktestPlan plan, CancellationToken cancellationToken)
    {
        var (job, key) = (plan.Plan.Job, PlanKey(plan.Plan.Job));
        return await PutOnceAsync(key, BacktestDocuments.Write(plan), cancellationToken)
            ? plan
            : BacktestDocuments.ReadPlan(job, await ReadKeptAsync(key, cancellationToken));
    }

    /// <summary>The plan of a job; null where it is not planned.</summary>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<PinnedBacktestPlan?> FindPlanAsync(BacktestJobId job, CancellationToken cancellationToken) =>
        await ReadAsync(PlanKey(job), cancellationToken) is { } content ? BacktestDocuments.ReadPlan(job, content) : null;

    /// <summary>Keeps the results of a batch.</summary>
    public async ValueTask AddBatchAsync(BacktestJobId job, int batch, IReadOnlyList<PointResult> points, CancellationToken cancellationToken) =>
        await PutOnceAsync(BatchKey("results", job, batch), BacktestDocuments.Write(points), cancellationToken);

    /// <summary>The results of a batch; null where there are none.</summary>
    /// <exception cref="BacktestJobException">What is kept of them does not hold.</exception>
    public async ValueTask<IReadOnlyList<PointResult>?> FindBatchAsync(BacktestJobId job, int batch, CancellationToken cancellationToken) =>
        await ReadAsync(BatchKey("results", job, batch), cancellationToken) is { } content ? BacktestDocuments.ReadPoints(content) : null;

    /// <summary>Keeps why a batch has no results.</summary>
    public async ValueTask AddBatchFailureAsync(BacktestJobId job, int batch, BacktestFailure failure, CancellationToken cancellationToken) =>
        await PutOnceAsync(BatchKey("failures", job, batch), BacktestDocuments.Write(failure), cancellationToken);

    /// <summary>Why a batch has no results; null where nothing is known.</summary>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<BacktestFailure?> FindBatchFailureAsync(BacktestJobId job, int batch, CancellationToken cancellationToken) =>
        await ReadAsync(BatchKey("failures", job, batch), cancellationToken) is { } content ? BacktestDocuments.ReadFailure(content) : null;

    /// <summary>Keeps the whole result, unless one is kept.</summary>
    /// <returns>The one that is kept: this one, or another that was there before it.</returns>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<BacktestSweepResult> AddResultAsync(BacktestSweepResult result, CancellationToken cancellationToken) =>
        await PutOnceAsync(ResultKey(result.Job), BacktestDocuments.Write(result), cancellationToken)
            ? result
            : BacktestDocuments.ReadResult(await ReadKeptAsync(ResultKey(result.Job), cancellationToken));

    /// <summary>The whole result; null where there is none.</summary>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<BacktestSweepResult?> FindResultAsync(BacktestJobId job, CancellationToken cancellationToken) =>
        await ReadAsync(ResultKey(job), cancellationToken) is { } content ? BacktestDocuments.ReadResult(content) : null;

    /// <summary>Keeps why the job has no result.</summary>
    public async ValueTask AddFailureAsync(BacktestJobId job, BacktestFailure failure, CancellationToken cancellationToken) =>
        await PutOnceAsync(BlobKey.Parse($"failures/{job.Text}.json"), BacktestDocuments.Write(failure), cancellationToken);

    /// <summary>Why the job has no result; null where nothing is known.</summary>
    /// <exception cref="BacktestJobException">What is kept of it does not hold.</exception>
    public async ValueTask<BacktestFailure?> FindFailureAsync(BacktestJobId job, CancellationToken cancellationToken) =>
        await ReadAsync(BlobKey.Parse($"failures/{job.Text}.json"), cancellationToken) is { } content ? BacktestDocuments.ReadFailure(content) : null;

    /// <summary>Keeps that the job is to stop.</summary>
    public async ValueTask CancelAsync(BacktestJobId job, CancellationToken cancellationToken) => await PutOnceAsync(CancelKey(job), "{}"u8.ToArray(), cancellationToken);

    /// <summary>Whether the job is to stop.</summary>
    public async ValueTask<bool> IsCanceledAsync(BacktestJobId job, CancellationToken cancellationToken) => await blobs.HeadAsync(CancelKey(job), cancellationToken) is not null;

    /// <summary>How many points of a plan have an outcome.</summary>
    public async ValueTask<int> CountPointsAsync(BacktestPlan plan, CancellationToken cancellationToken)
    {
        var batches = new HashSet<int>();
        foreach (var folder in new[] { "results", "failures" })
        {
            var prefix = $"{folder}/{plan.Job.Text}/";
            string? cursor = null;
            do
            {
                var page = await blobs.ListAsync(prefix, IBlobStore.LimitMax, cursor, cancellationToken);
                foreach (var blob in page.Blobs)
                {
                    if (int.TryParse(blob.Key.Text[prefix.Length..].Replace(".json", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var batch) && batch < plan.Batches)
                        batches.Add(batch);
                }
                cursor = page.NextCursor;
            }
            while (cursor is not null);
        }
        return batches.Sum(batch => plan.PointsOfBatch(batch) is var (first, end) ? end - first : 0);
    }

    private static BlobKey JobKey(BacktestJobId job) => BlobKey.Parse($"jobs/{job.Text}.json");

    private static BlobKey ResultKey(BacktestJobId job) => BlobKey.Parse($"results/{job.Text}.json");

    private static BlobKey CancelKey(BacktestJobId job) => BlobKey.Parse($"cancels/{job.Text}.json");

    private static BlobKey BatchKey(string folder, BacktestJobId job, int batch) => BlobKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{folder}/{job.Text}/{batch}.json"));

    private async ValueTask<bool> PutOnceAsync(BlobKey key, byte[] content, CancellationToken cancellationToken) =>
        await blobs.PutAsync(key, content, BlobCondition.New, cancellationToken) is BlobPutOutcome.Written;

    // What a put found there, which nobody takes away but a person or a rule of the store.
    private async ValueTask<byte[]> ReadKeptAsync(BlobKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) ?? throw new StoreException(StoreFault.Unavailable, $"blob {key} was there when it was put and then was not, must stay once it is kept");

    private async ValueTask<byte[]?> ReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        if (await blobs.OpenAsync(key, cancellationToken) is not { } content)
            return null;
        await using (content)
        {
            using var buffer = new MemoryStream();
            await content.Content.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }
    }
}
