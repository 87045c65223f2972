using Pulumi;
using VeloZ.Infrastructure;

return await Deployment.RunAsync<VeloZStack>();
